"""Where a unit may stand: H1, H2, H3."""

from collections.abc import Iterator

from sor.core.finding import NOTE
from sor.core.subject import LEVELS
from sor.rules.rule import Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

MAY_STAND_BELOW = {"IO": (), "HI": ("IO",), "OU": ("HI", "OU")}


@rule("H1", field="level", reads=["level"])
def is_of_one_level(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har niveauet »{value}«, som hverken er IE, SI eller OE.

    Unit {key} has the level "{value}", which is none of IO, HI and OU.

    Source: nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if unit.level not in LEVELS:
        yield {"value": unit.level or ""}


@rule("H2", field="parent", reads=["level", "parent"], reads_above=["level"])
def stands_below_the_right_level(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og kan ikke stå under {parent}, som er {parent_level}.

    Unit {key} is {level} and cannot stand below {parent}, which is {parent_level}.

    An IO has no parent; an HI stands below an IO, an OU below an HI or an OU.

    Source: nspop 99449774 (SORUS test protocol, Sept 2019); nspop 170362180 and 137039807 (SORUS data types)
    """
    parent = around.parent(unit)
    if parent is None or parent is unit or unit.level not in LEVELS or parent.level not in LEVELS:
        return
    if parent.level not in MAY_STAND_BELOW[unit.level]:
        yield {"level": unit.level, "parent": parent.key, "parent_level": parent.level}


@rule("H2", case="no parent", field="parent", reads=["level", "parent"])
def has_a_parent(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og skal stå under en anden enhed, men har ingen overordnet.

    Unit {key} is {level} and must stand below another unit, but has no parent.

    Source: nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if not unit.parent and unit.level in ("HI", "OU"):
        yield {"level": unit.level}


@rule("H2", case="unknown parent", field="parent", reads=["parent"])
def has_a_known_parent(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} står under {parent}, som ikke findes i registeret.

    Unit {key} stands below {parent}, which is not in the register.

    The unit is an orphan: it keeps the parent it states, and the link heals when that unit arrives.

    Source: nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if unit.parent and unit.parent not in around.units:
        yield {"parent": unit.parent}


@rule("H2", case="own parent", field="parent", reads=["parent"])
def is_not_its_own_parent(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} står som sin egen overordnede.

    Unit {key} is stated as its own parent.

    Source: seen in public lists of units
    """
    if unit.parent == unit.key:
        yield {}


@rule("H2", case="circle", field="parent", reads=["parent"], reads_above=["parent"])
def is_not_above_itself(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} står under {parent}, som selv står under {key}.

    Unit {key} stands below {parent}, which itself stands below {key}.

    Source: follows from H1 and H2
    """
    if unit.key in around.circles:
        yield {"parent": unit.parent}


@rule("H3", severity=NOTE, reads=["level"])
def has_three_levels(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Institutionsejeren {key} har ikke alle tre niveauer (IE, SI og OE) i sit træ og kommer derfor ikke med i de
    officielle udtræk.

    The tree of institution owner {key} lacks one of the three levels (IO, HI and OU), so it does not appear in the
    official extracts.

    No fault: the owner and the institution are created first (H5).

    Source: nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if unit.level == "IO" and unit.key not in around.three_levels:
        yield {}
