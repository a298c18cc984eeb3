"""What one entry brings into the database: its lines, the statements they replaced, its findings and its file."""

import pytest

from sor.core.finding import WARNING, Finding
from sor.core.log import read_line
from sor.core.statement import NEVER
from sor.register import Register
from sor.store import reads
from sor.store.append import LineDraft, StatedTwice, fold_ahead
from sor.store.timelines import timelines
from tests.store.units import begin, change, create, says, submit


def test_a_line_keeps_the_id_of_the_statement_it_replaced_on_its_first_day(register: Register) -> None:
    begin(register, create("A", name="First"))
    submit(register, change("A", says("name", 20260301, "Second")))
    submit(register, change("A", says("name", 20260401, "Third"), says("name", 20260201, "Before")))
    [line] = register.lines(3)
    assert list(read_line(line)[0].list_replaced()) == [(2, 1, 0), (1, 2, 1)]


def test_lines_are_numbered_in_the_order_given_across_chunks(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sor.store.append.CHUNK", 2)
    keys = ["E", "A", "D", "B", "C"]
    begin(register, *(create(key, name=key) for key in keys))
    assert [(line.n, line.key) for line in register.lines(1)] == list(enumerate(["list/1", *keys], 1))
    assert register.verify(deep=True).fault is None


def test_a_subject_stands_once_in_an_entry_across_chunks_too(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sor.store.append.CHUNK", 2)
    with pytest.raises(StatedTwice, match=r"unit A stands on two lines of one entry."):
        begin(register, create("A"), create("B"), create("C"), create("A"))
    assert register.serial() == 0


def test_progress_is_told_in_subjects(register: Register) -> None:
    from sor.register import Submission

    told: list[int] = []
    lines = [create(f"U{n}", name="x") for n in range(5)]
    begin(register)
    register.submit(Submission(lines, "anna", "rest"), tell=told.append)
    assert sum(told) == 5


def test_findings_and_the_file_become_rows_to_be_asked_for(register: Register) -> None:
    found = Finding("T1", WARNING, "unit", "A", "type", {"value": "?"})
    origin = {"file": "f", "format": "sor-xml-2", "family": "sor-xml", "digest": "abc", "snapshot": 20261101}
    begin(register)
    serial = submit(register, create("A"), findings=[found], origin=origin)
    assert register.findings("unit", "A") == [(serial, found)]
    assert register.deliveries() == [("sor-xml", 20261101, serial)]
    entry = register.entry(serial)
    assert entry is not None
    assert entry.origin == origin


def test_an_entry_without_lines_is_an_entry(register: Register) -> None:
    begin(register)
    assert submit(register) == 2
    assert register.list_touched(1, 2) == []
    assert register.verify(deep=True).fault is None


def test_what_is_made_before_the_lock_is_what_is_made_under_it_whatever_serial_it_gets(register: Register) -> None:
    """One and the same change of two units, one prepared on the state that was, one read when it is written."""
    begin(register, create("A", name="First"), create("B", name="First"))
    said = (says("name", 20260301, "Second", 20260601), says("note", 20260101, "n"))
    ahead = change("A", *said)
    ahead.before = timelines(register.database.reader(), "unit", ["A"])["A"]
    fold_ahead(register.database.reader(), [ahead])
    submit(register, create("C", name="Meanwhile"))
    submit(register, ahead, change("B", *said))
    assert held(register, "A") == held(register, "B")
    assert register.verify(deep=True).fault is None


def test_a_timeline_that_was_handed_in_stays_as_it_was_read(register: Register) -> None:
    begin(register, create("A", name="First"))
    serial = submit(register, change("A", says("name", 20260301, "Second")))
    before = timelines(register.database.reader(), "unit", ["A"])["A"]
    gone = next(s.id for s in before["name"] if s.serial == serial)
    submit(register, LineDraft("unit", "A", [], {"op": "undo"}, [gone], before))
    assert [s.withdrawn_at for s in before["name"]] == [NEVER, NEVER]
    assert register.verify(deep=True).fault is None


def held(register: Register, key: str) -> list[tuple[int, int, int, int, str]]:
    found = reads.history_of(register.database.reader(), "unit", key)
    return [(row.valid_from, row.valid_to, row.known_from, row.known_to, row.body) for row in found]
