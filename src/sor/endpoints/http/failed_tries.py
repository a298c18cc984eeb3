"""Slows down whoever tries secrets: after some failures within a minute the next wrong one is told to wait.

Counted is one program at one address, in the database: workers share it, and a restart forgets nothing. A right secret
is never held against what was counted: others may stand behind its address, and 256 random bits are not guessed.
"""

from collections.abc import Callable
from datetime import datetime

from sor.clock import Clock
from sor.store import failed_tries
from sor.store.database import Database

WINDOW = 60.0
"""Seconds for which a failure counts."""

FORGIVEN = 5
"""Failures within the window after which the next try waits."""

LONGEST_ADDRESS = 100


class FailedTries:
    """The failures of the last minute in a database. clock: the real time, whatever day a demo's register lives on."""

    def __init__(self, database: Database, clock: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self._clock = clock or Clock()

    def wait(self, client: str, address: str) -> int:
        """Seconds until this program may try again at this address; 0 = now."""
        now, address = self._clock().timestamp(), address[:LONGEST_ADDRESS]
        # Failures in the future were noted by a clock that was set back since; they hold nobody for long.
        found = failed_tries.newest(self._database.reader(), client, address, *_counting(now), FORGIVEN)
        if len(found) < FORGIVEN:
            return 0
        return int(min(found[-1] / 1000 + WINDOW - now, WINDOW)) + 1

    def count_failure(self, client: str, address: str) -> None:
        """Count one failure. Raises an error of the database that says why it cannot be written."""
        now = self._clock().timestamp()
        with self._database.desk.writing() as connection:
            failed_tries.add(connection, client, address[:LONGEST_ADDRESS], int(now * 1000))
            failed_tries.keep_only(connection, *_counting(now))


def _counting(now: float) -> tuple[int, int]:
    """After when, and up to when, a failure counts; in milliseconds."""
    return int((now - WINDOW) * 1000), int((now + WINDOW) * 1000)
