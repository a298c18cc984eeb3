"""What of the log concerns a part of the register: some units by place, type, municipality or field.

Each entry is looked at between the states before and after it: the day that the log had reached, and what was known.
So a unit that leaves the part is told as ``left`` by the entry that takes it out, the passing of a day included, and
one that comes as ``entered``. Who reads every entry of a part has every unit that was ever in it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from sor.core.as_of import AsOf
from sor.core.log import Entry, read_line
from sor.core.shapes import Fields, parts_of
from sor.core.unit import UnitAnswer
from sor.reading.snapshot import Snapshot
from sor.register import Register

MOST_LOOKED_AT = 2_000
"""Units touched by one entry that are looked at; an entry that touches more concerns everybody."""

NOT_COMPARED = frozenset({"serial", "valid_from", "valid_to", "updated"})
"""Members of an answer that say when it was stated, and not what holds."""

UNITS_SHOWN = 100
"""Units of a part that stand beside an entry of a filtered log."""

Move: TypeAlias = Literal["in", "entered", "left"]
OwnMove: TypeAlias = Literal["", "closed", "moved"]
"""What became of the unit that a filter names."""
Above: TypeAlias = Callable[[str], frozenset[str]]
"""The units above one."""


class FeedFilter(NamedTuple):
    """A part of the register; what is None asks for nothing. unit: it and all below it. type: of units. municipality:
    of their visiting address, own or inherited. field: only what changes it.
    """

    unit: str | None = None
    type: str | None = None
    municipality: str | None = None
    field: str | None = None

    @property
    def asks(self) -> bool:
        """Whether it leaves anything out."""
        return any(asked is not None for asked in self)


EVERYTHING = FeedFilter()


class ChangedUnit(NamedTuple):
    """A unit in the states before and after an entry; None: it was not there. is_own: the entry names it; else it shows
    a value of one that it names, or that a day brought into effect.
    """

    code: str
    is_own: bool
    before: UnitAnswer | None
    after: UnitAnswer | None

    @property
    def fields(self) -> list[str]:
        """What differs."""
        one, other = parts_of(self.before), parts_of(self.after)
        return sorted(name for name in {*one, *other} - NOT_COMPARED if one.get(name) != other.get(name))


class FoundUnit(NamedTuple):
    """A unit of a part that an entry changed, entered it or left it."""

    code: str
    move: Move


def changed_units(
    register: Register, entry: Entry, limit: int, offset: int, valid: int | None = None
) -> tuple[int, list[ChangedUnit]]:
    """How many units an entry touched, and a page of them, by code, before and after it. valid: the day to look at on
    both sides; None: the day that the log had reached before, and with it.
    """
    before, after = _states(register, entry, valid)
    own = {key for kind, key in entry.subjects if kind == "unit"}
    total, page = register.units_touched_by(entry.serial, limit, offset)
    return total, [
        ChangedUnit(code, is_own or code in own, _unit(before, code), _unit(after, code)) for code, is_own in page
    ]


class FoundUnits(NamedTuple):
    """What an entry concerns of a part. units: None when it touched too many to be looked at."""

    units: list[FoundUnit] | None
    own_move: OwnMove = ""

    def document(self) -> Fields:
        """The units as they stand beside an entry."""
        if self.units is None:
            return {"units": None, "more_units": True}
        return {
            "units": [{"code": one.code, "move": one.move} for one in self.units[:UNITS_SHOWN]],
            "more_units": len(self.units) > UNITS_SHOWN,
        }


def find_for_parts(register: Register, entry: Entry, parts: Iterable[FeedFilter]) -> Mapping[FeedFilter, FoundUnits]:
    """What an entry concerns of each of some parts; it is looked through once for all of them."""
    total, changed = changed_units(register, entry, MOST_LOOKED_AT, 0)
    before, after = _states(register, entry, None)
    if total > MOST_LOOKED_AT:
        return {
            part: FoundUnits(None, _own_move(_unit(before, part.unit), _unit(after, part.unit)) if part.unit else "")
            for part in parts
        }
    above_before, above_after = _above(before), _above(after)
    stated = cache(lambda: _read_stated(register, entry))
    by_code = {unit.code: unit for unit in changed}

    def find_units(part: FeedFilter) -> FoundUnits:
        fields = stated() if part.field else {}
        own = by_code.get(part.unit or "")
        units = list(_find_concerned(changed, above_before, above_after, part, fields))
        return FoundUnits(units, "" if own is None else _own_move(own.before, own.after))

    return {part: find_units(part) for part in parts}


def _find_concerned(
    changed: list[ChangedUnit], above_before: Above, above_after: Above, part: FeedFilter, stated: dict[str, set[str]]
) -> Iterator[FoundUnit]:
    for unit in changed:
        was = _is_in(above_before, unit.before, part)
        is_now = _is_in(above_after, unit.after, part)
        if was and is_now:
            if part.field is None or part.field in stated.get(unit.code, ()) or part.field in unit.fields:
                yield FoundUnit(unit.code, "in")
        elif was or is_now:
            yield FoundUnit(unit.code, "entered" if is_now else "left")


def _own_move(before: UnitAnswer | None, after: UnitAnswer | None) -> OwnMove:
    if before is None:
        return ""
    return "closed" if after is None else "moved" if before.get("parent") != after.get("parent") else ""


def _above(snapshot: Snapshot | None) -> Above:
    """Looks each unit up once."""
    return cache(
        lambda code: frozenset() if snapshot is None else frozenset(one["code"] for one in snapshot.ancestors(code))
    )


def _states(register: Register, entry: Entry, valid: int | None) -> tuple[Snapshot | None, Snapshot]:
    """The register before and after an entry; None before the first."""
    earlier = register.entry_facts(entry.serial - 1) if entry.serial > 1 else None
    before = None if earlier is None else register.at(AsOf(valid or earlier.day, earlier.serial))
    return before, register.at(AsOf(valid or entry.day, entry.serial))


def _unit(snapshot: Snapshot | None, code: str) -> UnitAnswer | None:
    """A unit that is alive."""
    found = snapshot.unit(code) if snapshot is not None else None
    return found if found is not None and found["open"] else None


def _is_in(above: Above, unit: UnitAnswer | None, part: FeedFilter) -> bool:
    if unit is None:
        return False
    if part.type is not None and unit.get("type") != part.type:
        return False
    if part.municipality is not None:
        address = unit.get("visiting_address")
        if address is None or address.get("municipality") != part.municipality:
            return False
    return part.unit is None or unit["code"] == part.unit or part.unit in above(unit["code"])


def _read_stated(register: Register, entry: Entry) -> dict[str, set[str]]:
    """The fields that an entry states, also for days to come, by unit."""
    return {
        line.key: {field for block in read_line(line)[0].blocks for field in block.fields}
        for line in register.lines(entry.serial)
        if line.kind == "unit"
    }
