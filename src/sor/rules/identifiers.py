"""The SOR code: I1; the P-number: I7. Being wrong keeps no unit out; the text stays as it was found."""

from collections.abc import Iterable, Iterator

from sor.core.finding import WARNING
from sor.core.identifiers import production_unit_problem, sor_code_problem
from sor.rules.asked import Asked
from sor.rules.rule import NOTHING, Facts, change_rule, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

NEW = "#"
"""How the name begins by which a set calls a unit that it makes; its code comes with the saving."""


@rule("I1")
def has_a_well_formed_code(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """SOR-koden {key} er forkert: den skal bestå af et løbenummer, 1000016, 00 og et kontrolciffer (Verhoeff), i alt
    højst 18 cifre.

    SOR code {key} is wrong: it must be a running number, 1000016, 00 and a check digit (Verhoeff), at most 18 digits
    in all.

    Source (D): nspop 170362180 and 137039807 (SORUS data types)
    """
    return [{}] if sor_code_problem(unit.key) and not unit.key.startswith(NEW) else NOTHING


@rule("I7", field="production_unit", severity=WARNING, holds="production_unit")
def has_a_well_formed_production_unit_number(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """P-nummeret {value} på {key} er forkert: det skal have ti cifre.

    P-number {value} of {key} is wrong: it must have ten digits.

    The number of a production unit in the business register (CVR); no check digit of it is public.

    Source (D): nspop 87377159 (types of SORUS)
    """
    value = unit.values["production_unit"]
    if production_unit_problem(value):
        yield {"value": value}


@change_rule("I1", "create", "edit", "correct", case="chosen")
def leaves_the_code_to_the_register(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """SOR-koden {value} kan ikke vælges for {key}; registeret giver koden. Udelad feltet »code«.

    SOR code {value} cannot be chosen for {key}; the register gives the code. Leave the field "code" out.

    Source (D): nspop 170362180 and 137039807 (SORUS data types)
    """
    value = asked.given.get("code", asked.options.get("code"))
    if value is not None and value != asked.key:
        yield {"value": value}
