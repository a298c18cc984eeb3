"""The units as a workbook for spreadsheets: the columns of SOR2, codes as text so that no digit is lost.

One sheet of units (more when a history has too many rows for one) and one that says what each column is.
"""

from collections.abc import Iterable, Iterator
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from sor.core.day import to_date
from sor.core.identifiers import is_number
from sor.core.shapes import Fields
from sor.formats.numbers import is_decimal, no_number
from sor.formats.packing import BLOCK, let_all_read
from sor.formats.published.export_format import HISTORY, KNOWN, PROJECT, VALID, Format
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit, Selection
from sor.formats.sor2.export import daily_units, history_rows
from sor.formats.sor2.units import COLUMNS, GUESSED
from sor.formats.tables.column_table import day, decimal, yes_or_no
from sor.formats.tables.column_words import words_of
from sor.formats.tables.table_writer import NUMBERS, WRITES
from sor.formats.tables.unit_cells import UnitCells, days_of_version, days_on, too_many_specialities

SHEET, EXPLAINED = "SorEntity", "Kolonner"
MOST_ROWS = 1_048_576
"""Rows that a sheet may have, the header among them."""
LONGEST_CELL = 32_767
FIRST_DAY = 19000301
"""Earlier days are written as text: spreadsheets count days from 1900 and have one too many in its February."""

Row = tuple[SelectedUnit, Fields]


def write(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A full selection or a history as a workbook. A text that no cell can hold is cut, and told."""
    omitted: list[Omitted] = []
    rows = _history(selection, omitted) if selection.history else _day(selection, omitted)
    with TemporaryFile() as whole:  # read once more for the rights of its members
        with Workbook(whole, {"constant_memory": True}) as book:
            book.set_properties({"title": "SOR", "created": selection.created.replace(tzinfo=None)})
            heading = book.add_format({"bold": True})
            sheet = Sheet(book, heading, book.add_format({"num_format": "yyyy-mm-dd"}), omitted)
            for row, cells in rows:
                sheet.add(row.code, cells)
            _explain(book, heading)
        let_all_read(whole)
        whole.seek(0)
        copyfileobj(whole, out, BLOCK)
    selection.rows[""] = sheet.rows
    return omitted


class Sheet:
    """The sheet that is being filled; a full one is followed by another. ``rows``: in all of them, headings aside."""

    def __init__(self, book: Workbook, heading: Any, dates: Any, omitted: list[Omitted]) -> None:
        self._book = book
        self._heading = heading
        self._dates = dates
        self._omitted = omitted
        self._sheets = 0
        self.rows = 0
        self._next = 0
        self._sheet = self._new()

    def add(self, code: str, cells: Fields) -> None:
        """One row."""
        if self._next == MOST_ROWS:
            self._sheet = self._new()
        for n, column in enumerate(COLUMNS):
            value = cells.get(column.path)
            if value is None:
                continue
            is_right = is_number if column.read in NUMBERS else is_decimal if column.read is decimal else None
            if is_right is not None and not is_right(value):
                self._omitted.append(no_number(code, column.path, column.name, value))
            elif column.read is day and isinstance(value, int) and value >= FIRST_DAY:
                self._sheet.write_datetime(self._next, n, to_date(value), self._dates)
            elif column.read is decimal and not isinstance(value, str):
                self._sheet.write_number(self._next, n, value)
            elif column.read is yes_or_no:
                self._sheet.write_boolean(self._next, n, value)
            else:
                self._text(code, n, WRITES.get(column.read, str)(value))
        self._next += 1
        self.rows += 1

    def _text(self, code: str, n: int, text: str) -> None:
        if len(text) > LONGEST_CELL:
            name = COLUMNS[n].name
            reason = f"{name} is cut: it has {len(text)} characters, a cell holds {LONGEST_CELL}"
            self._omitted.append(Omitted(code, COLUMNS[n].path, reason))
            text = text[:LONGEST_CELL]
        self._sheet.write_string(self._next, n, text)

    def _new(self) -> Worksheet:
        self._sheets += 1
        sheet = self._book.add_worksheet(SHEET if self._sheets == 1 else f"{SHEET} {self._sheets}")
        sheet.freeze_panes(1, 2)
        for n, column in enumerate(COLUMNS):
            sheet.set_column(n, n, 30 if "Name" in column.name else 18)
            sheet.write_string(0, n, column.name, self._heading)
        self._next = 1
        return sheet


def _day(selection: Selection, omitted: list[Omitted]) -> Iterator[Row]:
    cells_of = UnitCells(selection.codes)
    for row in daily_units(selection, omitted):
        omitted += too_many_specialities(row)
        yield row, cells_of(row) | days_on(row)


def _history(selection: Selection, omitted: list[Omitted]) -> Iterator[Row]:
    for row, cells in history_rows(selection, omitted):
        yield row, cells | days_of_version(row)


def _explain(book: Workbook, heading: Any) -> None:
    sheet = book.add_worksheet(EXPLAINED)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 2, 60)
    lines: Iterable[tuple[str, str, str]] = words_of(COLUMNS, made_here=GUESSED)
    for place, line in enumerate([("Kolonne", "Dansk", "English"), *lines]):
        for n, text in enumerate(line):
            sheet.write_string(place, n, text, heading if place == 0 else None)


XLSX = Format(
    name="xlsx",
    version="1",
    title_da="Regneark med enhederne",
    title_en="Workbook with the units",
    takes=frozenset({VALID, KNOWN, HISTORY}),
    write=write,
    file="SOR.xlsx",
    basis=PROJECT,
    columns=lambda: words_of(COLUMNS, made_here=GUESSED),
)
