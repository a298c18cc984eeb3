"""A consumer that has stopped is told by mail, once each time: nobody misses a copy that nobody looks at."""

import time
from collections.abc import Callable, Iterable

from sor.core.instant import write_instant
from sor.following.consumers import STOPPED, Consumers, KnownConsumer
from sor.register import Register
from sor.store import mails

WHAT = "stopped"
"""As the outbox calls such a mail."""


STAYS = 120.0
"""So many seconds of its own time a process sees a consumer stopped before it is told: after days in which the register
itself was away, or its clock moved, those that go on ask again within half a minute.
"""


class StayedStopped:
    """Which of those that are seen stopped have been so for a while. seconds: how long; now: a clock of seconds."""

    def __init__(self, seconds: float = STAYS, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._now = seconds, now
        self._since: dict[str, float] = {}

    def keep(self, stopped: Iterable[KnownConsumer]) -> list[KnownConsumer]:
        """Those that have been among the stopped at every look since then."""
        now, found = self._now(), list(stopped)
        self._since = {one.key: self._since.get(one.key, now) for one in found}
        return [one for one in found if now - self._since[one.key] >= self._seconds]


def tell_stopped(register: Register, consumers: Consumers, stayed: StayedStopped) -> int:
    """Let a mail wait for each consumer that has stopped and stayed so, has an address and was not told since it last
    asked. Gives how many.
    """
    stopped = stayed.keep(one for one in consumers.list_known() if one.state == STOPPED and one.contact)
    if not stopped:
        return 0
    told = 0
    with register.database.desk.writing() as connection:
        for one in stopped:
            if mails.was_made_since(connection, one.keeper, WHAT, one.at):
                continue
            mails.put(connection, mails.NO_CASE, one.keeper, WHAT, write_instant(register.clock()))
            told += 1
    return told
