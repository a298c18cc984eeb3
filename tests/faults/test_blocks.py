"""Blocks of rows beside which a column moved, in each column of each table: told or refused, however short."""

from collections.abc import Callable, Iterator

import pytest

from tests.faults.editing import block_moved
from tests.faults.second_day import LEAST, SecondDay, in_member
from tests.faults.written import Written, cells_of
from tests.soaking import in_portions

TABLES = ("sor-csv", "sor2-daily", "shak-csv", "sor2-complete")
ENTITIES = "SOREntity.csv"
"""The table that has a row for each period of a unit."""

SHAPES = ((5, 1), (4, -1), (7, 2), (12, 1))
"""Rows of a block, and by how many it moved."""

Days = Callable[[str], SecondDay]
Case = tuple[str, str, int, int, int]
"""The table's member, the column, the first row, how many rows, and by how many they moved."""


@pytest.fixture(scope="module")
def day_of(written: Written) -> Days:
    """By format, what a spoilt file of the second day does."""
    made: dict[str, SecondDay] = {}

    def of(format: str) -> SecondDay:
        if format not in made:
            made[format] = SecondDay(written, format)
        return made[format]

    return of


def blocks(day: SecondDay) -> Iterator[Case]:
    """In each column the first block of each shape in which at least three cells become others. Not in one of two
    values (DVal of SHAK), where three cells that change may be three edits: the report names them among its changes;
    nor between the periods of one unit, where a few cells are its history told anew.
    """
    keys = {name: [row[0] for row in cells_of(table)[1:]] for name, table in day.tables().items()}
    for table, column, cells in day.columns():
        if len({*cells} - {""}) < LEAST:
            continue
        for size, step in SHAPES:
            for first in range(3, len(cells) - 3 - size):
                became = [(cells[n], cells[n - step]) for n in range(first, first + size)]
                said = [pair for pair in became if pair[0] != pair[1]]
                of = keys[table][first - abs(step) : first + size + abs(step)]
                if table == ENTITIES and len({*of}) < len(of):
                    continue
                if len(said) >= LEAST and len({*said}) > 1 and any(new for _, new in said):
                    yield table, column, first, size, step
                    break


def check(day: SecondDay, case: Case) -> None:
    table, column, first, size, step = case
    found = day.outcome(in_member(table, block_moved(column, first, size, step)))
    assert not found.is_silent or found.most < LEAST, case


@pytest.mark.slow
@pytest.mark.parametrize("format", TABLES[:3])
def test_some_blocks_that_moved_are_not_loaded_silently(format: str, day_of: Days) -> None:
    day = day_of(format)
    for case in list(blocks(day))[:: 51 if format != "shak-csv" else 9]:
        check(day, case)


@pytest.mark.soak
@pytest.mark.parametrize("format", TABLES)
def test_no_block_that_moved_is_loaded_silently(format: str, day_of: Days) -> None:
    day = day_of(format)
    for case in in_portions(f"blocks-{format}", blocks(day), share=0.25):
        check(day, case)
