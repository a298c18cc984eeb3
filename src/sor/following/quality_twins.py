"""Which units may be there twice, by what they have in common; kept in step with the units that are otherwise."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sor.core.finding import Finding
from sor.core.identifiers import provider_key
from sor.core.shapes import Value
from sor.core.tree import DEEPEST
from sor.following.quality_rows import UnitEntry
from sor.following.quality_world import UNIT
from sor.rules import quality as said
from sor.search.text import sort_key

Group = tuple[Value, ...]
"""What units that may be one have in common."""

OWNERS, PLACED, PROVIDING = "owners", "placed", "providing"
TWICE = {OWNERS: said.SAME_OWNER_TWICE, PLACED: said.TWICE, PROVIDING: said.SAME_PROVIDER_TWICE}
"""What is said of a group, by what its units have in common."""


class QualityTwins:
    """The units of a register by what they have in common. entries: the open units, kept by others. line: a unit and
    those above it, nearest first. owner_of: the owner of a unit.
    """

    def __init__(
        self,
        entries: Mapping[str, UnitEntry],
        line: Callable[[str], Sequence[str]],
        owner_of: Callable[[str], str],
    ) -> None:
        self._entries = entries
        self._line = line
        self._owner_of = owner_of
        self._groups: dict[Group, set[str]] = {}
        self._grouped: dict[str, list[Group]] = {}
        self._ungrouped: set[str] = set()

    def look_again(self, keys: Iterable[str]) -> None:
        """Say of which units what they have in common with others may be otherwise."""
        self._ungrouped.update(keys)

    def findings_of(self, key: str) -> Iterator[Finding]:
        """Whether a unit may be there twice; told once, by the first that it has in common with others."""
        if self._ungrouped:
            self._group()
        for group in self._grouped.get(key, ()):
            others = sorted(other for other in self._groups[group] - {key} if self._may_be_one(group, key, other))
            if others:
                rule, entry = TWICE[str(group[0])], self._entries[key]
                facts: dict[str, Value] = {"others": others}
                if group[0] == OWNERS:
                    facts["cvr"] = entry.cvr
                yield rule.finding(UNIT, key, facts, entry.first)
                return

    def _group(self) -> None:
        """Bring together what may be one, now that the addresses above every unit are known."""
        for key in self._ungrouped:
            for before in self._grouped.pop(key, ()):
                self._groups[before].discard(key)
            groups = list(self._groups_of(key))
            for group in groups:
                self._groups.setdefault(group, set()).add(key)
            if groups:
                self._grouped[key] = groups
        self._ungrouped.clear()

    def _groups_of(self, key: str) -> Iterator[Group]:
        """What a unit would have in common with itself: its owner's CVR number; name, type and place; name and
        ydernummer.
        """
        entry = self._entries.get(key)
        if entry is None:
            return
        if entry.level == "IO" and entry.cvr:
            yield OWNERS, entry.cvr
        elif entry.name:
            name = sort_key(entry.name)
            if place := self._place_of(key):
                yield PLACED, entry.level, entry.type, name, place
            if provider := entry.numbers[0]:
                yield PROVIDING, name, provider_key(provider)

    def _may_be_one(self, group: Group, key: str, other: str) -> bool:
        """Whether two units of a group are one, maybe: units of one name and place stand below one unit or below
        different owners, and neither has a number to itself that the other has otherwise.
        """
        if group[0] != PLACED:
            return True
        one, two = self._entries[key], self._entries[other]
        return (one.parent == two.parent or self._owner_of(key) != self._owner_of(other)) and not any(
            a and b and a != b for a, b in zip(one.numbers, two.numbers, strict=True)
        )

    def _place_of(self, key: str) -> tuple[str, ...] | None:
        line = (self._entries.get(above) for above in self._line(key)[:DEEPEST])
        return next((one.place for one in line if one is not None and one.place), None)
