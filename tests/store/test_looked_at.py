"""What a decision hangs on: by which marks, and what counts as written to."""

import pytest

from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.register import Register, Submission
from sor.store import actors, log, looked_at, reads, timelines
from sor.store.append import LineDraft
from sor.store.database import Connection
from sor.store.erasures import Erasure, ErasureOrigin, HeadPart, find_left_of
from sor.store.looked_at import LookedAt
from sor.store.marks import Marked, by_key, by_key_or_value, with_text

WARD, HEART = "531000016002", "531000016003"


def say(register: Register, key: str, kind: str = "unit", parent: str | None = None) -> None:
    stated = [Draft("open", 20260101, OPEN, 0, b"true")]
    stated += [Draft("parent", 20260101, OPEN, 0, f'"{parent}"'.encode())] if parent else []
    register.submit(Submission([LineDraft(kind, key, stated)], "anna", "import"))


@pytest.fixture
def reader(register: Register) -> Connection:
    say(register, WARD)
    return register.database.reader()


def looking(connection: Connection) -> LookedAt:
    return LookedAt(log.head(connection))


def test_empty_answers_count(register: Register, reader: Connection) -> None:
    found = looking(reader)
    with reader.noting(found.note):
        assert not timelines.timelines(reader, "unit", [HEART])
    assert not found.is_touched(reader)
    say(register, HEART)
    assert found.is_touched(reader)


def test_what_was_not_asked_for_does_not(register: Register, reader: Connection) -> None:
    found = looking(reader)
    with reader.noting(found.note):
        timelines.timelines(reader, "unit", [WARD])
    for n in range(3):
        say(register, f"{HEART}{n}", parent=HEART)
        assert not found.is_touched(reader)
        assert found.serial == register.serial(), "it is looked through once"
    say(register, WARD, "shak")
    assert found.is_touched(reader), "keys are compared, whatever their kind"


def test_a_statement_without_a_mark_hangs_on_every_entry(register: Register, reader: Connection) -> None:
    found = looking(reader)
    with reader.noting(found.note):
        reads.read_known_keys(reader, "place")
    assert not found.is_touched(reader)
    say(register, HEART)
    assert found.is_touched(reader)


def test_what_is_no_part_of_the_log_is_asked_again(register: Register, reader: Connection) -> None:
    found = looking(reader)
    with reader.noting(found.note):
        actors.rights_of(reader, "anna")
    say(register, HEART)
    assert not found.is_touched(reader)
    with register.database.desk.writing() as desk:
        actors.give_right(
            desk, actors.RightRow(0, "anna", "region", None, None, 1, 2, 0, "anna", "2026-11-01T12:00:00Z")
        )
    assert found.is_touched(reader)


@pytest.mark.parametrize("ahead", [0, 1])
def test_an_entry_that_is_there_stays_as_it_is_and_one_to_come_is_awaited(
    register: Register, reader: Connection, ahead: int
) -> None:
    found = looking(reader)
    with reader.noting(found.note):
        log.day_of_entry(reader, found.serial + ahead)
    say(register, HEART)
    assert found.is_touched(reader) == bool(ahead)


def test_too_much_was_written_to_look_through(
    register: Register, reader: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looked_at, "MOST_LINES", 2)
    found = looking(reader)
    say(register, f"{HEART}1")
    say(register, f"{HEART}2")
    assert not found.is_touched(reader)
    for n in range(3, 6):
        say(register, f"{HEART}{n}")
    assert found.is_touched(reader)


def test_after_an_erasure_nothing_counts_as_read(register: Register, reader: Connection) -> None:
    """It takes values out of rows that stay, and identifiers with them, without their coming or going."""
    part = [HeadPart(register.serial(), "reason")]
    found = looking(reader)
    register.erase(
        lambda connection, _: Erasure(ErasureOrigin("bo", part, find_left_of(connection, part)), []), "anna", "cli", ""
    )
    assert found.is_touched(reader)


@pytest.mark.parametrize("grown", [0, 1])
def test_another_log_in_the_place_of_the_one_that_was_read(register: Register, reader: Connection, grown: int) -> None:
    """As a backup that was put back is: as long as the one before, or longer, with other entries."""
    head = log.head(reader)
    assert not LookedAt(head).is_touched(reader)
    for _ in range(grown):
        say(register, HEART)
    assert LookedAt(log.Head(head.serial, "0" * 64)).is_touched(reader)


def test_a_statement_keeps_its_mark_when_its_keys_are_filled_in() -> None:
    filled = with_text(by_key("SELECT :keys"), "SELECT :key0")
    assert (filled, isinstance(filled, Marked) and filled.by) == ("SELECT :key0", by_key("").by)
    assert not isinstance(with_text("SELECT :keys", "SELECT :key0"), Marked)
    assert set(by_key("").by) < set(by_key_or_value("").by)
