"""The identifiers a unit bears: I1, I4, I5. Being wrong keeps no identifier out; the text stays as it was found."""

from collections.abc import Iterator
from functools import lru_cache

from sor.core.finding import WARNING
from sor.core.identifiers import provider_problem, shak_problem, sor_code_problem
from sor.rules.rule import Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

_provider_problem = lru_cache(maxsize=65536)(provider_problem)
_shak_problem = lru_cache(maxsize=65536)(shak_problem)


@rule("I1")
def has_a_well_formed_code(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """SOR-koden {key} er forkert: den skal bestå af et løbenummer, 1000016, 00 og et kontrolciffer (Verhoeff), i alt
    højst 18 cifre.

    SOR code {key} is wrong: it must be a running number, 1000016, 00 and a check digit (Verhoeff), at most 18 digits
    in all.

    Source: nspop 170362180 and 137039807 (SORUS data types)
    """
    if sor_code_problem(unit.key):
        yield {}


@rule("I4", field="provider_identifier", severity=WARNING, reads=["provider_identifier"])
def has_a_well_formed_provider_identifier(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Ydernummeret {value} på {key} er forkert: det skal bestå af cifre, normalt seks og højst ni.

    Provider identifier (ydernummer) {value} of {key} is wrong: it must consist of digits, normally six, at most nine.

    Source: SDS notice to chiropractors (29 May 2024); documentation of SOR XML 1.0.0
    """
    if unit.provider_identifier and _provider_problem(unit.provider_identifier):
        yield {"value": unit.provider_identifier}


@rule("I4", case="length", field="provider_identifier", severity=WARNING, reads=["provider_identifier"])
def has_a_provider_identifier_of_six_digits(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Ydernummeret {value} på {key} har {count} cifre; et ydernummer har seks.

    Provider identifier (ydernummer) {value} of {key} has {count} digits; a ydernummer has six.

    Fewer: most likely leading zeros were lost. More: SDS once put 99 in front of duplicates (L12). Ydernumre are
    compared without leading zeros.

    Source: SDS notice to chiropractors (29 May 2024); SDS "Tidligere ændringer"
    """
    value = unit.provider_identifier
    if value and len(value) != 6 and not _provider_problem(value):
        yield {"value": value, "count": len(value)}


@rule("I5", field="shak", severity=WARNING, reads=["shak"])
def has_a_well_formed_shak_code(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """SHAK-koden {value} på {key} er forkert: den skal have 4, 6 eller 7 tegn, og de første fire er cifre.

    SHAK code {value} of {key} is wrong: it must have 4, 6 or 7 characters, the first four of them digits.

    Whether SHAK knows the code is another matter.

    Source: complete SHAK files of 2010, 2011 and 2025
    """
    if unit.shak and _shak_problem(unit.shak):
        yield {"value": unit.shak}
