"""Reading the log back: entries and lines as they were written, in order and in pages."""

from sor.register import Register
from sor.store import log
from tests.store.units import begin, change, create, says, submit


def test_entries_come_in_order_from_a_serial_on(register: Register) -> None:
    begin(register, create("A"))
    for n in range(3):
        submit(register, change("A", says("name", 20260101, str(n))), reason=f"№ {n} – ærø")
    connection = register.database.reader()
    assert [entry.reason for entry in log.entries(connection, 1)] == ["№ 0 – ærø", "№ 1 – ærø", "№ 2 – ærø"]
    assert [entry.serial for entry in log.entries(connection, 1, upto=3)] == [2, 3]
    assert [entry.serial for entry in log.entries(connection, 1, limit=1)] == [2]
    assert list(log.entries(connection, 4)) == []


def test_what_is_short_of_an_entry_is_what_the_whole_one_says(register: Register) -> None:
    begin(register, create("A"))
    submit(register, change("A", says("name", 20260101, "B")), reason="№ 2", origin={"file": "a.xml"})
    connection = register.database.reader()
    for entry in log.entries(connection):
        told = log.entry_facts(connection, entry.serial)
        assert told is not None
        assert told._asdict() == {name: getattr(entry, name) for name in told._fields}
    assert log.entry_facts(connection, 2).origin == {"file": "a.xml"}  # type: ignore[union-attr]
    assert log.entry_facts(connection, 3) is None


def test_lines_come_in_pages(register: Register) -> None:
    begin(register, *(create(f"U{n}") for n in range(5)))
    connection = register.database.reader()
    assert log.count_lines(connection, 1) == 6
    assert [line.n for line in log.lines(connection, 1, 2, 3)] == [4, 5]
    assert [line.key for line in log.lines_of(connection, "unit", ["U3", "none"])["U3"]] == ["U3"]


def test_the_head_of_an_empty_log(register: Register) -> None:
    assert log.head(register.database.reader()) == log.Head()
    assert log.head_serial(register.database.reader()) == 0
    assert log.serial_known_at(register.database.reader(), "2099") == 0
