"""What those below a unit see of it when rules judge them: so a change costs what it changes, and not all below."""

from collections.abc import Sequence
from typing import NamedTuple

from sor.changes.world import SubjectOnDays
from sor.core.shapes import Value
from sor.following.quality_world import UNIT, QualityWorld

Pieces = Sequence[tuple[Value, ...]]
"""What is so on pieces of time, one after the other; of two equal ones only the first."""

TOPS = frozenset({"IO", "HI"})
"""Levels that rules know by which unit it is: a unit's institution and owner."""


class SeenFromBelow(NamedTuple):
    """A unit as those below it see it from a day on. versions: its own. days: of them what rules read above, with the
    days since when it is so. lines: the levels and types up its line. numbers: where on it location numbers stand.
    """

    key: str
    versions: Sequence[SubjectOnDays]
    days: Pieces
    lines: Pieces
    numbers: Pieces

    @property
    def parents(self) -> set[str | None]:
        """The units above it on any of its days."""
        return {one.parent for one in self.versions}

    @property
    def lives(self) -> set[tuple[int, int]]:
        """Its lives, half-open."""
        return {(one.born, one.died) for one in self.versions}


def see_from_below(world: QualityWorld, key: str, first: int) -> SeenFromBelow:
    """A unit as those below it see it from a day on."""
    versions = [*world.versions(UNIT, key)]
    days = [_days(one) for one in versions]
    lines: list[tuple[Value, ...]] = []
    numbers: list[tuple[Value, ...]] = []
    for start in world.cuts(key, first)[:-1]:
        line = world.line_above(key, start)
        _add(lines, start, [*map(_place, line), _top(line)])
        _add(numbers, start, [_number(version) for _, version in line])
    return SeenFromBelow(key, versions, days, lines, numbers)


def list_numbers_above(world: QualityWorld, key: str, day: int) -> Pieces:
    """Where on the line of a unit location numbers stand on a day, the unit first."""
    return [_number(version) for _, version in world.line_above(key, day)]


def _number(version: SubjectOnDays) -> tuple[Value, ...]:
    return version.facts.state, bool(version.facts.number)


def _add(pieces: list[tuple[Value, ...]], start: int, seen: Sequence[tuple[Value, ...]]) -> None:
    """Add a piece of time, unless it is as the one before."""
    if not pieces or pieces[-1][1:] != tuple(seen):
        pieces.append((start, *seen))


def _days(version: SubjectOnDays) -> tuple[Value, ...]:
    facts = version.facts
    return (
        version.from_day, version.to_day, facts.level, facts.type, facts.parent, facts.state, bool(facts.number),
        facts.first_from, facts.closed_to,
    )  # fmt: skip


def _place(above: tuple[str, SubjectOnDays]) -> tuple[Value, ...]:
    key, version = above
    return version.facts.level, version.facts.type, key if version.facts.level in TOPS else ""


def _top(line: Sequence[tuple[str, SubjectOnDays]]) -> tuple[Value, ...]:
    """Whether a line ends at a unit without a parent, at one whose parent is not known, or in a circle."""
    above = line[-1][1].facts.parent if line else None
    return bool(above), above in {key for key, _ in line}
