"""``sor.csv`` 1.2.1.19 as an export: the units of a day in ISO-8859-1, addresses resolved, codes by their names."""

from typing import BinaryIO

from sor.core.shapes import Fields
from sor.formats.published.export_format import KNOWN, OBSERVED, VALID, Format
from sor.formats.published.extracts import keep_extracted
from sor.formats.published.left_out import SOR_CSV
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import Selection
from sor.formats.tables.column_words import words_of
from sor.formats.tables.sor_csv import COLUMNS
from sor.formats.tables.table_writer import CLASSIC, TableWriter
from sor.formats.tables.unit_cells import UnitCells, days_on, too_many_specialities
from sor.formats.tables.unit_rows import SPECIALITY_CODES, SPECIALITY_NAMES, TYPE_NAME


def write_csv(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A full selection as ``sor.csv``."""
    omitted: list[Omitted] = []
    table = TableWriter(out, COLUMNS, CLASSIC, omitted)
    cells_of = UnitCells(selection.codes)
    for row in keep_extracted(selection.units(), omitted):
        omitted += too_many_specialities(row)
        table.row(row.code, _with_names(cells_of(row)) | days_on(row))
    table.flush()
    selection.rows[""] = table.rows
    return omitted


def _with_names(cells: Fields) -> Fields:
    """Cells in which a type or speciality without a name stands by its code."""
    if "type" in cells:
        cells.setdefault(TYPE_NAME, cells["type"])
    for by_code, by_name in zip(SPECIALITY_CODES, SPECIALITY_NAMES, strict=True):
        if by_code in cells:
            cells.setdefault(by_name, cells[by_code])
    return cells


CSV = Format(
    name="csv",
    version="1.2.1.19",
    title_da="sor.csv, den klassiske liste over åbne enheder",
    title_en="sor.csv, the classic list of open units",
    takes=frozenset({VALID, KNOWN}),
    write=write_csv,
    file="sor.csv",
    basis=OBSERVED,
    columns=lambda: words_of(COLUMNS),
    loses=lambda: dict(SOR_CSV),
    encoding=CLASSIC.encoding,
)
