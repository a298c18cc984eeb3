"""How columns of numbers agree with each other row by row, as they stand and moved by a row."""

from math import ceil, log

import numpy as np
from numpy.typing import NDArray

from sor.jobs.rows_stated import Codes

TOGETHER, RARE = 30, 50
"""Columns belong together when so many rows say so, and for each that says otherwise so many. A register has parts of
unlike kinds, hospitals and clinics, in which other columns go together: less is no sign.
"""

Truths = NDArray[np.bool_]

SHORTEST = 5
"""So many rows in a stretch have to agree with the row beside, without one between that does not."""

BY_CHANCE = 1e-4
"""How likely a stretch may be by chance anywhere in a column."""


def pack_codes(column: Codes) -> Codes:
    """The same under the numbers 0, 1, 2 …"""
    values, places = np.unique(column, return_inverse=True)
    found: Codes = places.reshape(-1) + int(values[0] > 0)
    return found


def different(x: Codes, y: Codes) -> int:
    """How many different pairs two columns have where both are filled."""
    told = (y > 0) & (x > 0)
    return len(np.unique(y[told] * (int(x.max()) + 1) + x[told]))


def _most(x: Codes, y: Codes) -> tuple[Truths, Codes]:
    """Per row whether most other rows of the same y have the same x; and per value of y the x that most rows have,
    0 where none has two more than the next.
    """
    width = int(x.max()) + 1
    pairs, inverse, counts = np.unique(y * width + x, return_inverse=True, return_counts=True)
    group = pairs // width
    order = np.lexsort((-counts, group))
    starts = np.flatnonzero(np.r_[True, group[order][1:] != group[order][:-1]])
    most = counts[order][starts]
    has_more = np.r_[starts[1:], len(order)] - starts > 1
    second = np.where(has_more, counts[order][np.minimum(starts + 1, len(order) - 1)], 0)
    place = np.searchsorted(group[order][starts], group)
    others = np.where(np.arange(len(pairs)) == order[starts][place], second[place], most[place])
    fits: Truths = (counts - 1 > others)[inverse.reshape(-1)]
    usual = np.zeros(int(y.max()) + 1, np.int64)
    usual[group[order][starts]] = np.where(most - 1 > second, pairs[order][starts] % width, 0)
    return fits, usual


def _fits(x: Codes, y: Codes) -> Codes:
    fits: Codes = _most(x, y)[0].astype(np.int64)
    return fits


def votes(x: Codes, moved: Codes, y: Codes) -> Codes:
    """Per row 1 where what stands a row away agrees with y and its own does not, -1 the other way round, else 0. Of a
    column that moved as a whole what stands a row away is held against the others there.
    """
    more = np.zeros(len(x), np.int64)
    full = np.flatnonzero((y > 0) & (x > 0) & (moved > 0))
    if len(full):
        a, b, c = x[full], moved[full], y[full]
        more[full] = _fits(b, c) - _fits(a, c) + _fits(c, b) - _fits(c, a)
    there = np.flatnonzero(y > 0)
    if len(there) and not (x > 0).all():
        a, b, c = (x[there] > 0).astype(np.int64), (moved[there] > 0).astype(np.int64), y[there]
        more[there] += _fits(b, c) - _fits(a, c)
    found: Codes = np.where((y > 0) & (x != moved), np.sign(more), 0)
    return found


def votes_here(x: Codes, moved: Codes, y: Codes) -> Codes:
    """The same of a stretch: what stands a row away is held against the column as it stands."""
    found = np.zeros(len(x), np.int64)
    full = np.flatnonzero((y > 0) & (x > 0))
    if not len(full):
        return found
    fits, usual = _most(x[full], y[full])
    back, usual_back = _most(y[full], x[full])
    a, b, c = x[full], moved[full], y[full]
    told = (b > 0) & (a != b)
    here = fits | back
    away = (usual[c] == b) | (usual_back[np.minimum(b, len(usual_back) - 1)] == c)
    found[full] = np.where(told, away & ~here, False).astype(np.int64) - np.where(told, here & ~away, False)
    return found


def unfit_stretch(x: Codes, y: Codes, tries: int) -> Codes | None:
    """The rows of the longest stretch in which another x than belongs to y stands beside it, too long to be by chance,
    when the two belong together nearly everywhere else. tries: for how many pairs of columns that is asked.

    Of rows in succession that hold the same pair, as all do that inherit it, only the first tells.
    """
    full = np.flatnonzero((y > 0) & (x > 0))
    if len(full) < TOGETHER:
        return None
    a, c = x[full], y[full]
    fits, usual = _most(a, c)
    back, _ = _most(c, a)
    first = np.r_[True, (a[1:] != a[:-1]) | (c[1:] != c[:-1])]
    said = np.where(first, np.where(fits | back, -1, np.where(usual[c] > 0, 1, 0)), 0)
    run = longest_run(said, tries)
    together = int(np.count_nonzero(said < 0))
    if run is None or together < TOGETHER or RARE * (np.count_nonzero(said > 0) - len(run)) > together:
        return None
    found: Codes = full[run]
    return found


def longest_run(votes: Codes, tries: int = 1) -> Codes | None:
    """The rows of the longest stretch of votes for a move, when it is too long to be by chance. tries: in how many
    columns of votes it is looked for.
    """
    told = np.flatnonzero(votes)
    if len(told) == 0:
        return None
    for_it = votes[told] > 0
    ends = np.flatnonzero(np.r_[~for_it, True])
    starts = np.r_[0, ends[:-1] + 1]
    lengths = ends - starts
    longest = int(lengths.argmax())
    length = int(lengths[longest])
    rate = (np.count_nonzero(for_it) - length + 1) / (len(told) - length + 2)  # of the others
    needed = max(SHORTEST, ceil(log(tries * len(told) / BY_CHANCE) / -log(rate)))
    return told[starts[longest] : ends[longest]] if length >= needed else None
