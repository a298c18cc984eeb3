"""Digests: when the next one comes, and letting those wait in the outbox whose time has come."""

from datetime import datetime, time, timedelta

import msgspec

from sor.core.day import DENMARK
from sor.core.instant import write_instant
from sor.register import Register
from sor.store import mails, subscriptions

DAILY, WEEKLY = "daily", "weekly"
PERIODS = (DAILY, WEEKLY)
HOUR = time(6, tzinfo=DENMARK)
"""When digests are made, in Danish time; weekly ones on Mondays."""

LONGEST = timedelta(days=8)
"""No digest is further away."""

WHAT = "digest"
"""As the outbox calls such a mail."""


def next_digest(now: datetime, every: str) -> str:
    """When the next digest is made, as an instant."""
    today = now.astimezone(DENMARK).date()
    days = 7 - today.weekday() if every == WEEKLY else 1
    return write_instant(datetime.combine(today + timedelta(days=days), HOUR))


def make_due_digests(register: Register) -> int:
    """Let the digests wait whose time has come and that have something to tell; how many."""
    now = register.clock()
    due = write_instant(now), write_instant(now + LONGEST)
    if not subscriptions.due_digests(register.database.reader(), *due):
        return 0
    made = 0
    with register.database.desk.writing() as connection:
        for row in subscriptions.due_digests(connection, *due):
            pending, sending = msgspec.json.decode(row.pending), msgspec.json.decode(row.sending)
            told = msgspec.json.encode([*sending, *pending]).decode()
            subscriptions.put_digest(connection, row.id, "[]", told, next_digest(now, row.every))
            if pending and not mails.has_unsettled(connection, WHAT, recipient=row.id):
                mails.put(connection, mails.NO_CASE, row.id, WHAT, write_instant(now))
                made += 1
    return made
