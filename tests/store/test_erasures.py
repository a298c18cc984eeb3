"""What an erasure takes out of the log and its projections, that the chain still holds, and that a copy can follow."""

from collections.abc import Callable, Iterator, Sequence

import msgspec
import pytest

from sor.core.as_of import AsOf
from sor.core.claim import Claim, Piece, difference
from sor.core.day import OPEN
from sor.core.log import ERASE, Entry
from sor.register import Register
from sor.store.append import LineDraft
from sor.store.database import Connection, Database
from sor.store.erasures import (
    Erasure,
    ErasureAsked,
    ErasureOrigin,
    HeadPart,
    ValuePlace,
    erasures,
    find_left_of,
    take_out,
)
from sor.store.log import append_entry, append_lines, entries, lines
from sor.store.schema import PROJECTIONS, TRUTH
from sor.store.warm_copy import WarmCopy
from tests.conftest import StandingClock
from tests.store.first_heads import to_first_heads
from tests.store.units import begin, change, create, says, submit

SECRET, STREET = "Hans Hansen 0101701234", "Hemmeligvej 7"


def erase(register: Register, *asked: tuple[str, ErasureAsked], parts: Sequence[HeadPart] = ()) -> Entry:
    """Take values of units, and parts of heads, out of the log."""

    def compose(connection: Connection, _: int) -> Erasure:
        origin = ErasureOrigin("bodil", parts, find_left_of(connection, parts))
        return Erasure(origin, [LineDraft("unit", key, [], msgspec.to_builtins(one)) for key, one in asked])

    return register.erase(compose, "anna", "cli", "it should never have been there")


@pytest.fixture
def told(register: Register) -> Register:
    """A secret in three places: two statements of a unit's name and the reason of an entry; an address passed on."""
    begin(register, create("A", name=SECRET, postal_address={"street": STREET}), create("B", name="B", parent="A"))
    submit(register, change("A", says("name", 20260201, "Klinikken")), reason=f"{SECRET} er ikke et navn")
    submit(register, change("A", says("name", 20260115, SECRET, 20260116)))
    submit(register, change("A", says("postal_address", 20260101, {"street": "Nygade 1"}, over=20991231)))
    return register


NAMES = ErasureAsked("name", [ValuePlace(1, 2, 1), ValuePlace(3, 1, 0)])
ADDRESS = ErasureAsked("postal_address", [ValuePlace(1, 2, 2)])
REASON = [HeadPart(2, "reason")]


def stored(register: Register) -> str:
    """Everything that the log and its projections hold, as one text, in an order of its own: databases promise none."""
    run = register.database.reader().run
    return repr([sorted(map(repr, run(f"SELECT * FROM {table.name}"))) for table in (*TRUTH, *PROJECTIONS)])


def rows(register: Register) -> dict[str, list[object]]:
    run = register.database.reader().run
    return {table.name: sorted(map(tuple, run(f"SELECT * FROM {table.name}"))) for table in PROJECTIONS}


def check_gone(register: Register, *texts: str) -> None:
    assert all(text in stored(register) for text in ("Klinikken", "Nygade 1"))
    assert not any(text in stored(register) for text in texts)
    assert register.verify(deep=True).fault is None
    before = rows(register)
    register.rebuild()
    assert rows(register) == before


def test_values_and_reasons_are_gone_and_everything_verifies(told: Register) -> None:
    hashes = [entry.hash for entry in told.since(0)]
    entry = erase(told, ("A", NAMES), parts=REASON)
    check_gone(told, SECRET)
    assert [entry.hash for entry in told.since(0)] == [*hashes, entry.hash]
    assert (entry.kind, entry.actor, entry.origin["second"]) == (ERASE, "anna", "bodil")


def test_heads_of_the_first_form_lose_their_reason_too(told: Register) -> None:
    with told.database.writing() as connection:
        to_first_heads(connection)
    told.forget()
    erase(told, ("A", NAMES), parts=REASON)
    check_gone(told, SECRET)
    for change_ in ("actor = 'mallory'", "reason = 'x'", "hash = previous"):
        with told.database.writing() as connection:
            [was] = connection.run("SELECT actor, reason, hash FROM entry WHERE serial = 2").fetchall()
            connection.run(f"UPDATE entry SET {change_} WHERE serial = 2")
        fault = told.verify().fault
        assert fault is not None
        assert fault.serial == 2
        with told.database.writing() as connection:
            connection.run("UPDATE entry SET actor = :a, reason = :r, hash = :h WHERE serial = 2",
                           a=was[0], r=was[1], h=was[2])  # fmt: skip


def test_the_past_says_that_a_value_was_erased(told: Register) -> None:
    erase(told, ("A", NAMES))
    unit = told.at(AsOf(20260110, 3)).unit("A")
    assert unit is not None
    assert "name" not in unit
    assert unit["erased"] == ["name"]
    now = told.at().unit("A")
    assert now is not None
    assert "erased" not in now


def test_who_inherited_an_erased_address_does_not_inherit_another(told: Register) -> None:
    """The unit's own row says so, and that of the unit that showed it."""
    erase(told, ("A", ADDRESS))
    check_gone(told, STREET)
    for code in "AB":
        unit = told.at(AsOf(20260110, 3)).unit(code)
        assert unit is not None
        assert unit["erased"] == ["activity_address", "postal_address", "visiting_address"]
        assert unit["postal_address"]["source"] == "A"
        assert unit["postal_address"]["street"] is None
    assert ("unit", "B") in told.list_touched(4, 5)


def test_erased_one_after_the_other(told: Register) -> None:
    erase(told, ("A", ADDRESS))
    erase(told, ("A", NAMES), parts=REASON)
    check_gone(told, STREET, SECRET)


