"""A list as a workbook of one sheet, every cell a text, so that no digit is lost and nothing runs as a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from xlsxwriter import Workbook

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767


def spreadsheet_xlsx(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The whole file. A text that no cell can hold is cut."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("SOR")
        for row, cells in enumerate([header, *rows]):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell[:LONGEST_CELL])
        sheet.freeze_panes(1, 0)
    return out.getvalue()
