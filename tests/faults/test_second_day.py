"""What a file of the second day does wrong as a whole, and what the register knows already, is not loaded silently."""

import re
from collections.abc import Callable

import pytest

from tests.faults.editing import column, moved_down, names_swapped, pattern, rows
from tests.faults.full_table import full_table
from tests.faults.second_day import SecondDay, in_member
from tests.faults.written import FIRST, Written, cells_of, members_of, table_of, zip_of
from tests.quick_part import few_of_several
from tests.soaking import in_portions

EDI, NUMBERS, PLACES = "LocationsCodeEDITypeMap.csv", "LocationsCodes.csv", "Geolocations.csv"
REPLACED, UNITS = "SORReplacedEntities.csv", "SOREntity.csv"
FIRST_ID, SECOND_ID = (f"PrioritizedEntitySpeciality{n}Id" for n in (1, 2))
FIRST_NAME, SECOND_NAME = (f"PrioritizedEntitySpeciality{n}Name" for n in (1, 2))
EASTING, NORTHING = (f"CoordETRS89z32{axis}Measure" for axis in "EN")

Days = Callable[[str], SecondDay]


@pytest.fixture(scope="module")
def second_day(small: Written) -> Days:
    """By format, what a spoilt file of the second day does."""
    made: dict[str, SecondDay] = {}

    def of(format: str) -> SecondDay:
        if format not in made:
            content = table_of(full_table(small)) if format == "sor-csv" else None
            made[format] = SecondDay(small, format, content)
        return made[format]

    return of


SWAPPED = [
    ("sor-csv", "", "Hovedspeciale", "Speciale2", "main speciality and speciality 2 stand in each other's place"),
    ("sor2-complete", EDI, "EDITypeVersion", "Format", "format of a message type and version of a message type stand"),
    ("sor2-complete", PLACES, EASTING, NORTHING, "east of a place and north of a place stand in each other's place"),
    ("sor2-daily", "", FIRST_ID, SECOND_ID, "the same speciality as in a column before it"),
    ("sor2-daily", "", FIRST_NAME, SECOND_NAME, "the same speciality as in a column before it"),
    ("shak-csv", "", "Egrp", "Dval", r"Dval is .SKS., which is longer than its field \(1\)"),
]


@pytest.mark.parametrize(("format", "table", "one", "other", "told"), few_of_several(SWAPPED, every=3))
def test_two_columns_under_each_other_s_name_are_refused(
    format: str, table: str, one: str, other: str, told: str, second_day: Days
) -> None:
    found = second_day(format).outcome(in_member(table, names_swapped(one, other)))
    assert re.search(told, found.refused), found


@pytest.mark.slow
@pytest.mark.parametrize(("differing", "is_refused"), [(3, True), (2, False)])
def test_so_they_are_in_three_rows_and_told_in_fewer(differing: int, is_refused: bool, small: Written) -> None:
    """Far below what may change: that most rows in which they differ hold each other's value tells enough."""
    header, *given = full_table(small)
    second, third = header.index("Speciale2"), header.index("Speciale3")
    special = [row for row in given if row[second]]
    for n, row in enumerate(special):
        row[second], row[third] = ("pædiatri", "akutmedicin") if n < differing else ("", "")
    day = SecondDay(small, "sor-csv", table_of([header, *given]))
    found = day.outcome(names_swapped("Speciale2", "Speciale3"))
    assert f"speciality 2 and speciality 3 stand in each other's place: {differing} of {differing}" in " ".join(
        [found.refused, *found.told]
    )
    assert bool(found.refused) == is_refused


@pytest.mark.slow
def test_who_corrects_some_of_many_by_hand_is_only_told(small: Written) -> None:
    """Three clinics gave their telephone number as fax; all others are right as they are."""
    header, *given = full_table(small)
    phone, fax = header.index("Telefon"), header.index("Fax")
    wrong = [[*row] for row in given]
    for row in wrong[10:13]:
        row[phone], row[fax] = "", row[phone]
    right = [[*row] for row in wrong]
    for row in right[10:13]:
        row[phone], row[fax] = row[fax], ""
    day = SecondDay(small, "sor-csv", table_of([header, *wrong]))
    found = day.outcome(lambda _: table_of([header, *right]))
    assert not found.refused
    assert any("fax of the virtual address and phone of the virtual address stand" in note for note in found.told)


