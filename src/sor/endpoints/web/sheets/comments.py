"""A sheet that came back, once more: as it was sent, with what is said of each cell as a comment on it."""

from collections.abc import Iterable, Iterator

from openpyxl.utils.cell import coordinate_to_tuple

from sor.endpoints.web.sheets.given_out import explain_columns
from sor.formats.tables.sheet_reading import FORMULA, ReadSheet
from sor.formats.tables.tree_sheet import cell_of, write_workbook


def comment_cells(sheet: ReadSheet, said: Iterable[tuple[str, str]]) -> bytes:
    """The workbook. said: names of cells (``C12``), each with a sentence; those of one cell stand below each other."""
    comments: dict[tuple[int, int], str] = {}
    for cell, text in said:
        at = place_of(cell)
        comments[at] = f"{comments[at]}\n{text}" if at in comments else text
    return write_workbook(sheet.facts, [cell.text for cell in sheet.header], _grid(sheet), explain_columns(), comments)


def place_of(cell: str) -> tuple[int, int]:
    """Row and column of a cell, counted from nought."""
    row, column = coordinate_to_tuple(cell)
    return row - 1, column - 1


def _grid(sheet: ReadSheet) -> Iterator[list[str]]:
    """The rows of a sheet where they stood, those that hold nothing too."""
    following = 2
    for row in sheet.rows:
        for _ in range(following, row.number):
            yield []
        following = row.number + 1
        yield [cell_of(cell.text) if cell.kind == FORMULA else cell.text for cell in row.cells]
