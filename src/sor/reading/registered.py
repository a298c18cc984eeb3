"""The day on which what a version says was registered: UpdatedAt of the files, ``updated`` of the answers. Every door
and every format asks here (``docs/decisions/day-of-registration.md``).
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from sor.core.day import NotADay, day_of, parse_day
from sor.core.instant import parse_instant
from sor.core.shapes import Value, parts_of, text_in

FROM_A_SOURCE = frozenset({"import"})
"""The channels by which sources speak. What is followed is the log of another register, with its own channels."""

WhenKnown: TypeAlias = Callable[[int], tuple[str, str]]
"""Gives the instant at which an entry became known, and its channel."""


class _EntryDay(NamedTuple):
    """The Danish day on which an entry became known, and whether a source speaks in it."""

    day: int
    is_source: bool


class RegisteredDays:
    """The days of registration of versions; what entries are is kept, for nothing of it ever changes."""

    def __init__(self, when_known: WhenKnown) -> None:
        self._when_known = when_known
        self._entries: dict[int, _EntryDay] = {}

    def of(self, stated: int, values: Mapping[str, Value]) -> int | None:
        """The day on which a version was registered. stated: the last entry that stated what it says. values: its own
        fields. When a source said it last that tells its days: the source's day, None when it tells none.
        """
        entry = self._entries.get(stated)
        if entry is None:
            known_at, channel = self._when_known(stated)
            entry = self._entries[stated] = _EntryDay(day_of(parse_instant(known_at)), channel in FROM_A_SOURCE)
        status = parts_of(values.get("status")) if entry.is_source else {}
        if not status:
            return entry.day
        updated = text_in(status, "updated")
        return None if updated is None else _day(updated)


@lru_cache(maxsize=65536)
def _day(written: str) -> int | None:
    try:
        return parse_day(written)
    except NotADay:  # an older log may hold whatever its source wrote
        return None
