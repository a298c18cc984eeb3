"""Whole histories of many subjects in memory for a while, as known at one serial: what a history export cuts and joins.

Loaded in batches: the subjects themselves, then the units ever above them and the location numbers and places ever
named by any of them, level by level.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from sor.core.all_days import AllDays, lives
from sor.core.code_book import CodeBook
from sor.core.shapes import Fields, as_unit
from sor.core.showing import list_named_subjects
from sor.core.tree import DEEPEST
from sor.store import selecting
from sor.store.database import Connection
from sor.store.projection import VersionRow

MOST_KEPT = 40_000
"""Subjects kept in memory; units above are shared by many, so they are kept until there are too many."""


Read: TypeAlias = Callable[[str, str], Fields]

Source: TypeAlias = Callable[[str, Sequence[str], int], Mapping[str, Sequence[VersionRow]]]
"""Gives the versions of some subjects of a kind as known at a serial, by key, each in order of time."""


class RowVersion(NamedTuple):
    """A row with its values, and the first day after the life that it lies in."""

    row: VersionRow
    values: Fields
    closes: int

    @property
    def from_day(self) -> int:
        """The first day on which it is so."""
        return self.row.valid_from

    @property
    def to_day(self) -> int:
        """The first day on which it is so no more."""
        return self.row.valid_to

    @property
    def parent(self) -> str | None:
        """The unit above, as stated."""
        return self.row.parent


class Histories(AllDays[RowVersion]):
    """Versions of subjects by kind and key, as known at a serial."""

    def __init__(
        self, connection: Connection, known: int, codes: CodeBook, read: Read, source: Source | None = None
    ) -> None:
        """read: the values of a subject from its key and their canonical JSON. source: what gives the versions, when it
        is not to be asked of the database each time.
        """
        super().__init__()
        self._read = read
        self._source: Source = source or partial(selecting.versions_of, connection)
        self._known = known
        self._codes_change = sorted(codes.boundaries())

    def load(self, kind: str, keys: Iterable[str]) -> None:
        """Read the histories of some subjects that are not here yet."""
        missing = sorted({key for key in keys if not self.has(kind, key)})
        found = self._source(kind, missing, self._known) if missing else {}
        for key in missing:
            self.put(kind, key, _versions(found.get(key, ()), self._read))

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
                    for kind, other in list_named_subjects(as_unit(version.values)):
                        others[kind].add(other)
            waiting = others["unit"] - seen
        self.load("location_number", others["location_number"])
        self.load("place", others["place"])

    def forget(self) -> None:
        """Let go of what was kept, when it is too much."""
        if len(self) > MOST_KEPT:
            self.clear()

    def boundaries(self, key: str, version: RowVersion, more: Iterable[int] = ()) -> list[int]:
        """The days at which a version is to be cut: its ends, and each day inside on which something changes that it
        may show from elsewhere. more: further days that matter to the unit.
        """
        start, end = version.row.valid_from, version.row.valid_to
        days = {start, end, *(day for day in more if start < day < end)}
        days |= self._codes_between(start, end)
        self._collect(version, start, end, days, {key})
        return sorted(days)

    def _collect(self, version: RowVersion, start: int, end: int, days: set[int], seen: set[str]) -> None:
        """Add the days inside (start, end) on which what a version names begins to be something else."""
        for kind, key in list_named_subjects(as_unit(version.values)):
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


def _versions(rows: Sequence[VersionRow], read: Read) -> list[RowVersion]:
    of_rows = lives([(row.valid_from, row.valid_to) for row in rows])
    return [RowVersion(row, read(row.key, row.body), closes) for row, (_, closes) in zip(rows, of_rows, strict=True)]
