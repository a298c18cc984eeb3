"""Whole histories of many subjects in memory for a while, as known at one serial: what a history export cuts and joins.

Loaded in batches: the subjects themselves, then the units ever above them and the location numbers and places ever
named by any of them, level by level.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from sor.core.code_book import CodeBook
from sor.core.showing import named
from sor.core.tree import DEEPEST, line_above
from sor.store import selecting
from sor.store.database import Connection
from sor.store.projection import VersionRow

MOST_KEPT = 40_000
"""Subjects kept in memory; units above are shared by many, so they are kept until there are too many."""


Read: TypeAlias = Callable[[str, str], dict[str, Any]]


class Version(NamedTuple):
    """A row with its values, and the first day after the life that it lies in."""

    row: VersionRow
    values: dict[str, Any]
    closes: int


class Histories:
    """Versions of subjects by kind and key, as known at a serial."""

    def __init__(self, connection: Connection, known: int, codes: CodeBook, read: Read) -> None:
        """read: the values of a subject from its key and their canonical JSON."""
        self._read = read
        self._connection = connection
        self._known = known
        self._codes_change = sorted(codes.boundaries())
        self._kept: dict[tuple[str, str], list[Version]] = {}

    def versions(self, kind: str, key: str) -> list[Version]:
        """All versions of a loaded subject, in order of time."""
        return self._kept.get((kind, key), [])

    def on(self, kind: str, key: str, day: int) -> Version | None:
        """The version of a loaded subject on a day."""
        for version in self.versions(kind, key):
            if version.row.valid_from <= day < version.row.valid_to:
                return version
        return None

    def load(self, kind: str, keys: Iterable[str]) -> None:
        """Read the histories of some subjects that are not here yet."""
        missing = sorted({key for key in keys if (kind, key) not in self._kept})
        found = selecting.versions_of(self._connection, kind, missing, self._known)
        for key in missing:
            self._kept[kind, key] = list(_versions(found.get(key, ()), self._read))

    def load_units(self, keys: Iterable[str]) -> None:
        """Read some units and everything whose values they may show on any day."""
        waiting = set(keys)
        seen: set[str] = set()
        others: dict[str, set[str]] = {"unit": set(), "location_number": set(), "place": set()}
        while waiting:  # level by level, not unit by unit: each is one question to the database
            self.load("unit", waiting)
            seen |= waiting
            for key in waiting:
                for version in self.versions("unit", key):
                    for kind, other in named(version.values):
                        others[kind].add(other)
            waiting = others["unit"] - seen
        self.load("location_number", others["location_number"])
        self.load("place", others["place"])

    def forget(self) -> None:
        """Let go of what was kept, when it is too much."""
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()

    def chain(self, key: str, version: Version, day: int) -> list[tuple[str, dict[str, Any]]]:
        """A unit's own values on a day and those of the units above; a cycle is cut where it closes."""
        line = line_above(key, lambda at: version if at == key else self.on("unit", at, day), _parent)
        return [(above, held.values) for above, held in line]

    def boundaries(self, key: str, version: Version, more: Iterable[int] = ()) -> list[int]:
        """The days at which a version is to be cut: its ends, and each day inside on which something changes that it
        may show from elsewhere. more: further days that matter to the unit.
        """
        start, end = version.row.valid_from, version.row.valid_to
        days = {start, end, *(day for day in more if start < day < end)}
        days |= self._codes_between(start, end)
        self._collect(version, start, end, days, {key})
        return sorted(days)

    def _collect(self, version: Version, start: int, end: int, days: set[int], seen: set[str]) -> None:
        """Add the days inside (start, end) on which what a version names begins to be something else."""
        for kind, key in named(version.values):
            if kind == "unit" and (key in seen or len(seen) > DEEPEST):
                continue
            for other in self.versions(kind, key):
                first, last = max(start, other.row.valid_from), min(end, other.row.valid_to)
                if first >= last:
                    continue
                days.update(day for day in (first, last) if start < day < end)
                if kind == "unit":
                    self._collect(other, first, last, days, seen | {key})

    def _codes_between(self, start: int, end: int) -> set[int]:
        first, last = bisect_right(self._codes_change, start), bisect_left(self._codes_change, end)
        return set(self._codes_change[first:last])


def _parent(version: Version) -> str | None:
    return version.row.parent


def _versions(rows: Sequence[VersionRow], read: Read) -> Iterator[Version]:
    closes: list[int] = []
    for row in reversed(rows):
        goes_on = closes and rows[len(rows) - len(closes)].valid_from == row.valid_to
        closes.append(closes[-1] if goes_on else row.valid_to)
    for row, end in zip(rows, reversed(closes), strict=True):
        yield Version(row, read(row.key, row.body), end)
