"""Each column of each format in which all values are one, sorted alone, a series, alike at the end or on one day of the
year: told, in a file that is compared with nothing.
"""

import re
from collections.abc import Iterator
from functools import cache
from math import ceil, log

import pytest

from sor.core.day import write_day
from sor.formats.delivery import BadFile
from sor.jobs.column_profiles import (
    BY_CHANCE,
    COUNTED,
    ENDING_APART,
    FIRST_DAYS,
    MOST_ON_FIRSTS,
    SORTED_BY_NATURE,
    UNSORTED,
    VARYING,
    strange_columns,
)
from tests.faults.editing import Edit, column, member, pattern, sorted_alone
from tests.faults.parsed_rows import (
    TEXT_FORMATS,
    Cells,
    Spoil,
    Tables,
    filled,
    read_rows,
    rows_of,
    tables_of,
    with_column,
)
from tests.faults.written import FIRST, FORMATS, Written
from tests.soaking import in_portions


def _one_for_filled(cells: Cells) -> Cells:
    first = next(cell for cell in cells if cell)
    return [cell and first for cell in cells]


def _one_for_all(cells: Cells) -> Cells:
    return [next(cell for cell in cells if cell)] * len(cells)


def _sorted_empty_last(cells: Cells) -> Cells:
    return sorted(cells, key=lambda cell: (not cell, cell))


def _sorted_among_filled(cells: Cells) -> Cells:
    held = iter(sorted(filter(None, cells)))
    return [cell and next(held) for cell in cells]


def _sorted_down(cells: Cells) -> Cells:
    return sorted(cells, reverse=True)


def _series(cells: Cells) -> Cells:
    """A series from the first number on, in every row."""
    digits = next((found[0] for cell in cells if (found := re.match(r"\d+", cell))), None)
    return cells if digits is None else [str(int(digits) + n).zfill(len(digits)) for n in range(len(cells))]


def _series_where_filled(cells: Cells) -> Cells:
    held = iter(_series([cell for cell in cells if cell]))
    return [cell and next(held) for cell in cells]


def _on_new_year(cells: Cells) -> Cells:
    return [cell and f"{cell[:4]}-01-01" for cell in cells]


def _on_firsts(cells: Cells) -> Cells:
    return [cell and f"{cell[:7]}-01" for cell in cells]


def _last_digits_zero(cells: Cells) -> Cells:
    return [cell and f"{cell[:-4]}0000" for cell in cells]


def _after_country_code(cells: Cells) -> Cells:
    return [cell and f"45{cell}"[:8] for cell in cells]


TELEPHONES = {"unit": {"virtual_address.phone", "virtual_address.fax"}}
ENDING = {"unit": {path for path in COUNTED["unit"] if path.rpartition(".")[2] in ENDING_APART}}
SORTED = {kind: UNSORTED.get(kind, frozenset()) | SORTED_BY_NATURE.get(kind, frozenset()) for kind in VARYING}

SWEPT: list[tuple[Spoil, dict[str, frozenset[str]]]] = [
    (_one_for_filled, dict(VARYING)),
    (_one_for_all, dict(VARYING)),
    (_sorted_empty_last, SORTED),
    (_sorted_among_filled, dict(UNSORTED)),
    (_sorted_down, dict(UNSORTED)),
    (_series, dict(COUNTED)),
    (_series_where_filled, dict(COUNTED)),
    (_on_new_year, dict.fromkeys(VARYING, FIRST_DAYS)),
    (_on_firsts, dict.fromkeys(VARYING, FIRST_DAYS)),
    (_last_digits_zero, {kind: frozenset(paths) for kind, paths in ENDING.items()}),
    (_after_country_code, {kind: frozenset(paths) for kind, paths in TELEPHONES.items()}),
]
"""Each accident, and by kind the columns in which it is told."""

OFTEN = 40
"""A column of so many filled cells has enough that differ from the one above."""


SURE_OF_FIRSTS = ceil(log(BY_CHANCE) / log(MOST_ON_FIRSTS))
"""So many rows of SHAK, whose units mostly begin on a first of a month, do not all do so by chance."""


def cases(tables: Tables) -> Iterator[tuple[str, str, int]]:
    """Each accident to each column that holds enough, as kind, path and place in SWEPT."""
    for place, (_, columns) in enumerate(SWEPT):
        for kind, paths in columns.items():
            for path in sorted(paths):
                if filled(tables, kind, path) >= OFTEN:
                    yield kind, path, place


def check(tables: Tables, kind: str, path: str, place: int) -> None:
    """An accident is told of its column, unless it leaves the column as it was."""
    spoil = SWEPT[place][0]
    before = tables[kind][1][path]
    after = spoil(before)
    said = [cell for cell in after if cell not in ("", "0001-01-01", write_day(FIRST))]  # as files without days have it
    if [*after] == [*before] or not said or (kind == "shak" and spoil is _on_firsts and len(said) < SURE_OF_FIRSTS):
        return
    told = [one for one in strange_columns(with_column(tables, kind, path, spoil), FIRST) if one.path == path]
    assert told, f"{spoil.__name__} of {path} of a {kind} is not told"


@pytest.mark.slow
@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_accidents_to_some_columns_are_told(format: str, large: Written) -> None:
    tables = tables_of(read_rows(large, format))
    for kind, path, place in [*cases(tables)][::9]:
        check(tables, kind, path, place)


