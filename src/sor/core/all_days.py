"""The register on all its days, in memory: what subjects are from day to day, and who stands above whom.

What was never fetched is not there.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

from sor.core.day import OPEN
from sor.core.shapes import Fields, UnitValues, as_unit
from sor.core.tree import line_above, reach_nodes

_begins, _parent = attrgetter("from_day"), attrgetter("parent")


class OnDays(Protocol):
    """What a subject is on the days [from_day, to_day)."""

    @property
    def from_day(self) -> int:
        """The first of them."""

    @property
    def to_day(self) -> int:
        """The first day on which it is so no more."""

    @property
    def values(self) -> Fields:
        """Its own values."""

    @property
    def parent(self) -> str | None:
        """The unit above, as stated."""


Version = TypeVar("Version", bound=OnDays)


class AllDays(Generic[Version]):
    """Versions by kind and key, those of a subject in order of time."""

    def __init__(self, versions: Iterable[tuple[tuple[str, str], list[Version]]] = ()) -> None:
        self._versions = dict(versions)
        self._children: dict[str, set[str]] | None = None

    def put(self, kind: str, key: str, versions: list[Version]) -> None:
        """Set what a subject is on all days."""
        self._versions[kind, key] = versions
        self._children = None

    def clear(self) -> None:
        """Let go of everything."""
        self._versions.clear()
        self._children = None

    def __len__(self) -> int:
        return len(self._versions)

    def has(self, kind: str, key: str) -> bool:
        """Whether a subject was fetched, or has versions now."""
        return (kind, key) in self._versions

    def versions(self, kind: str, key: str) -> list[Version]:
        """A subject's versions in order of time."""
        return self._versions.get((kind, key), [])

    def subjects(self, kind: str) -> Iterator[str]:
        """The keys of all subjects of a kind that are here."""
        return (key for of, key in self._versions if of == kind)

    def on(self, kind: str, key: str, day: int) -> Version | None:
        """What a subject is on a day; None when it is not alive then."""
        versions = self.versions(kind, key)
        place = bisect_right(versions, day, key=_begins) - 1
        return versions[place] if place >= 0 and day < versions[place].to_day else None

    def line_above(self, key: str, day: int) -> list[tuple[str, Version]]:
        """A unit on a day and the units above it, nearest first; a circle is cut where it closes."""
        return list(line_above(key, lambda at: self.on("unit", at, day), _parent))

    def chain(self, key: str, day: int) -> list[tuple[str, UnitValues]]:
        """The same with the own values of each."""
        return [(above, as_unit(version.values)) for above, version in self.line_above(key, day)]

    def children(self, key: str) -> set[str]:
        """The units that stand directly below one on any day."""
        if self._children is None:
            self._children = {}
            for unit in self.subjects("unit"):
                for version in self.versions("unit", unit):
                    if version.parent:
                        self._children.setdefault(version.parent, set()).add(unit)
        return self._children.get(key, set())

    def below(self, keys: Iterable[str], first: int) -> set[str]:
        """The units that stand below some units, however deep, on a day from ``first`` on; these left out."""

        def children(key: str) -> Iterator[str]:
            for child in self.children(key):
                if any(v.parent == key and v.to_day > first for v in self.versions("unit", child)):
                    yield child

        return set(reach_nodes(keys, children))

    def ever_above(self, key: str, first: int) -> Iterator[Version]:
        """The versions from a day on of a unit and of all that stand above it on such days."""

        def then(key: str) -> Iterator[Version]:
            return (version for version in self.versions("unit", key) if version.to_day > first)

        def above(key: str) -> Iterator[str]:
            return (version.parent for version in then(key) if version.parent)

        for at in (key, *reach_nodes([key], above)):
            yield from then(at)

    def cuts(self, key: str, first: int) -> list[int]:
        """The days from ``first`` on at which a unit, or one above it, begins to be something else; and the open end.

        The first is ``first`` itself.
        """
        days = {
            day for version in self.ever_above(key, first) for day in (version.from_day, version.to_day) if day > first
        }
        return sorted(days | {first, OPEN})


def lives(periods: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The life in which each of a subject's periods lies, half-open: periods that touch are one life. periods: in order
    of time.
    """
    born: list[int] = []
    for n, (start, _) in enumerate(periods):
        born.append(born[-1] if n and periods[n - 1][1] == start else start)
    died: list[int] = []
    for n, (_, end) in reversed([*enumerate(periods)]):
        died.append(died[-1] if died and periods[n + 1][0] == end else end)
    return list(zip(born, reversed(died), strict=True))
