"""Small trees of one name: the owner, the institution and the unit of one practice are called alike and are one hit."""

import numpy as np

from sor.search.table import Numbers, Table
from sor.search.texts import NONE
from sor.search.view import INSTITUTION, SearchView

MOST_UNITS = 6
"""Of how many open units a tree may be for its units of one name to count as one place."""


def trees(view: SearchView) -> Numbers:
    """By unit: the owner, as a number of the view, of whose small tree it bears the name; itself elsewhere."""
    own = np.arange(len(view.rows))
    counted = view.top[view.is_open & (view.top != NONE)]
    sizes = np.append(np.bincount(counted, minlength=len(own)), 0)
    names = np.append(view.name, NONE)
    is_one = view.is_open & (view.top != NONE) & (sizes[view.top] <= MOST_UNITS) & (view.name == names[view.top])
    return np.where(is_one, view.top, own)


def one_of_each(units: Numbers, worth: Numbers, tree_of: Numbers, table: Table, view: SearchView) -> Numbers:
    """One unit of each tree among those found: the worthiest, the institution before the others."""
    level = table["level"][view.rows[units]]
    is_other = ~table.levels.chosen([INSTITUTION])[level]
    order = np.lexsort((view.order[units], level, is_other, -worth, tree_of[units]))
    ordered = units[order]
    _, first = np.unique(tree_of[ordered], return_index=True)
    return ordered[first]


def members(unit: int, tree_of: Numbers, table: Table, view: SearchView) -> tuple[str, ...]:
    """The SOR codes of the units that are one hit with a unit, from the top down; none where it stands alone."""
    units = np.flatnonzero(tree_of == tree_of[unit])
    if len(units) < 2:
        return ()
    down = units[np.lexsort((view.order[units], table["level"][view.rows[units]]))]
    return tuple(table.keys[key] for key in view.keys[down])
