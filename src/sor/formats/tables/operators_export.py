"""Who runs a unit that another owns: the side file for what SOR's own formats have no place for. Made by this project.

One row for each stretch of days on which a unit is run by another than its owner, past and coming ones too.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from sor.core.day import OPEN, last_day_before
from sor.core.shapes import Fields
from sor.formats.published.export_format import KNOWN, PROJECT, Format, ShownColumn
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit, Selection
from sor.formats.tables.column_table import Column, day, text, whole_number
from sor.formats.tables.table_writer import SOR2, TableWriter
from sor.formats.tables.unit_rows import KEY

COLUMNS = (
    Column("SorId", "", whole_number, shows=KEY),
    Column("EntityName", "", text, shows="name"),
    Column("InstitutionOwnerSorId", "", whole_number, shows="owner"),
    Column("OperatorSorId", "", whole_number, shows="operator.unit"),
    Column("Agreement", "", text, shows="operator.agreement"),
    Column("FromDate", "", day, shows="from"),
    Column("ToDate", "", day, shows="last"),
)
WORDS = {
    KEY: ("SOR-kode", "SOR code"),
    "name": ("Navn, da aftalen begyndte", "name when the agreement began"),
    "owner": ("Ejerens SOR-kode", "SOR code of the owner"),
    "operator.unit": ("SOR-koden for den ejer, der driver enheden", "SOR code of the owner that runs the unit"),
    "operator.agreement": ("Efter hvilken aftale", "by which agreement"),
    "from": ("Første dag", "first day"),
    "last": ("Sidste dag; tom = ingen kendt", "last day; empty = none known"),
}


def write(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """The stretches of all units, unit by unit, in the order of their days."""
    omitted: list[Omitted] = []
    table = TableWriter(out, COLUMNS, SOR2, omitted)
    for code, cells in sorted(_stretches(selection.units()), key=lambda one: (one[0], str(one[1]["from"]))):
        table.row(code, cells)
    table.flush()
    selection.rows[""] = table.rows
    return omitted


def _stretches(units: Iterable[SelectedUnit]) -> Iterator[tuple[str, Fields]]:
    run = (row for row in units if "operator" in row.own)
    for code, rows in groupby(sorted(run, key=lambda row: (row.code, row.from_day)), key=lambda row: row.code):
        found: list[tuple[SelectedUnit, int]] = []
        for row in rows:
            if found and found[-1][1] == row.from_day and _same(found[-1][0], row):
                found[-1] = (found[-1][0], row.to_day)
            else:
                found.append((row, row.to_day))
        for row, to_day in found:
            cells: Fields = {KEY: code, "name": row.own.get("name"), "owner": row.owner}
            cells |= {f"operator.{part}": value for part, value in row.own["operator"].items()}
            yield code, cells | {"from": row.from_day, "last": None if to_day >= OPEN else last_day_before(to_day)}


def _same(one: SelectedUnit, other: SelectedUnit) -> bool:
    return one.owner == other.owner and one.own["operator"] == other.own["operator"]


OPERATORS = Format(
    name="operators",
    version="1",
    title_da="Enheder, der drives af en anden end ejeren, med aftale og dage",
    title_en="Units that are run by another than their owner, with agreement and days",
    takes=frozenset({KNOWN}),
    write=write,
    file="Driftsaftaler.csv",
    basis=PROJECT,
    columns=lambda: [ShownColumn(column.name, *WORDS[column.path]) for column in COLUMNS],
    whole=True,
    encoding=SOR2.encoding,
)
