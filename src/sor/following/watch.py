"""One look at the head of the log and at the day, for all in a process that wait for either to move (``CORE`` §20)."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

import structlog

from sor.register import Register
from sor.store import facts, followed, log
from sor.store.followed import FollowedSource, silent_since
from sor.store.reach import Unreachable, WatchedConnection, failures

LOOK = 0.1
"""Seconds between two looks. A look is one short statement on a connection of its own."""

logger = structlog.get_logger()


class Seen(NamedTuple):
    """What a look finds: the last serial, the Danish day by the register's clock, whether the database answered.

    While the database is away all else stays what was seen last. follows: what a copy knows of its source;
    silent: since when nothing is heard of it, empty: it is heard.
    """

    serial: int = 0
    day: int = 0
    is_reachable: bool = False
    follows: FollowedSource | None = None
    silent: str = ""


class Watch:
    """Looks while it runs, in a thread of its own, and wakes who waits as soon as what is seen is not what they saw."""

    def __init__(self, register: Register, look: float = LOOK) -> None:
        self._register = register
        self._look = look
        self._line = WatchedConnection(register.database)
        self._moved = threading.Condition()
        self._waiting: set[Callable[[], None]] = set()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._epoch = ""
        self.seen = Seen()
        """At the last look."""

    def start(self) -> None:
        """Look once, now, and go on looking until ``close``."""
        self.look()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop looking; who still waits is woken."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._line.close()
        self._wake()

    @contextlib.asynccontextmanager
    async def running(self, _: object) -> AsyncIterator[None]:
        """The server's lifespan with the watch beside it."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self.start)
        try:
            yield
        finally:
            await loop.run_in_executor(None, self.close)

    def look(self) -> Seen:
        """Look once and wake who waits for what has moved. One thread at a time. Has another log taken the place of the
        one before, the register forgets what it kept.
        """
        try:
            connection = self._line.connection()
            epoch = facts.get(connection, "epoch") or ""
            if epoch != self._epoch and self._epoch:
                self._register.forget()
            self._epoch = epoch
            serial, follows = log.head_serial(connection), followed.get(connection)
            silent = silent_since(follows, self._register.clock()) if follows is not None else ""
            found = Seen(serial, self._register.today(), is_reachable=True, follows=follows, silent=silent)
        except failures(Unreachable):
            self._line.close()
            found = self.seen._replace(is_reachable=False)
        if found != self.seen:
            with self._moved:
                self.seen = found
            self._wake()
        return found

    def wait(self, last: Seen, within: float) -> Seen:
        """What is seen as soon as it is not ``last``, at the latest after so many seconds. Blocks the thread."""
        with self._moved:
            self._moved.wait_for(lambda: self.seen != last or self._stop.is_set(), within)
            return self.seen

    async def await_move(self, last: Seen, within: float) -> Seen:
        """As ``wait``, for tasks of an event loop; nothing is blocked."""
        loop = asyncio.get_running_loop()
        woken = asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended since; nobody waits there any more
                loop.call_soon_threadsafe(woken.set)

        with self._moved:
            self._waiting.add(wake)
        try:
            if self.seen == last and not self._stop.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(within):
                        await woken.wait()
        finally:
            with self._moved:
                self._waiting.discard(wake)
        return self.seen

    def _run(self) -> None:
        while not self._stop.wait(self._look):
            try:
                self.look()
            except Exception:  # whatever a look does, the next one is made: everybody's answers depend on it
                logger.exception("the head of the log could not be looked at")
        self._register.database.close()  # a demo's clock is asked on this thread's own connection

    def _wake(self) -> None:
        with self._moved:
            self._moved.notify_all()
            waiting = list(self._waiting)
        for wake in waiting:
            wake()
