"""A first ``SOR_complete.zip`` whose tables contradict each other, or of which one is missing or was cut: told by the
archive itself, since nothing else is known.
"""

import re

import pytest

from sor.formats.delivery import BadFile
from tests.faults.editing import Edit, column, day_moved, lines, member, moved_down, names_swapped
from tests.faults.written import FIRST, Written, members_of, zip_of
from tests.quick_part import few

NUMBERS, MESSAGES, SUCCESSIONS = "LocationsCodes.csv", "LocationsCodeEDITypeMap.csv", "SORReplacedEntities.csv"
APART = 1462
"""Days between the two calendars of spreadsheets."""


def moved_days(*names: str) -> Edit:
    """Columns of days on the other calendar."""

    def edit(content: bytes) -> bytes:
        for name in names:
            content = column(name, lambda day: day and day_moved(APART)(day))(content)
        return content

    return edit


TURNED = {"send": "receive", "receive": "send"}

REFUSED: list[tuple[str, str, Edit, str]] = [
    ("standards a row down", MESSAGES, moved_down("EDITypeCode"), "message types of location numbers that are on no"),
    ("versions a row down", MESSAGES, moved_down("EDITypeVersion"), "message types of location numbers that are on no"),
    (
        "send for receive",
        MESSAGES,
        column("Direction", lambda word: TURNED.get(word, word)),
        "in the direction in which hospitals do not use them",
    ),
    ("numbers of 1904", NUMBERS, moved_days("FromDate", "ToDate", "FirstFromDate"), "numbers begin 1,462 days after"),
    ("message types of 1904", MESSAGES, moved_days("FromDate", "ToDate"), "message types begin 1,462 days after"),
]

LEFT: list[tuple[str, str, Edit, str]] = [
    (
        "cut off at the end of a row",
        MESSAGES,
        lines(lambda given: given[: len(given) // 2]),
        "none of the .* location numbers after .* has one.*may have been cut off",
    ),
    ("without last days", MESSAGES, column("ToDate", lambda _: ""), "message types whose location numbers have ended"),
    (
        "old for new, in a table of two rows",
        SUCCESSIONS,
        names_swapped("SorId", "ReplacedBySorId"),
        "successions whose new unit has ended while the one that it replaces is open: 2 of 2",
    ),
    ("cut off at the end of a row", NUMBERS, lines(lambda given: given[:40]), "lacks .* location numbers that units"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("what", "table", "spoil", "told"), REFUSED, ids=[what for what, *_ in REFUSED])
def test_tables_that_contradict_each_other_are_refused(
    what: str, table: str, spoil: Edit, told: str, large: Written
) -> None:
    spoilt = member(table, spoil)(large.bytes_of("sor2-complete"))
    with pytest.raises(BadFile, match=rf"{told}.*load it with --force"):
        large.load(large.empty(), "sor2-complete", spoilt, FIRST, dry_run=True)


@pytest.mark.slow
@pytest.mark.parametrize(("what", "table", "spoil", "told"), LEFT, ids=[f"{table} {what}" for what, table, *_ in LEFT])
def test_what_one_table_lost_is_told_by_another(what: str, table: str, spoil: Edit, told: str, large: Written) -> None:
    spoilt = member(table, spoil)(large.bytes_of("sor2-complete"))
    report = large.load(large.empty(), "sor2-complete", spoilt, FIRST, dry_run=True)
    assert any(re.search(told, note) for note in report.notes), report.notes


@pytest.mark.parametrize("table", few((NUMBERS, MESSAGES, SUCCESSIONS, "EDITypes.csv", "Geolocations.csv"), every=3))
def test_a_table_that_is_missing_is_told(table: str, small: Written) -> None:
    members = members_of(small.bytes_of("sor2-complete"))
    del members[table]
    report = small.load(small.empty(), "sor2-complete", zip_of(members), FIRST, dry_run=True)
    assert f"{table} is not in the archive; what it would say stays as it is." in report.notes


@pytest.mark.slow
def test_a_right_archive_is_told_nothing_of_its_tables(large: Written) -> None:
    report = large.load(large.empty(), "sor2-complete", large.bytes_of("sor2-complete"), FIRST, dry_run=True)
    assert {note for note in report.notes if "ShakId says the same" not in note} == set()
