"""A subtree by clinical-administrative level (ID27): hospital, hospital area, centre, main department, department,
ward. Each unit stands with the nearest unit above that has a level too. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sor.core.shapes import Fields
from sor.endpoints.web.kit.names import Names
from sor.reading.snapshot import Summary
from sor.search.text import sort_key


@dataclass(slots=True)
class LevelUnit:
    """A unit that has a level, and the (code, name) of the nearest one above that has."""

    code: str
    name: str
    type: str
    shak: str
    under: tuple[str, str] | None


@dataclass(slots=True)
class LevelGroup:
    """All units of one level."""

    code: str
    name: str
    units: list[LevelUnit] = field(default_factory=list)


def level_groups(top: Summary | None, order: Mapping[str, int], names: Names) -> Fields:
    """``groups`` of the levels that occur, from the top down, and ``without``, the count of units that have none.

    top: a tree as ``Snapshot.tree`` gives it. order: each level's place.
    """
    groups: dict[str, LevelGroup] = {}
    without = 0
    for unit, under in _walk(top, None):
        level = unit.get("organisational_level")
        if not level:
            without += 1
            continue
        group = groups.setdefault(level, LevelGroup(level, names.of("organisational_level", level)))
        group.units.append(
            LevelUnit(
                unit["code"], unit.get("name") or unit["code"], names.of("entity_type", unit.get("type")),
                unit.get("shak", ""), under,
            )
        )  # fmt: skip
    for group in groups.values():
        group.units.sort(key=lambda unit: sort_key(unit.name))
    return {
        "groups": sorted(groups.values(), key=lambda group: (order.get(group.code, 99), group.name)),
        "without": without,
    }


def _walk(unit: Summary | None, under: tuple[str, str] | None) -> Iterator[tuple[Summary, tuple[str, str] | None]]:
    """Every unit of a tree with the nearest unit above that has a level."""
    waiting = [(unit, under)] if unit else []
    while waiting:
        found, above = waiting.pop()
        yield found, above
        below = (found["code"], found.get("name") or found["code"]) if found.get("organisational_level") else above
        waiting += [(child, below) for child in found.get("units", ())]
