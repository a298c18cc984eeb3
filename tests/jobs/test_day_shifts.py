"""Days that moved together are told by how many of how many did."""

from pathlib import Path

import pytest

from sor.formats.delivery import BadFile
from sor.register import Register
from tests.jobs.files import File, Row, clinic, owner, units

FIRST, SECOND = 20261101, 20261102


def beginning(day: int, count: int, **values: str) -> list[Row]:
    """Units of which the first so many began on a day, the others on another."""
    rows = units(8)
    for row in rows[:count]:
        row.since = row.first = day
        row.values |= values
    return [owner(), clinic(), *rows]


@pytest.mark.parametrize(("count", "outcome"), [(2, ""), (3, "told"), (8, "refused")])
def test_most_refuse_a_file_and_some_that_moved_by_a_day_are_told(
    count: int, outcome: str, mirror: Register, tmp_path: Path
) -> None:
    File(tmp_path, FIRST, beginning(20260101, 8)).load(mirror)
    file = File(tmp_path, SECOND, beginning(20251231, count))
    words = f"beginning of a unit: {count} of 10 are 1 day earlier than known"
    if outcome == "refused":
        with pytest.raises(BadFile, match=words):
            file.load(mirror)
    else:
        assert (words in " ".join(file.load(mirror).notes)) == bool(outcome)


def test_units_that_changed_on_one_day_have_a_new_first_day_together(mirror: Register, tmp_path: Path) -> None:
    """In SOR the first day of a row is that of its version."""
    File(tmp_path, FIRST, beginning(20260101, 8)).load(mirror)
    rows = beginning(SECOND, 8, note="Moved")
    for row in rows[2:]:
        row.first = 20260101
    assert "than known" not in " ".join(File(tmp_path, SECOND, rows).load(mirror).notes)
