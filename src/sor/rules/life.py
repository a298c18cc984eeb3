"""What may be done to a unit that has ended, and what only an operation of its own may do: C2, C8."""

from collections.abc import Iterator

from sor.core.day import write_day
from sor.rules.asked import Asked
from sor.rules.rule import Facts, change_rule
from sor.rules.surroundings import Surroundings

OF_LIVING_UNITS = ("edit", "move", "close", "merge")
"""A correction, a withdrawal, an undo and an annulment may be about what has ended, and so may the note that a unit was
replaced."""


@change_rule("C2", *OF_LIVING_UNITS, case="closed", field="open")
def is_about_a_unit_that_lives(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er lukket den {day} og kan ikke ændres. Opret en ny enhed.

    Unit {key} is closed on {day} and cannot be changed. Create a new unit.

    Source (D): admin.stps.dk "Lukning af plejeenhed" (Behandlingsstedsregisteret guide)
    """
    if asked.kind == "unit" and _has_ended(asked):
        yield {"day": write_day(asked.day)}


@change_rule("C2", "create", "edit", "move", case="reopened", field="open")
def reopens_no_unit(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er lukket og kan ikke genåbnes fra {day}. Registrér den igen; den får en ny kode.

    Unit {key} is closed and cannot be reopened from {day}. Register it again; it gets a new code.

    A closing in force that was a mistake is corrected by the authority; one to come is withdrawn or rescheduled.

    Source (D/I): admin.stps.dk "Lukning af plejeenhed" (Behandlingsstedsregisteret guide)
    """
    if asked.kind == "unit" and _has_ended(asked) and asked.after is not None:
        yield {"day": write_day(asked.day)}


@change_rule("C8", "edit", field="parent")
def moves_by_an_operation_of_its_own(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """En ændring af {key} kan ikke angive en ny overordnet. Brug flytning (move).

    A change of {key} cannot carry a new parent. Use move.

    Source (D): nspop 170362180 and 137039807 (SORUS data types)
    """
    if "parent" in asked.given:
        yield {}


def _has_ended(asked: Asked) -> bool:
    """The unit was alive before the day, and is not on it."""
    return asked.before is None and asked.starts is not None and asked.starts <= asked.day
