"""The SOR code: I1. Being wrong keeps no unit out; the text stays as it was found."""

from collections.abc import Iterable, Iterator

from sor.core.identifiers import sor_code_problem
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


@change_rule("I1", "create", "edit", "correct", case="chosen")
def leaves_the_code_to_the_register(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """SOR-koden {value} kan ikke vælges for {key}; registeret giver koden. Udelad feltet »code«.

    SOR code {value} cannot be chosen for {key}; the register gives the code. Leave the field "code" out.

    Source (D): nspop 170362180 and 137039807 (SORUS data types)
    """
    value = asked.given.get("code", asked.options.get("code"))
    if value is not None and value != asked.key:
        yield {"value": value}
