"""MedCom's list of location numbers in use: ``gln;sor_id;label;start;status``.

It shows addresses of the message network, so it tells of a number only since when it is used and whether it is active.
Which unit owns a number is the register's to say: the unit in the list may own, inherit, or be unknown.
"""

from collections.abc import Iterator
from typing import BinaryIO

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN, begins_something, write_day
from sor.core.identifiers import location_number_problem, tidy_row
from sor.core.shapes import Fields, text_in
from sor.formats.delivery import NOTHING, Delivery
from sor.formats.findings import cells_left_out
from sor.formats.tables.cell_damage import CellDamage
from sor.formats.tables.column_table import Column, Layout, code, day, one_of, text
from sor.formats.tables.table_file import TableFile
from sor.formats.tables.unit_rows import misfit, reject_cell

FORMAT = "medcom-gln"

STATES = {"active": "active", "suspended": "suspended"}

COLUMNS = (
    Column("gln", "number", code),
    Column("sor_id", "", code),
    Column("label", "", text),
    Column("start", "valid_from", day),
    Column("status", "active", one_of(STATES)),
)


def recognises_header(names: frozenset[str]) -> bool:
    """Whether a table is such a list, by the spellings of its columns."""
    return {"gln", "sorid", "start", "status"} <= names


def read(stream: BinaryIO, file: str, *, snapshot: int | None = None) -> Delivery:
    """The list as a delivery; being absent from it means nothing. Raises BadFile."""
    table = TableFile(stream, file)
    layout = Layout(COLUMNS, table.header)
    delivery = Delivery(
        FORMAT,
        file,
        (),
        snapshot=snapshot,
        kinds=frozenset({"location_number"}),
        silence=NOTHING,
        notes=layout.notes(),
        day_orders=[layout.days],
    )
    delivery.claims = _claims(table, layout, delivery)
    return delivery


def _claims(table: TableFile, layout: Layout, delivery: Delivery) -> Iterator[Claim]:
    seen: dict[str, int] = {}
    unread: list[tuple[Column, str, CellDamage | None]] = []

    def reject(
        line: int, reason: str, key: str | None = None, *, repeated: bool = False, misread: str | None = None
    ) -> None:
        delivery.reject(line, reason, kind="location_number", key=key, repeated=repeated, misread=misread)

    def refuse_ragged(line: int, reason: str) -> None:
        delivery.count_row("location_number")
        reject(line, reason)

    for line, cells in table.rows(refuse_ragged, lambda cells: misfit(layout, cells, needs="number")):
        delivery.count_row("location_number")
        unread.clear()
        flat = tidy_row(layout.read(cells, lambda *what: unread.append(what)))
        number, start = text_in(flat, "number") or "", flat.get("valid_from")
        problem = location_number_problem(number)
        if problem:
            reject(line, f"'{number}' is not a location number: {problem}", misread=number)
        elif not isinstance(start, int):
            reject(line, f"{number} has no start, or one that is not a date", number)
        elif not begins_something(start):
            reject(line, f"{number} starts on {write_day(start)}, on which nothing begins", number)
        elif seen.setdefault(number, line) != line:
            reject(line, f"{number} stands on line {seen[number]} already", number, repeated=True)
        else:
            values: Fields = {"active": flat["active"] == STATES["active"]} if "active" in flat else {}
            for what in unread:
                reject_cell(delivery, line, "location_number", number, *what)
            piece = Piece(start, OPEN, values)
            yield Claim(
                "location_number", number, frozenset(values), [piece], [(start, OPEN)], line=line, life_since=start
            )
    if table.filled:
        delivery.findings.append(cells_left_out(table.file, table.filled))
