"""Columns of a first file whose cells were mixed among its rows, or written anew by a rule that is none: each value is
right by itself, and what others of the same rows, or above them, say tells it.
"""

import re
from collections.abc import Callable
from random import Random

import pytest

from sor.formats.delivery import BadFile
from sor.jobs.strange_rows import strange_rows
from tests.faults.editing import Edit, column, rows
from tests.faults.parsed_rows import Cells, Tables, read_rows, rows_of, tables_of
from tests.faults.test_strange_rows import NAMES, mixed
from tests.faults.written import FIRST, Written

Accident = Callable[[Tables], Tables]


def of_column(kind: str, path: str, change: Callable[[Cells], Cells]) -> Accident:
    """A column changed."""
    return lambda tables: tables | {kind: (tables[kind][0], tables[kind][1] | {path: change(tables[kind][1][path])})}


def together(*begin: str) -> Accident:
    """The cells of several columns mixed among the units, in the same order."""

    def mix(tables: Tables) -> Tables:
        keys, columns = tables["unit"]
        order = Random(1).sample(range(len(keys)), len(keys))
        return tables | {
            "unit": (keys, {
                path: [cells[row] for row in order] if path.startswith(begin) else cells
                for path, cells in columns.items()
            })
        }  # fmt: skip

    return mix


def renumbered(cells: Cells) -> Cells:
    """Every code by the next of those that occur."""
    codes = sorted({*cells} - {""})
    following = dict(zip(codes, [*codes[1:], codes[0]], strict=True))
    return [cell and following[cell] for cell in cells]


def at_one_domain(cells: Cells) -> Cells:
    return [cell and f"{cell.partition('@')[0]}@region.example" for cell in cells]


def numbers_with(systems: Cells, suppliers: Cells) -> Accident:
    """All location numbers with names of systems and suppliers, which the sample lacks."""

    def named(tables: Tables) -> Tables:
        keys, columns = tables["location_number"]
        names = {"system_type_name": systems, "system_supplier_name": suppliers}
        more = {path: [cells[n % len(cells)] for n in range(len(keys))] for path, cells in names.items()}
        return tables | {"location_number": (keys, columns | more)}

    return named


SYSTEMS, SUPPLIERS = ("Nexus", "C2", "Cura", "Ukendt 4"), ("KMD", "Vitec Cito", "Systematic", "Firma 4 ApS")

ACCIDENTS: list[tuple[str, str, Accident, str]] = [
    ("e-mail mixed", "sor-csv", of_column("unit", "virtual_address.email", mixed), "whose domain is not that"),
    ("web sites mixed", "xml2", of_column("unit", "virtual_address.website", mixed), "whose domain is not that"),
    ("addresses at one domain", "sor-csv", of_column("unit", "virtual_address.email", at_one_domain), "of one domain"),
    ("how units are reached", "sor-csv", together("virtual_address"), "of the virtual address: has no more to do with"),
    ("where units are", "sor2-daily", together("postal_", "visiting_", "activity_"), "address: has no more to do with"),
    ("days of units", "sor-csv", together("status", "open"), "first day: has no more to do with"),
    ("telephone numbers mixed", "sor-csv", of_column("unit", "virtual_address.phone", mixed), "phone .* has no more"),
    ("names mixed", "xml2", of_column("unit", "name", mixed), "name: has no more to do with"),
    ("types mixed", "sor-csv", of_column("unit", "type", mixed), "type: has no more to do with"),
    ("units above mixed", "sor2-daily", of_column("unit", "parent", mixed), "parent: has no more to do with"),
    ("specialities renumbered", "xml2", of_column("unit", "specialities.1", renumbered), "say another speciality"),
    ("specialities mixed", "sor2-complete", of_column("unit", "specialities.1", mixed), "say another speciality"),
    ("firms for systems", "sor-csv", numbers_with(SUPPLIERS, SYSTEMS), "values that are suppliers: [0-9]+ of"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("what", "format", "spoil", "told"), ACCIDENTS, ids=[what for what, *_ in ACCIDENTS])
def test_what_was_mixed_or_renumbered_is_told(
    what: str, format: str, spoil: Accident, told: str, large: Written
) -> None:
    found = strange_rows(rows_of(spoil(tables_of(read_rows(large, format)))), NAMES, FIRST)
    assert any(re.search(told, str(one)) for one in found), [str(one) for one in found]


@pytest.mark.slow
def test_systems_and_firms_under_their_own_names_are_told_nothing(large: Written) -> None:
    tables = numbers_with(SYSTEMS, SUPPLIERS)(tables_of(read_rows(large, "sor-csv")))
    assert [str(one) for one in strange_rows(rows_of(tables), NAMES, FIRST)] == []


def without_leaves(given: list[list[str]]) -> list[list[str]]:
    """A table without the units below which none stands."""
    code, parent = (given[0].index(name) for name in ("SOR-kode", "Parent-SOR-kode"))
    above = {row[parent] for row in given[1:]}
    return [given[0], *(row for row in given[1:] if row[code] in above)]


LEAVES = re.compile(
    rb"<OrganizationalUnitEntity>(?:(?!<OrganizationalUnitEntity>).)*?</OrganizationalUnitEntity>", re.DOTALL
)


@pytest.mark.parametrize(
    ("format", "spoil"), [("xml2", lambda given: LEAVES.sub(b"", given)), ("sor-csv", rows(without_leaves))]
)
@pytest.mark.slow
def test_a_file_that_lost_the_last_level_of_its_trees_is_refused(format: str, spoil: Edit, large: Written) -> None:
    with pytest.raises(
        BadFile, match=r"institutions below which no unit stands, as after rows were lost: \d\d of \d\d"
    ):
        large.load(large.empty(), format, spoil(large.bytes_of(format)), FIRST, dry_run=True)


def a_year_back(day: str) -> str:
    return day and f"{int(day[:4]) - 1}{day[4:]}"


@pytest.mark.slow
def test_days_a_year_back_are_told_by_what_lacks_since(large: Written) -> None:
    """Nothing else tells them: the firsts of months stay firsts of months."""
    spoilt = large.bytes_of("sor-csv")
    for name in ("Gaeldende_fra_dato", "Ophoert_dato", "Sidst_aendret_dato"):
        spoilt = column(name, a_year_back)(spoilt)
    report = large.load(large.empty(), "sor-csv", spoilt, FIRST, dry_run=True)
    told = [note for note in report.notes if "none lies in the 3" in note]
    assert [note.partition(":")[0] for note in told] == ["days of editing of units", "first days of units"]
    assert {one.path: one.last for one in report.columns if one.kind == "unit"}["status.updated"] < "2025-11-02"
