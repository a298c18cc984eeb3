"""The register on one day as known at one serial: which row stands for each unit, and what it inherits."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sor.search.table import Flags, Numbers, Table
from sor.search.texts import NONE

INSTITUTION = "HI"


class Span(NamedTuple):
    """Half-open days and serials between which nothing begins or ends: any question inside has the same answer."""

    valid_from: int
    valid_to: int
    known_from: int
    known_to: int

    def covers(self, valid: int, known: int) -> bool:
        return self.valid_from <= valid < self.valid_to and self.known_from <= known < self.known_to


@dataclass(frozen=True, slots=True)
class SearchView:
    """Units numbered 0, 1, 2 …; every array has one element per unit.

    A unit not open on the day is represented by its last row before it, or else by its first after it.
    Text numbers are NONE where there is no such text.
    """

    span: Span
    rows: Numbers
    keys: Numbers
    is_open: Flags
    name: Numbers
    town: Numbers
    parent_name: Numbers
    institution_name: Numbers
    owner_name: Numbers
    street: Numbers
    postcode: Numbers
    type: Numbers
    """Code numbers, as those of municipality and region; NONE for none."""
    municipality: Numbers
    region: Numbers
    speciality: tuple[Numbers, Numbers]
    """Units and the numbers of their specialities, one pair for each that a unit has."""
    labels: dict[str, Numbers]
    """See ``Table.labels``."""
    owner: Numbers
    """Key number of the topmost unit above (the unit itself at the top); NONE in and below a circle of parents."""
    order: Numbers
    """Ascending in name order, then SOR code; no two units have the same."""
    institution: Numbers
    """The nearest institution above, the unit itself where it is one, as a number of this view; NONE for none."""
    top: Numbers
    """The topmost unit above, as a number of this view; NONE as in ``owner``."""
    east: Numbers
    """Metres in UTM zone 32, as those north; NONE or UNPLACED where nobody knows."""
    north: Numbers
    unit_of_row: Numbers
    """The unit a row stands for, by row; NONE where it stands for none."""
    unit_of_key: Numbers


def view(table: Table, valid: int, known: int) -> SearchView:
    """Choose the rows and resolve what is inherited: from open units to open ones, and to the others from any."""
    chosen = _row_of_key(table, valid, known)
    keys = np.flatnonzero(chosen >= 0)
    rows = chosen[keys]
    is_open = (table["valid_from"][rows] <= valid) & (valid < table["valid_to"][rows])
    unit_of_key = np.full(len(chosen) + 1, NONE)
    unit_of_key[keys] = np.arange(len(keys))
    parent = _parents(table["parent"][rows], unit_of_key, is_open)
    institutions = table.levels.flag_chosen([INSTITUTION])[table["level"][rows]]
    own = np.arange(len(keys))
    town, street, postcode, municipality, region, east, north, institution = nearest(
        parent,
        [
            table["town"][rows],
            table["street"][rows],
            table["postcode"][rows],
            table["municipality"][rows],
            table["region"][rows],
            table["east"][rows],
            table["north"][rows],
            np.where(institutions, own, NONE),
        ],
    )
    owner = topmost(parent)
    names = np.append(table["name"][rows], NONE)
    name, ranks = names[:-1], table.texts.ranks()
    unit_of_row = np.full(len(table.kept), NONE)
    unit_of_row[rows] = own
    others = [np.where(above == own, NONE, above) for above in (parent, institution, owner)]
    return SearchView(
        span=_span(table, valid, known),
        rows=rows,
        keys=keys,
        is_open=is_open,
        name=name,
        town=town,
        parent_name=names[others[0]],
        institution_name=names[np.where(others[1] == others[0], NONE, others[1])],
        owner_name=names[np.where((others[2] == others[0]) | (others[2] == others[1]), NONE, others[2])],
        street=street,
        postcode=postcode,
        type=table["type"][rows],
        speciality=_specialities(table, unit_of_row),
        labels=table.labels(valid),
        municipality=municipality,
        region=region,
        owner=np.append(keys, NONE)[owner],
        institution=institution,
        top=owner,
        east=east,
        north=north,
        order=ranks[name] * len(chosen) + table.key_ranks()[keys],
        unit_of_row=unit_of_row,
        unit_of_key=unit_of_key,
    )


def _specialities(table: Table, unit_of_row: Numbers) -> tuple[Numbers, Numbers]:
    rows, codes = table.speciality_pairs()
    units = unit_of_row[rows]
    return units[units != NONE], codes[units != NONE]


def _row_of_key(table: Table, valid: int, known: int) -> Numbers:
    """The row that stands for each key, NONE for none: open on the day, else the last before, else the first after."""
    begins, ends = table["valid_from"], table["valid_to"]
    was_known = table.kept & (table["known_from"] <= known) & (known < table["known_to"])
    is_open = was_known & (begins <= valid) & (valid < ends)
    after = np.flatnonzero(was_known & (valid < begins))
    before = np.flatnonzero(was_known & (ends <= valid))
    chosen = np.full(len(table.keys), NONE)
    for rows in (
        after[np.argsort(-begins[after], kind="stable")],
        before[np.argsort(ends[before], kind="stable")],
        np.flatnonzero(is_open),
    ):
        chosen[table["key"][rows]] = rows
    return chosen


def _parents(parent_keys: Numbers, unit_of_key: Numbers, is_open: Flags) -> Numbers:
    """The unit above each; NONE at the top, and where the parent is missing, closed above an open unit, or itself."""
    above = unit_of_key[parent_keys]
    closed_above_open = is_open & ~np.append(is_open, False)[above]
    itself = above == np.arange(len(above))
    return np.where(closed_above_open | itself, NONE, above)


def nearest(parent: Numbers, columns: list[Numbers]) -> list[Numbers]:
    """Each column with NONE replaced by the value of the nearest unit above that has one.

    Steps double (1, 2, 4 … levels up), so depth costs little, and circles end when no path can be longer.
    """
    values = [np.append(column, NONE) for column in columns]
    step = np.append(np.where(parent == NONE, len(parent), parent), len(parent))
    for _ in range(_doublings(len(parent))):
        if (step == len(parent)).all():
            break
        values = [np.where(value == NONE, value[step], value) for value in values]
        step = step[step]
    return [value[:-1] for value in values]


def topmost(parent: Numbers) -> Numbers:
    """The topmost unit above each, itself at the top; NONE in and below a circle."""
    top = np.where(parent == NONE, np.arange(len(parent)), parent)
    for _ in range(_doublings(len(parent))):
        further = top[top]
        if (further == top).all():
            break
        top = further
    return np.where(parent[top] == NONE, top, NONE)


def _doublings(units: int) -> int:
    return units.bit_length() + 1


def _span(table: Table, valid: int, known: int) -> Span:
    return Span(
        *_between([table["valid_from"], table["valid_to"], table.label_days()], valid),
        *_between([table["known_from"], table["known_to"]], known),
    )


def _between(bounds: list[npt.NDArray[np.int64]], at: int) -> tuple[int, int]:
    """The last bound at or before, and the first after."""
    lowest, highest = np.iinfo(np.int64).min, np.iinfo(np.int64).max
    return (
        max(int(some.max(initial=lowest, where=some <= at)) for some in bounds),
        min(int(some.min(initial=highest, where=some > at)) for some in bounds),
    )
