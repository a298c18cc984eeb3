"""A tree as a workbook that is edited and comes back: one row a unit, every cell a text, the names of the change
document in the first row. A hidden sheet tells at which serial it was made, and a digest of what stood in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from itertools import chain
from typing import NamedTuple, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sor.core.canonical import encode
from sor.formats.tables.formulas import is_formula

UNITS, EXPLAINED, HIDDEN = "Enheder", "Felter", "sor"
"""The sheets: the units, what each column is, and what the register itself reads again."""

FORM = "1"
"""Of the columns; a sheet of another form is not taken."""

MOST_ROWS = 20_000
"""Units of one sheet; a region is some ten thousand."""

LONGEST_CELL = 32_767
LONGEST_COMMENT = 2_000
FROZEN = 4
"""Columns that stay in sight: which unit it is."""

NARROW, WIDE = 16, 34
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Comments: TypeAlias = Mapping[tuple[int, int], str]
"""What is said of cells, by row and column counted from nought."""


class SheetFacts(NamedTuple):
    """What the hidden sheet says. register: the epoch of its log. tree: the unit at the top. day: on which the values
    held, and serial: as of which they were known. digest: of all of it with the rows.
    """

    register: str
    tree: str
    day: str
    serial: int
    digest: str
    form: str = FORM


class Explained(NamedTuple):
    """What a column is, and the values that it takes where there are only some."""

    name: str
    danish: str
    english: str
    values: Sequence[str] = ()


def cell_of(value: str) -> str:
    """A value as its cell holds it: behind an apostrophe where a spreadsheet would run it, or where one stands before
    such a text already. A line break is one, however it was written.
    """
    guarded = f"'{value}" if is_formula(value.lstrip("'")) else value
    return guarded.replace("\r\n", "\n").replace("\r", "\n")[:LONGEST_CELL]


def value_of(cell: str) -> str:
    """The value that a cell holds."""
    return cell[1:] if cell[:1] == "'" and is_formula(cell.lstrip("'")) else cell


def digest_of(facts: SheetFacts, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The digest of a sheet as it is given out: its facts, the names of its columns, and every value."""
    known = [facts.form, facts.register, facts.tree, facts.day, facts.serial]
    digest = sha256(encode([*known, list(names)]))
    for row in rows:
        digest.update(encode(list(row)))
    return digest.hexdigest()


def tree_sheet(facts: SheetFacts, columns: Sequence[Explained], rows: Iterable[Sequence[str]]) -> bytes:
    """The workbook of a tree. rows: values in the order of the columns."""
    cells = ([cell_of(value) for value in row] for row in rows)
    return write_workbook(facts, [one.name for one in columns], cells, columns, {})


def write_workbook(
    facts: SheetFacts,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    columns: Sequence[Explained],
    comments: Comments,
) -> bytes:
    """A workbook with these cells. comments: on cells, which are marked in colour too; then all of it stands in
    memory.
    """
    out = BytesIO()
    with Workbook(out, {"constant_memory": not comments, "strings_to_formulas": False}) as book:
        book.set_properties({"title": f"SOR {facts.tree}"})
        bold, text = book.add_format({"bold": True, "num_format": "@"}), book.add_format({"num_format": "@"})
        wrong = book.add_format({"num_format": "@", "bg_color": "#F7C6C5", "border": 1, "border_color": "#8C1D18"})
        sheet = book.add_worksheet(UNITS)
        sheet.freeze_panes(1, FROZEN)
        for n, name in enumerate(header):
            sheet.set_column(n, n, WIDE if name.endswith(("name", "street", "email")) else NARROW, text)
        last = 0
        for last, row in enumerate(chain([header], rows)):
            _write_row(sheet, last, row, bold if last == 0 else text, wrong, comments)
        for n, name in enumerate(header):
            values = next((one.values for one in columns if one.name == name), ())
            if values and last:
                sheet.data_validation(1, n, last, n, {"validate": "list", "source": list(values)})
        sheet.set_comments_author("SOR")
        for (row_at, column), said in comments.items():
            sheet.write_comment(row_at, column, said[:LONGEST_COMMENT], {"x_scale": 2, "y_scale": 2})
        _explain(book, columns, bold)
        _tell(book, facts)
    return out.getvalue()


def _write_row(
    sheet: Worksheet, at: int, row: Sequence[str], usual: Format, wrong: Format, comments: Comments
) -> None:  # fmt: skip
    for n, cell in enumerate(row):
        if (at, n) in comments:
            sheet.write_string(at, n, cell, wrong) if cell else sheet.write_blank(at, n, None, wrong)
        elif cell:
            sheet.write_string(at, n, cell, usual)


def _explain(book: Workbook, columns: Sequence[Explained], bold: Format) -> None:
    sheet = book.add_worksheet(EXPLAINED)
    sheet.set_column(0, 3, WIDE)
    lines = [(one.name, one.danish, one.english, ", ".join(one.values)) for one in columns]
    for n, line in enumerate([("Kolonne", "Dansk", "English", "Værdier"), *lines]):
        for column, text in enumerate(line):
            sheet.write_string(n, column, text, bold if n == 0 else None)


def _tell(book: Workbook, facts: SheetFacts) -> None:
    sheet = book.add_worksheet(HIDDEN)
    for n, (name, value) in enumerate(facts._asdict().items()):
        sheet.write_string(n, 0, name)
        sheet.write_number(n, 1, value) if isinstance(value, int) else sheet.write_string(n, 1, value)
    sheet.hide()
