"""The type of a unit: T1 and its exception T2."""

from collections.abc import Iterator

from sor.core.finding import WARNING
from sor.core.subject import LEVELS
from sor.rules.rule import Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

HOSPITAL = "22232009"

EVERY_UNIT_HAS_A_TYPE = 20121101
"""The day on which SOR XML 2.0.0 was published: before, only organisational units of hospitals had a type (T2)."""


@rule("T1", case="no type", field="type", reads=["level", "type"], reads_above=["level", "type"])
def has_a_type(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har ingen enhedstype.

    Unit {key} has no entity type.

    Before 1 November 2012 an organisational unit needed one only below a hospital (T2).

    Source: nspop 99449774 (SORUS test protocol, Sept 2019); documentation of SOR XML 1.0.0 and 2.0.0
    """
    if unit.type:
        return
    if unit.level == "OU" and around.day < EVERY_UNIT_HAS_A_TYPE:
        institution = next((above for above in around.above(unit) if above.level == "HI"), None)
        if institution is None or institution.type != HOSPITAL:
            return
    yield {}


@rule("T1", field="type", severity=WARNING, reads=["type"])
def has_a_known_type(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har enhedstypen »{value}«, som ikke står på listen over enhedstyper.

    Unit {key} has the entity type "{value}", which is not on the list of entity types.

    A warning, since the official list is not public in full. A type that a file gives by an unknown name keeps that
    name.

    Source: nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if unit.type and unit.type not in around.type_levels:
        yield {"value": unit.type}


@rule("T1", case="other level", field="type", severity=WARNING, reads=["level", "type"])
def has_a_type_of_its_level(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level}, men enhedstypen {type} kendes kun for {levels}.

    Unit {key} is {level}, but the entity type {type} is known for {levels} only.

    A warning, since about twelve of the types for organisational units are not public.

    Source: nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if not unit.type or unit.level not in LEVELS:
        return
    levels = around.type_levels.get(unit.type)
    if levels and unit.level not in levels:
        yield {"level": unit.level, "type": unit.type, "levels": [known for known in LEVELS if known in levels]}
