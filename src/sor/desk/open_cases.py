"""The cases that concern somebody now: what waits for their answer, what they asked for, and how that was decided."""

from datetime import timedelta
from typing import NamedTuple

from sor.access.authority import Actor
from sor.core.day import day_of, of_date, to_date, write_day
from sor.core.instant import parse_instant
from sor.desk.cases import Cases
from sor.register import Register
from sor.store.cases import APPROVED, ASKED, OPEN, REFUSED, FiledCase, Wanted

MOST = 5
"""So many are shown; all of them stand on the list of cases."""

LATELY = timedelta(days=30)
DECIDED = (APPROVED, REFUSED)


class OpenCase(NamedTuple):
    """A case under way, or decided not long ago. about: the name of its unit, else its code. due, decided: ISO dates,
    the latter empty while it is under way. waits: whether it is the one who looks who has to answer.
    """

    number: int
    kind: str
    about: str
    state: str
    due: str
    decided: str
    waits: bool


def list_open_cases(register: Register, cases: Cases, actor: Actor) -> list[OpenCase]:
    """The first cases that concern an actor: those that wait for the actor's answer, then the others under way, each in
    the order in which they are due; then what the actor asked for and others decided not long ago, the last one first.
    """
    since = of_date(to_date(register.today()) - LATELY)
    decided = [
        row for row in cases.list_cases(actor, Wanted(DECIDED, asker=actor.id))
        if row.decided_at and row.decided_by != actor.id and day_of(parse_instant(row.decided_at)) >= since
    ]  # fmt: skip
    decided.sort(key=lambda row: row.decided_at, reverse=True)
    under_way = [(row, _waits(cases, actor, row)) for row in cases.list_cases(actor, Wanted(OPEN))]
    rows = [*sorted(under_way, key=lambda one: not one[1]), *((row, False) for row in decided)][:MOST]
    units = register.at().summaries(sorted({row.unit for row, _ in rows if row.unit}))
    names = {code: one.get("name") or code for code, one in units.items()}
    return [
        OpenCase(
            row.number, row.kind, names.get(row.unit, row.unit), row.state, write_day(row.due),
            write_day(day_of(parse_instant(row.decided_at))) if row.state in DECIDED else "", waits,
        )
        for row, waits in rows
    ]  # fmt: skip


def _waits(cases: Cases, actor: Actor, row: FiledCase) -> bool:
    """Who has asked is waited for when there is a question; else who decides."""
    is_asked = row.state == ASKED
    return is_asked if row.asker == actor.id else not is_asked and cases.contents.may_decide(actor, row)
