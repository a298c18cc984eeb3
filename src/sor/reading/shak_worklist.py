"""What is left to do in a tree before SHAK ends: units without an organisational level, SHAK codes in whose place comes
nothing, and indicators that disagree along a path. Pure over the units of a tree.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.core.entity_types import HOSPITAL
from sor.reading.hospital_marks import HospitalMarks
from sor.reading.shak_successors import shak_successors
from sor.reading.snapshot import Snapshot

OF_A_HOSPITAL = 4
"""Characters of a SHAK code that say which hospital it belongs to."""

ABOVE = {6: 4, 7: 6}
"""How many characters the code above has."""

WITH_PATIENTS = ("patients_admitted", "ambulant_activity")
"""Indicators that hold of a unit above where they hold of one below."""

REPORTS = "reporting_level"


class TreeUnit(NamedTuple):
    """An open unit of a tree, with no more of it than the worklist asks. shak: its code; empty for none."""

    code: str
    name: str
    level: str
    type: str
    parent: str | None
    shak: str
    marks: HospitalMarks


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

    unit: TreeUnit
    field: str
    above: TreeUnit | None


class ShakWorklist(NamedTuple):
    """What is left to do in a tree."""

    without_level: list[TreeUnit]
    codes_left: list[CodeLeft]
    disagreements: list[Disagreement]

    @property
    def size(self) -> int:
        """How many there are of all."""
        return len(self.without_level) + len(self.codes_left) + len(self.disagreements)


def shak_worklist(
    units: Sequence[TreeUnit], codes_left: Sequence[CodeLeft], *, is_in_hospital: bool
) -> ShakWorklist:  # fmt: skip
    """The worklist of a tree. units: all of it, each after the one above it. is_in_hospital: whether the tree itself
    stands below a hospital.
    """
    by_code = {unit.code: unit for unit in units}
    parents = {unit.parent for unit in units}
    below_hospital: set[str] = set()
    in_hospital: list[TreeUnit] = []
    for unit in units:
        above = by_code.get(unit.parent or "")
        if is_in_hospital if above is None else above.type == HOSPITAL or above.code in below_hospital:
            below_hospital.add(unit.code)
            if unit.level == "OU":
                in_hospital.append(unit)
    return ShakWorklist(
        [unit for unit in in_hospital if not unit.marks.organisational_level],
        [*codes_left],
        [one for unit in in_hospital for one in _disagreements(unit, by_code, parents)],
    )


def find_codes_left(snapshot: Snapshot, units: Iterable[TreeUnit]) -> list[CodeLeft]:
    """The SHAK codes of a tree's hospitals in whose place comes nothing."""
    carried = {unit.shak: unit.code for unit in units if unit.shak}
    hospitals = {code[:OF_A_HOSPITAL] for code in carried}
    left: list[CodeLeft] = []
    for code, name in snapshot.shak_codes() if hospitals else ():
        if code in carried or code[:OF_A_HOSPITAL] not in hospitals:
            continue
        found = shak_successors(snapshot, code)
        if found is not None and not found["units"]:
            last = next((one.key for one in reversed(snapshot.holdings("shak", code))), "")
            above = carried.get(code[: ABOVE.get(len(code), 0)], "")
            left.append(CodeLeft(code, name, last, above))
    return left


def _disagreements(
    unit: TreeUnit, by_code: Mapping[str, TreeUnit], parents: Collection[str | None]
) -> Iterator[Disagreement]:  # fmt: skip
    path = [one for one in _path(unit, by_code) if one.level == "OU"]
    for field in WITH_PATIENTS:
        above = next((one for one in path if getattr(one.marks, field) is not None), None)
        if getattr(unit.marks, field) is True and above is not None and getattr(above.marks, field) is False:
            yield Disagreement(unit, field, above)
    said = [one.marks.reporting_level for one in (unit, *path)]
    if unit.code not in parents and all(one is False for one in said):
        yield Disagreement(unit, REPORTS, None)


def _path(unit: TreeUnit, by_code: Mapping[str, TreeUnit]) -> list[TreeUnit]:
    """The units of the tree above one, nearest first."""
    found: list[TreeUnit] = []
    above = by_code.get(unit.parent or "")
    while above is not None and above not in found:
        found.append(above)
        above = by_code.get(above.parent or "")
    return found
