"""What a rule may look at beside the unit itself: the units around it and the code lists, on one piece of time.

Fetched before rules run; whatever is costly to know is found out once, when the first rule asks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from sor.core.entity_types import ADMINISTRATIVE, HOSPITAL, REGION
from sor.core.identifiers import provider_key
from sor.rules.unit_facts import UnitFacts


class Within(NamedTuple):
    """Where a unit stands: the institution and the owner at or above it; None where there is none, or none is known."""

    institution: UnitFacts | None = None
    owner: UnitFacts | None = None


NOWHERE = Within()


class Surroundings:
    """The units that matter on one piece of time, by SOR code, each as it is then.

    day: the first day of the piece. type_levels: the entity types of that day with the levels whose lists they stand
    on; no levels = not known. closed: units that the register knows but that do not live on this piece, each as it was
    at the end of its last life, or will be at its beginning.
    """

    def __init__(
        self,
        units: Mapping[str, UnitFacts],
        type_levels: Mapping[str, frozenset[str]],
        day: int,
        *,
        closed: Mapping[str, UnitFacts] = MappingProxyType({}),
    ) -> None:
        self.units = units
        self.type_levels = type_levels
        self.day = day
        self.closed = closed
        self._barren: dict[str | None, bool] = {}
        self._within: dict[str | None, Within] = {None: NOWHERE}

    def find_known(self, code: str | None) -> UnitFacts | None:
        """A unit that the register knows, alive on this piece or not."""
        return (self.units.get(code) or self.closed.get(code)) if code else None

    def parent(self, unit: UnitFacts) -> UnitFacts | None:
        """The unit above, when there is one and it is known."""
        return self.units.get(unit.parent) if unit.parent else None

    def above(self, unit: UnitFacts) -> Iterator[UnitFacts]:
        """The units above, nearest first; in a circle, each once."""
        seen = {unit.key}
        above = self.parent(unit)
        while above is not None and above.key not in seen:
            yield above
            seen.add(above.key)
            above = self.parent(above)

    def is_rooted(self, unit: UnitFacts) -> bool:
        """The units above lead to one without a parent, so that nothing above is unknown."""
        top = [unit, *self.above(unit)][-1]
        return not top.parent

    def has_nothing_to_inherit(self, unit: UnitFacts) -> bool:
        """No unit above has a location number, and nothing above is unknown; the children of a unit ask once."""
        found = self._barren.get(unit.parent)
        if found is None:
            found = not any(above.state == "Own" for above in self.above(unit)) and self.is_rooted(unit)
            self._barren[unit.parent] = found
        return found

    def others_stating(self, unit: UnitFacts) -> list[UnitFacts]:
        """The other units that state the unit's location number while it lives."""
        holders = self.stating(unit.number or "")
        if len(holders) < 2:
            return []
        return [other for other in holders if other is not unit and _overlap(unit, other)]

    def within(self, unit: UnitFacts) -> Within:
        """The institution and the owner in whose tree a unit stands, itself where it is one."""
        return _with(unit, self._at(unit.parent))

    def in_hospital(self, unit: UnitFacts) -> bool | None:
        """Whether the unit is a hospital or stands below one; None where no institution above it is known, or one that
        may count as a hospital.
        """
        institution = self.within(unit).institution
        if institution is None or self.may_be_hospital(institution):
            return None
        return institution.type == HOSPITAL

    def may_be_hospital(self, institution: UnitFacts) -> bool:
        """An administrative unit of a region, such as psychiatry or a former hospital: no document says whether it
        counts as a hospital (T4).
        """
        if institution.type != ADMINISTRATIVE:
            return False
        owner = self.within(institution).owner
        return owner is None or owner.type == REGION

    def sharing_provider(self, unit: UnitFacts) -> list[UnitFacts]:
        """The other units with the unit's ydernummer while it lives; leading zeros do not count (I4)."""
        if unit.provider_identifier is None:
            return []
        holders = self.with_provider(provider_key(unit.provider_identifier))
        return [other for other in holders if other.key != unit.key and _overlap(unit, other)]

    def is_in_circle(self, unit: UnitFacts) -> bool:
        """Whether a unit stands above itself by way of others."""
        return unit.key in self.circles

    def has_three_levels(self, unit: UnitFacts) -> bool:
        """Whether an owner or institution has an organisational unit below it, in a tree of IO above HI above OU."""
        return unit.key in self.three_levels

    def stating(self, number: str) -> Sequence[UnitFacts]:
        """The units that state a location number as their own."""
        return self._holders.get(number, ())

    def with_provider(self, key: str) -> Sequence[UnitFacts]:
        """The units with a ydernummer, by what is left of it without leading zeros."""
        return self._providers.get(key, ())

    @cached_property
    def _providers(self) -> Mapping[str, Sequence[UnitFacts]]:
        holders: dict[str, list[UnitFacts]] = {}
        for unit in self.units.values():
            if unit.provider_identifier:
                holders.setdefault(provider_key(unit.provider_identifier), []).append(unit)
        return holders

    def _at(self, code: str | None) -> Within:
        """What stands at or above the unit of a code; all children of a unit find what the first one found. In a circle
        each unit has a line of its own, cut where it closes, so that it does not matter who is asked about first.
        """
        path: dict[str, UnitFacts | None] = {}
        at = code or None
        while at is not None and at not in self._within and at not in path:
            unit = path[at] = self.units.get(at)
            at = unit.parent or None if unit else None
        line = [*path.items()]
        if at in path:
            circle = line[list(path).index(at) :]
            line = line[: -len(circle)]
            for n, (key, _) in enumerate(circle):
                self._within[key] = _fold((unit for _, unit in [*circle[n:], *circle[:n]]), NOWHERE)
        for key, unit in reversed(line):
            self._within[key] = NOWHERE if unit is None else _with(unit, self._within[unit.parent or None])
        return self._within[code or None]

    @cached_property
    def circles(self) -> frozenset[str]:
        """The units that stand above themselves by way of others."""
        units = self.units
        settled: set[str] = set()
        found: set[str] = set()
        for key in units:
            path: dict[str, int] = {}
            at: str | None = key
            while at is not None and at in units and at not in settled and at not in path:
                path[at] = len(path)
                at = units[at].parent
            if at in path and len(path) - path[at] > 1:
                found.update(list(path)[path[at] :])
            settled.update(path)
        return frozenset(found)

    @cached_property
    def three_levels(self) -> frozenset[str]:
        """The owners and institutions with an organisational unit below: IO above HI above OU."""
        found: set[str] = set()
        for unit in self.units.values():
            institution = self.parent(unit) if unit.level == "OU" else None
            if institution is not None and institution.level == "HI" and institution.key not in found:
                found.add(institution.key)
                if institution.parent:
                    found.add(institution.parent)
        return frozenset(found)

    @cached_property
    def _holders(self) -> Mapping[str, Sequence[UnitFacts]]:
        holders: dict[str, list[UnitFacts]] = {}
        for unit in self.units.values():
            if unit.number and unit.state == "Own":
                holders.setdefault(unit.number, []).append(unit)
        return holders


def is_outside_hospitals(unit: UnitFacts, around: Surroundings) -> bool:
    """The unit is in no hospital, as far as is known: the doubt of what only hospital units may have."""
    return not around.in_hospital(unit)


def _fold(line: Iterable[UnitFacts | None], above: Within) -> Within:
    """What stands at or above a line of units, nearest first."""
    for unit in reversed([*line]):
        above = above if unit is None else _with(unit, above)
    return above


def _with(unit: UnitFacts, above: Within) -> Within:
    if unit.level == "HI":
        return Within(unit, above.owner)
    return Within(above.institution, unit) if unit.level == "IO" else above


def _overlap(one: UnitFacts, other: UnitFacts) -> bool:
    """Both live on some day."""
    return other.first_from < one.closed_to and one.first_from < other.closed_to
