"""Small trees of one name: the owner, the institution and the unit of one practice are called alike and are one hit.

So are a small institution and its units of one name below a private owner of several. An institution of another name is
a hit of its own: the branch of a pharmacy has a number, an address and a location number of its own (F13), so it is
another place than the pharmacy.
"""

import numpy as np

from sor.core.entity_types import PRIVATE
from sor.search.table import Flags, Numbers, Table
from sor.search.texts import NONE
from sor.search.view import INSTITUTION, SearchView

MOST_UNITS = 6
"""Of how many open units a tree may be for its units of one name to count as one place."""


def trees(table: Table, view: SearchView) -> Numbers:
    """By unit, as a number of the view: the owner of whose small tree it bears the name, or else the institution of a
    private owner below which there are few units and whose name it bears; itself elsewhere.
    """
    own = np.arange(len(view.rows))
    types = np.append(table["type"][view.rows], NONE)
    is_private = table.types.flag_chosen([PRIVATE])[types[view.top]]
    in_institution = np.where(is_private & _bears_its_name(view.institution, view), view.institution, own)
    return np.where(_bears_its_name(view.top, view), view.top, in_institution)


def _bears_its_name(above: Numbers, view: SearchView) -> Flags:
    """By unit: whether it is open, and called as the unit that is told of it, below which few units are open."""
    counted = above[view.is_open & (above != NONE)]
    sizes = np.append(np.bincount(counted, minlength=len(above)), 0)
    names = np.append(view.name, NONE)
    flags: Flags = view.is_open & (above != NONE) & (sizes[above] <= MOST_UNITS) & (view.name == names[above])
    return flags


def one_of_each(units: Numbers, worth: Numbers, tree_of: Numbers, table: Table, view: SearchView) -> Numbers:
    """One unit of each tree among those found: the worthiest, the institution before the others."""
    level = table["level"][view.rows[units]]
    is_other = ~table.levels.flag_chosen([INSTITUTION])[level]
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
