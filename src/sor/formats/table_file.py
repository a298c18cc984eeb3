"""Opening delimited text as the health registers write it: encoding, separator, header, rows that may be ragged.

Knows nothing of units: it gives the header and the cells of each row, and refuses what is no whole text file.

Quotes cannot be trusted (``sor.csv`` has them inside unquoted fields): a row is split at every separator, and its
quotes are only believed when that is the one way to get as many fields as the header has.
"""

import csv
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from sor.formats.delivery import BadFile

SEPARATORS = ";,\t|"
LONGEST_LINE = 1_000_000
"""Bytes; a line beyond it is no row of any register, and reading it whole would let a file fill the memory."""

WINDOWS_PUNCTUATION = frozenset(b"\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b")
"""Euro, quotation marks and dashes, which Windows programs write into files called ISO-8859-1."""

NO_LETTERS = frozenset(range(0x80, 0xA0)) - WINDOWS_PUNCTUATION


class Row(NamedTuple):
    """One row: the number of its line in the file, counted from 1, and its cells as found, quotes removed."""

    line: int
    cells: list[str]


Ragged = Callable[[int, str], None]
"""Told the line and the reason of each row that has another number of fields than the header."""


class TableFile:
    """A delimited text, opened: ``header`` is read, ``rows`` are read as they are asked for."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        """Reads the header. Raises BadFile when there is none, or when it names a column twice."""
        self.file = file
        self._lines = Lines(stream, file)
        first = next((text for _, text in self._lines if text.strip()), None)
        if first is None:
            raise BadFile(f"{file} is empty. A table begins with a row of column names.")
        self.separator = separator_of(first)
        self.header = [cell.strip() for cell in split(first, self.separator, first.count(self.separator) + 1)]
        twice = sorted({name for name in self.header if name and self.header.count(name) > 1})
        if twice:
            raise BadFile(f"{file}: the column '{twice[0]}' stands twice in the header. Name it once.")

    def rows(self, ragged: Ragged) -> Iterator[Row]:
        """The rows, blank lines left out. Raises BadFile for bytes of another encoding, NUL bytes, or a last row that
        breaks off.
        """
        width = len(self.header)
        for line, text in self._lines:
            if not text.strip():
                continue
            cells = split(text, self.separator, width)
            if len(cells) == width:
                yield Row(line, cells)
            elif len(cells) < width and self._lines.breaks_off:
                raise BadFile(
                    f"{self.file}, line {line}: the file breaks off in the middle of its last row"
                    f" ({len(cells)} of {width} fields). Fetch it again."
                )
            else:
                ragged(line, f"the row has {len(cells)} fields where the header has {width}")


def separator_of(header: str) -> str:
    """The separator that parts the names of a header; a semicolon when there is but one name."""
    return max(SEPARATORS, key=header.count)


def split(text: str, separator: str, width: int) -> list[str]:
    """The cells of a row that should have so many fields."""
    cells = text.split(separator)
    if '"' not in text:
        return cells
    if len(cells) > width:
        quoted = next(csv.reader([text], delimiter=separator))
        if len(quoted) == width:
            return [unquoted(cell) for cell in quoted]
    return [unquoted(cell) for cell in cells]


def unquoted(cell: str) -> str:
    """A cell without the quotes around it, doubled ones inside made single; ``="12"`` is ``12``.

    The second form keeps a spreadsheet from reading a code as a number (SOR2). Stray quotes stay.
    """
    inner = cell[1:] if cell.startswith('="') else cell
    if len(inner) < 2 or inner[0] != '"' or inner[-1] != '"' or '"' in inner[1:-1].replace('""', ""):
        return cell
    return inner[1:-1].replace('""', '"')


class Lines:
    """The lines of a file as text, numbered from 1. ISO-8859-1 or UTF-8: the first line with a letter beyond ASCII
    tells, and every later line must keep to it.
    """

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self.breaks_off = False
        self._stream = stream
        self._file = file
        self._line = 0
        self._encoding: str | None = None

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        raw = self._stream.readline(LONGEST_LINE)
        if not raw:
            raise StopIteration
        self._line += 1
        if self._line == 1:
            raw = self._without_mark(raw)
        if b"\0" in raw:
            raise self._bad("holds a NUL byte, which no text has. Fetch the file again")
        if len(raw) == LONGEST_LINE:
            raise self._bad(f"is longer than {LONGEST_LINE} bytes. This is no table with one row per line")
        self.breaks_off = not raw.endswith(b"\n")
        return self._line, self._text(raw.rstrip(b"\r\n"))

    def _without_mark(self, raw: bytes) -> bytes:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise self._bad("is UTF-16. Save the file as UTF-8 or ISO-8859-1")
        if raw.startswith(b"\xef\xbb\xbf"):
            self._encoding = "utf-8"
            return raw[3:]
        return raw

    def _text(self, raw: bytes) -> str:
        if raw.isascii():
            return raw.decode("ascii")
        try:
            text = raw.decode("utf-8")
            found = "utf-8"
        except UnicodeDecodeError:
            text, found = "", "iso-8859-1"
        if self._encoding is None:
            self._encoding = found
        if self._encoding != found:
            before = self._encoding.upper()
            raise self._bad(f"is {found.upper()}, the lines before it are {before}. Save the whole file as one of them")
        return text or self._western(raw)

    def _western(self, raw: bytes) -> str:
        wrong = next((byte for byte in raw if byte in NO_LETTERS), None)
        if wrong is not None:
            raise self._bad(f"holds the byte {wrong:#04x}, no letter of UTF-8 or ISO-8859-1. Save it as UTF-8")
        return raw.decode("cp1252")

    def _bad(self, what: str) -> BadFile:
        return BadFile(f"{self._file}, line {self._line} {what}.")
