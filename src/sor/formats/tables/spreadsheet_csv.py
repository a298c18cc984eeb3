"""A list as a file of text for spreadsheets: semicolons, UTF-8 with its mark, and no cell that runs as a formula."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence

from sor.formats.tables.formulas import defuse_formula

MEDIA_TYPE = "text/csv"


class _Line:
    """What a writer wrote last: it hands over a line at a time."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def spreadsheet_lines(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The line of each row, as it stands in the file."""
    line = _Line()
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([defuse_formula(cell) for cell in row])
        yield line.text.encode()


def spreadsheet_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The whole file."""
    return b"".join((codecs.BOM_UTF8, *spreadsheet_lines((header, *rows))))
