"""Blocks of rows beside which a column moved, was sorted or filled down are told, however short they are."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sor.formats.delivery import BadFile
from sor.register import Register, Submission
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.jobs.files import File, Row, clinic, owner, units
from tests.store.units import NO_CODES

FIRST, SECOND = 20261101, 20261102
ROWS = 40


@pytest.fixture
def mirror(new_sqlite: Callable[[], Database]) -> Register:
    """An empty mirror: which database it stands in is of no matter here."""
    made = Register(new_sqlite(), StandingClock())
    made.init("mirror")
    made.submit(Submission([NO_CODES], "test", "import"))
    return made


def rows_of(notes: Callable[[int], str | None]) -> list[Row]:
    """Units whose notes say something about their places."""
    made = units(ROWS)
    for n, row in enumerate(made):
        if (note := notes(n)) is not None:
            row.values["note"] = note
    return [owner(), clinic(), *made]


def told(mirror: Register, folder: Path, before: Callable[[int], str | None], after: Sequence[str | None]) -> str:
    """What a file says that makes notes of others: the refusal, or its notes."""
    File(folder, FIRST, rows_of(before)).load(mirror, force=True)
    file = File(folder, SECOND, rows_of(lambda n: after[n]))
    try:
        return " ".join(file.load(mirror, dry_run=True).notes)
    except BadFile as refusal:
        return f"refused: {refusal}"


def own(n: int) -> str | None:
    return f"Note {n}"


def block(held: Callable[[int], str | None], first: int, size: int, step: int) -> list[str | None]:
    """What rows hold of which some hold what those a step above did."""
    return [held(n - step) if first <= n < first + size else held(n) for n in range(ROWS)]


@pytest.mark.parametrize(
    ("step", "size", "is_refused"),
    [
        (1, 3, False),
        (-1, 4, False),
        (1, 5, True),
        (-1, 14, True),
        (2, 3, False),
        (-2, 5, True),
        (3, 9, True),
        (-3, 3, False),
    ],
)
def test_a_block_that_moved_is_told_and_a_longer_one_refused(
    step: int, size: int, is_refused: bool, mirror: Register, tmp_path: Path
) -> None:
    found = told(mirror, tmp_path, own, block(own, 10, size, step))
    where = {1: "the row ", 2: "the row 2 rows ", 3: "the row 3 rows "}[abs(step)] + ("above" if step > 0 else "below")
    assert f"note is in a block of rows what was known of {where}: {size} of {size}" in found
    assert found.startswith("refused") == is_refused


def test_two_rows_are_somebody_s_work(mirror: Register, tmp_path: Path) -> None:
    assert told(mirror, tmp_path, own, block(own, 10, 2, 1)) == ""


def test_rows_in_which_nothing_shows_lie_between(mirror: Register, tmp_path: Path) -> None:
    """Neighbours often say the same, and then a moved row looks as it did."""

    def pairs(n: int) -> str | None:
        return f"Note {n // 2}" if n % 4 else None

    after = block(pairs, 10, 12, 1)
    changed = sum(after[n] != pairs(n) for n in range(ROWS))
    assert f"of rows what was known of the row above: {changed} of {changed}" in told(mirror, tmp_path, pairs, after)


def test_one_that_does_not_fit_ends_a_block(mirror: Register, tmp_path: Path) -> None:
    after = block(own, 10, 5, 1)
    after[12] = "Another"
    assert told(mirror, tmp_path, own, after) == ""


def test_rows_that_hold_each_other_s_values_are_told(mirror: Register, tmp_path: Path) -> None:
    """A block that was sorted, or turned round so that its last value stands first."""
    after = [own(n) for n in range(ROWS)]
    after[10], after[11], after[12] = after[12], after[10], after[11]
    found = told(mirror, tmp_path, own, after)
    assert "note holds in a block of rows the values of the same rows in another order: 3 of 3" in found
    assert not found.startswith("refused")


def test_two_rows_that_changed_places_are_not(mirror: Register, tmp_path: Path) -> None:
    after = [own(n) for n in range(ROWS)]
    after[10], after[11] = after[11], after[10]
    assert told(mirror, tmp_path, own, after) == ""


@pytest.mark.parametrize(("size", "outcome"), [(2, ""), (3, "told"), (4, "told"), (5, "refused")])
def test_names_that_were_filled_down_are_told(size: int, outcome: str, mirror: Register, tmp_path: Path) -> None:
    File(tmp_path, FIRST, rows_of(own)).load(mirror, force=True)
    rows = rows_of(own)
    for row in rows[12 : 12 + size]:
        row.values["name"] = rows[11].values["name"]
    file = File(tmp_path, SECOND, rows)
    words = f"name repeats in a block of rows what stands in the row above: {size} of {size}"
    if outcome == "refused":
        with pytest.raises(BadFile, match=words):
            file.load(mirror, dry_run=True)
    else:
        assert (words in " ".join(file.load(mirror, dry_run=True).notes)) == bool(outcome)


def test_a_house_that_moves_is_no_block(mirror: Register, tmp_path: Path) -> None:
    """The row above moves as well, so none of them repeats what a row beside kept."""
    rows = rows_of(own)
    for row in rows[2:12]:
        row.values["postal_address"] = {"street": "Gammelvej", "building": "1"}
    File(tmp_path, FIRST, rows).load(mirror, force=True)
    for row in rows[2:12]:
        row.values["postal_address"] = {"street": "Nyvej", "building": "2"}
    assert "block" not in " ".join(File(tmp_path, SECOND, rows).load(mirror, dry_run=True).notes)


def test_one_value_that_becomes_one_other_is_no_block(mirror: Register, tmp_path: Path) -> None:
    """A source that recodes a field changes rows beside those that held the new value already."""

    def held(n: int) -> str | None:
        return "1" if n % 6 < 3 else "3"

    after = [("3" if 8 <= n < 20 else held(n)) for n in range(ROWS)]
    assert "block" not in told(mirror, tmp_path, held, after)


def test_blocks_of_one_column_are_told_as_one(mirror: Register, tmp_path: Path) -> None:
    after = [own(n - 1) if 4 <= n < 7 or 24 <= n < 28 else own(n) for n in range(ROWS)]
    found = told(mirror, tmp_path, own, after)
    assert "what was known of the row above: 7 of 7" in found
    assert found.count("block") == 1
