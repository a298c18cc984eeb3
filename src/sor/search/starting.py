"""Where a search for what lies nearest begins: at a unit, in the middle of a town, postcode or municipality, or at
degrees north and east.
"""

import re

import numpy as np

from sor.core.utm import Point, Position, in_denmark, point
from sor.search.question import SAME, find_roles, read
from sor.search.table import UNPLACED, Table
from sor.search.view import SearchView
from sor.search.widening import WHERE

_DEGREES = re.compile(r"\s*([0-9]{2}(?:\.[0-9]+)?)\s*[,;]\s*([0-9]{1,2}(?:\.[0-9]+)?)\s*")


def starting_point(place: str, table: Table, view: SearchView) -> Point | None:
    """The point that is meant by a SOR code, the words of a place, or degrees (``56.15, 10.2``); None when no unit of
    it has coordinates, or it lies elsewhere than in Denmark.

    Of a place it is the median of its units, which a few that stand wrong do not move.
    """
    if degrees := _DEGREES.fullmatch(place):
        meant = Position(float(degrees[1]), float(degrees[2]))
        return point(meant) if in_denmark(meant) else None
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
