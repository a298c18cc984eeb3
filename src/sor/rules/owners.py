"""The company number of an owner: F2. One text, so one owner has one number, and a number may own several (I3)."""

from collections.abc import Iterator
from functools import lru_cache

from sor.core.finding import WARNING
from sor.core.identifiers import cvr_digit, cvr_problem
from sor.rules.asked import Asked
from sor.rules.field_levels import forbidden_on
from sor.rules.rule import Facts, change_rule, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

_problem = lru_cache(maxsize=65536)(cvr_problem)


@rule("F2", field="cvr", holds="cvr", levels=forbidden_on("cvr"), reads=["parent"], reads_above=["level", "parent"])
def has_a_cvr_number_as_owner_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og må ikke selv have et CVR-nummer; det har institutionsejeren.

    Unit {key} is {level} and must not have a CVR number of its own; its owner has it.

    Silent where the owner is not known: lists without parents repeat the owner's number at every unit.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if around.within(unit).owner is not None:
        yield {"level": unit.level}


@rule("F2", case="form", field="cvr", severity=WARNING, holds="cvr")
def has_a_well_formed_cvr_number(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """CVR-nummeret {value} på {key} er forkert: det skal have otte cifre, der går op i modulus 11.

    CVR number {value} of {key} is wrong: it must have eight digits that pass modulo 11.

    The form is that of the business register; SOR's documents say only that it is a text of eight characters.

    Source (I): nspop 170362180 and 137039807 (SORUS data types)
    """
    value = unit.values["cvr"]
    if _problem(value) and not cvr_digit(value):
        yield {"value": value}


@rule("F2", case="check digit", field="cvr", severity=WARNING, holds="cvr")
def has_a_cvr_number_with_its_check_digit(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """CVR-nummeret {value} på {key} går ikke op i modulus 11: det sidste ciffer skulle være {digit}, hvis de andre
    cifre er rigtige.

    CVR number {value} of {key} does not pass modulo 11: its last digit should be {digit} if the other digits are right.

    The form is that of the business register; SOR's documents say only that it is a text of eight characters.

    Source (I): nspop 170362180 and 137039807 (SORUS data types)
    """
    value = unit.values["cvr"]
    if _problem(value) and (digit := cvr_digit(value)):
        yield {"value": value, "digit": digit}


@change_rule("F2", "create", case="new owner", field="cvr", severity=WARNING)
def names_the_cvr_number_of_a_new_owner(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Den nye institutionsejer {key} har intet CVR-nummer.

    The new institution owner {key} has no CVR number.

    Inferred; data of 2010 have owners without.

    Source (I): SOR XML samples of 26 January 2010 and 12 April 2019
    """
    unit = asked.after
    if unit is not None and unit.level == "IO" and not unit.values.get("cvr"):
        yield {}
