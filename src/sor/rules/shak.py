"""The SHAK code of a unit: F14, I5, and the end of SHAK. Several units may have the same one (I6)."""

from collections.abc import Iterator
from functools import lru_cache

from sor.core.day import write_day
from sor.core.finding import WARNING
from sor.core.identifiers import SHAK_LAST_DAY, shak_problem
from sor.rules.asked import Asked
from sor.rules.field_levels import forbidden_on
from sor.rules.rule import Facts, change_rule, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

_problem = lru_cache(maxsize=65536)(shak_problem)


@rule("F14", field="shak", holds="shak", levels=forbidden_on("shak"))
def has_no_shak_code_as_owner(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og må ikke have en SHAK-kode.

    Unit {key} is {level} and must not have a SHAK code.

    The same code may stand on several units.

    Source (D): documentation of SOR XML 1.0.0
    """
    yield {"level": unit.level}


@change_rule("F14", "create", "edit", case="unknown code", field="shak")
def gets_a_shak_code_that_exists(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """SHAK-koden {value} på {key} findes ikke i SHAK den {day}.

    The SHAK code {value} of {key} does not exist in SHAK on {day}.

    Only official codes may be used. Said only where the register holds SHAK: the option ``shak_known`` tells whether
    the code is there.

    Source (D): documentation of SOR XML 1.0.0
    """
    if asked.options.get("shak_known") is False and _newly_stated(asked):
        yield {"value": asked.given["shak"], "day": write_day(asked.day)}


@rule("I5", field="shak", severity=WARNING, holds="shak")
def has_a_well_formed_shak_code(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """SHAK-koden {value} på {key} er forkert: den skal have 4, 6 eller 7 tegn, og de første fire er cifre.

    SHAK code {value} of {key} is wrong: it must have 4, 6 or 7 characters, the first four of them digits.

    Whether SHAK knows the code is another matter (F14).

    Source (O): complete SHAK files of 2010, 2011 and 2025
    """
    if unit.shak and _problem(unit.shak):
        yield {"value": unit.shak}


@change_rule("SHAK", "create", "edit", "shak", field="shak")
def states_no_shak_code_after_the_end_of_shak(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """SHAK-koden {value} kan ikke angives fra {day}: SHAK ophører, og sidste dag er {last}.

    SHAK code {value} cannot be stated from {day}: SHAK ends, and its last day is {last}.

    The last day is a setting (``SOR_SHAK_END``, option ``shak_end``). Until it regions keep their codes of 6 and 7
    characters. Ending a code, and leaving one that stands already, is always allowed; so is a correction of the past.

    Source (O/I): complete SHAK file of June 2025, in which every open code ends on 30 June 2026
    """
    last = asked.options.get("shak_end") or SHAK_LAST_DAY
    if asked.day > last and (_states_a_code(asked) if asked.op == "shak" else _newly_stated(asked)):
        value = asked.key if asked.op == "shak" else asked.given["shak"]
        yield {"value": value, "day": write_day(asked.day), "last": write_day(last)}


def _states_a_code(asked: Asked) -> bool:
    """A code is made or changed, not ended."""
    return not asked.options.get("close") and asked.given.get("open") is not False


def _newly_stated(asked: Asked) -> bool:
    value = asked.given.get("shak")
    return value not in (None, "") and (asked.before is None or asked.before.shak != value)
