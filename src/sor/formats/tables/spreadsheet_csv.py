"""A list as a file of text for spreadsheets: semicolons, UTF-8 with its mark, and no cell that runs as a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from sor.formats.tables.formulas import defuse_formula

MEDIA_TYPE = "text/csv"


def spreadsheet_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The whole file."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([defuse_formula(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
