"""A workbook that somebody edited, read cell by cell within limits: what stands in it, and what cannot be taken at all.

A file is looked at before it is unpacked, and its rows are counted before a cell is read. Nothing of it is run: a
formula is a fault of its cell, a file that may hold programs is refused.
"""

import posixpath
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO, NamedTuple
from zipfile import ZipFile

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sor.core.shapes import Value
from sor.formats.archive import BROKEN, is_archive, members
from sor.formats.delivery import BadFile
from sor.formats.tables.tree_sheet import FORM, HIDDEN, MOST_ROWS, SheetFacts

MOST_BYTES = 24 * 1024**2
"""Of a file: a tree of ten thousand units has five million."""

MOST_UNPACKED = 240 * 1024**2
MOST_COLUMNS = 120
WIDEST = 16_384
"""Columns of a sheet, as spreadsheets know them: a row that was coloured may have as many empty cells."""

MOST_FACTS = 20
CHUNK = 1024**2
DOCTYPE = b"<!DOCTYPE"
OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0")
"""How a part begins that is XML of two or four bytes for each character; workbooks are written in UTF-8."""

ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
PLAIN = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
MOST_TOLD = 20
"""Rows or cells that one sentence names."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

TEXT, NUMBER, DATE, FORMULA, BROKEN_CELL, TRUTH = "text", "number", "date", "formula", "error", "truth"
"""What kind of cell it is; what a text cell holds is taken as it stands."""

KINDS = {"s": TEXT, "n": NUMBER, "d": DATE, "f": FORMULA, "e": BROKEN_CELL, "b": TRUTH}


class WhyRefused(NamedTuple):
    """Why a file is refused whole."""

    english: str
    danish: str


class BadSheet(ValueError):
    """A file that is refused whole; ``danish`` says the same."""

    def __init__(self, english: str, danish: str) -> None:
        super().__init__(english)
        self.danish = danish


class Cell(NamedTuple):
    """A cell: its text, and its kind."""

    text: str
    kind: str = TEXT


class SheetRow(NamedTuple):
    """A row that holds something. number: as spreadsheets show it."""

    number: int
    cells: tuple[Cell, ...]


class Remark(NamedTuple):
    """Something to be told of a sheet; cell: where, empty for all of it."""

    cell: str
    da: str
    en: str


class ReadSheet(NamedTuple):
    """A workbook as it was read. header: of every column. merged: ranges of cells that are one. hidden: rows that are
    not in sight.
    """

    facts: SheetFacts
    header: tuple[Cell, ...]
    rows: list[SheetRow]
    merged: list[str]
    hidden: list[int]


class _Sheet(NamedTuple):
    """What is seen of a sheet before its cells are read. last: the greatest number of a row that holds something."""

    merged: list[str]
    hidden: list[int]
    last: int


NO_WORKBOOK = WhyRefused(
    "The file is no workbook (.xlsx). Save the sheet as »Excel Workbook (.xlsx)« and send that.",
    "Filen er ikke et regneark (.xlsx). Gem arket som »Excel-projektmappe (.xlsx)«, og send den.",
)
BROKEN_WORKBOOK = WhyRefused(
    "The workbook is broken and cannot be read. Open it, save it again as .xlsx, and send that.",
    "Regnearket er i stykker og kan ikke læses. Åbn det, gem det igen som .xlsx, og send det.",
)
WITH_PROGRAMS = WhyRefused(
    "The workbook holds macros. No macros are taken: save it as »Excel Workbook (.xlsx)«, without macros.",
    "Regnearket indeholder makroer. De modtages ikke: gem det som »Excel-projektmappe (.xlsx)«, uden makroer.",
)
WITHOUT_FACTS = WhyRefused(
    f"The hidden sheet »{HIDDEN}« is missing, which tells what the sheet was made from. Get the tree's sheet anew and"
    " make your changes in that.",
    f"Det skjulte ark »{HIDDEN}« mangler; det fortæller, hvad regnearket er lavet af. Hent træets regneark igen, og ret"
    " i det.",
)
FORGED = WhyRefused(
    f"The hidden sheet »{HIDDEN}« is not as the register wrote it. Get the tree's sheet anew and make your changes in"
    " that.",
    f"Det skjulte ark »{HIDDEN}« er ikke, som registret skrev det. Hent træets regneark igen, og ret i det.",
)
TOO_WIDE = WhyRefused(
    f"A row of the sheet has more than {MOST_COLUMNS} cells; a tree's sheet has fewer columns. Take out what you put"
    " beside it.",
    f"En række i arket har flere end {MOST_COLUMNS} celler; et træs regneark har færre kolonner. Fjern det, du har sat"
    " ved siden af.",
)
TOO_LARGE = WhyRefused(
    "The workbook is too large, or unpacks to far more than it is, as a zip bomb does. It was not unpacked.",
    "Regnearket er for stort eller pakker ud til langt mere, end det fylder, som en zip-bombe. Det er ikke pakket ud.",
)


def read_sheet(content: bytes) -> ReadSheet:
    """What stands in a workbook. Raises BadSheet for a file that is refused whole."""
    _refuse_before_unpacking(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and the like, which say nothing of values
            book = load_workbook(BytesIO(content), read_only=True, data_only=False)
            facts = _facts_in(book)
            sheet = next((one for one in book.worksheets if one.title != HIDDEN), None)
            if sheet is None:
                raise BadSheet(*WITHOUT_FACTS)
            seen = _look_over(content, sheet.title)
            rows = list(_rows(sheet, seen.last))
    except BadSheet:
        raise
    except (*BROKEN, KeyError, TypeError, AttributeError, OverflowError, OSError, SyntaxError, etree.Error):
        raise BadSheet(*BROKEN_WORKBOOK) from None
    if not rows or rows[0].number != 1:
        raise BadSheet(
            "The first row does not name the columns. Get the tree's sheet anew and make your changes in that.",
            "Første række nævner ikke kolonnerne. Hent træets regneark igen, og ret i det.",
        )
    return ReadSheet(facts, rows[0].cells, rows[1:], seen.merged, seen.hidden)


def cell_name(row: int, column: int) -> str:
    """How spreadsheets call a cell; row as they show it, column from nought."""
    return f"{get_column_letter(column + 1)}{row}"


def _refuse_before_unpacking(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise BadSheet(*TOO_LARGE)
    if not is_archive(content[:4]):
        raise BadSheet(*NO_WORKBOOK)
    try:
        inside = {one.name: one for one in members(BytesIO(content), "xlsx")}
    except BadFile:
        raise BadSheet(*BROKEN_WORKBOOK) from None
    # No more than it states comes out of a member, so what they state is a bound.
    if sum(one.size for one in inside.values()) > MOST_UNPACKED:
        raise BadSheet(*TOO_LARGE)
    if any("vbaproject" in name.lower() or "macrosheets" in name.lower() for name in inside):
        raise BadSheet(*WITH_PROGRAMS)
    types = inside.get("[Content_Types].xml")
    if types is None or "xl/workbook.xml" not in inside:
        raise BadSheet(*NO_WORKBOOK)
    try:
        if b"macroenabled" in types.open().read(MOST_BYTES).lower():
            raise BadSheet(*WITH_PROGRAMS)
        for one in inside.values():
            _refuse_odd_part(one.open())
    except BadFile:
        raise BadSheet(*BROKEN_WORKBOOK) from None


def _refuse_odd_part(part: IO[bytes]) -> None:
    """Raises BadSheet for XML that declares entities, or that is written so that it cannot be seen whether it does. A
    part of any name may be read as XML.
    """
    chunk = part.read(CHUNK)
    if chunk.startswith(OTHER_ENCODINGS):
        raise BadSheet(*BROKEN_WORKBOOK)
    plain = chunk.removeprefix(b"\xef\xbb\xbf")
    if plain.startswith(b"<?xml"):
        declared, ends, _ = plain.partition(b"?>")
        said = ENCODING.search(declared)
        if not ends or (said is not None and said[1].lower() not in PLAIN):
            raise BadSheet(*BROKEN_WORKBOOK)
    before = b""
    while chunk:
        if DOCTYPE in before + chunk:
            raise BadSheet(*BROKEN_WORKBOOK)
        before, chunk = chunk[-len(DOCTYPE) :], part.read(CHUNK)


def _facts_in(book: Workbook) -> SheetFacts:
    """What the hidden sheet says. Raises BadSheet when it is missing or cannot be what the register wrote."""
    if HIDDEN not in book.sheetnames:
        raise BadSheet(*WITHOUT_FACTS)
    rows = book[HIDDEN].iter_rows(max_row=MOST_FACTS, max_col=2, values_only=True)
    said = {str(row[0]): row[1] for row in rows if row and row[0] is not None}
    try:
        facts = SheetFacts(
            str(said["register"]), str(said["tree"]), str(said["day"]), int(str(said["serial"])), str(said["digest"]),
            str(said["form"]),
        )  # fmt: skip
    except (KeyError, ValueError):
        raise BadSheet(*FORGED) from None
    if facts.form != FORM:
        raise BadSheet(*FORGED)
    return facts


def _look_over(content: bytes, title: str) -> _Sheet:
    """The rows of a sheet counted by what the file calls them, for rows between two are read as empty ones; and what of
    it is merged or hidden. Raises BadSheet for too many, also of cells in one row, and for rows that do not rise.
    """
    found, number, last, cells, filled = _Sheet([], [], 0), 0, 0, 0, 0
    with ZipFile(BytesIO(content)) as archive, archive.open(_path_of(archive, title)) as stream:
        steps = etree.iterparse(
            stream, tag=(f"{MAIN}row", f"{MAIN}mergeCell", f"{MAIN}c"), resolve_entities=False, no_network=True,
            load_dtd=False,
        )  # fmt: skip
        for _, element in steps:
            if element.tag == f"{MAIN}row":
                before, number = number, _number_of(element.get("r"), number)
                if number <= before:
                    raise BadSheet(*BROKEN_WORKBOOK)
                if filled:
                    last = max(last, number)
                    if element.get("hidden") in ("1", "true"):
                        found.hidden.append(number)
                if last > MOST_ROWS + 1:
                    raise BadSheet(
                        f"The sheet has more than {MOST_ROWS} rows. Get the sheets of smaller trees and change those.",
                        f"Arket har flere end {MOST_ROWS} rækker. Hent regneark for mindre træer, og ret i dem.",
                    )
                cells = filled = 0
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif element.tag == f"{MAIN}mergeCell":
                found.merged.append(str(element.get("ref")))
            else:
                cells, filled = cells + 1, filled + bool(len(element))
                if filled > MOST_COLUMNS or cells > WIDEST:
                    raise BadSheet(*TOO_WIDE)
    return found._replace(last=last)


def _number_of(said: str | None, before: int) -> int:
    """What a file calls a row; one without a number comes after the one before. Raises BadSheet for what is none."""
    if said is None:
        return before + 1
    if not (said.isascii() and said.isdecimal() and len(said) < 16):
        raise BadSheet(*BROKEN_WORKBOOK)
    return int(said)


def _path_of(archive: ZipFile, title: str) -> str:
    """Where a sheet stands inside its workbook. Raises KeyError where the workbook does not say."""
    links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), _parser())
    targets = {one.get("Id"): one.get("Target") or "" for one in links}
    book = etree.fromstring(archive.read("xl/workbook.xml"), _parser())
    links_by_title = {one.get("name"): one.get(LINK) for one in reversed([*book.iter(f"{MAIN}sheet")])}
    target = targets[links_by_title[title]]
    return target.removeprefix("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _rows(sheet: Worksheet, last: int) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # what a file says of its size is not believed
    for number, row in enumerate(sheet.iter_rows(max_row=last, max_col=MOST_COLUMNS), 1):
        cells = tuple(_cell(one.value, one.data_type) for one in row)
        if any(one.text.strip() for one in cells):
            yield SheetRow(number, cells)


def _cell(value: Value | date | time | timedelta, kind: str) -> Cell:
    if value is None:
        return Cell("")
    if isinstance(value, bool):
        return Cell("true" if value else "false", TRUTH)
    if isinstance(value, datetime | date | time | timedelta):
        return Cell(value.isoformat() if isinstance(value, date | time) else str(value), DATE)
    if isinstance(value, float):
        return Cell(str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value), NUMBER)
    if isinstance(value, int):
        return Cell(str(value), NUMBER)
    found = KINDS.get(kind, TEXT)
    text = value if isinstance(value, str) else f"={getattr(value, 'text', '')}".replace("==", "=", 1)
    return Cell(text.replace("\r\n", "\n"), found)
