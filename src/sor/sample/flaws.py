"""Known flaws of real data, put in on purpose at two units in a hundred, always at the same places."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from sor.core.shapes import parts_of
from sor.sample import numbers
from sor.sample.days import shift_day
from sor.sample.family import Family, Flaw, SampleUnit

EVERY = 50
"""One flaw per so many units."""

UNKNOWN_TYPE = "sundhedshus med døgnpladser"
"""What stands as a type although no code list has it."""

AROUND = 150
"""How many units from its place on are looked at for one that a flaw fits."""

LARGEST_BRANCH = 6
"""Units in the largest branch that is put below another institution, where SOR XML cannot show it."""

MISSING_PARENTS = range(990_000, 999_999)
"""Places whose codes are never given to a unit."""


class FlawKind(NamedTuple):
    """A flaw: to which units it can be done, and how."""

    fits: Callable[[Family, SampleUnit], bool]
    put: Callable[[Family, SampleUnit], None]


def _stays(_: Family, unit: SampleUnit) -> bool:
    return unit.level == "OU" and not unit.children and all("parent" not in c.values for c in unit.changes[1:])


def _orphan(family: Family, unit: SampleUnit) -> None:
    family.state(unit, parent=numbers.sor_code(MISSING_PARENTS[unit.place % len(MISSING_PARENTS)]))


def _own_parent(family: Family, unit: SampleUnit) -> None:
    family.state(unit, parent=unit.key)


def _other_institution(family: Family, unit: SampleUnit) -> SampleUnit | None:
    if unit.level != "HI" or _size(unit) > LARGEST_BRANCH:
        return None
    others = (u for u in family.units if u.level == "HI" and u is not unit and u.opened <= unit.opened)
    return next((u for u in others if u.changes[0].values.get("parent") != unit.key), None)


def _size(unit: SampleUnit) -> int:
    return 1 + sum(_size(child) for child in unit.children)


def _below_institution(family: Family, unit: SampleUnit) -> None:
    other = _other_institution(family, unit)
    if other is not None:
        family.state(unit, parent=other.key)


def _other_number(family: Family, unit: SampleUnit) -> str | None:
    if unit.number is not None or not _stays(family, unit):
        return None
    return next((u.number.key for u in family.units if u.number is not None), None)


def _second_owner(family: Family, unit: SampleUnit) -> None:
    family.state(unit, location={"state": "Own", "number": _other_number(family, unit)})


def _before_parent(_: Family, unit: SampleUnit) -> None:
    if unit.parent is not None:
        unit.changes[0] = unit.changes[0]._replace(from_day=shift_day(unit.parent.opened, -1))


def _short(family: Family, unit: SampleUnit) -> None:
    family.state(unit, provider_identifier=str(unit.changes[0].values["provider_identifier"])[1:])


def _top_with_number(_: Family, unit: SampleUnit) -> bool:
    below = unit.children[0] if unit.children else None
    return unit.level == "IO" and unit.number is not None and below is not None and below.number is None


def _nothing_above(family: Family, unit: SampleUnit) -> None:
    gone = {id(unit.number), *map(id, unit.messages)}
    family.others = [story for story in family.others if id(story) not in gone]
    unit.number, unit.messages = None, []
    family.state(unit, location={"state": "None"})


def _unknown_type(family: Family, unit: SampleUnit) -> None:
    family.state(unit, type=UNKNOWN_TYPE)


def _wrong_digit(family: Family, unit: SampleUnit) -> None:
    number = unit.number
    if number is None:
        return
    right, number.key = number.key, numbers.wrong_location_number(unit.place)
    for message in unit.messages:
        message.key = message.key.replace(right, number.key)
    for other in family.units:
        location = other.changes[0].values.get("location")
        if parts_of(location).get("number") == right:
            family.state(other, location={"state": "Own", "number": number.key})


KINDS: Mapping[str, FlawKind] = {
    "orphan": FlawKind(_stays, _orphan),
    "own parent": FlawKind(_stays, _own_parent),
    "institution below institution": FlawKind(lambda f, u: _other_institution(f, u) is not None, _below_institution),
    "number owned twice": FlawKind(lambda f, u: _other_number(f, u) is not None, _second_owner),
    "older than its parent": FlawKind(lambda _, u: u.level == "OU", _before_parent),
    "ydernummer of five digits": FlawKind(lambda _, u: "provider_identifier" in u.changes[0].values, _short),
    "nothing above to inherit": FlawKind(_top_with_number, _nothing_above),
    "unknown type": FlawKind(_stays, _unknown_type),
    "wrong check digit": FlawKind(lambda _, u: u.number is not None, _wrong_digit),
}


def put_flaws(family: Family, so_far: Counter[str]) -> None:
    """Put a family's share of flaws into it, the rarest kind so far that fits one of its units; counts them."""
    for place in range(family.first, family.first + family.size):
        if place % EVERY == EVERY // 2:
            _put(family, place - family.first, so_far)


def _put(family: Family, near: int, so_far: Counter[str]) -> None:
    spoilt = {flaw.code for flaw in family.flaws}
    around = (family.units[near:] + family.units[:near])[:AROUND]
    units = [unit for unit in around if unit.key not in spoilt]
    for name in sorted(KINDS, key=lambda name: so_far[name]):
        for unit in units:
            if KINDS[name].fits(family, unit):
                KINDS[name].put(family, unit)
                family.flaws.append(Flaw(name, unit.key))
                so_far[name] += 1
                return
