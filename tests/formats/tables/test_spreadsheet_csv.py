"""A list for spreadsheets comes back as it was, and nothing in it runs when it is opened."""

import csv
from io import StringIO

from sor.formats.tables.spreadsheet_csv import spreadsheet_csv


def test_cells_come_back_and_none_runs() -> None:
    rows = [["1", 'Anna "A"; Ask\nog søn', "+45 70 10 20 30"], ["2", "=HYPERLINK(1)", "@b"], ["3", "", "-"]]
    made = spreadsheet_csv(("code", "name", "phone"), rows)
    assert made.startswith(b"\xef\xbb\xbfcode;name;phone\r\n")
    read = list(csv.reader(StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert read[1:] == [rows[0], ["2", "'=HYPERLINK(1)", "'@b"], ["3", "", "'-"]]
