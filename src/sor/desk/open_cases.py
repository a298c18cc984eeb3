"""The cases under way that concern somebody: what they asked for, and what waits for their answer."""

from typing import NamedTuple

from sor.access.authority import Actor
from sor.core.day import write_day
from sor.desk.cases import Cases
from sor.register import Register
from sor.store.cases import ASKED, OPEN, FiledCase, Wanted

MOST = 5
"""So many are shown; all of them stand on the list of cases."""


class OpenCase(NamedTuple):
    """A case under way. about: the name of its unit, else its code. due: an ISO date. waits: whether it is the one who
    looks who has to answer.
    """

    number: int
    kind: str
    about: str
    due: str
    waits: bool


def list_open_cases(register: Register, cases: Cases, actor: Actor) -> list[OpenCase]:
    """The first cases that an actor may see and that are not decided: those that wait for the actor's answer before
    others, each in the order in which they are due.
    """
    rows = sorted(
        ((row, _waits(cases, actor, row)) for row in cases.listed(actor, Wanted(OPEN))), key=lambda one: not one[1]
    )[:MOST]
    units = register.at().summaries(sorted({row.unit for row, _ in rows if row.unit}))
    return [
        OpenCase(row.number, row.kind, (units[row.unit].get("name") if row.unit in units else "") or row.unit,
                 write_day(row.due), waits)
        for row, waits in rows
    ]  # fmt: skip


def _waits(cases: Cases, actor: Actor, row: FiledCase) -> bool:
    """Who has asked is waited for when there is a question; else who decides."""
    is_asked = row.state == ASKED
    return is_asked if row.asker == actor.id else not is_asked and cases.contents.may_decide(actor, row)
