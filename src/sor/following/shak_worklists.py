"""The worklists of SHAK's end, made from what quality keeps of every unit: no page of one reads its tree again. The
lists of a few trees are kept until the log or the day moves.
"""

from typing import NamedTuple

from sor.core.entity_types import HOSPITAL
from sor.following.quality_book import QualityBook
from sor.following.quality_rows import ITS_OWN
from sor.following.quality_state import QualityState
from sor.reading.shak_worklist import ShakWorklist, TreeUnit, find_codes_left, shak_worklist

SHAK = ITS_OWN.index("shak")
MOST_KEPT = 8
"""Trees whose list is kept."""


class RegisterMark(NamedTuple):
    """What a list depends on."""

    serial: int
    day: int
    epoch: str


class ShakWorklists:
    """What is left to do in each tree of a register, today."""

    def __init__(self, book: QualityBook) -> None:
        self._book = book
        self._kept: dict[str, tuple[RegisterMark, ShakWorklist]] = {}

    def of_tree(self, top: str) -> ShakWorklist:
        """What is left at and below a unit; nothing where it is not open."""
        register = self._book.register
        with self._book.at_head() as state:
            mark = RegisterMark(self._book.serial, state.day, register.facts().get("epoch", ""))
            kept = self._kept.pop(top, None)
            if kept is None or kept[0] != mark:
                units = _list_tree(state, top)
                is_in_hospital = any(one.type == HOSPITAL for one in map(state.entries.get, state.line(top)[1:]) if one)
                left = find_codes_left(register.at(), units)
                kept = mark, shak_worklist(units, left, is_in_hospital=is_in_hospital)
            self._kept[top] = kept
            while len(self._kept) > MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            return kept[1]


def _list_tree(state: QualityState, top: str) -> list[TreeUnit]:
    """The open units of a tree, each after the one above it, those below one by code."""
    keys = state.tree(top)
    below: dict[str, list[str]] = {}
    for key in keys - {top}:
        below.setdefault(state.entries[key].parent or "", []).append(key)
    found: list[TreeUnit] = []
    waiting = [top] if top in keys else []
    while waiting:
        key = waiting.pop()
        one = state.entries[key]
        found.append(TreeUnit(key, one.name, one.level, one.type, one.parent, one.numbers[SHAK], one.marks))
        waiting += sorted(below.get(key, ()), reverse=True)
    return found
