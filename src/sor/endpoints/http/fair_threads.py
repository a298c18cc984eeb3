"""The threads in which everybody is answered who only reads: no caller has more than half of them, callers take turns
for the others, of whom the one comes first who cost least lately, and nothing is looked up for who has left.
"""

import asyncio
import os
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import ContextVar
from threading import Lock
from typing import NamedTuple, ParamSpec, TypeVar

from litestar.types import HTTPScope

from sor.endpoints.http.counted_address import counted_address
from sor.endpoints.http.fair_queue import MOST_WAITING, Crowded
from sor.endpoints.http.half_sent import LINE
from sor.endpoints.http.leaving import READING
from sor.endpoints.http.spending import Spending

P = ParamSpec("P")
T = TypeVar("T")


class WhoAsks(NamedTuple):
    """Who a thread works for. address: by which the caller is counted. has_left: whether nobody waits any more."""

    address: str
    has_left: Callable[[], bool]


OURS = WhoAsks("", lambda: False)
UNKNOWN = "unknown"
"""The address of whoever has none, as behind a socket of the system."""

ASKER: ContextVar[WhoAsks] = ContextVar("ASKER", default=OURS)
"""Of the request that is being answered; OURS for what the server does by itself."""


class Waiting(NamedTuple):
    """What waits for a thread. begin: False when nobody wants it any more. refuse: instead of doing it."""

    asker: WhoAsks
    begin: Callable[[], bool]
    refuse: Callable[[Crowded], None]
    work: Callable[[], None]


def usual_threads() -> int:
    """As many as a loop has by itself."""
    return min(32, (os.cpu_count() or 1) + 4)


class FairThreads:
    """By what a loop runs handlers. What the server does by itself waits for nobody's turn."""

    name = "readers"

    def __init__(
        self, threads: int = 0, most_waiting: int = MOST_WAITING, spending: Spending | None = None
    ) -> None:  # fmt: skip
        self._all = threads or usual_threads()
        self._threads = ThreadsOfLoop(self, self._all)
        self.turned_away = 0
        """How many were told to come again, because too much of theirs waited."""
        self.given_up = 0
        """How many clients left while they waited, so that nothing was looked up for them."""
        self._each = max(1, self._all // 2)
        self._most = most_waiting
        self._lock = Lock()
        self._working = 0
        self._spending = spending or Spending()
        self._busy: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[Waiting]] = OrderedDict()

    @asynccontextmanager
    async def running(self, _: object) -> AsyncIterator[None]:
        """A server's lifespan in which whatever is handed to the loop's threads is handed to these. New ones: the loop
        ends them with itself, and an application may be started again in another.
        """
        self._threads = ThreadsOfLoop(self, self._all)
        asyncio.get_running_loop().set_default_executor(self._threads)
        yield

    @property
    def waiting(self) -> int:
        """How many wait now."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Do something when it is the turn of who asks. Its future raises Crowded when too much of theirs waits, or
        they have left.
        """
        asker = ASKER.get()
        future: Future[T] = Future()

        def work() -> None:
            try:
                found = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 (handed to who waits, as every executor does)
                future.set_exception(error)
            else:
                future.set_result(found)

        with self._lock:
            mine = self._waiting.setdefault(asker.address, deque())
            if len(mine) >= self._most and asker is not OURS:
                self.turned_away += 1
                future.set_exception(Crowded("Too many requests of this caller wait for a thread."))
                return future
            mine.append(Waiting(asker, future.set_running_or_notify_cancel, future.set_exception, work))
            is_one_more = self._working < self._all and self._may(asker.address)
            self._working += is_one_more
        if is_one_more:
            self._threads.begin(self._work)
        return future

    def _work(self) -> None:
        """Do what waits, a caller's one after another's, until nothing is left that may be done now."""
        try:
            while (one := self._take()) is not None:
                self._do(one)
        except BaseException:  # no memory for the next one: another thread may begin in the place of this
            with self._lock:
                self._working -= 1
            raise

    def _do(self, one: Waiting) -> None:
        begun = self._spending.now()
        try:
            if one.asker.has_left():
                self.given_up += 1
                one.refuse(Crowded("The client left while it waited for a thread."))
            else:
                one.work()
        finally:
            with self._lock:
                if one.asker is not OURS:
                    self._spending.add(one.asker.address, self._spending.now() - begun)
                self._busy[one.asker.address] -= 1
                if not self._busy[one.asker.address]:
                    del self._busy[one.asker.address]

    def _take(self) -> Waiting | None:
        """The next whose caller has not its half of the threads already; that caller then stands behind all others."""
        with self._lock:
            while (address := self._next()) is not None:
                mine = self._waiting[address]
                self._waiting.move_to_end(address)
                one = mine.popleft() if mine else None
                if not mine:
                    del self._waiting[address]
                if one is not None and one.begin():
                    self._busy[address] += 1
                    return one
            self._working -= 1
            return None

    def _next(self) -> str | None:
        if OURS.address in self._waiting:
            return OURS.address
        return min(filter(self._may, self._waiting), key=self._spending.lately, default=None)  # of equals the first

    def _may(self, address: str) -> bool:
        return address == OURS.address or self._busy[address] < self._each


class ThreadsOfLoop(ThreadPoolExecutor):
    """The threads as a loop has them: what it hands in waits for the turn of who asks."""

    def __init__(self, fair: FairThreads, threads: int) -> None:
        super().__init__(threads, thread_name_prefix=fair.name)
        self._fair = fair

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """As ``FairThreads.submit``."""
        return self._fair.submit(fn, *args, **kwargs)

    def begin(self, work: Callable[[], None]) -> None:
        """Begin at once, in a thread that has nothing to do."""
        super().submit(work)


def works_for(scope: HTTPScope) -> WhoAsks:
    """Who asks by a request. Only who reads may leave: of what changes something, all that was begun is done."""
    client, is_cut = scope.get("client"), scope.get("state", {}).get(LINE)
    has_left = is_cut if is_cut is not None and scope["method"] in READING else OURS.has_left
    return WhoAsks(counted_address(client[0]) if client else UNKNOWN, has_left)
