"""Reminders of plans that wait for somebody's approval: a mail when the deadline is a week off, and one on its last two
days, to whoever of a side that has not agreed may and has an address.
"""

from datetime import datetime, timedelta

from sor.access.authority import AUTHORITY, OWNER_ROLES
from sor.core.day import parse_day, write_day
from sor.core.instant import write_instant
from sor.desk.actors import Actors
from sor.desk.plan_records import PlanRecords
from sor.desk.plan_standing import PlanStandings
from sor.register import Register
from sor.store import actors as people
from sor.store import mails
from sor.store import plans as desk
from sor.store.plans import CHECKED, PlanRow

WHAT = "plan"
"""As the outbox calls such a mail; the plan's number stands behind a colon."""

WEEK, LAST = timedelta(days=7), timedelta(days=1)
"""How long before the deadline the two reminders come."""


class PlanReminders:
    """The reminders of the plans of one register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._actors = Actors(register)
        self._records = PlanRecords(register, self._actors)
        self._standings = PlanStandings(register, self._actors, self._records)

    def put_due(self) -> int:
        """Let a mail wait for each who is to be reminded now and was not yet; gives how many."""
        reader, today = self._register.database.reader(), self._register.today()
        told = 0
        for row in desk.list_plans(reader, (CHECKED,)) if desk.has_deadline(reader) else ():
            begun = _find_begin(row.deadline, today)
            if begun is None:
                continue
            what = f"{WHAT}:{row.number}"
            for who in self._lacking(row):
                if mails.was_made_since(reader, who, what, begun):
                    continue
                with self._register.database.desk.writing() as connection:
                    if not mails.was_made_since(connection, who, what, begun):
                        mails.put(connection, mails.NO_CASE, who, what, write_instant(self._register.clock()))
                        told += 1
        return told

    def _lacking(self, row: PlanRow) -> list[str]:
        """Those with an address who may agree for a side that has not, but the author; by name."""
        missing = {*self._standings.of(row).missing}
        reader = self._register.database.reader()
        held = [one for role in OWNER_ROLES for one in people.rights_with_role(reader, role) if one.place in missing]
        if AUTHORITY in missing:
            held += people.rights_with_role(reader, AUTHORITY)
        names = {one.actor for one in held}
        names |= {who for who, givers in desk.delegations(reader, row.number).items() if names & {*givers}}
        found = [who for who in sorted(names - {row.author}) if self._records.acting(row, who) is not None]
        return [who for who in found if (one := people.actor(reader, who)) is not None and one.email]


def _find_begin(deadline: int, today: int) -> str | None:
    """When the reminder began that is due today, as instants are written; None when none is, or it is too late."""
    if not deadline or today > deadline:
        return None
    last, now = (datetime.fromisoformat(write_day(day)) for day in (deadline, today))
    first = next((last - ahead for ahead in (LAST, WEEK) if now >= last - ahead), None)
    return None if first is None else f"{write_day(parse_day(first.date().isoformat()))}T00:00:00.000000Z"
