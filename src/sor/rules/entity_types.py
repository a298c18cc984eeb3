"""The type of a unit: T1 and its exception T2."""

from collections.abc import Iterable, Iterator

from sor.core.finding import WARNING
from sor.core.subject import LEVELS
from sor.rules.rule import NOTHING, Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

EVERY_UNIT_HAS_A_TYPE = 20121101
"""The day on which SOR XML 2.0.0 was published: before, only organisational units of hospitals had a type (T2)."""


@rule(
    "T1", case="no type", field="type", lacks="type", reads=["level", "parent"], reads_above=["level", "parent", "type"]
)
def has_a_type(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har ingen enhedstype.

    Unit {key} has no entity type.

    Before 1 November 2012 an organisational unit needed one only below a hospital (T2).

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019); documentation of SOR XML 1.0.0 and 2.0.0
    """
    if unit.level != "OU" or around.day >= EVERY_UNIT_HAS_A_TYPE or around.in_hospital(unit):
        yield {}


def is_no_type_of_its_level(unit: UnitFacts, around: Surroundings) -> bool:
    """The unit's type is not known for its level."""
    return unit.level not in around.type_levels.get(unit.type or "", NOTHING)


@rule("T1", field="type", severity=WARNING, holds="type", doubt=is_no_type_of_its_level)
def has_a_known_type(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} har enhedstypen »{value}«, som ikke står på listen over enhedstyper.

    Unit {key} has the entity type "{value}", which is not on the list of entity types.

    A warning, since the official list is not public in full. A type that a file gives by an unknown name keeps that
    name.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    return [{"value": unit.type}] if unit.type not in around.type_levels else NOTHING


@rule(
    "T1",
    case="other level",
    field="type",
    severity=WARNING,
    holds="type",
    levels=LEVELS,
    doubt=is_no_type_of_its_level,
)
def has_a_type_of_its_level(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} er {level}, men enhedstypen {type} kendes kun for {levels}.

    Unit {key} is {level}, but the entity type {type} is known for {levels} only.

    A warning, since about twelve of the types for organisational units are not public.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    levels = around.type_levels.get(unit.type or "")
    if not levels or unit.level in levels:
        return NOTHING
    return [{"level": unit.level, "type": unit.type, "levels": [known for known in LEVELS if known in levels]}]
