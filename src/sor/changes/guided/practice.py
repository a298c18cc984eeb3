"""A practice: an owner with the institutions and units below it, as they are known on a day."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.core.shapes import Value
from sor.core.unit import UnitAnswer
from sor.reading.snapshot import Snapshot

LARGEST = 200
"""Units of a practice: who has more is no clinic, and edits its units one by one."""

WHOSE = frozenset({"inherited", "source", "taken_from"})
"""What an answer says about a block beside its own parts."""


class Practice(NamedTuple):
    """units: by code, the owner first, each before those below it. place: the owner, or the one institution of several
    that is spoken of.
    """

    units: Mapping[str, UnitAnswer]
    place: str

    @property
    def owner(self) -> UnitAnswer:
        """The institution owner."""
        return next(iter(self.units.values()))

    @property
    def institutions(self) -> list[UnitAnswer]:
        """The institutions of the owner."""
        return [unit for unit in self.units.values() if unit.get("level") == "HI"]

    @property
    def clinic(self) -> UnitAnswer:
        """The institution that is spoken of; the first one when all are, the owner where there is none."""
        if self.place != self.owner["code"]:
            return self.units[self.place]
        return next(iter(self.institutions), self.owner)

    @property
    def in_place(self) -> list[UnitAnswer]:
        """The place and all below it."""
        return [unit for unit in self.units.values() if self.place in self.line(unit["code"])]

    @property
    def practitioners(self) -> list[UnitAnswer]:
        """The units in the place that stand below an institution."""
        return [unit for unit in self.in_place if unit.get("level") == "OU"]

    @property
    def lacks_units(self) -> list[UnitAnswer]:
        """The owner without an institution, or the institutions without a unit: what is not published for that."""
        if not self.institutions:
            return [self.owner]
        above = {unit.get("parent") for unit in self.units.values() if unit.get("level") == "OU"}
        return [one for one in self.institutions if one["code"] not in above]

    def line(self, code: str) -> list[str]:
        """A unit and those above it, nearest first."""
        found = [code]
        while (above := self.units[found[-1]].get("parent", "")) in self.units and above not in found:
            found.append(above)
        return found

    def stands_at(self, block: str) -> str:
        """Where what the clinic shows of a block is stated: the clinic itself, or a unit above it. Of one institution
        among several always that itself: what is stated above is the others' too.
        """
        shown = read_block(self.clinic, block)
        source = str(shown.get("source") or "")
        is_one_of_several = self.place != self.owner["code"] and len(self.institutions) > 1
        if source in self.units and not is_one_of_several:
            return source
        return self.clinic["code"] if shown or is_one_of_several else self.owner["code"]


def read_block(unit: UnitAnswer, block: str) -> Mapping[str, Value]:
    """A block (an address, the contact, the location number) as a unit shows it; empty for none."""
    fields: Mapping[str, Value] = {**unit}
    found = fields.get(block)
    return found if isinstance(found, dict) else {}


def read_own_block(unit: UnitAnswer, block: str) -> Mapping[str, Value]:
    """The parts of a block that a unit states itself; empty when it inherits them or takes them from another block."""
    shown = read_block(unit, block)
    if shown.get("inherited") or shown.get("taken_from"):
        return {}
    return {part: value for part, value in shown.items() if part not in WHOSE and value is not None}


def read_practice(snapshot: Snapshot, owner: str, place: str = "") -> Practice | None:
    """The practice of an owner; None where that is no owner on the day, or has more units than a practice. place: the
    institution that is spoken of.
    """
    top = snapshot.unit(owner)
    if top is None or top.get("level") != "IO" or not top["open"]:
        return None
    units = {owner: top}
    for below in _walk(snapshot, [owner]):
        units |= {unit["code"]: unit for unit in snapshot.units(below)[0] if unit["open"]}
        if len(units) > LARGEST:
            return None
    spoken_of = place if place in units and units[place].get("level") == "HI" else owner
    return Practice(units, spoken_of)


def _walk(snapshot: Snapshot, level: Sequence[str]) -> Iterator[list[str]]:
    """The codes of each level below some units; in the order of their codes."""
    known = set(level)
    while level:
        level = sorted({one["code"] for code in level for one in snapshot.children(code)} - known)
        known |= set(level)
        if level:
            yield list(level)
