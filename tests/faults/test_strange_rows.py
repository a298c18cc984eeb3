"""What the rows of a first file say against each other, and how its texts are written: each accident is told, and a
right file is told nothing.
"""

import re
from collections.abc import Callable
from random import Random

import pytest

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.formats.delivery import BadFile
from sor.jobs.strange_rows import strange_rows
from tests.faults.editing import Edit, column, member, merged_cells, moved_down
from tests.faults.parsed_rows import Cells, Spoil, Tables, read_rows, rows_of, tables_of, with_column
from tests.faults.test_first_moved import elements_moved
from tests.faults.written import FIRST, FORMATS, NEXT, Written

NAMES = CodeNames(periods_of(bundled_claims()))

Told = tuple[str, str, str, Spoil, str]


def each(change: Callable[[str], str]) -> Spoil:
    """Every filled cell changed."""
    return lambda cells: [cell and change(cell) for cell in cells]


def rotated(cells: Cells) -> Cells:
    """Every cell in the row below."""
    return [*cells[-1:], *cells[:-1]]


def rotated_among_filled(cells: Cells) -> Cells:
    """The same of the filled ones, as elements of XML move."""
    held = iter(rotated([cell for cell in cells if cell]))
    return [cell and next(held) for cell in cells]


def mixed(cells: Cells) -> Cells:
    """The filled cells in another order, as after a column was sorted by itself and put back."""
    held = iter(Random(1).sample(filled := [cell for cell in cells if cell], len(filled)))
    return [cell and next(held) for cell in cells]


def merged(cells: Cells) -> Cells:
    """Of equal neighbours only the first keeps its value."""
    return [cell if place == 0 or cells[place - 1] != cell else "" for place, cell in enumerate(cells)]


def exchanged(one: str, other: str) -> Spoil:
    """Two words in each other's place."""
    return each(lambda cell: {one: other, other: one}.get(cell, cell))


def in_rows(first: int, size: int, change: Callable[[str], str]) -> Spoil:
    """Some rows in succession changed."""
    return lambda cells: [
        change(cell) if cell and first <= place < first + size else cell for place, cell in enumerate(cells)
    ]


NUMBERS, MESSAGES, HOSPITAL_CODES = "location_number", "edi", "shak"
TURNED = {"True": "False", "False": "True", "send": "receive", "receive": "send"}

ACCIDENTS: list[Told] = [
    (
        "sor-csv",
        "unit",
        "postal_address.east",
        each(lambda east: str(float(east) + 50_000)),
        "coordinates of the postal address more than 30 kilometres away",
    ),
    (
        "xml2",
        "unit",
        "postal_address.north",
        each(lambda north: str(float(north) - 50_000)),
        "coordinates of the postal address more than 30 kilometres away",
    ),
    ("sor-csv", "unit", "postal_address.postcode", merged, "streets of the postal address without a postcode"),
    ("sor2-daily", "unit", "visiting_address.district", merged, "streets of the visiting address without a district"),
    ("sor-csv", "unit", "postal_address.street_code", rotated_among_filled, "with another code than the same street"),
    ("sor2-daily", "unit", "visiting_address.street_code", mixed, "with another code than the same street"),
    ("sor2-daily", "unit", "postal_address.street", mixed, "with another street than the same code"),
    ("sor2-complete", NUMBERS, "region", each(lambda _: "1083"), "in which the municipality of their unit does not"),
    ("xml2", NUMBERS, "region", exchanged("1082", "1084"), "municipality of their unit does not|of region 108"),
    ("sor2-complete", "place", "region", each(lambda _: "1083"), "regions of places in which the municipality of the"),
    ("sor2-complete", "unit", "reporting_level", each(lambda _: "True"), "reporting level: one value"),
    ("sor-csv", "unit", "shak", rotated_among_filled, "of another hospital than the unit above"),
    ("xml2", "unit", "shak", rotated_among_filled, "of another hospital than the unit above"),
    ("shak", HOSPITAL_CODES, "institution_kind", rotated, "that do not have 4 characters"),
    ("sor2-complete", "place", "name", rotated, "called as units that stand at another"),
    ("sor2-complete", "place", "municipality", rotated, "in another municipality than the units"),
    ("sor2-complete", NUMBERS, "internal", each(TURNED.__getitem__), "true in most rows"),
    ("sor2-complete", NUMBERS, "active", in_rows(20, 8, lambda _: "False"), "false from .* without a break"),
    ("xml2", "unit", "reporting_level", each(TURNED.__getitem__), "no reporting level, while most"),
    ("sor2-complete", MESSAGES, "direction", in_rows(400, 40, TURNED.__getitem__), "in another direction than at most"),
    ("sor-csv", "unit", "postal_address.district", each(str.upper), "without a small letter"),
    ("sor-csv", "unit", "postal_address.street", each(str.lower), "without a capital"),
    ("sor-csv", "unit", "name", each(lambda name: name.replace(" ", "  ")), "two blanks beside each other"),
    ("shak", HOSPITAL_CODES, "name", each(lambda name: f"{name.title()} Og Co"), "small words with a capital"),
    ("sor-csv", "unit", "visiting_address.street", each(lambda street: re.sub("vej$", "v.", street)), "cut short"),
]
"""Format, kind, column, what is done to it, and what is told."""


