"""What waits before the writers' threads: callers take turns, so that one caller's hundred do not stand before
another's one, and whoever only reads has threads of its own.
"""

import asyncio
import contextlib
import contextvars
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from litestar.types import Receive

from sor.endpoints.http.counted_address import counted_address
from sor.endpoints.http.request import HttpRequest
from sor.register import BRIEFLY, TakesLong
from sor.store.unavailable import Unavailable

MOST_WAITING = 200
"""Requests that wait in one queue of one process; beyond them the caller with the most is told to come again."""

T = TypeVar("T")
Gone = Callable[[], Awaitable[None]]
"""Waits until the client has given up."""


class Crowded(Unavailable):
    """More wait than are let in, or the client has given up waiting; nothing was done."""


class FairQueue:
    """Does work in threads of its own, callers in turn, each caller's in order. Of one event loop; needs no lock.

    long: where work that turns out to take long is begun again, so that nobody waits here for it.
    """

    def __init__(
        self, name: str, threads: int, most_waiting: int = MOST_WAITING, long: "FairQueue | None" = None
    ) -> None:
        self.name = name
        self._long = long
        self.turned_away = 0
        """How many were told to come again, because too many waited."""
        self.given_up = 0
        """How many clients gave up while they waited, so that nothing was done for them."""
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._free = threads
        self._most = most_waiting
        self._waiting: OrderedDict[Hashable, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return sum(map(len, self._waiting.values()))

    async def run(self, caller: Hashable, gone: Gone, work: Callable[[], T], *, may_begin_again: bool = False) -> T:
        """Do something when it is the caller's turn. gone: ends when the client has given up; then nothing is done.
        may_begin_again: whether it has done nothing yet when it raises TakesLong; then it waits for a turn among what
        is long.

        Raises Crowded when too many wait, or the client is gone.
        """
        if self._long is None or not may_begin_again:
            return await self._run(caller, gone, work, is_brief=False)
        try:
            return await self._run(caller, gone, work, is_brief=True)
        except TakesLong:
            return await self._long.run(caller, gone, work)

    async def _run(self, caller: Hashable, gone: Gone, work: Callable[[], T], *, is_brief: bool) -> T:
        async with self.turn(caller, gone):
            context = contextvars.copy_context()
            context.run(BRIEFLY.set, is_brief)
            return await asyncio.get_running_loop().run_in_executor(self._threads, partial(context.run, work))

    @contextlib.asynccontextmanager
    async def turn(self, caller: Hashable, gone: Gone) -> AsyncIterator[None]:
        """The caller's turn, for what takes no thread. Raises as ``run`` does."""
        await self._turn(caller, gone)
        try:
            yield
        finally:
            self._pass_on()

    async def _turn(self, caller: Hashable, gone: Gone) -> None:
        if self._free:
            self._free -= 1
            return
        self._make_room(caller)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(turn)
        leaving = asyncio.ensure_future(gone())
        try:
            await asyncio.wait({turn, leaving}, return_when=asyncio.FIRST_COMPLETED)
            has_left = leaving.done()
            leaving.cancel()
            await asyncio.wait({leaving})  # awaited itself, its end could not be told from an end of this task
        except asyncio.CancelledError:
            leaving.cancel()
            self._leave(caller, turn)
            raise
        if not leaving.cancelled():
            leaving.exception()  # whatever it was, the client is gone
        if has_left:
            self._leave(caller, turn)
            self.given_up += 1
            raise Crowded("The client gave up while it waited for its turn.")
        turn.result()

    def _make_room(self, caller: Hashable) -> None:
        """Where too many wait, the last of the caller who has most goes: perhaps this one. Raises Crowded."""
        if self.waiting < self._most:
            return
        self.turned_away += 1
        error = Crowded("Too many requests wait for their turn.")
        most = max(self._waiting, key=lambda one: len(self._waiting[one]))
        if len(self._waiting[most]) <= len(self._waiting.get(caller, ())) + 1:
            raise error
        self._waiting[most].pop().set_exception(error)

    def _leave(self, caller: Hashable, turn: "asyncio.Future[None]") -> None:
        """Take one out; one whose turn had come passes it on."""
        if not turn.done():
            self._waiting[caller].remove(turn)
            if not self._waiting[caller]:
                del self._waiting[caller]
        elif turn.exception() is None:
            self._pass_on()

    def _pass_on(self) -> None:
        """A thread is free: the next caller has its turn, and then stands behind all others."""
        if not self._waiting:
            self._free += 1
            return
        caller, turns = self._waiting.popitem(last=False)
        turns.popleft().set_result(None)
        if turns:
            self._waiting[caller] = turns


def await_leaving(receive: Receive) -> Gone:
    """What ends when the client of a request whose body was read has closed its connection."""

    async def wait() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return wait


def address_of(request: HttpRequest) -> str:
    """The address by which a request's caller is counted; empty when it is unknown."""
    return counted_address(request.client.host) if request.client else ""


async def never() -> None:
    """What never ends: for work that no client waits for."""
    await asyncio.Event().wait()


class Queues:
    """The queues of one process. Changes are written one at a time anyway; what is only tried, and secrets, whose check
    is costly on purpose, do not wait for them. Pages of the copy register are long reads, and
    leave threads for others.
    """

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self.sets = FairQueue("sets", 2, most_waiting)
        """Long documents, written or tried: who sends them waits for others who do, and nobody else for them."""
        self.changes = FairQueue("changes", 1, most_waiting, self.sets)
        self.trials = FairQueue("trials", 2, most_waiting, self.sets)
        self.tokens = FairQueue("tokens", 2, most_waiting)
        self.jobs = FairQueue("jobs", 1, most_waiting)
        """Those that are put in line; deciding them has a thread of its own."""
        self.copies = FairQueue("copies", 2, most_waiting)
        self.logins = FairQueue("logins", 8, most_waiting)
        """Those whose provider is being asked, by the address they come from: whoever answers for others, with codes
        that are none, makes the register ask no more than this at once, and others do not wait behind them.
        """

    def __iter__(self) -> Iterator[FairQueue]:
        return iter((self.sets, self.changes, self.trials, self.tokens, self.jobs, self.copies, self.logins))
