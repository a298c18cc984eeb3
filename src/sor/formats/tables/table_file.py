"""Opening delimited text as registers and other people's programs write it: encoding, separator, header, rows.

Knows nothing of units: it gives the header and the cells of each row, and refuses what is no whole text file.

Quotes are read as RFC 4180 has them, by the standard library's reader in its strict mode: separators, breaks and
doubled quotes inside them belong to the cell. But not every quote is one (``sor.csv`` has them inside unquoted fields):
where the strict reading fails, does not give a row of this table, or spans lines that look like whole rows, a row is
its line, parted at every separator.
Spreadsheets leave out empty cells at the end of rows; such a row is filled up, when its other cells stand where they
belong.
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, TypeAlias

from sor.formats.delivery import BadFile
from sor.formats.western import NO_LETTERS

SEPARATORS = ";,\t|"
LONGEST_LINE = 1_000_000
"""Bytes; a line beyond it is no row of any register, and reading it whole would let a file fill the memory."""

_TOLD = re.compile(rf'"?sep=([{SEPARATORS}])"?\1*', re.IGNORECASE)
"""The line by which a file for a spreadsheet tells its separator before the header."""

MOST_BREAKS = 200
"""Line breaks that one row may hold inside quotes; looking further for a closing quote is in vain."""

MARK = b"\xef\xbb\xbf"
"""The byte order mark that Windows programs write before UTF-8."""


class TableRow(NamedTuple):
    """One row: the number of the line on which it begins, counted from 1, and its cells as found, quotes removed."""

    line: int
    cells: list[str]


CR_AFTER_QUOTES = "a CR alone stands beside a quote, so where the row ends is not known"

Ragged = Callable[[int, str], None]
"""Told the line and the reason of each row whose cells cannot be told apart."""

Misfit: TypeAlias = Callable[[Sequence[str]], str | None]
"""Why the cells of a row do not stand where they belong; None when they may."""


class TableFile:
    """A delimited text, opened: ``header`` is read, ``rows`` are read as they are asked for.

    filled: how many rows had fewer cells than the header and were filled up; complete after the last row.
    """

    def __init__(self, stream: BinaryIO, file: str) -> None:
        """Reads the header. Raises BadFile when there is none, or when it names a column twice."""
        self.file = file
        self.filled = 0
        self._ended_by_cr: set[int] = set()
        self._lines = Lines(stream, file)
        content = (text for _, text, _ in self._lines if text.strip())
        first = next(content, None)
        told = _TOLD.fullmatch(first) if first is not None else None
        if told is not None:
            first = next(content, None)
        if first is None:
            raise BadFile(f"{file} is empty. A table begins with a row of column names.")
        if "\r" in first:
            raise BadFile(f"{file} ends its lines with CR alone. Save it with CRLF or LF at the ends of lines.")
        self.separator = told[1] if told is not None else separator_of(first)
        self.header = [cell.strip() for cell in strictly([first], self.separator) or split(first, self.separator)]
        twice = sorted({name for name in self.header if name and self.header.count(name) > 1})
        if twice:
            raise BadFile(f"{file}: the column '{twice[0]}' stands twice in the header. Name it once.")

    def rows(self, ragged: Ragged, misfit: Misfit | None = None) -> Iterator[TableRow]:
        """The rows, those without any content left out. Raises BadFile for bytes of another encoding, NUL bytes, or a
        last row that breaks off.

        misfit: without it no row is filled up. A row that is filled up waits for the next one: when that is only the
        rest of a row, a line break outside quotes has torn them apart, and neither is read.
        """
        width = len(self.header)
        waiting: TableRow | None = None
        torn = False
        for row, breaks_off in self._records(misfit):
            wrong = self._problem(row, misfit)
            if row.line in self._ended_by_cr:
                wrong = CR_AFTER_QUOTES
            if len(row.cells) < width and breaks_off:
                raise BadFile(
                    f"{self.file}, line {row.line}: the file breaks off in the middle of its last row"
                    f" ({len(row.cells)} of {width} fields). Fetch it again."
                )
            if not wrong and torn and len(row.cells) == width:
                wrong = "the line before it is a part of a row, which may be its beginning"
            if waiting is not None:
                if wrong and len(waiting.cells) + len(row.cells) <= width + 1:
                    ragged(waiting.line, f"the row has {len(waiting.cells)} fields where the header has {width}, and"
                                         f" line {row.line} may be its rest")  # fmt: skip
                else:
                    yield self._fill_row(waiting)
                waiting = None
            torn = bool(wrong) and len(row.cells) == 1 < width
            if wrong:
                ragged(row.line, wrong)
            elif len(row.cells) < width:
                waiting = row
            else:
                yield row
        if waiting is not None:
            yield self._fill_row(waiting)

    def _problem(self, row: TableRow, misfit: Misfit | None) -> str | None:
        """Why a row cannot be read: its cells are too many, or too few and not where they belong."""
        count, width = len(row.cells), len(self.header)
        if count == width:
            return None
        wrong = f"the row has {count} fields where the header has {width}"
        if count > width or misfit is None:
            return wrong
        shifted = misfit(self._fill_cells(row.cells))
        return f"{wrong}, and {shifted}" if shifted else None

    def _fill_row(self, row: TableRow) -> TableRow:
        self.filled += 1
        return TableRow(row.line, self._fill_cells(row.cells))

    def _fill_cells(self, cells: list[str]) -> list[str]:
        return cells + [""] * (len(self.header) - len(cells))

    def _records(self, misfit: Misfit | None) -> Iterator[tuple[TableRow, bool]]:
        """Each row with what it is made of, and whether the file breaks off in it."""
        for line, text, breaks_off in self._lines:
            if '"' in text:
                cells, torn_off = self._read_quoted(line, text, breaks_off, misfit)
            else:
                cells, torn_off = text.split(self.separator), breaks_off
            if any(map(str.strip, cells)):
                yield TableRow(line, cells), torn_off

    def _read_quoted(self, line: int, text: str, breaks_off: bool, misfit: Misfit | None) -> tuple[list[str], bool]:
        """The cells of a row that begins on a line with quotes; it may go on over the lines after it."""
        width, taken = len(self.header), [TextLine(line, text, breaks_off)]
        cells = strictly(self._going_on(taken), self.separator)
        alone = split(text, self.separator)
        if cells is not None and not self._is_row(cells, alone, taken, misfit):
            cells = None
        if cells is not None:
            return cells, taken[-1].breaks_off
        if len(alone) < width and len(taken) <= MOST_BREAKS and self._lines.ended and len(taken) > 1:
            raise BadFile(f"{self.file}, line {line}: the file breaks off inside quotes. Fetch it again.")
        self._lines.give_back(taken[1:])
        if any('"\r' in cell or '\r"' in cell for cell in alone):
            self._ended_by_cr.add(line)
        return alone, breaks_off

    def _going_on(self, taken: list["TextLine"]) -> Iterator[str]:
        """The text of a line and of those after it, as they are asked for; all that were given are in ``taken``."""
        yield taken[0].text
        while len(taken) <= MOST_BREAKS and (following := next(self._lines, None)) is not None:
            taken.append(following)
            yield following.text

    def _is_row(self, cells: list[str], alone: list[str], taken: Sequence["TextLine"], misfit: Misfit | None) -> bool:
        """Whether the strict reading of some lines is a row of this table, and more likely one than its lines are."""
        width = len(self.header)
        fits = len(cells) == width or (
            len(cells) < width and misfit is not None and misfit(self._fill_cells(cells)) is None
        )
        if len(taken) > 1:
            return fits and not self._are_rows(taken, misfit)
        return fits or len(alone) != width

    def _are_rows(self, taken: Sequence["TextLine"], misfit: Misfit | None) -> bool:
        """Whether each of some lines has as many cells as a row, and one of them looks like a row too: then quotes that
        are none stand rows apart.
        """
        parted = [split(line.text, self.separator) for line in taken]
        whole = all(len(cells) == len(self.header) for cells in parted)
        return whole and misfit is not None and any(misfit(cells) is None for cells in parted)


def separator_of(header: str) -> str:
    """The separator that parts the names of a header; a semicolon when there is but one name."""
    return max(SEPARATORS, key=header.count)


def strictly(lines: Iterable[str], separator: str) -> list[str] | None:
    """The cells of the row that begins with the first line, read by the letter of RFC 4180; None when it cannot be."""
    try:
        found = next(csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return None
    return [remove_guard(cell) for cell in found]


def split(text: str, separator: str) -> list[str]:
    """The cells of a line parted at every separator."""
    return [remove_quotes(cell) for cell in text.split(separator)]


def remove_quotes(cell: str) -> str:
    """A cell without the quotes around it, doubled ones inside made single; ``="12"`` is ``12``. Stray quotes stay."""
    inner = cell[1:] if cell.startswith('="') else cell
    if len(inner) < 2 or inner[0] != '"' or inner[-1] != '"' or '"' in inner[1:-1].replace('""', ""):
        return cell
    return inner[1:-1].replace('""', '"')


def remove_guard(cell: str) -> str:
    """A cell ``="12"`` as ``12``: the form that keeps a spreadsheet from reading a code as a number (SOR2)."""
    return remove_quotes(cell) if cell.startswith('="') else cell


def remove_mark(head: bytes) -> bytes:
    """The beginning of a file without a byte order mark of UTF-8, which is no part of any text."""
    return head.removeprefix(MARK)


class TextLine(NamedTuple):
    """One line of a file: its number, its text, and whether the file ends without ending it."""

    line: int
    text: str
    breaks_off: bool


class Lines:
    """The lines of a file as text, numbered from 1. ISO-8859-1 or UTF-8: the first line with a letter beyond ASCII
    tells, and every later line must keep to it.
    """

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self.ended = False
        self._given_back: deque[TextLine] = deque()
        self._stream = stream
        self._file = file
        self._line = 0
        self._encoding: str | None = None

    def __iter__(self) -> Iterator[TextLine]:
        return self

    def give_back(self, lines: Iterable[TextLine]) -> None:
        """Have some lines, the last that were given, given again."""
        self._given_back.extendleft(reversed(list(lines)))

    def __next__(self) -> TextLine:
        if self._given_back:
            return self._given_back.popleft()
        raw = self._stream.readline(LONGEST_LINE)
        if not raw:
            self.ended = True
            raise StopIteration
        self._line += 1
        if self._line == 1:
            raw = self._without_mark(raw)
        if b"\0" in raw:
            raise self._bad("holds a NUL byte, which no text has. Fetch the file again")
        if len(raw) == LONGEST_LINE:
            raise self._bad(f"is longer than {LONGEST_LINE} bytes. This is no table with one row per line")
        return TextLine(self._line, self._text(raw.rstrip(b"\r\n")), not raw.endswith(b"\n"))

    def _without_mark(self, raw: bytes) -> bytes:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise self._bad("is UTF-16. Save the file as UTF-8 or ISO-8859-1")
        if raw.startswith(MARK):
            self._encoding = "utf-8"
        return remove_mark(raw)

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