def test_a_file_of_message_types_in_the_other_direction_is_refused(second_day: Days) -> None:
    turned = column("Direction", lambda cell: {"receive": "send", "send": "receive"}[cell])
    found = second_day("sor2-complete").outcome(in_member(EDI, turned))
    assert re.search(
        r"direction of a message type: \d+ of \d+ would change, more than 10 \(.*(send → |receive → )", found.refused
    )


@pytest.mark.slow
def test_successions_the_other_way_round_are_refused(small: Written) -> None:
    members = members_of(small.bytes_of("sor2-complete"))
    codes = sorted({row[0] for row in cells_of(members[UNITS])[1:]})
    header = cells_of(members[REPLACED])[0]
    told = {"SorId": codes[:3], "ReplacedBySorId": codes[3:6], "FromDate": ["2026-01-01"] * 3}
    replaced = [[told.get(name, [""] * 3)[n] for name in header] for n in range(3)]
    day = SecondDay(small, "sor2-complete", zip_of(members | {REPLACED: table_of([header, *replaced])}))
    found = day.outcome(in_member(REPLACED, names_swapped("SorId", "ReplacedBySorId")))
    assert "new unit of a succession and replaced unit of a succession stand in each other's place" in found.refused


MOVED = [
    ("sor-csv", "", "Region", 1),
    ("sor2-complete", NUMBERS, "RegionCode", -1),
    ("sor2-complete", PLACES, EASTING, 1),
]


@pytest.mark.parametrize(("format", "table", "name", "by"), few_of_several(MOVED, every=3))
def test_a_column_that_moved_by_a_row_is_refused_however_few_values_change(
    format: str, table: str, name: str, by: int, second_day: Days
) -> None:
    """Most rows stand below one of the same region, so that hardly any cell tells."""
    moved = moved_down(name) if by > 0 else rows(lambda given: _moved_up(given, name))
    found = second_day(format).outcome(in_member(table, moved))
    assert f"is what was known of the row {'above' if by > 0 else 'below'}" in found.refused, found


@pytest.mark.slow
def test_so_are_last_days_that_moved_by_a_row(small: Written) -> None:
    header, *given = full_table(small)
    for n, row in enumerate(given):
        row[header.index("Ophoert_dato")] = "2026-12-31" if n % 20 == 10 else ""
    found = SecondDay(small, "sor-csv", table_of([header, *given])).outcome(moved_down("Ophoert_dato"))
    assert "end of a unit is what was known of the row above" in found.refused, found


def _moved_up(given: list[list[str]], name: str) -> list[list[str]]:
    header, *held = given
    place = header.index(name)
    cells = [row[place] for row in held]
    return [
        header,
        *([*row[:place], cell, *row[place + 1 :]] for row, cell in zip(held, [*cells[1:], cells[0]], strict=True)),
    ]


def test_a_column_that_was_filled_down_is_refused(second_day: Days) -> None:
    """Units that had no speciality get that of the unit above: nothing is taken away, and much is stated newly."""

    def filled(given: list[list[str]]) -> list[list[str]]:
        header, *held = given
        place, last = header.index("Hovedspeciale"), ""
        for row in held:
            last = row[place] = row[place] or last
        return [header, *held]

    found = second_day("sor-csv").outcome(rows(filled))
    assert re.search(r"main speciality: \d+ would be stated newly beside \d+, more than 10", found.refused), found


@pytest.mark.slow
def test_last_days_that_were_emptied_are_refused(second_day: Days) -> None:
    """Every unit that has closed would be open again."""
    found = second_day("shak-csv").outcome(column("DatoEnd", lambda _: "2500-01-01"))
    assert re.search(r"opening of SHAK codes on more days: \d+ of \d+ would change", found.refused), found


