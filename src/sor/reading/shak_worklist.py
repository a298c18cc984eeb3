"""What is left to do in a tree before SHAK ends: units without an organisational level, SHAK codes in whose place comes
nothing, and indicators that disagree along a path. Pure over the units of a tree and a snapshot.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.core.entity_types import HOSPITAL
from sor.core.unit import UnitAnswer
from sor.reading.shak_successors import shak_successors
from sor.reading.snapshot import Snapshot

OF_A_HOSPITAL = 4
"""Characters of a SHAK code that say which hospital it belongs to."""

ABOVE = {6: 4, 7: 6}
"""How many characters the code above has."""

WITH_PATIENTS = ("patients_admitted", "ambulant_activity")
"""Indicators that hold of a unit above where they hold of one below."""

REPORTS = "reporting_level"


class CodeLeft(NamedTuple):
    """A SHAK code in whose place comes nothing. last: the closed unit that carried it last. above: the open unit that
    carries the code above it. Empty where there is none.
    """

    code: str
    name: str
    last: str
    above: str


class Disagreement(NamedTuple):
    """A unit whose indicator disagrees with one above it; above: that unit, empty where it is the whole path."""

    unit: UnitAnswer
    field: str
    above: UnitAnswer | None


class ShakWorklist(NamedTuple):
    """What is left to do in a tree."""

    without_level: list[UnitAnswer]
    codes_left: list[CodeLeft]
    disagreements: list[Disagreement]

    @property
    def size(self) -> int:
        """How many there are of all."""
        return len(self.without_level) + len(self.codes_left) + len(self.disagreements)


def shak_worklist(snapshot: Snapshot, units: Sequence[UnitAnswer]) -> ShakWorklist:
    """The worklist of a tree. units: all of it, each after the one above it."""
    by_code = {unit["code"]: unit for unit in units}
    parents = {unit.get("parent") for unit in units}
    in_hospital = [unit for unit in units if unit.get("level") == "OU" and _hospital_of(snapshot, unit, by_code)]
    return ShakWorklist(
        [unit for unit in in_hospital if not unit["organisational_level"]],
        list(_codes_left(snapshot, units)),
        [one for unit in in_hospital for one in _disagreements(unit, by_code, parents)],
    )


def _hospital_of(snapshot: Snapshot, unit: UnitAnswer, by_code: Mapping[str, UnitAnswer]) -> bool:
    """Whether a unit stands below a hospital, in the tree or above its top."""
    path = _path(unit, by_code)
    if any(one.get("type") == HOSPITAL for one in path):
        return True
    top = path[-1] if path else unit
    return top.get("parent") is not None and any(
        one.get("type") == HOSPITAL for one in snapshot.ancestors(top["code"])
    )  # fmt: skip


def _path(unit: UnitAnswer, by_code: Mapping[str, UnitAnswer]) -> list[UnitAnswer]:
    """The units of the tree above one, nearest first."""
    found: list[UnitAnswer] = []
    above = by_code.get(unit.get("parent", ""))
    while above is not None and above not in found:
        found.append(above)
        above = by_code.get(above.get("parent", ""))
    return found


def _codes_left(snapshot: Snapshot, units: Sequence[UnitAnswer]) -> Iterator[CodeLeft]:
    carried = {unit["shak"]: unit["code"] for unit in units if unit.get("shak")}
    hospitals = {code[:OF_A_HOSPITAL] for code in carried}
    for code, name in snapshot.shak_codes():
        if code in carried or code[:OF_A_HOSPITAL] not in hospitals:
            continue
        found = shak_successors(snapshot, code)
        if found is not None and not found["units"]:
            last = next((one.key for one in reversed(snapshot.holdings("shak", code))), "")
            above = carried.get(code[: ABOVE.get(len(code), 0)], "")
            yield CodeLeft(code, name, last, above)


def _disagreements(
    unit: UnitAnswer, by_code: Mapping[str, UnitAnswer], parents: Collection[str | None]
) -> Iterator[Disagreement]:  # fmt: skip
    path = [one for one in _path(unit, by_code) if one.get("level") == "OU"]
    for field in WITH_PATIENTS:
        above = next((one for one in path if one.get(field) is not None), None)
        if unit.get(field) is True and above is not None and above.get(field) is False:
            yield Disagreement(unit, field, above)
    said = [one.get(REPORTS) for one in (unit, *path)]
    if unit["code"] not in parents and all(one is False for one in said):
        yield Disagreement(unit, REPORTS, None)
