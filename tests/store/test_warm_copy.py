"""The copy answers what the register answers, follows it, and finds names; from both databases."""

from sor.core.as_of import AsOf
from sor.register import Register, Submission
from sor.search.text import plain
from sor.store import reads
from sor.store.append import LineDraft
from sor.store.database import Database
from sor.store.warm_copy import WarmCopy, keys_named
from tests.endpoints.web import small_register as the


def test_a_copy_follows_and_keeps_what_was_known(database: Database) -> None:
    register = the.fill(Register(database, lambda: the.NOW))
    old = register.serial()
    copy = WarmCopy(database.reader(), old, 20241121, plain)
    reader = copy.database.reader()
    renamed = [LineDraft("unit", the.WARD, [the.says("name", 20261121, "Sengeafsnit Syd")])]
    new = register.submit(Submission(renamed, "anna", "web")).serial
    copy.advance(database.reader(), register.touched(old, new), new)
    for known in (old, new):
        at = AsOf(20261121, known)
        assert reads.chain_at(reader, the.WARD, at)[0].body == reads.chain_at(database.reader(), the.WARD, at)[0].body
    assert keys_named(reader, "sengeafsnit syd") == [the.WARD]
    before = reads.history_of(reader, "unit", the.WARD)
    copy.advance(database.reader(), register.touched(old, new), new)
    assert reads.history_of(reader, "unit", the.WARD) == before
    copy.close()


def test_names_are_found_whole_then_by_their_beginning_then_anywhere(database: Database) -> None:
    register = the.fill(Register(database, lambda: the.NOW))
    copy = WarmCopy(database.reader(), register.serial(), 20000101, plain)
    found = keys_named(copy.database.reader(), "hjertecenter")
    assert found == [the.CENTRE]
    assert keys_named(copy.database.reader(), "afdeling for hjertesygdomme")[0] == the.DEPARTMENT
    copy.close()
