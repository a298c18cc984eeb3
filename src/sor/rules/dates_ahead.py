"""How far ahead a change must be dated, per door: D2. The past is changed by a correction only."""

from collections.abc import Iterator
from datetime import timedelta

from sor.core.day import of_date, to_date, write_day
from sor.rules.asked import Asked
from sor.rules.rule import Facts, change_rule
from sor.rules.surroundings import Surroundings

SORUS = "sorus"
CREATE, EDIT, NOT_YET_STARTED = 7, 1, 7
"""Days: a creation ahead of today, a change ahead of today, a change of a coming unit after its registration."""

CHANGES = ("edit", "move", "replace", "close", "merge", "reschedule")
DATED = ("create", *CHANGES, "number", "shak", "edi")
"""The operations that take effect on a day of their own; ``correct`` alone may name any day."""


@change_rule("D2", "create", case="create")
def creates_a_unit_a_week_ahead(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} kan tidligst oprettes fra {earliest}, syv dage frem; der er sendt {day}.

    Unit {key} can be created from {earliest} at the earliest, seven days ahead; {day} was sent.

    Through SORUS only; other doors take today.

    Source (D): nspop 99442840 (SORUS use case 1)
    """
    yield from _too_early(asked, _after(asked.today, CREATE), SORUS)


@change_rule("D2", *CHANGES, case="edit")
def changes_an_active_unit_a_day_ahead(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} kan tidligst ændres fra {earliest}, dagen efter i dag; der er sendt {day}.

    Unit {key} can be changed from {earliest} at the earliest, the day after today; {day} was sent.

    Through SORUS only; other doors take today.

    Source (D): nspop 99442944 (SORUS use case 2)
    """
    if asked.kind == "unit" and not (_is_coming(asked) and asked.created is not None):
        yield from _too_early(asked, _after(asked.today, EDIT), SORUS)


@change_rule("D2", *CHANGES, case="not yet started")
def changes_a_coming_unit_a_week_after_its_creation(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er endnu ikke begyndt og kan tidligst ændres fra {earliest}, syv dage efter dens oprettelse
    {created}; der er sendt {day}.

    Unit {key} has not begun yet and can be changed from {earliest} at the earliest, seven days after its creation on
    {created}; {day} was sent.

    Through SORUS only. The day of creation is read as the day on which the unit was registered; the document does not
    say whether it means that day or the first day of the unit's life.

    Source (D/U): nspop 99442944 (SORUS use case 2)
    """
    if asked.kind == "unit" and _is_coming(asked) and asked.created is not None:
        earliest = _after(asked.created, NOT_YET_STARTED)
        for facts in _too_early(asked, earliest, SORUS):
            yield {**facts, "created": write_day(asked.created)}


@change_rule("D2", *DATED, case="past")
def changes_nothing_in_the_past(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Dagen for {key} skal være i dag, {earliest}, eller senere; der er sendt {day}. Fortiden ændres kun ved en
    rettelse.

    The day for {key} must be today, {earliest}, or later; {day} was sent. The past is changed by a correction only.

    Through the web, REST, the command line and the municipalities' synchronisation; for SORUS what is above is
    stricter, and what it says of message types and numbers is this.

    Source (D/I): nspop 99442840 and 99442944 (SORUS use cases 1 and 2)
    """
    if asked.door != SORUS or asked.kind != "unit":
        yield from _too_early(asked, asked.today, asked.door)


def _too_early(asked: Asked, earliest: int, door: str) -> Iterator[Facts]:
    if asked.door == door and asked.day < earliest:
        yield {"earliest": write_day(earliest), "day": write_day(asked.day)}


def _is_coming(asked: Asked) -> bool:
    """The unit's life is known but has not begun."""
    return asked.starts is not None and asked.starts > asked.today


def _after(day: int, days: int) -> int:
    return of_date(to_date(day) + timedelta(days=days))