@pytest.mark.soak
@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_no_accident_to_a_whole_column_is_silent(format: str, large: Written) -> None:
    tables = tables_of(read_rows(large, format))
    for case in in_portions(f"strange-columns-{format}", [*cases(tables)]):
        check(tables, *case)


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_a_right_file_has_no_strange_column(format: str, large: Written) -> None:
    assert not strange_columns(read_rows(large, format), FIRST)


REFUSED: list[tuple[str, Edit, str]] = [
    ("sor-csv", column("Telefon", "33445566"), "phone of the virtual address: one value \\(33445566\\)"),
    ("sor2-daily", sorted_alone("PostalAddressStreetName"), "street of the postal address: sorted by itself"),
    ("sor-csv", column("Telefon", lambda cell: f"45{cell}"[:8]), "the last two of each may have been lost"),
    ("xml2", pattern(r"(TelephoneNumberIdentifier>\d{4})\d{4}", r"\g<1>0000"), "end with 000 alike"),
]

TOLD: list[tuple[str, Edit, str]] = [
    ("sor-csv", column("Gaeldende_fra_dato", "2015-06-01"), "first day: one value \\(2015-06-01\\)"),
    (
        "sor2-complete",
        member("LocationsCodeEDITypeMap.csv", column("FromDate", lambda day: day and f"{day[:7]}-01")),
        "all are the first of a month",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("format", "spoil", "told"), REFUSED, ids=[told for _, _, told in REFUSED])
def test_a_column_that_no_right_file_has_is_refused(format: str, spoil: Edit, told: str, large: Written) -> None:
    with pytest.raises(BadFile, match=rf"{told}.*load it with --force"):
        large.load(large.empty(), format, spoil(large.bytes_of(format)), FIRST, dry_run=True)


@pytest.mark.slow
@pytest.mark.parametrize(("format", "spoil", "told"), TOLD, ids=[told for _, _, told in TOLD])
def test_days_that_a_right_file_might_have_are_told(format: str, spoil: Edit, told: str, large: Written) -> None:
    report = large.load(large.empty(), format, spoil(large.bytes_of(format)), FIRST, dry_run=True)
    assert any(re.search(told, note) for note in report.notes), report.notes


@cache
def _extract() -> Tables:
    """Forty wards of one hospital: one street, one telephone number."""
    keys = [f"{n}1000016000" for n in range(100, 140)]
    alike = {"postal_address.street": "Vestervej", "virtual_address.phone": "33445566", "parent": "991000016000"}
    columns: dict[str, Cells] = {path: [value] * len(keys) for path, value in alike.items()}
    return {"unit": (keys, columns | {"name": [f"Afsnit {n * 7 % 40}" for n in range(len(keys))]})}


def test_an_extract_of_one_hospital_shares_what_a_hospital_shares() -> None:
    assert not strange_columns(with_column(_extract(), "unit", "name", lambda cells: cells), FIRST)


@pytest.mark.parametrize(("owners", "is_sure"), [(1, False), (2, False), (3, True)])
def test_numbers_in_a_row_are_refused_of_several_owners_only(owners: int, is_sure: bool) -> None:
    """A hospital may have been given its telephone numbers in a row."""
    keys, columns = _extract()["unit"]
    above = [*[""] * owners, *["1001000016000"] * (len(keys) - owners)]
    phones = [str(78450000 + n) for n in range(len(keys))]
    tables: Tables = {"unit": (keys, columns | {"parent": above})}
    found = strange_columns(with_column(tables, "unit", "virtual_address.phone", lambda _: phones), FIRST)
    (told,) = (one for one in found if one.path == "virtual_address.phone")
    assert "each is one more than that of the row above" in str(told)
    assert told.is_sure == is_sure


@pytest.mark.parametrize(("other", "told"), [(1, [True]), (2, [])])
def test_telephone_numbers_of_which_nearly_all_end_with_two_zeros_are_refused(other: int, told: list[bool]) -> None:
    """Of forty two are not nearly all, as where switchboards stand beside other numbers."""
    keys, columns = _extract()["unit"]
    phones = [f"7{n * 7919 % 99991:05}{'17' if n <= other else '00'}" for n in range(1, len(keys) + 1)]
    tables: Tables = {"unit": (keys, columns | {"parent": ["", "", "", *["1001000016000"] * (len(keys) - 3)]})}
    found = strange_columns(with_column(tables, "unit", "virtual_address.phone", lambda _: phones), FIRST)
    ends = [one for one in found if "nearly all end with 00" in str(one)]
    assert [one.is_sure for one in ends] == told


def test_a_table_that_was_sorted_as_a_whole_has_no_column_sorted_by_itself() -> None:
    keys, _ = _extract()["unit"]
    names = [f"Afsnit {n:02}" for n in range(len(keys))]
    shuffled = [f"{n * 17 % 40 + 100}1000016000" for n in range(len(keys))]

    def told(of: list[str]) -> list[str]:
        return [str(one) for one in strange_columns(rows_of({"unit": (of, {"name": names})}), FIRST)]

    assert told(shuffled) == []
    assert ["sorted by itself" in one for one in told(keys)] == [True]
