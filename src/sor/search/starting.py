"""Where a search for what lies nearest begins: at a unit, or in the middle of a town, postcode or municipality."""

import numpy as np

from sor.core.utm import Point
from sor.search.question import SAME, find_roles, read
from sor.search.table import UNPLACED, Table
from sor.search.view import SearchView
from sor.search.widening import WHERE


def starting_point(place: str, table: Table, view: SearchView) -> Point | None:
    """The point that is meant by a SOR code or the words of a place; None when no unit of it has coordinates.

    Of a place it is the median of its units, which a few that stand wrong do not move.
    """
    key = table.key_number(place.strip())
    units = view.unit_of_key[[key]] if key is not None else _units_in(place, table, view)
    placed = units[(units >= 0) & (view.east[units] > UNPLACED) & (view.north[units] > UNPLACED)]
    if not len(placed):
        return None
    return Point(float(np.median(view.east[placed])), float(np.median(view.north[placed])))


def _units_in(place: str, table: Table, view: SearchView) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The open units of which some field of where they lie says all the words."""
    words = read(place, table.texts)
    inside = view.is_open.copy() if words else np.zeros(len(view.rows), np.bool_)
    for word in words:
        said = np.zeros(len(view.rows), np.bool_)
        for role, scores in find_roles(word, view):
            if role in WHERE:
                said |= scores >= SAME
        inside &= said
    return np.flatnonzero(inside)