@pytest.mark.slow
@pytest.mark.parametrize("accident", ACCIDENTS, ids=[f"{of}-{path}-{told}" for of, _, path, _, told in ACCIDENTS])
def test_what_rows_say_against_each_other_is_told(accident: Told, large: Written) -> None:
    of_format, kind, path, spoil, told = accident
    tables = tables_of(read_rows(large, of_format))
    found = strange_rows(with_column(tables, kind, path, spoil), NAMES, FIRST)
    assert any(re.search(told, str(one)) for one in found), [str(one) for one in found]


def test_successions_of_units_that_have_nothing_in_common_are_told() -> None:
    owners = {f"{n}1000016000": ("", "0101" if n % 2 else "0751") for n in range(10, 16)}
    units = owners | {
        f"{n}1000016000": (f"{n // 10}1000016000", owners[f"{n // 10}1000016000"][1]) for n in range(100, 160)
    }
    keys = [*units]
    columns: dict[str, Cells] = {
        "parent": [above for above, _ in units.values()],
        "postal_address.municipality": [municipality for _, municipality in units.values()],
    }

    def told(by: int) -> bool:
        pairs = [(f"{n}01000016000", f"{n}51000016000") for n in range(10, 16)]
        news = [new for _, new in pairs]
        turned = [f"{old}>{new}" for (old, _), new in zip(pairs, [*news[by:], *news[:by]], strict=True)]
        tables: Tables = {"unit": (keys, columns), "succession": (turned, {"replaces": ["True"] * len(turned)})}
        return any("share neither owner" in str(one) for one in strange_rows(rows_of(tables), NAMES, FIRST))

    assert not told(0)
    assert told(1)


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_a_right_file_is_told_nothing(format: str, large: Written) -> None:
    assert [str(one) for one in strange_rows(read_rows(large, format), NAMES, FIRST)] == []


REGIONS_ALL_ONE = column("P_Region", "Region Syddanmark")

REFUSED: list[tuple[str, Edit, str]] = [
    ("sor-csv", merged_cells("P_Postnummer"), "streets of the postal address without a postcode"),
    ("sor2-complete", member("LocationsCodes.csv", column("RegionCode", "1083")), "regions of location numbers in"),
    ("sor-csv", REGIONS_ALL_ONE, "regions of the postal address in which"),
    ("xml2", elements_moved("ShakIdentifier"), "of another hospital than the unit above"),
    (
        "sor2-complete",
        member("SORClassifications.csv", moved_down("Name")),
        "names of the list for .* that are those of other codes",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("format", "spoil", "told"), REFUSED, ids=[told for *_, told in REFUSED])
def test_what_no_right_file_says_is_refused(format: str, spoil: Edit, told: str, large: Written) -> None:
    with pytest.raises(BadFile, match=rf"{told}.*load it with --force"):
        large.load(large.empty(), format, spoil(large.bytes_of(format)), FIRST, dry_run=True)


@pytest.mark.slow
def test_regions_that_all_become_one_are_refused_on_a_later_day_too(large: Written) -> None:
    """A region is stored only where it is not the municipality's, so that no value of most addresses changes."""
    spoilt = REGIONS_ALL_ONE(large.bytes_of("sor-csv"))
    with pytest.raises(BadFile, match="regions of the postal address in which the municipality beside them does not"):
        large.load(large.mirror("sor-csv"), "sor-csv", spoilt, NEXT, dry_run=True)


def test_specialities_stand_at_codes_of_seven_characters() -> None:
    keys = [f"{hospital}{end}" for hospital in range(1301, 1305) for end in ("", "01", "010", "020")]
    right = ["084" if len(key) == 7 else "" for key in keys]

    def told(cells: Cells) -> list[str]:
        tables: Tables = {"shak": (keys, {"specialities.1": cells})}
        return [str(one) for one in strange_rows(rows_of(tables), NAMES, FIRST)]

    assert told(right) == []
    assert [one.partition(":")[0] for one in told(rotated(right))] == [
        "SHAK codes with specialities that do not have 7 characters"
    ]