def test_who_was_touched_is_told_as_before_by_days_and_by_codes(register: Register, clock: StandingClock) -> None:
    """An inherited address that came into force with a day, and one by whose municipality a code list touched it."""
    secret = {"street": STREET, "municipality": "0101"}
    begin(
        register,
        create("municipality/0101", 20200101, kind="code", region="1084"),
        create("A", postal_address=secret, virtual_address={"phone": SECRET}, cvr=SECRET),
        create("B", name="B", parent="A"),
    )
    submit(register, change("A", says("virtual_address", 20261102, {"phone": "98765432"}), says("cvr", 20261102, "1")))
    clock.pass_days(1)
    register.turn_day()
    submit(register, change("municipality/0101", says("region", 20260301, "1085"), kind="code"))
    submit(register, change("A", says("postal_address", 20260101, {"street": "Nygade 1"}, over=20991231)))
    submit(register, change("A", says("note", 20260101, "Klinikken")))
    asked = [
        ErasureAsked(field, [ValuePlace(1, 3, n)])
        for n, field in ((1, "postal_address"), (2, "virtual_address"), (3, "cvr"))
    ]
    for one in asked:
        erase(register, ("A", one))
    check_gone(register, STREET, SECRET)


def test_a_file_that_still_holds_a_value_does_not_bring_it_back(told: Register) -> None:
    erase(told, ("A", NAMES))
    timeline = told.at().timelines("unit", ["A"])["A"]
    life = [(20260101, OPEN)]
    past = Claim("unit", "A", frozenset({"name"}), [Piece(20260101, 20260201, {"name": SECRET})], life)
    assert [draft for draft in difference(timeline, past) if draft.field == "name"] == []


def test_a_warm_copy_forgets_too(told: Register) -> None:
    copy = WarmCopy(told.database.reader(), told.serial(), 20000101, str.casefold)
    entry = erase(told, ("A", NAMES), ("B", ErasureAsked("name", [])))
    copy.advance(told.database.reader(), told.list_touched(copy.serial, entry.serial), entry.serial)
    rows_of_copy = copy.database.reader().run("SELECT * FROM version").fetchall()
    assert sorted(rows_of_copy) == sorted(
        told.database.reader().run("SELECT * FROM version WHERE kind = 'unit'").fetchall()
    )
    assert SECRET.casefold() not in repr(copy.database.reader().run("SELECT * FROM named").fetchall())
    copy.close()


@pytest.mark.parametrize(
    ("statement", "serial", "what"),
    [
        ("UPDATE line SET content = replace(content, '-000000000000000', '-100000000000000') WHERE serial = 3",
         3, "it lacks values"),
        ("DELETE FROM entry WHERE serial = 5", 1, "it lacks values"),
        ("UPDATE line SET frame = replace(frame, '[3,1,0]', '[4,1,0]') WHERE serial = 5", 3, "it lacks values"),
    ],
)  # fmt: skip
def test_a_gap_that_no_erasure_names_is_a_fault(told: Register, statement: str, serial: int, what: str) -> None:
    erase(told, ("A", NAMES), parts=REASON)
    with told.database.writing() as connection:
        connection.run(statement)
    fault = told.verify().fault
    assert fault is not None
    assert (fault.serial, fault.what[: len(what)]) == (serial, what)


def test_a_value_put_back_in_its_place_is_a_fault(told: Register) -> None:
    [line] = [line for line in told.lines(1) if line.key == "A"]
    erase(told, ("A", NAMES))
    with told.database.writing() as connection:
        connection.run("UPDATE line SET content = :was WHERE serial = 1 AND n = 2", was=line.content.decode())
    fault = told.verify().fault
    assert fault is not None
    assert fault.what == "it lacks values nothing, but erasures name (1, 5)"


class TestFollowing:
    """A copy that has the entries from elsewhere: it took the values, then the erasure; or it comes late."""

    @pytest.fixture
    def copy(self, new_sqlite: Callable[[], Database], clock: StandingClock) -> Register:
        found = Register(new_sqlite(), clock)
        found.init("mirror")
        return found

    def take(self, copy: Register, told: Sequence[tuple[Entry, list[object]]]) -> None:
        """Append entries as they are, and do what those of erasures say."""
        with copy.database.writing() as connection:
            for entry, said in told:
                append_lines(connection, said)  # type: ignore[arg-type]
                append_entry(connection, entry)
                if entry.kind == ERASE:
                    take_out(connection, entry)

    def feed(self, register: Register, after: int = 0) -> Iterator[tuple[Entry, list[object]]]:
        connection = register.database.reader()
        for entry in entries(connection, after):
            yield entry, list(lines(connection, entry.serial))

    @pytest.mark.parametrize("early", [True, False])
    def test_it_forgets_as_the_source_did(self, told: Register, copy: Register, early: bool) -> None:
        if early:
            self.take(copy, list(self.feed(told)))
            copy.rebuild()
            assert SECRET in stored(copy)
        erase(told, ("A", NAMES), parts=REASON)
        erase(told, ("A", ADDRESS))
        self.take(copy, list(self.feed(told, copy.serial())))
        if not early:
            copy.rebuild()
        assert SECRET not in stored(copy)
        assert STREET not in stored(copy)
        assert list(self.feed(copy)) == list(self.feed(told))
        copy.forget()
        assert copy.verify().fault is None
        assert copy.verify().hash == told.head().hash
        copy.rebuild()
        assert rows(copy) == rows(told)

    def test_taken_out_twice_changes_nothing(self, told: Register) -> None:
        erase(told, ("A", NAMES), parts=REASON)
        before = stored(told)
        with told.database.writing() as connection:
            for entry in list(erasures(connection)):
                take_out(connection, entry)
        assert stored(told) == before
