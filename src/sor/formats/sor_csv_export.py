"""``sor.csv`` 1.2.1.19 as an export: the units of a day in ISO-8859-1, addresses resolved, codes by their names."""

from typing import Any, BinaryIO

from sor.core.code_book import CodeBook
from sor.core.inheritance import address
from sor.formats.column_words import words_of
from sor.formats.export_format import KNOWN, OBSERVED, VALID, Format
from sor.formats.extracts import extracted
from sor.formats.left_out import SOR_CSV
from sor.formats.omitted import Omitted
from sor.formats.selected import SelectedUnit, Selection
from sor.formats.sor_csv import COLUMNS
from sor.formats.street_line import join_line
from sor.formats.table_writer import CLASSIC, TableWriter
from sor.formats.unit_cells import days_on, too_many_specialities, unit_cells
from sor.formats.unit_rows import SPECIALITY_CODES, SPECIALITY_NAMES, STREET_ADDRESSES, TYPE_NAME


def write_csv(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A full selection as ``sor.csv``."""
    omitted: list[Omitted] = []
    table = TableWriter(out, COLUMNS, CLASSIC, omitted)
    for row in extracted(selection.units(), omitted):
        omitted += too_many_specialities(row)
        table.row(row.code, csv_cells(row, selection.codes))
    table.flush()
    return omitted


def csv_cells(row: SelectedUnit, codes: CodeBook) -> dict[str, Any]:
    """The cells of a unit. A street is one line here; a type or speciality without a name stands by its code."""
    cells = unit_cells(row, codes) | days_on(row)
    for kind in STREET_ADDRESSES:
        found = address(row.chain, kind)
        if found is not None:
            cells[f"{kind}.street"] = join_line(found.value)
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
)
