"""What the quality of units is judged with: of every unit its place, type, numbers and life on the days from today on,
and no more of it; kept in step unit by unit.
"""

from collections.abc import Iterable, Iterator, Sequence

from sor.changes.world import SubjectOnDays, VersionsByDay
from sor.core.identifiers import provider_key
from sor.core.shapes import Fields
from sor.core.tree import reach_nodes
from sor.rules.unit_facts import UnitFacts

UNIT, LIES_AT = "unit", "lies_at"
Held = tuple[str, str]


class QualityWorld(VersionsByDay):
    """Units as rules see them around another one: frames without addresses and names, in a tenth of the memory.

    One unit at a time is whole: the one that is judged.
    """

    def __init__(self) -> None:
        super().__init__(())
        self._below: dict[str, set[str]] = {}
        self._having: dict[Held, set[str]] = {}
        self._whole: tuple[str, list[SubjectOnDays]] = ("", [])

    def look_at(self, key: str, versions: list[SubjectOnDays]) -> None:
        """Let one unit be whole: the one that is judged next."""
        self._whole = key, versions

    def versions(self, kind: str, key: str) -> list[SubjectOnDays]:
        """A unit's versions in order of time."""
        return self._whole[1] if key == self._whole[0] else self._versions.get((kind, key), [])

    def frame(self, key: str, versions: Sequence[SubjectOnDays]) -> None:
        """Set what a unit is on all days, with none for one that the register does not know any more."""
        before = self._versions.pop((UNIT, key), ())
        for parent in {one.parent for one in before if one.parent}:
            self._below[parent].discard(key)
        for held in list_held_by(before):
            self._having[held].discard(key)
        if not versions:
            return
        frames = [_frame(one) for one in versions]
        self._versions[UNIT, key] = frames
        for parent in {one.parent for one in frames if one.parent}:
            self._below.setdefault(parent, set()).add(key)
        for held in list_held_by(frames):
            self._having.setdefault(held, set()).add(key)

    def children(self, key: str) -> set[str]:
        """The units that stand directly below one on any day."""
        return self._below.get(key, set())

    def holders(self, field: str, value: str) -> set[str]:
        """The units that own a location number (``location``), hold a SHAK code or a ydernummer, on any day."""
        return self._having.get((field, value), set())

    def inheriting(self, key: str, first: int) -> set[str]:
        """The units below one, on a day from ``first`` on, with none between them that has a number of its own."""

        def further(at: str) -> Iterator[str]:
            for child in self.children(at):
                days = [one for one in self.versions(UNIT, child) if one.to_day > first]
                if at == key or any(one.facts.state != "Own" or not one.facts.number for one in days):
                    yield child

        return set(reach_nodes([key], further))


def _frame(version: SubjectOnDays) -> SubjectOnDays:
    facts = version.facts
    values: Fields = {"parent": facts.parent} if facts.parent else {}
    if version.geographic_parent:
        values["geographic_parent"] = {"parent": version.geographic_parent}
    if version.operator:
        values["operator"] = {"unit": version.operator}
    return version._replace(
        values=values,
        facts=UnitFacts(
            facts.key, facts.level, facts.type, facts.parent, facts.first_from, facts.closed_to, facts.state,
            facts.number, facts.provider_identifier, facts.shak,
        ),
    )  # fmt: skip


def list_held_by(versions: Iterable[SubjectOnDays]) -> set[Held]:
    """The numbers that a unit holds on any day, and the units where it lies and that run it."""
    found: set[Held] = set()
    for one in versions:
        facts = one.facts
        if facts.number:
            found.add(("location", facts.number))
        if facts.provider_identifier:
            found.add(("provider", provider_key(facts.provider_identifier)))
        if facts.shak:
            found.add(("shak", facts.shak))
        found |= {(LIES_AT, unit) for unit in (one.geographic_parent, one.operator) if unit}
    return found
