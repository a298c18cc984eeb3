"""What a rule may look at beside the unit itself: the units around it and the code lists, on one piece of time.

Fetched before rules run; whatever is costly to know is found out once, when the first rule asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from sor.rules.unit_facts import UnitFacts


class Surroundings:
    """The units that matter on one piece of time, by SOR code, each as it is then.

    day: the first day of the piece. closed: units that the register knows but that do not live then. type_levels: the
    entity types of that day with the levels whose lists they stand on; no levels = not known.
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
        self.closed = closed
        self.type_levels = type_levels
        self.day = day

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

    def others_stating(self, unit: UnitFacts) -> list[UnitFacts]:
        """The other units that state the unit's location number while it lives."""
        holders = self._holders.get(unit.number or "", ())
        if len(holders) < 2:
            return []
        return [
            other
            for other in holders
            if other is not unit and other.first_from < unit.closed_to and unit.first_from < other.closed_to
        ]

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
