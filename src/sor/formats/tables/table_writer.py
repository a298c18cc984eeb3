"""Writing tables of text: a header, then one line per row, from a table of columns and a dictionary per row.

Cells that hold the separator or a quotation mark are quoted with doubled quotes, all others are written plainly. What
no line can hold (line breaks, control characters) becomes a blank; what the encoding cannot hold is replaced. Both are
told with the code of the row.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import IO, Any, NamedTuple

from sor.core.day import write_day
from sor.core.identifiers import is_number
from sor.core.shapes import Value
from sor.formats.numbers import is_decimal, no_number
from sor.formats.published.omitted import Omitted
from sor.formats.tables.column_table import (
    Column,
    Read,
    Write,
    day,
    decimal,
    level,
    number_code,
    whole_number,
    yes_or_no,
)
from sor.formats.tables.formulas import SIGNS, is_formula
from sor.formats.western import replace_characters

BATCH = 500
"""Lines per write to the output."""

IN_DANISH = {"IO": "IE", "HI": "SI", "OU": "OE"}


def write_level(value: str) -> str:
    """A level by its Danish letters, as the files have it."""
    return IN_DANISH.get(value, value)


@lru_cache(maxsize=65536)
def write_decimal(value: float | str) -> str:
    """A number with a decimal comma and all its decimals, at least one."""
    found = value if isinstance(value, str) else repr(float(value))
    return (found if "e" not in found else f"{float(value):.6f}").replace(".", ",")


def write_flag(value: bool) -> str:
    """True or false."""
    return "true" if value else "false"


WRITES: Mapping[Read, Write] = {day: write_day, decimal: write_decimal, level: write_level, yes_or_no: write_flag}
"""How a cell is written, by how it is read; all others are texts."""


NUMBERS: frozenset[Read] = frozenset({number_code, whole_number})
"""How cells are read that are numbers in the file."""


class Dialect(NamedTuple):
    """How a file writes its table. guarded: kinds of cells that are written ``="12"``, so that a spreadsheet does not
    take a code for a number (SOR2).
    """

    encoding: str
    mark: bytes = b""
    separator: str = ";"
    guarded: frozenset[Read] = frozenset()
    header: bool = True


CLASSIC = Dialect("iso-8859-1")
SOR2 = Dialect("utf-8", mark=b"\xef\xbb\xbf", guarded=frozenset({whole_number}))
LINE_END = "\r\n"

NO_TEXT = frozenset({"Cc", "Zl", "Zp"})
"""Control characters and line breaks, by their Unicode category."""


class TableWriter:
    """One table being written; ``omitted`` hears of what was replaced. ``flush`` ends it. ``rows``: written so far."""

    def __init__(self, out: IO[bytes], columns: Sequence[Column], dialect: Dialect, omitted: list[Omitted]) -> None:
        self.paths = frozenset(column.path for column in columns)
        self._out = out
        self._columns = columns
        self._dialect = dialect
        self._omitted = omitted
        self._paths = [column.path for column in columns]
        given = ((n, column.write or WRITES.get(column.read)) for n, column in enumerate(columns))
        self._writes = [(n, write) for n, write in given if write is not None]
        self._numbers = [n for n, column in enumerate(columns) if column.read in NUMBERS]
        self._decimals = [n for n, column in enumerate(columns) if column.read is decimal]
        self._guarded = [n for n, column in enumerate(columns) if column.read in dialect.guarded]
        self._separators = len(columns) - 1
        self._beginnings = tuple(f"{dialect.separator}{quote}{sign}" for quote in ("", '"') for sign in SIGNS)
        self._lines: list[bytes] = []
        self.rows = 0
        out.write(dialect.mark)
        if dialect.header:
            names = dialect.separator.join(column.name for column in columns)
            self._lines.append((names + LINE_END).encode(dialect.encoding))

    def row(self, key: str, values: Mapping[str, Value]) -> None:
        """Write a row about the subject with this key; values by path, those that hold nothing left out."""
        separator = self._dialect.separator
        try:
            found: list[Any] = list(map(values.get, self._paths))
            self._leave_words_out(key, found)
            for n, write in self._writes:
                if found[n] is not None:
                    found[n] = write(found[n])
            cells: list[str] = ["" if cell is None else cell for cell in found]
            line = separator.join(cells)
        except (TypeError, ValueError, AttributeError):
            cells = self._those_that_fit(key, values)
            line = separator.join(cells)
        if '"' in line or not line.isprintable() or line.count(separator) != self._separators:
            cells = [self._safe(key, n, cell) for n, cell in enumerate(cells)]
            line = separator.join(cells)
        if line[:1] in SIGNS or any(beginning in line for beginning in self._beginnings):
            self._tell_formulas(key, cells)
        if self._guarded:
            for n in self._guarded:
                if cells[n]:
                    cells[n] = f'="{cells[n]}"'
            line = separator.join(cells)
        try:
            self._lines.append((line + LINE_END).encode(self._dialect.encoding))
        except UnicodeEncodeError:
            fitting = [self._fitting(key, n, cell) for n, cell in enumerate(cells)]
            self._lines.append((separator.join(fitting) + LINE_END).encode(self._dialect.encoding))
        self.rows += 1
        if len(self._lines) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Hand on what is still waiting."""
        self._out.write(b"".join(self._lines))
        self._lines.clear()

    def _leave_words_out(self, key: str, cells: list[Value]) -> None:
        """Empty the cells that are to be numbers and are none, and tell of each."""
        for n in self._numbers:
            cell = cells[n]
            if cell is not None and not is_number(cell):
                self._leave_out(key, n, cells)
        for n in self._decimals:
            if cells[n] is not None and not is_decimal(cells[n]):
                self._leave_out(key, n, cells)

    def _leave_out(self, key: str, n: int, cells: list[Value]) -> None:
        column = self._columns[n]
        self._omitted.append(no_number(key, column.path, column.name, cells[n]))
        cells[n] = None

    def _safe(self, key: str, n: int, cell: str) -> str:
        """A cell on one line, quoted where it must be."""
        if not cell.isprintable():
            plain = "".join(" " if unicodedata.category(c) in NO_TEXT else c for c in cell)
            if plain != cell:
                self._tell(key, n, "line breaks and control characters are written as blanks")
            cell = plain
        if self._dialect.separator in cell or '"' in cell:
            doubled = cell.replace('"', '""')
            return f'"{doubled}"'
        return cell

    def _tell_formulas(self, key: str, cells: list[str]) -> None:
        """Tell of cells that a spreadsheet would run. Programs read these files, so they stay."""
        for n, cell in enumerate(cells):
            if self._columns[n].read is not decimal and is_formula(cell.removeprefix('"')):
                self._tell(key, n, "a spreadsheet would run this as a formula; it is written as it is")

    def _fitting(self, key: str, n: int, cell: str) -> str:
        """A cell that the encoding can hold."""
        guarded, inner = cell[:1] == '"', cell
        if guarded:
            inner = cell[1:-1].replace('""', '"')
        text, told = replace_characters(inner, self._dialect.encoding)
        for what in told:
            self._tell(key, n, f"{self._dialect.encoding.upper()} has no such character: {what}")
        return self._safe(key, n, text) if told or guarded else cell

    def _those_that_fit(self, key: str, values: Mapping[str, Value]) -> list[str]:
        """The cells of a row with a value that is not what its column holds: that one is left out, and told."""
        writes, cells = dict(self._writes), []
        for n, column in enumerate(self._columns):
            value = values.get(column.path)
            try:
                cell = "" if value is None else writes[n](value) if n in writes else value
            except (TypeError, ValueError, AttributeError):
                cell = None
            if not isinstance(cell, str) or (n in self._numbers and cell and not is_number(cell)):
                self._tell(key, n, f"{value!r} cannot be written there and is left out")
                cell = ""
            cells.append(cell)
        return cells

    def _tell(self, key: str, n: int, what: str) -> None:
        column = self._columns[n]
        self._omitted.append(Omitted(key, column.path, f"{column.name}: {what}"))
