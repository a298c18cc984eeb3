"""SOR2's units as an export: ``SorEntity_daily.csv`` of a day, ``SOREntity.csv`` with the whole history.

A row of the history is true on every day it covers: it is split where anything it shows changes, also above the unit
(``CORE`` §11). All units stand in it; the daily file is an extract (H3).
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from sor.core.code_book import CodeBook
from sor.core.shapes import Fields
from sor.formats.published.extracts import ASSUMED, NO_OWNER, TOO_FEW_LEVELS, keep_extracted
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit, Selection, join_shown
from sor.formats.sor2.units import COLUMNS
from sor.formats.tables.table_writer import SOR2, TableWriter
from sor.formats.tables.unit_cells import UnitCells, days_of_version, days_on, too_many_specialities

ALL_ASSUMED = "no source says what it was on any day; it is only assumed"
PATHS = frozenset(column.path for column in COLUMNS)


def write_units(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A full selection as the daily file, a history as the complete one."""
    return write_history(selection, out) if selection.history else write_daily(selection, out)


def write_daily(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A full selection as ``SorEntity_daily.csv``: what is open on the day, and what opens later."""
    omitted: list[Omitted] = []
    table = TableWriter(out, COLUMNS, SOR2, omitted)
    cells_of = UnitCells(selection.codes)
    for row in daily_units(selection, omitted):
        omitted += too_many_specialities(row)
        table.row(row.code, cells_of(row) | days_on(row))
    table.flush()
    selection.rows[""] = table.rows
    return omitted


def write_history(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A history as ``SOREntity.csv``."""
    omitted: list[Omitted] = []
    table = TableWriter(out, COLUMNS, SOR2, omitted)
    for row, cells in history_rows(selection, omitted):
        table.row(row.code, cells | days_of_version(row))
    table.flush()
    selection.rows[""] = table.rows
    return omitted


def daily_units(selection: Selection, omitted: list[Omitted]) -> Iterator[SelectedUnit]:
    """The units of the daily file: those open on the day in trees of three levels, then those to come."""
    listed: set[str] = set()
    for row in keep_extracted(selection.units(), omitted):
        listed.add(row.owner or "")
        yield row
    coming = list(selection.coming_units())
    listed |= {row.owner for row in coming if row.owner and row.own.get("level") == "OU" and len(row.chain) > 2}
    for row in coming:
        reason = NO_OWNER if row.owner is None else ASSUMED if row.assumed else TOO_FEW_LEVELS
        if row.owner in listed and not row.assumed:
            yield row
        else:
            omitted.append(Omitted(row.code, "", reason))


def history_rows(selection: Selection, omitted: list[Omitted]) -> Iterator[tuple[SelectedUnit, Fields]]:
    """The rows of the history with their cells, days left out. What no source vouches for is left out: FirstFromDate
    tells since when a unit exists.
    """
    told: set[str] = set()
    for row, cells in join_shown(_keep_vouched(selection.units(), omitted), _make_shower(selection.codes)):
        if row.code not in told:
            found = list(too_many_specialities(row))
            told |= {one.code for one in found}
            omitted += found
        yield row, cells


def _make_shower(codes: CodeBook) -> Callable[[SelectedUnit], Fields]:
    """Gives the cells of a row that this format shows, days left out."""
    cells_of = UnitCells(codes)
    return lambda row: {path: value for path, value in cells_of(row).items() if path in PATHS}


def _keep_vouched(rows: Iterable[SelectedUnit], omitted: list[Omitted]) -> Iterator[SelectedUnit]:
    """The rows that some source tells; a unit of which none does is named."""
    for code, versions in groupby(rows, key=lambda row: row.code):
        found = [row for row in versions if not row.assumed]
        if not found:
            omitted.append(Omitted(code, "", ALL_ASSUMED))
        yield from found
