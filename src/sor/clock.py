"""The clocks. Doors ask one once per request and pass the time on; nothing else knows what time it is."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sor.store import facts
from sor.store.database import Connection, Database
from sor.store.reach import failures

AHEAD = "demo_clock"
"""The fact that says by how many microseconds a demo's clock is ahead of the computer's."""


class Clock:
    """The computer's time; moved so that the first moment is a given one."""

    def __init__(self, starts_at: datetime | None = None) -> None:
        self._offset = timedelta(0) if starts_at is None else starts_at - datetime.now(UTC)

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC) + self._offset


class DemoClock:
    """The time of a demo: one for all its processes, because what moves it stands in its database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """Now, in UTC; while the database is away, by what it said last."""
        with suppress(*failures()):
            self._ahead = ahead(self._database.reader()) or timedelta(0)
        return datetime.now(UTC) + self._ahead


def ahead(connection: Connection) -> timedelta | None:
    """How far a demo's clock is ahead of the computer's; None when it was never set."""
    found = facts.get(connection, AHEAD)
    return None if found is None else timedelta(microseconds=int(found))


def set_clock(connection: Connection, instant: datetime) -> None:
    """Let this be the present moment of a demo."""
    facts.put(connection, AHEAD, str((instant - datetime.now(UTC)) // timedelta(microseconds=1)))
