"""The register around a change, on all days: versions of units and numbers by key, before a submission or with it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from sor.core.canonical import decode
from sor.core.day import OPEN
from sor.core.identifiers import provider_key
from sor.core.subject import Subject
from sor.core.tree import line_above, reached
from sor.rules.unit_facts import UnitFacts
from sor.store.projection import VersionRow

_begins, _parent = attrgetter("from_day"), attrgetter("parent")


class Version(NamedTuple):
    """What a subject is on the days [from_day, to_day). born, died: the life that these days lie in."""

    from_day: int
    to_day: int
    born: int
    died: int
    values: dict[str, Any]
    facts: UnitFacts

    @property
    def parent(self) -> str | None:
        """The unit above, as stated."""
        return self.values.get("parent")

    @property
    def geographic_parent(self) -> str | None:
        """The unit where it lies, as stated."""
        return (self.values.get("geographic_parent") or {}).get("parent")


class World:
    """Versions by subject. What was never fetched is not there."""

    def __init__(self, versions: dict[Subject, list[Version]]) -> None:
        self._versions = versions
        self._children: dict[str, set[str]] | None = None
        self._holders: dict[tuple[str, str], set[str]] | None = None
        self._lying_at: dict[str, set[str]] | None = None
        self._named_in: dict[str, list[str]] | None = None

    def with_changed(self, changed: Mapping[Subject, Sequence[VersionRow]]) -> "World":
        """The same world, but for some subjects."""
        new = {subject: versions_of(rows) for subject, rows in changed.items()}
        return World(self._versions | new)

    def with_more(self, more: "World") -> "World":
        """The same world, and what of another it did not hold."""
        return World(more._versions | self._versions)  # noqa: SLF001 (another of its kind)

    def has(self, kind: str, key: str) -> bool:
        """Whether a subject was fetched, or has versions now."""
        return Subject(kind, key) in self._versions

    def versions(self, kind: str, key: str) -> list[Version]:
        """A subject's versions in order of time."""
        return self._versions.get(Subject(kind, key), [])

    def subjects(self, kind: str) -> Iterator[str]:
        """The keys of all subjects of a kind that are here."""
        return (subject.key for subject in self._versions if subject.kind == kind)

    def on(self, kind: str, key: str, day: int) -> Version | None:
        """What a subject is on a day; None when it is not alive then."""
        versions = self.versions(kind, key)
        place = bisect_right(versions, day, key=_begins) - 1
        return versions[place] if place >= 0 and day < versions[place].to_day else None

    def chain(self, key: str, day: int) -> list[tuple[str, dict[str, Any]]]:
        """A unit's own values on a day and those of the units above; a circle is cut where it closes."""
        return [(code, version.values) for code, version in self.line_above(key, day)]

    def line_above(self, key: str, day: int) -> list[tuple[str, Version]]:
        """A unit on a day and the units above it, nearest first."""
        return list(line_above(key, lambda at: self.on("unit", at, day), _parent))

    def children(self, key: str) -> set[str]:
        """The units that stand directly below one on any day."""
        if self._children is None:
            self._children = {}
            for subject, versions in self._versions.items():
                if subject.kind != "unit":
                    continue
                for version in versions:
                    if version.parent:
                        self._children.setdefault(version.parent, set()).add(subject.key)
        return self._children.get(key, set())

    def holders(self, field: str, value: str) -> set[str]:
        """The units that own a location number (``location``), hold a SHAK code (``shak``) or a ydernummer
        without its leading zeros (``provider``), on any day.
        """
        if self._holders is None:
            self._holders = {}
            for key in self.subjects("unit"):
                for version in self.versions("unit", key):
                    facts = version.facts
                    provider = facts.provider_identifier and provider_key(facts.provider_identifier)
                    for name, held in (("location", facts.number), ("shak", facts.shak), ("provider", provider)):
                        if held:
                            self._holders.setdefault((name, held), set()).add(key)
        return self._holders.get((field, value), set())

    def geographic_children(self, unit: str) -> set[str]:
        """The units that name one as their geographic parent on any day."""
        if self._lying_at is None:
            self._lying_at = {}
            for key in self.subjects("unit"):
                for version in self.versions("unit", key):
                    if version.geographic_parent:
                        self._lying_at.setdefault(version.geographic_parent, set()).add(key)
        return self._lying_at.get(unit, set())

    def successions(self, unit: str) -> list[str]:
        """The keys of the successions that name a unit on either side."""
        if self._named_in is None:
            self._named_in = {}
            for key in self.subjects("succession"):
                for one in key.split(">"):
                    self._named_in.setdefault(one, []).append(key)
        return self._named_in.get(unit, [])

    def below(self, keys: Iterable[str], first: int) -> set[str]:
        """The units that stand below some units, however deep, on a day from ``first`` on; these left out."""

        def children(key: str) -> Iterator[str]:
            for child in self.children(key):
                if any(v.parent == key and v.to_day > first for v in self.versions("unit", child)):
                    yield child

        return set(reached(keys, children))

    def cuts(self, key: str, first: int) -> list[int]:
        """The days from ``first`` on at which a unit, or one above it, begins to be something else; and the open end.

        The first is ``first`` itself.
        """
        days = {
            day for version in self.ever_above(key, first) for day in (version.from_day, version.to_day) if day > first
        }
        return sorted(days | {first, OPEN})

    def ever_above(self, key: str, first: int) -> Iterator[Version]:
        """The versions from a day on of a unit and of all that stand above it on such days."""

        def then(key: str) -> Iterator[Version]:
            return (version for version in self.versions("unit", key) if version.to_day > first)

        def above(key: str) -> Iterator[str]:
            return (version.parent for version in then(key) if version.parent)

        for at in (key, *reached([key], above)):
            yield from then(at)


def world_of(rows: Iterable[VersionRow]) -> World:
    """The world that rows tell of."""
    by_subject: dict[Subject, list[VersionRow]] = {}
    for row in rows:
        by_subject.setdefault(Subject(row.kind, row.key), []).append(row)
    return World({subject: versions_of(found) for subject, found in by_subject.items()})


def versions_of(rows: Iterable[VersionRow]) -> list[Version]:
    """The versions of one subject, each with the life it lies in."""
    ordered = sorted(rows, key=lambda row: row.valid_from)
    lives: list[list[VersionRow]] = []
    for row in ordered:
        if lives and lives[-1][-1].valid_to == row.valid_from:
            lives[-1].append(row)
        else:
            lives.append([row])
    return [_version(row, one[0].valid_from, one[-1].valid_to) for one in lives for row in one]


def _version(row: VersionRow, born: int, died: int) -> Version:
    values = decode(row.body)
    return Version(row.valid_from, row.valid_to, born, died, values, _facts(row.key, values, born, died))


def _facts(key: str, values: dict[str, Any], born: int, died: int) -> UnitFacts:
    location = values.get("location") or {}
    return UnitFacts(
        key, values.get("level"), values.get("type"), values.get("parent"), born, died, location.get("state"),
        location.get("number"), values.get("provider_identifier"), values.get("shak"), None, values,
    )  # fmt: skip
