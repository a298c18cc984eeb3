"""The region dump: the tree of each region as one table, in the form that OS2mo's importer reads (facts, additions 14).

The importer refuses a file whole for one row that breaks a rule. So a unit that cannot stand there is left out with all
below it, line by line. One file per region, ``SOR_Region_ddmmyy.csv`` in a folder named by the region's SOR code.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from sor.core.day import DENMARK, previous_day, to_date
from sor.core.entity_types import REGION
from sor.core.identifiers import sor_code_problem
from sor.core.shapes import Fields
from sor.formats.packing import member
from sor.formats.published.export_format import KNOWN, OBSERVED, VALID, Format, ShownColumn
from sor.formats.published.extracts import ASSUMED, NO_OWNER
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit, Selection, ends, source_dates
from sor.formats.tables.column_table import Column, number_code, text
from sor.formats.tables.table_writer import Dialect, TableWriter
from sor.formats.tables.unit_cells import UnitCells
from sor.formats.tables.unit_rows import TYPE_NAME

TOP = "SOR"
"""What stands on the first step of every row."""

STEPS = 8
COLUMNS = (
    Column("CodeSOR", "", number_code, shows="code"),
    Column("ParentCodeSOR", "", number_code, shows="parent"),
    Column("FromDate", "", text, shows="from"),
    Column("ToDate", "", text, shows="to"),
    Column("Name", "", text, shows="name"),
    Column("Type", "", text, shows="type"),
    Column("Level", "", number_code, shows="level"),
    *(Column(f"Niv{n}", "", text, shows=f"step{n}") for n in range(1, STEPS + 1)),
)
WORDS = {
    "code": ("Enhedens SOR-kode", "SOR code of the unit"),
    "parent": ("SOR-koden på enheden ovenover; tom for regionen", "SOR code of the unit above; empty for the region"),
    "from": ("Gældende fra", "valid from"),
    "to": ("Sidste gyldige dag; 99991231 23:59:00 = ingen kendt", "last valid day; 99991231 23:59:00 = none known"),
    "name": ("Enhedens navn", "name of the unit"),
    "type": ("Enhedstypens navn", "name of the unit's type"),
    "level": ("Trin under regionen; regionen er 1", "step below the region; the region is 1"),
    "step1": (f"Altid {TOP}", f"always {TOP}"),
    **{
        f"step{n}": (f"Navnet på trin {n} over eller på enheden", f"name on step {n}, above the unit or its own")
        for n in range(2, STEPS + 1)
    },
}
DIALECT = Dialect("utf-8", mark=b"\xef\xbb\xbf")
NO_END = "99991231 23:59:00 "

_CODE = re.compile(r"[1-9][0-9]*100001600[0-9]")

Cells = dict[str, str]


def write(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """The files of all regions as members of a zip."""
    omitted: list[Omitted] = []
    when = selection.created.astimezone(DENMARK).timetuple()[:6]
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for region, rows in _regions(selection, omitted).items():
            name = f"{region}/SOR_Region_{to_date(selection.valid):%d%m%y}.csv"
            with member(archive, name, when) as content:
                table = TableWriter(content, COLUMNS, DIALECT, omitted)
                for cells in rows:
                    table.row(cells["code"], cells)
                table.flush()
            selection.rows[name] = table.rows
    return omitted


def _regions(selection: Selection, omitted: list[Omitted]) -> dict[str, list[Cells]]:
    """The rows of each region, by its SOR code, each below the one above it."""
    found: dict[str, list[Cells]] = {}
    for region, cells in _rows(selection, omitted):
        found.setdefault(region, []).append(cells)
    return found


def _rows(selection: Selection, omitted: list[Omitted]) -> Iterator[tuple[str, Cells]]:
    cells_of = UnitCells(selection.codes)
    names: dict[str, list[str]] = {}
    """Of each unit written: the names from just below the region down to its own."""
    for row in selection.units():
        if row.owner is None:
            omitted.append(Omitted(row.code, "", NO_OWNER))
            continue
        if row.chain[-1][1].get("type") != REGION:
            continue
        shown = cells_of(row)
        unnamed = row.own.get("type", "") if not str(shown.get(TYPE_NAME, "")).strip() else ""
        if unnamed.strip():
            shown[TYPE_NAME] = unnamed
        parent = None if row.code == row.owner else row.own.get("parent")
        reason = _no_place(row, shown, parent, names)
        if reason:
            omitted.append(Omitted(row.code, "", reason))
            continue
        if unnamed:
            omitted.append(Omitted(row.code, "type", f"no list has a name for it: {unnamed} stands as it is"))
        names[row.code] = [] if parent is None else [*names[parent], str(shown["name"])]
        yield row.owner, _cells(row, shown, parent, names[row.code])


def _no_place(row: SelectedUnit, shown: Fields, parent: str | None, above: dict[str, list[str]]) -> str:
    """Why the importer would refuse a file with this unit in it; empty when it would not."""
    if row.assumed:
        return ASSUMED
    if not _CODE.fullmatch(row.code) or sor_code_problem(row.code):
        return "its code is no SOR code of the form that the importer takes"
    if parent is not None and parent not in above:
        return f"the unit above it, {parent}, is left out"
    for path, what in (("name", "name"), (TYPE_NAME, "name of its type")):
        if not str(shown.get(path, "")).strip():
            return f"it has no {what}, which must never be empty"
    return ""


def _cells(row: SelectedUnit, shown: Fields, parent: str | None, names: list[str]) -> Cells:
    end = ends(row)
    steps = [TOP, *names][:STEPS]
    return {
        "code": row.code,
        "from": _date(source_dates(row)[0]),
        "to": NO_END if end is None else _date(previous_day(end)),
        "name": str(shown["name"]),
        "type": str(shown[TYPE_NAME]),
        "level": str(len(names) + 1),
        **({"parent": parent} if parent is not None else {}),
        **{f"step{n}": name for n, name in enumerate(steps, start=1)},
    }


def _date(day: int) -> str:
    return f"{day:08d} 00:00:00 "


REGIONDUMP = Format(
    name="regiondump",
    version="1",
    title_da="Regionernes træer, som OS2mo indlæser dem",
    title_en="The trees of the regions, as OS2mo reads them",
    takes=frozenset({VALID, KNOWN}),
    write=write,
    file="SOR_Region.zip",
    basis=OBSERVED,
    columns=lambda: [ShownColumn(column.name, *WORDS[column.path]) for column in COLUMNS],
    folder=True,
)
