"""Location numbers: L2, L3, L4."""

from collections.abc import Iterator
from functools import lru_cache

from sor.core.identifiers import location_number_problem
from sor.rules.rule import Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

_problem = lru_cache(maxsize=65536)(location_number_problem)


@rule("L2", field="location", reads=["location", "open"])
def is_the_only_unit_with_its_number(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret {number} står både på {key} og på {other}.

    Location number {number} is stated by both {key} and {other}.

    Inheriting a number is not stating it. Only the days on which both units live count.

    Source: nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if unit.state == "Own" and len(others := around.others_stating(unit)) == 1:
        yield {"number": unit.number, "other": others[0].key}


@rule("L2", case="several", field="location", reads=["location", "open"])
def is_not_one_of_many_with_its_number(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret {number} står på {key} og på {count} andre enheder, blandt andet {other}.

    Location number {number} is stated by {key} and by {count} other units, {other} among them.

    Source: nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if unit.state == "Own" and len(others := around.others_stating(unit)) > 1:
        yield {"number": unit.number, "count": len(others), "other": others[0].key}


@rule("L2", case="no number", field="location", reads=["location"])
def states_a_number_when_it_is_its_own(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har eget lokationsnummer, men nummeret er ikke oplyst.

    Unit {key} has a location number of its own, but the number is not given.

    Source: nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if unit.state == "Own" and not unit.number:
        yield {}


@rule("L3", field="location", reads=["location", "parent"], reads_above=["location", "parent"])
def has_a_number_to_inherit(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} arver sit lokationsnummer, men ingen enhed over den har et.

    Unit {key} inherits its location number, but no unit above it has one.

    Silent where a parent is unknown: that is H2's matter, and nobody knows what stands above.

    Source: nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if unit.state != "Inherited" or any(above.state == "Own" for above in around.above(unit)):
        return
    if around.is_rooted(unit):
        yield {}


@rule("L4", field="location", reads=["location"])
def has_a_well_formed_number(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Lokationsnummeret {value} på {key} er forkert: det skal have 13 cifre, og det sidste er et kontrolciffer (GS1).

    Location number {value} of {key} is wrong: it must have 13 digits, the last being a check digit (GS1).

    Source: hl7dk/dk-core GLNIdentifier; the numbers in SOR's sample files pass
    """
    if unit.number and unit.state == "Own" and _problem(unit.number):
        yield {"value": unit.number}
