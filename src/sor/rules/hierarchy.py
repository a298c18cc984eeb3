"""Where a unit may stand: H1, H2, H3, and what a closing must not leave behind, C6."""

from collections.abc import Iterable, Iterator

from sor.core.day import write_day
from sor.core.finding import NOTE
from sor.core.subject import LEVELS
from sor.rules.rule import NOTHING, Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

RIGHT = frozenset({("HI", "IO"), ("OU", "HI"), ("OU", "OU")})
"""Levels of a unit and of the unit above it; an IO stands below nobody."""

LEVEL_BELOW = {None: "IO"} | {above: level for level, above in sorted(RIGHT)}
"""The level of a unit by that of the unit above it; without one it is an owner."""


def is_oddly_placed(unit: UnitFacts, around: Surroundings) -> bool:
    """Something about the unit and its parent is not as with nearly all: the doubt of what follows, and of D3."""
    parent = around.units.get(unit.parent or "")
    return (
        parent is None
        or (unit.level, parent.level) not in RIGHT
        or parent.closed_to <= around.day
        or not parent.first_from <= unit.first_from < parent.closed_to
        or parent.key == unit.key
        or around.is_in_circle(unit)
    )


@rule("H1", field="level", reads=["level"], about=lambda sort: sort.level not in LEVELS)
def is_of_one_level(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har niveauet »{value}«, som hverken er IE, SI eller OE.

    Unit {key} has the level "{value}", which is none of IO, HI and OU.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    yield {"value": unit.level or ""}


@rule("H2", field="parent", holds="parent", reads=["level"], reads_above=["level"], doubt=is_oddly_placed)
def stands_below_the_right_level(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} er {level} og kan ikke stå under {parent}, som er {parent_level}.

    Unit {key} is {level} and cannot stand below {parent}, which is {parent_level}.

    An IO has no parent; an HI stands below an IO, an OU below an HI or an OU.

    Source (D/I): nspop 99449774 (SORUS test protocol, Sept 2019); nspop 170362180 and 137039807 (SORUS data types)
    """
    parent = around.parent(unit)
    if parent is None or (unit.level, parent.level) in RIGHT or parent is unit:
        return NOTHING
    if unit.level not in LEVELS or parent.level not in LEVELS:
        return NOTHING
    return [{"level": unit.level, "parent": parent.key, "parent_level": parent.level}]


@rule("H2", case="no parent", field="parent", lacks="parent", levels=["HI", "OU"])
def has_a_parent(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og skal stå under en anden enhed, men har ingen overordnet.

    Unit {key} is {level} and must stand below another unit, but has no parent.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    yield {"level": unit.level}


@rule("H2", case="unknown parent", field="parent", holds="parent", doubt=is_oddly_placed)
def has_a_known_parent(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} står under {parent}, som ikke findes i registeret.

    Unit {key} stands below {parent}, which is not in the register.

    The unit is an orphan: it keeps the parent it states, and the link heals when that unit arrives.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    return [{"parent": unit.parent}] if unit.parent and around.find_known(unit.parent) is None else NOTHING


@rule(
    "H2",
    case="closed parent",
    field="parent",
    holds="parent",
    reads=["open"],
    reads_above=["open"],
    doubt=is_oddly_placed,
)
def does_not_begin_below_a_closed_unit(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} begynder {first_from} under {parent}, som er lukket fra {day}.

    Unit {key} begins on {first_from} below {parent}, which is closed from {day}.

    Source (D/I): follows from H2
    """
    parent = around.find_known(unit.parent)
    if parent is None or parent.closed_to > unit.first_from:
        return NOTHING
    return [{"first_from": write_day(unit.first_from), "parent": parent.key, "day": write_day(parent.closed_to)}]


@rule("C6", field="parent", holds="parent", reads=["open"], reads_above=["open"], doubt=is_oddly_placed)
def is_not_left_open_below_a_closed_unit(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} står stadig åben under {parent}, som lukker {day}. Luk den først, flyt den, eller luk hele grenen.

    Unit {key} is still open below {parent}, which closes on {day}. Close it first, move it, or close the whole branch.

    Nobody has documented whether the children must be closed first or close by themselves (C1); refusing is safe, and
    the whole branch can be closed at once. A unit that is moved below a closed one is found here too.

    Source (U/I): this project; admin.stps.dk "Lukning af plejeenhed" on C1
    """
    parent = around.find_known(unit.parent)
    if parent is None or parent.closed_to > around.day or parent.closed_to <= unit.first_from:
        return NOTHING
    return [{"parent": parent.key, "day": write_day(parent.closed_to)}]


@rule("H2", case="own parent", field="parent", holds="parent", doubt=is_oddly_placed)
def is_not_its_own_parent(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} står som sin egen overordnede.

    Unit {key} is stated as its own parent.

    Source (O): seen in public lists of units
    """
    return [{}] if unit.parent == unit.key else NOTHING


@rule("H2", case="circle", field="parent", holds="parent", reads_above=["parent"], doubt=is_oddly_placed)
def is_not_above_itself(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} står under {parent}, som selv står under {key}.

    Unit {key} stands below {parent}, which itself stands below {key}.

    Source (D/I): follows from H1 and H2
    """
    return [{"parent": unit.parent}] if around.is_in_circle(unit) else NOTHING


@rule("H3", severity=NOTE, levels=["IO"])
def has_three_levels(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Institutionsejeren {key} har ikke alle tre niveauer (IE, SI og OE) i sit træ og kommer derfor ikke med i de
    officielle udtræk.

    The tree of institution owner {key} lacks one of the three levels (IO, HI and OU), so it does not appear in the
    official extracts.

    No fault: the owner and the institution are created first (H5).

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if not around.has_three_levels(unit):
        yield {}