@pytest.mark.slow
class TestOfTheSameDay:
    """A corrected file is held against what the file that it replaces said."""

    @pytest.mark.parametrize(
        ("format", "one", "other"),
        few_of_several(
            [("xml2", "PostalAddress", "VisitingAddress"), ("xml3", "PostalAddress", "VisitingAddress")], every=2
        ),
    )
    def test_addresses_in_each_other_s_place(self, format: str, one: str, other: str, second_day: Days) -> None:
        swap = {one: other, other: one}
        found = second_day(format).outcome(
            lambda content: re.sub(
                rb"(?<=[</:])(%s|%s)(?=Information|>)" % (one.encode(), other.encode()),
                lambda match: swap[match[1].decode()].encode(),
                content,
            ),
            day=FIRST,
        )
        assert "in each other's place" in found.refused, found

    def test_what_it_leaves_out_counts(self, small: Written) -> None:
        day = SecondDay(small, "xml2")
        found = day.outcome(
            pattern(
                r"<([\w:]*)EmailAddressIdentifier>[^<]*</\1EmailAddressIdentifier>", r"<\1EmailAddressIdentifier/>"
            ),
            day=FIRST,
        )
        assert re.search(r"email of the virtual address: \d+ of \d+ would change", found.refused), found


@pytest.mark.slow
def test_a_network_of_another_name_is_one_change_and_told(small: Written) -> None:
    held = full_table(small)
    place = held[0].index("Netoperatoer")
    networks = {row[place] for row in held[1:] if row[place]}
    day = SecondDay(small, "sor-csv", table_of(held))
    old = max(networks, key=lambda name: sum(row[place] == name for row in held))
    found = day.outcome(column("Netoperatoer", lambda cell: "Nyt net" if cell == old else cell))
    assert not found.refused
    assert [
        note for note in found.told if re.match(r"network name of a location number: .* is Nyt net now \(\d+\)\.", note)
    ]
    other = (networks - {old}).pop()
    found = day.outcome(column("Netoperatoer", lambda cell: other if cell == old else cell))
    assert "network name of a location number" in found.refused, "it was another network's name already"
    found = day.outcome(column("Netoperatoer", lambda cell: cell and f"{cell} Net"))
    assert "network name of a location number" in found.refused, "nobody renames all of them on one day"


@pytest.mark.slow
def test_codes_that_stand_in_rows_of_other_lists_are_refused(second_day: Days) -> None:
    """They would be new codes of those lists; nothing that is known would change."""

    def turned(given: list[list[str]]) -> list[list[str]]:
        header, *held = given
        place = header.index("Code")
        cells = [row[place] for row in reversed(held)]
        return [header, *([*row[:place], cell, *row[place + 1 :]] for row, cell in zip(held, cells, strict=True))]

    found = second_day("sor2-complete").outcome(in_member("SORClassifications.csv", rows(turned)))
    assert re.search(r"new codes \(entity type\): \d+ would be stated newly beside \d+", found.refused), found


def test_location_numbers_that_lost_a_digit_are_no_numbers(second_day: Days) -> None:
    found = second_day("sor2-complete").outcome(in_member(NUMBERS, column("EanLocationCode", lambda cell: cell[:-1])))
    assert "the row names no location_number (EanLocationCode)" in found.refused, found


UNTOLD = {
    (PLACES, "GeographicalLocalisationId", "PostCodeId"): "gives places of new keys, and new subjects are not limited",
}
"""Pairs of columns that a file of the second day may exchange without a word, each with the reason."""

TABLES = ("sor-csv", "sor2-daily", "sor2-complete", "shak-csv")


@pytest.mark.soak
@pytest.mark.parametrize("format", TABLES)
def test_no_two_columns_that_look_alike_are_exchanged_silently(format: str, second_day: Days) -> None:
    day = second_day(format)
    for table, one, other in in_portions(f"exchanged-{format}", day.pairs(), share=0.25):
        found = day.outcome(in_member(table, names_swapped(one, other)))
        assert not found.is_silent or (table, one, other) in UNTOLD, f"{one} and {other} of {table or format}"
