"""The number of a pharmacy: F13."""

import re
from collections.abc import Iterator

from sor.core.finding import WARNING
from sor.rules.rule import Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

PHARMACIES = frozenset({"264372000", "557501000005109"})
"""Pharmacy, and pharmacy branch, a type made later."""

_FORM = re.compile(r"[0-9]+,[0-9]+")


@rule("F13", field="pharmacy_identifier", holds="pharmacy_identifier", levels=["IO", "HI"], reads=["type"])
def has_a_pharmacy_number_as_pharmacy_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er ikke et apotek og må ikke have et apoteksnummer.

    Unit {key} is not a pharmacy and must not have a pharmacy number.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019); nspop 170362180 and 137039807 (SORUS data types)
    """
    if unit.level == "IO" or unit.type not in PHARMACIES:
        yield {}


@rule(
    "F13", case="below", field="pharmacy_identifier", severity=WARNING, holds="pharmacy_identifier", levels=["OU"],
    reads=["parent"], reads_above=["level", "parent", "type"],
)  # fmt: skip
def has_a_pharmacy_number_as_institution(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Apoteksnummeret på {key} bør stå på apoteket (SI), ikke på en enhed under det.

    The pharmacy number of {key} should stand at the pharmacy (HI), not at a unit below it.

    The sources contradict each other: the data of 2010 have it below.

    Source (C): nspop 99449774 (SORUS test protocol, Sept 2019) versus SOR XML sample of 26 January 2010
    """
    institution = around.within(unit).institution
    if institution is None or institution.type in PHARMACIES:
        yield {}


@rule(
    "F13", case="elsewhere", field="pharmacy_identifier", holds="pharmacy_identifier", levels=["OU"],
    reads=["parent"], reads_above=["level", "parent", "type"],
)  # fmt: skip
def has_a_pharmacy_number_in_a_pharmacy_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} må ikke have et apoteksnummer, fordi {institution} ikke er et apotek.

    Unit {key} must not have a pharmacy number, because {institution} is not a pharmacy.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019); nspop 170362180 and 137039807 (SORUS data types)
    """
    institution = around.within(unit).institution
    if institution is not None and institution.type not in PHARMACIES:
        yield {"institution": institution.key}


@rule("F13", case="form", field="pharmacy_identifier", severity=WARNING, holds="pharmacy_identifier")
def has_a_well_formed_pharmacy_number(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Apoteksnummeret »{value}« på {key} er forkert: det skal være apotek, komma, filial (362,1).

    Pharmacy number "{value}" of {key} is wrong: it must be pharmacy, comma, branch (362,1).

    A warning: the form is that of one sample.

    Source (O): SOR XML sample of 26 January 2010
    """
    value = unit.values["pharmacy_identifier"]
    if not _FORM.fullmatch(value):
        yield {"value": value}
