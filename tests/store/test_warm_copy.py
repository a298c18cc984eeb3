"""The copy answers what the register answers, follows it, and finds names; from both databases."""

from pathlib import Path

from sor.core.as_of import AsOf
from sor.jobs.erasing import ask, confirm
from sor.register import Submission
from sor.search.text import plain
from sor.store import reads
from sor.store.append import LineDraft
from sor.store.standing import WantedErasure
from sor.store.warm_copy import WarmCopy, keys_named
from tests.endpoints.web import small_register as the
from tests.jobs.test_erasing import let_in
from tests.new_databases import NewDatabases


def test_a_copy_follows_and_keeps_what_was_known(new_database: NewDatabases) -> None:
    register = the.copied(new_database)
    old = register.serial()
    copy = WarmCopy(register.database.reader(), old, 20241121, plain)
    reader = copy.database.reader()
    renamed = [LineDraft("unit", the.WARD, [the.says("name", 20261121, "Sengeafsnit Syd")])]
    new = register.submit(Submission(renamed, "anna", "web")).serial
    copy.advance(register.database.reader(), register.list_touched(old, new), new)
    for known in (old, new):
        at = AsOf(20261121, known)
        assert (
            reads.chain_at(reader, the.WARD, at)[0].body
            == reads.chain_at(register.database.reader(), the.WARD, at)[0].body
        )
    assert keys_named(reader, "sengeafsnit syd") == [the.WARD]
    before = reads.history_of(reader, "unit", the.WARD)
    copy.advance(register.database.reader(), register.list_touched(old, new), new)
    assert reads.history_of(reader, "unit", the.WARD) == before
    copy.close()


def test_names_are_found_whole_then_by_their_beginning_then_anywhere(new_database: NewDatabases) -> None:
    register = the.copied(new_database)
    copy = WarmCopy(register.database.reader(), register.serial(), 20000101, plain)
    found = keys_named(copy.database.reader(), "hjertecenter")
    assert found == [the.CENTRE]
    assert keys_named(copy.database.reader(), "afdeling for hjertesygdomme")[0] == the.DEPARTMENT
    copy.close()


def test_a_copy_keeps_no_byte_of_what_was_erased(new_sqlite: NewDatabases) -> None:
    register = the.copied(new_sqlite)
    let_in(register)
    copy = WarmCopy(register.database.reader(), register.serial(), 20241121, plain)
    folder = Path(str(copy.database.url.database)).parent
    for day, name in ((20261101, "Hos Hans Hansen"), (20261102, "Afsnittet")):
        said = [LineDraft("unit", the.WARD, [the.says("name", day, name)])]
        last, new = copy.serial, register.submit(Submission(said, "anna", "web")).serial
        copy.advance(register.database.reader(), register.list_touched(last, new), new)
    wanted = WantedErasure(new - 1, "unit", the.WARD, "name")
    made, _ = ask(register, wanted, "private", "anna", "cli")
    assert any(b"Hans Hansen" in one.read_bytes() for one in folder.iterdir())
    erased = confirm(register, made.number, "bodil", "cli", None).serial
    copy.advance(register.database.reader(), register.list_touched(new, erased), erased)
    assert [one.name for one in folder.iterdir() if b"ans hansen" in one.read_bytes().lower()] == []
    copy.close()
