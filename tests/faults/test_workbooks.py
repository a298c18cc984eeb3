"""Our tables kept in a workbook, every cell a text, and saved as CSV again by programs that people use: no difference.

LibreOffice's own samples stand in ``files/`` (``write_by_libreoffice.py``).
"""

import csv
import io
from collections.abc import Callable

import openpyxl
import pandas as pd
import pytest

from sor.formats.delivery import BadFile
from tests.faults.written import NEXT, TEXT, Written, cells_of, differences, members_of, zip_of
from tests.quick_part import few

TABLES = ("sor-csv", "sor2-daily", "sor2-complete", "shak-csv", "columns", "medcom-gln")


def by_pandas(table: bytes) -> bytes:
    """Into a workbook and out of it by data frames."""
    encoding = "utf-8-sig" if table.startswith(b"\xef\xbb\xbf") else TEXT
    frame = pd.read_csv(io.BytesIO(table), sep=";", dtype=str, keep_default_na=False, encoding=encoding)
    book = io.BytesIO()
    frame.replace(r'^="(.*)"$', r"\1", regex=True).to_excel(book, index=False)
    again = pd.read_excel(io.BytesIO(book.getvalue()), dtype=str, keep_default_na=False)
    return again.to_csv(index=False, sep=";").encode()


def by_openpyxl(table: bytes) -> bytes:
    """The same cell by cell; empty cells of a workbook are None."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in cells_of(table):
        sheet.append([cell.removeprefix('="').removesuffix('"') if cell.startswith('="') else cell for cell in row])
    kept = io.BytesIO()
    book.save(kept)
    out = io.StringIO(newline="")
    rows = openpyxl.load_workbook(io.BytesIO(kept.getvalue())).worksheets[0].iter_rows(values_only=True)
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode()


@pytest.mark.slow
@pytest.mark.parametrize("program", few([by_pandas, by_openpyxl], every=2))
@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_was_kept_in_a_workbook_is_the_same(
    name: str, program: Callable[[bytes], bytes], small: Written
) -> None:
    content = small.bytes_of(name)
    is_archive = name == "sor2-complete"
    kept = zip_of({one: program(t) for one, t in members_of(content).items()}) if is_archive else program(content)
    report = small.load(small.mirror(name), name, kept, NEXT, dry_run=True)
    assert (differences(report), report.rejected) == ({}, [])


def test_a_workbook_itself_is_refused_with_what_to_do(small: Written) -> None:
    book = io.BytesIO()
    pd.DataFrame({"SOR-kode": ["1"]}).to_excel(book)
    with pytest.raises(BadFile, match=r"is a workbook.*Save its table as CSV"):
        small.load(small.mirror("sor-csv"), "sor-csv", book.getvalue(), NEXT)
