"""Rules over periods, not days (``CORE`` §9): each touched unit is judged on every piece of time from its first changed
day on, with whatever is scheduled for it and for the units above it.

Only what was not wrong before, compared day by day, is the change's fault.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple, TypeAlias

import msgspec

from sor.changes.world import VersionsByDay
from sor.core.code_book import CodeBook
from sor.core.day import OPEN, previous_day
from sor.core.finding import Finding
from sor.core.identifiers import provider_key
from sor.core.shapes import Value
from sor.rules.register_day import findings_about
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

_ends = attrgetter("to_day")

Sin: TypeAlias = tuple[str, str, str, str]
"""What tells whether something wrong was so already: rule, field, what is said, and of which value."""

OTHERS = frozenset({"other", "others"})
"""Facts that name units with which one shares a number; each of those is judged itself when it begins to."""

BESIDE = OTHERS | {"count", "day", "first_from", "parent_day"}
"""Facts that make no other sin when they change: how many others, how long a text that is looked at itself, and days,
which are compared as days.
"""


class Found(NamedTuple):
    """Something that is wrong, and what makes it an old sin where it was there before."""

    finding: Finding
    sin: Sin


class SurroundingsOnDay(Surroundings):
    """A world on one day. Only what is asked for is looked up: a set may have as many days as it has changes, and each
    costs no more than the rules need.
    """

    def __init__(self, world: VersionsByDay, type_levels: Mapping[str, frozenset[str]], day: int) -> None:
        super().__init__(_OpenUnits(world, day), type_levels, day, closed=_ClosedUnits(world, day))
        self._world = world

    def is_in_circle(self, unit: UnitFacts) -> bool:
        """Whether a unit stands above itself by way of others."""
        seen: set[str] = set()
        above = self.parent(unit)
        while above is not None and above.key not in seen:
            if above.key == unit.key:
                return len(seen) > 0
            seen.add(above.key)
            above = self.parent(above)
        return False

    def has_three_levels(self, unit: UnitFacts) -> bool:
        """Whether an owner or institution has an organisational unit below it, in a tree of IO above HI above OU."""
        institutions = [one for one in (unit, *self._below(unit)) if one.level == "HI"]
        return any(below.level == "OU" for one in institutions for below in self._below(one))

    def stating(self, number: str) -> list[UnitFacts]:
        """The units that state a location number as their own."""
        return [one for one in self._holding("location", number) if one.number == number and one.state == "Own"]

    def with_provider(self, key: str) -> list[UnitFacts]:
        """The units with a ydernummer, by what is left of it without leading zeros."""
        holding = self._holding("provider", key)
        return [one for one in holding if one.provider_identifier and provider_key(one.provider_identifier) == key]

    def _holding(self, field: str, value: str) -> Iterator[UnitFacts]:
        return (self.units[key] for key in sorted(self._world.holders(field, value)) if key in self.units)

    def _below(self, unit: UnitFacts) -> Iterator[UnitFacts]:
        """The units directly below one on the day."""
        found = (self.units.get(key) for key in self._world.children(unit.key))
        return (one for one in found if one is not None and one.parent == unit.key)


class _OpenUnits(Mapping[str, UnitFacts]):
    """The units of a world that live on a day, each as it is then."""

    def __init__(self, world: VersionsByDay, day: int) -> None:
        self._world = world
        self._day = day

    def __getitem__(self, key: str) -> UnitFacts:
        version = self._world.on("unit", key, self._day)
        if version is None:
            raise KeyError(key)
        return version.facts

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._world.subjects("unit") if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _ClosedUnits(_OpenUnits):
    """The units of a world that do not live on a day, each as it was at the end of its last life, or will be."""

    def __getitem__(self, key: str) -> UnitFacts:
        versions = self._world.versions("unit", key)
        if not versions or self._world.on("unit", key, self._day) is not None:
            raise KeyError(key)
        place = bisect_right(versions, self._day, key=_ends) - 1
        return versions[max(place, 0)].facts


class Periods:
    """A world seen by rules: its units on each day, made once per day. spend: called for each piece of time."""

    def __init__(self, world: VersionsByDay, types: "EntityTypes", spend: Callable[[], None]) -> None:
        self._world = world
        self._types = types
        self._spend = spend
        self._around: dict[int, Surroundings] = {}

    def around(self, day: int) -> Surroundings:
        """The surroundings on the piece of time that begins on a day."""
        found = self._around.get(day)
        if found is None:
            found = self._around[day] = SurroundingsOnDay(self._world, self._types.on(day), day)
        return found

    def findings(self, key: str, first: int) -> Iterator[Found]:
        """What is wrong with a unit from a day on, each with the piece of time it is about; equal pieces joined."""
        open_ones: dict[tuple[Value, ...], Found] = {}
        for start, end in pairwise(self.cuts(key, first)):
            self._spend()
            on = self._world.on("unit", key, start)
            here: dict[tuple[Value, ...], Found] = {}
            for finding in findings_about(on.facts, self.around(start)) if on is not None else ():
                sin = _sin(finding, on.values if on is not None else {})
                identity = (finding.severity, repr(sorted(finding.facts.items())), sin)
                earlier = open_ones.pop(identity, None)
                began = start if earlier is None else earlier.finding.from_day
                here[identity] = Found(msgspec.structs.replace(finding, from_day=began, to_day=end), sin)
            yield from open_ones.values()
            open_ones = here
        yield from open_ones.values()

    def faults_at_its_end(self, key: str, first: int) -> Iterator[tuple[Sin, int, int]]:
        """What was wrong with a unit on the last day of each life that ends, with the days from ``first`` on until it
        lives again: who brings it back then does not make it wrong.
        """
        versions = self._world.versions("unit", key)
        for one, other in pairwise([*versions, None]):
            again = OPEN if other is None else other.from_day
            if one is not None and max(first, one.to_day) < again:
                last = previous_day(one.to_day)
                for found in findings_about(one.facts, self.around(last)):
                    yield _sin(found, one.values), max(first, one.to_day), again

    def cuts(self, key: str, first: int) -> list[int]:
        """The days on which something begins to be otherwise with a unit, one above it, one that shares a number with
        it, or the entity types.
        """
        days = {*self._world.cuts(key, first), *(day for day in self._types.days if day > first)}
        for other in self._sharing(key):
            days.update(day for one in self._world.versions("unit", other) for day in one[:2] if day > first)
        return sorted(days)

    def _sharing(self, key: str) -> set[str]:
        """The units that hold a location number or ydernummer of a unit's, on any day."""
        facts = [version.facts for version in self._world.versions("unit", key)]
        held = {("location", one.number) for one in facts if one.number}
        held |= {("provider", provider_key(one.provider_identifier)) for one in facts if one.provider_identifier}
        return {other for field, value in held for other in self._world.holders(field, value)}


