"""``edityper.csv`` as an export: the message types that each location number accepts on a day.

Of the official file only that is known; its columns are this project's, those of the SOR2 table of the same
(``SideTable``), so it can be read by that.
"""

from collections.abc import Iterator
from typing import BinaryIO

from sor.core.code_book import CodeBook
from sor.core.shapes import Fields
from sor.formats.published.export_format import KNOWN, PROJECT, VALID, Format
from sor.formats.published.left_out import EDI_TYPES
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import Selection
from sor.formats.sor2.complete_export import edi_rows
from sor.formats.sor2.tables import MESSAGE_TYPES_OF_NUMBERS, RECEIVE
from sor.formats.tables.column_table import Column, text
from sor.formats.tables.column_words import words_of
from sor.formats.tables.table_writer import CLASSIC, TableWriter

COLUMNS = (
    *(column for column in MESSAGE_TYPES_OF_NUMBERS.columns if column.path not in ("direction", "updated")),
    Column("EDITypeName", "", text, shows="name_da"),
)


def write(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """The message types that location numbers accept."""
    omitted: list[Omitted] = []
    table = TableWriter(out, COLUMNS, CLASSIC, omitted)
    for number, cells in _list_accepted(selection):
        table.row(number, cells)
    table.flush()
    selection.rows[""] = table.rows
    return omitted


def _list_accepted(selection: Selection) -> Iterator[tuple[str, Fields]]:
    for number, cells in edi_rows(selection.subjects("edi")):
        if cells["direction"] == RECEIVE:
            yield number, cells | _name_codes(cells, selection.codes, selection.valid)


def _name_codes(cells: Fields, codes: CodeBook, day: int) -> Fields:
    name = codes.name("edi_message_type", f"{cells['standard']}/{cells['version']}", day)
    return {} if name is None else {"name_da": name}


EDITYPER = Format(
    name="edityper",
    version="1",
    title_da="Meddelelsestyper, som lokationsnumrene modtager",
    title_en="Message types that the location numbers accept",
    takes=frozenset({VALID, KNOWN}),
    write=write,
    file="edityper.csv",
    basis=PROJECT,
    columns=lambda: words_of(COLUMNS, made_here=COLUMNS),
    loses=lambda: dict(EDI_TYPES),
    encoding=CLASSIC.encoding,
)
