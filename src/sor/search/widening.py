"""What is done for a question of what and where that no unit answers whole: *apotek 5000* where 5000 has no pharmacy,
*grå stær øjenlæge vejle*, of which two words say nothing. Then places near by count, and what a unit is comes first.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sor.search.question import LINKS, SAME, Answers, Word, answers, find_roles
from sor.search.table import Flags, Table
from sor.search.texts import Scores
from sor.search.view import SearchView

WHAT = frozenset({"type", "speciality"})
WHERE = frozenset({"town", "postcode", "municipality", "region"})
NEAR_BY = 0.5
"""What a word is worth about a unit in the municipality of the town or postcode that it says."""

_NAMED = 0.8
"""From which share of a unit's own name on the question asks for that unit, whatever else its words say."""


def widen_answers(
    question: Sequence[Word], scored: Answers, passed: Flags, table: Table, view: SearchView
) -> Answers | None:
    """Better answers to a question that says what and where, of which no unit says every word; None where the answers
    that there are stand: a unit says all, or is called so, or the question is of another sort.
    """
    if scored.told[passed].any() or (scored.explained[passed & (scored.missing == 0)] >= _NAMED).any():
        return None
    is_so, is_there = np.zeros(len(view.rows), np.bool_), np.zeros(len(view.rows), np.bool_)
    near_by: list[Scores | None] = []
    for word in question:
        what, where = _match_word(word, view) if word.spelled not in LINKS else (None, None)
        near = None if where is None else _near_by(where, view)
        near_by.append(near)
        is_so |= what if what is not None else False
        is_there |= near > 0 if near is not None else False
    told = is_so & is_there
    if not told[passed].any():
        return None
    wider = answers(question, table, view, near_by)
    return Answers(wider.covered, wider.missing, told, wider.explained)


def _match_word(word: Word, view: SearchView) -> tuple[Flags | None, Flags | None]:
    """The units of which a word says whole what they are, and those of which it says where; None for none at all."""
    said: list[Flags | None] = [None, None]
    for role, scores in find_roles(word, view):
        place = 0 if role in WHAT else 1 if role in WHERE else None
        if place is not None and (whole := scores >= SAME).any():
            kept = said[place]
            said[place] = whole if kept is None else kept | whole
    return said[0], said[1]


def _near_by(where: Flags, view: SearchView) -> npt.NDArray[np.float32]:
    """By unit, what a word is worth that says where some units are: all of their municipalities lie near by."""
    municipalities = np.zeros(int(view.municipality.max(initial=0)) + 2, np.bool_)
    municipalities[view.municipality[where]] = True
    municipalities[-1] = False  # of units without a municipality
    near: npt.NDArray[np.float32] = (municipalities[view.municipality] | where).astype(np.float32) * NEAR_BY
    return near
