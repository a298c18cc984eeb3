"""A list as a workbook: texts alone."""

from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from sor.formats.tables.spreadsheet_xlsx import LONGEST_CELL, spreadsheet_xlsx


def test_every_cell_is_a_text_and_none_runs_or_loses_a_digit() -> None:
    row = ["0012", "=1+1", "https://a.example", "x" * (LONGEST_CELL + 1)]
    sheet: Any = load_workbook(BytesIO(spreadsheet_xlsx(("a", "b", "c", "d"), [row]))).active
    assert [cell.value for cell in sheet[2]] == [*row[:3], "x" * LONGEST_CELL]
    assert {cell.data_type for cell in sheet[2]} == {"s"}
    assert sheet["C2"].hyperlink is None
