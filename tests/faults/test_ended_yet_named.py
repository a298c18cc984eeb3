"""Small tables and lost rows: what a file ends and names all the same, and days that moved together, are told or
refused, however few they are.
"""

from collections import Counter

import pytest

from sor.formats.delivery import BadFile
from tests.faults.editing import column, day_moved, member, rows
from tests.faults.written import NEXT, Written, cells_of, members_of

UNITS, PLACES = "SOREntity.csv", "Geolocations.csv"


def without_last_row(content: bytes, unit: str) -> bytes:
    """An archive without the row of a unit that has no end, so that an older one is its last."""

    def edit(given: list[list[str]]) -> list[list[str]]:
        end = given[0].index("ToDate")
        return [row for row in given if unit not in row[0] or row[end]]

    return member(UNITS, rows(edit))(content)


def of_many_rows_with_most_below(content: bytes) -> tuple[str, int]:
    """A unit with older rows, and how many open units name it as the one above."""
    header, *given = cells_of(members_of(content)[UNITS])
    end, parent = header.index("ToDate"), header.index("ParentSorId")
    below = Counter(row[parent].strip('="') for row in given if not row[end])
    dated = Counter(row[0].strip('="') for row in given)
    return max(((key, below[key]) for key, count in dated.items() if count > 1), key=lambda one: one[1])


@pytest.mark.slow
def test_a_unit_that_lost_its_last_row_while_others_name_it_is_told_with_their_lines(small: Written) -> None:
    good = small.bytes_of("sor2-complete")
    unit, below = of_many_rows_with_most_below(good)
    assert below >= 3
    try:
        report = small.load(
            small.mirror("sor2-complete"), "sor2-complete", without_last_row(good, unit), NEXT, dry_run=True
        )
        told = " ".join(report.notes)
    except BadFile as refusal:
        told = str(refusal)
    assert f"{unit} " in told
    assert f"ends by a file of which {below} rows still name it (line " in told


@pytest.mark.parametrize(("by", "words"), [(-1, "1 day earlier"), (1, "1 day later"), (-1462, "1462 days earlier")])
def test_first_days_of_a_small_table_that_moved_together_are_refused(by: int, words: str, large: Written) -> None:
    good = large.bytes_of("sor2-complete")
    count = len(cells_of(members_of(good)[PLACES])) - 1
    assert 3 <= count <= 10, "a table smaller than what is let through elsewhere"
    moved = member(PLACES, column("FromDate", lambda cell: day_moved(by)(cell.strip('="'))))(good)
    with pytest.raises(BadFile, match=f"beginning of a place: {count} of {count} are {words} than known"):
        large.load(large.mirror("sor2-complete"), "sor2-complete", moved, NEXT, dry_run=True)
