"""What a file ends although it names it: a unit closed or annulled above units that it lists as open, a location number
ended whose message types it lists. A row of it was lost, or the source made a mistake.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from sor.formats.delivery import BadFile, Delivery
from sor.rules.unit_facts import UnitFacts

LEAST = 10
"""A unit that closes while so many others stand below it has lost its row; fewer may be late."""

SHOWN = 3
CODES_ABOVE = frozenset({"owner.code", "institution.code"})


class NamedYet(NamedTuple):
    """What ends, and the lines that name it, each with the subject that does."""

    kind: str
    key: str
    name: str | None
    lines: Sequence[tuple[int | None, str]]

    def __str__(self) -> str:
        called = f"{self.key} {self.name}" if self.name else self.key
        by = "; ".join(f"line {line}, {key}" if line else key for line, key in self.lines[:SHOWN])
        more = "; …" if len(self.lines) > SHOWN else ""
        return f"{called} ends by a file of which {len(self.lines)} rows still name it ({by}{more})"


def named_yet(
    delivery: Delivery,
    day: int,
    ended: Mapping[str, Mapping[str, tuple[int, str | None]]],
    facts: Mapping[str, UnitFacts],
    message_types: Set[str],
) -> list[NamedYet]:
    """What a file ends and names, by how many rows name it. ended: by kind and key what ends earlier than was known,
    from which day, and its name; message_types: the keys of those that it lists.
    """
    units, numbers = ended.get("unit", {}), ended.get("location_number", {})
    lines: dict[tuple[str, str], dict[tuple[int | None, str], None]] = defaultdict(dict)
    for key, unit in facts.items() if units else ():
        for other in (unit.parent, (unit.values.get("geographic_parent") or {}).get("parent")):
            if other is not None and other in units and unit.closed_to > max(day, units[other][0]) and key not in units:
                lines["unit", other][unit.line, key] = None
    for row in delivery.shown if units else ():
        for path, value in row.cells:
            if path in CODES_ABOVE and value in units and units[value][0] <= day and row.key not in units:
                lines["unit", value][row.line, row.key] = None
    for key in sorted(message_types) if numbers else ():
        if (number := key.partition("/")[0]) in numbers and numbers[number][0] <= day:
            lines["location_number", number][None, key] = None
    found = [NamedYet(kind, key, ended[kind][key][1], list(by)) for (kind, key), by in lines.items()]
    return sorted(found, key=lambda one: -len(one.lines))


def refuse_if_named(found: Sequence[NamedYet]) -> None:
    """Raises BadFile when a unit closes that many rows of the file name."""
    if many := [one for one in found if len(one.lines) >= LEAST and one.kind == "unit"]:
        raise BadFile(
            f"{'. '.join(map(str, many))}. Its row may be lost. Compare the file with its source; if it is right, load"
            " it with --force."
        )