class EntityTypes:
    """The entity types of a day with the levels whose lists they stand on; kept, since the lists change seldom."""

    def __init__(self, codes: CodeBook) -> None:
        self._periods = [
            (code, start, end, frozenset(values.get("levels", ())))
            for code_list, code, start, end, values in codes.all_periods()
            if code_list == "entity_type"
        ]
        self.days = sorted({day for _, start, end, _ in self._periods for day in (start, end)})
        self._kept: dict[int, dict[str, frozenset[str]]] = {}

    def on(self, day: int) -> Mapping[str, frozenset[str]]:
        """The types of a day."""
        piece = bisect_right(self.days, day)
        found = self._kept.get(piece)
        if found is None:
            found = {code: levels for code, start, end, levels in self._periods if start <= day < end}
            self._kept[piece] = found
        return found


def new_findings(
    before: Periods,
    after: Periods,
    first_days: Mapping[str, int],
    once: Callable[[str], Iterable[tuple[Periods, int, int]]],
) -> Iterator[Finding]:
    """What is wrong with units with a change and was not without it, cut to the days on which it is new.

    first_days: the units to judge, each with its first changed day. once: the registers before the
    entries whose taking back a unit is judged for, each with the days from and to which it counts; asked only of what
    is wrong, since it is costly to know.
    """
    for key, first in first_days.items():
        found = list(after.findings(key, first))
        if found:
            old = [(f.sin, f.finding.from_day, f.finding.to_day) for f in before.findings(key, first)]
            found = _cut(found, [*old, *before.faults_at_its_end(key, first)])
        if found:
            found = _cut(found, [
                (f.sin, max(f.finding.from_day, start), min(f.finding.to_day, end))
                for then, start, end in once(key) for f in then.findings(key, first)
                if f.finding.from_day < end and start < f.finding.to_day
            ])  # fmt: skip
        yield from (one.finding for one in found)


def _cut(found: Iterable[Found], old: Iterable[tuple[Sin, int, int]]) -> list[Found]:
    """Findings on the days on which the same sin was not there already."""
    days: dict[Sin, list[tuple[int, int]]] = {}
    for sin, start, end in old:
        days.setdefault(sin, []).append((start, end))
    return [
        Found(msgspec.structs.replace(finding, from_day=start, to_day=end), sin)
        for finding, sin in found
        for start, end in days_outside(finding.from_day, finding.to_day, days.get(sin, ()))
    ]


def _sin(finding: Finding, values: Mapping[str, Value]) -> Sin:
    """What makes an old sin: the same rule in the same way about the same field, saying the same of the same value. Of
    an address it is the part in question, so that who mends another part is not held to account for it.
    """
    facts, held = finding.facts, values.get(finding.field)
    held = held.get(facts.get("part")) if isinstance(held, Mapping) else held
    beside = BESIDE | {"case"} if OTHERS & facts.keys() else BESIDE
    said = sorted((name, told) for name, told in facts.items() if name not in beside)
    return finding.rule, finding.field, repr(said), repr(held)


def days_outside(start: int, end: int, taken: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts of [start, end) that lie in none of some periods."""
    at = start
    for first, last in sorted(taken):
        if last <= at or first >= end:
            continue
        if first > at:
            yield at, first
        at = max(at, last)
    if at < min(end, OPEN):
        yield at, end
