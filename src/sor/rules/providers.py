"""The ydernummer of those who treat for the public health insurance: F9, I4, L12. Being wrong keeps no number out."""

from collections.abc import Iterator
from functools import lru_cache

from sor.core.finding import WARNING
from sor.core.identifiers import provider_problem
from sor.rules.asked import Asked
from sor.rules.field_levels import forbidden_on
from sor.rules.rule import Facts, change_rule, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

DIGITS = 6
"""How many digits a ydernummer has today; old ones have up to nine."""

_problem = lru_cache(maxsize=65536)(provider_problem)


@rule("F9", field="provider_identifier", holds="provider_identifier", levels=forbidden_on("provider_identifier"))
def has_a_provider_identifier_as_organisational_unit_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og må ikke have et ydernummer; det må kun organisatoriske enheder (OE).

    Unit {key} is {level} and must not have a provider identifier (ydernummer); only organisational units (OU) may.

    In 2025 every unit with a SHAK code and a ydernummer was of the type supplerende oplysninger; that is no rule.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019); documentation of SOR XML 1.0.0
    """
    yield {"level": unit.level}


@rule(
    "F9", case="hospital", field="provider_identifier", holds="provider_identifier", levels=["OU"],
    reads=["parent"], reads_above=["level", "parent", "type"],
)  # fmt: skip
def has_a_provider_identifier_outside_hospitals_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} står under et hospital og må ikke have et ydernummer.

    Unit {key} stands below a hospital and must not have a provider identifier (ydernummer).

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if around.in_hospital(unit):
        yield {}


@rule("I4", field="provider_identifier", severity=WARNING, holds="provider_identifier")
def has_a_well_formed_provider_identifier(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Ydernummeret {value} på {key} er forkert: det skal bestå af cifre, normalt seks og højst ni.

    Provider identifier (ydernummer) {value} of {key} is wrong: it must consist of digits, normally six, at most nine.

    Source (D/I): SDS notice to chiropractors (29 May 2024); documentation of SOR XML 1.0.0
    """
    if unit.provider_identifier and _problem(unit.provider_identifier):
        yield {"value": unit.provider_identifier}


@rule("I4", case="length", field="provider_identifier", severity=WARNING, holds="provider_identifier")
def has_a_provider_identifier_of_six_digits(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Ydernummeret {value} på {key} har {count} cifre; et ydernummer har seks.

    Provider identifier (ydernummer) {value} of {key} has {count} digits; a ydernummer has six.

    Fewer: most likely leading zeros were lost. More: SDS once put 99 in front of duplicates (L12). Ydernumre are
    compared without leading zeros.

    Source (D/I): SDS notice to chiropractors (29 May 2024); SDS "Tidligere ændringer"
    """
    value = unit.provider_identifier
    if value and len(value) != DIGITS and not _problem(value):
        yield {"value": value, "count": len(value)}


@change_rule("I4", "create", "edit", case="new", field="provider_identifier")
def gets_a_provider_identifier_of_six_digits(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Det nye ydernummer »{value}« på {key} skal have netop seks cifre.

    The new provider identifier (ydernummer) "{value}" of {key} must have just six digits.

    One that stood there before is left alone.

    Source (D/I): SDS notice to chiropractors (29 May 2024)
    """
    value = asked.given.get("provider_identifier")
    if value in (None, "") or (asked.before is not None and asked.before.provider_identifier == value):
        return
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == DIGITS):
        yield {"value": value}


@rule("L12", field="provider_identifier", severity=WARNING, holds="provider_identifier", reads=["location", "open"])
def is_the_sender_or_leaves_it_to_one_other(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Ydernummeret {value} står på {key} og {others}, men {count} af dem har eget lokationsnummer. Netop én skal have
    det, for den enhed regnes som afsender.

    Provider identifier (ydernummer) {value} is held by {key} and {others}, but {count} of them have a location number
    of their own. Just one should, because that unit counts as the sender.

    Sharing a ydernummer is allowed, and practitioners of one clinic do: silent where they inherit the clinic's number,
    or where a file does not tell. SDS put 99 in front of the duplicates once (Dec 2018). Only the days on which the
    units live at once count.

    Source (D): SDS "Tidligere ændringer"
    """
    others = around.sharing_provider(unit)
    states = [one.state for one in (unit, *others)]
    count = states.count("Own")
    if others and (count > 1 or states.count("None") == len(states)):
        yield {"value": unit.provider_identifier, "others": [other.key for other in others], "count": count}
