"""The deliverer: takes every entry of the log, in order, to those who subscribed to it.

It runs in one process beside the server. Each webhook has a lane of its own, a task that sends one entry after the
other and waits for nobody. Each entry is looked through once for the filters of all, and handed to the lanes that it
concerns; the others sleep on, and have come as far as the head by it. A lane that is behind, or has too much waiting,
goes through the log by itself until it is level. How far each has come is written to the desk twice a second: a process
that is killed delivers some entries a second time, under the same id, and leaves none out.
"""

import asyncio
import contextlib
import ssl
from collections import Counter, OrderedDict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import NamedTuple, TypeVar

import structlog

from sor.clock import Clock
from sor.core.instant import parse_instant, write_instant
from sor.core.log import Entry
from sor.core.shapes import Fields
from sor.following.consumers import Consumer, Consumers
from sor.following.digests import make_due_digests
from sor.following.feed_filter import FeedFilter, FoundUnits, OwnMove, find_for_parts
from sor.following.lane import Concern, Lane
from sor.following.watch import Watch
from sor.following.webhook import NotDelivered, Receiver, sign_delivery
from sor.following.webhook_address import Network
from sor.register import Register
from sor.store import actors, mails, subscriptions
from sor.store.database import Connection
from sor.store.erasures import last_erasure
from sor.store.reach import Unreachable, failures
from sor.store.subscriptions import ACTIVE, MAIL, WEBHOOK, DeliveredTo, SubscriptionRow

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Seconds after the first failure, doubled with each, and after which it is tried at the latest."""

PATIENCE = timedelta(days=3)
"""How long a receiver may fail before it is given up; nothing is lost by it, and its owner is told."""

LOOK = 0.5
"""Seconds between two looks at who subscribes, in which also is written how far each has come."""

LOOKED_THROUGH = 512
"""Entries of which is kept for whom they are, for lanes that are not equally far."""

HANDED_OUT = 50
"""Entries between two looks at who subscribes, at most."""

TOLD_PARKED, TOLD_CLOSED, TOLD_MOVED = "parked", "unit-closed", "unit-moved"
"""As the outbox calls what an owner is told."""

FirstPage = Callable[[Register, Entry], tuple[Fields, Fields]]
Found = TypeVar("Found")

logger = structlog.get_logger()


class DeliveryOptions(NamedTuple):
    """How is delivered. allowed: networks that may be reached although they are not public."""

    allowed: Sequence[Network] = ()
    patience: timedelta = PATIENCE
    look: float = LOOK


class Deliverer:
    """The deliverer of one register. first_page: what is sent of an entry. clock: the real time."""

    def __init__(
        self,
        register: Register,
        first_page: FirstPage,
        options: DeliveryOptions = DeliveryOptions(),  # noqa: B008 (a value that nobody can change)
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._register = register
        self._first_page = first_page
        self._options = options
        self._clock = clock or Clock()
        self._watch = Watch(register)
        self._consumers = Consumers(register)
        self._lanes: dict[str, Lane] = {}
        self._concerns: OrderedDict[int, asyncio.Task[Concern]] = OrderedDict()
        self._head = self._erased = 0
        self._epoch = ""
        self._looking = ThreadPoolExecutor(1, "looking")
        self._desk = ThreadPoolExecutor(1, "desk")
        self._names = ThreadPoolExecutor(32, "names")
        self._context = ssl.create_default_context()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop`` is set."""
        async with contextlib.AsyncExitStack() as ending:
            ending.push_async_callback(self._close)
            await ending.enter_async_context(self._watch.running(None))
            await ending.enter_async_context(self._consumers.running(None))
            ending.push_async_callback(self._end_lanes)
            looked = 0.0
            while not stop.is_set():
                seen = self._watch.seen
                try:
                    if seen.is_reachable and monotonic() - looked >= self._options.look:
                        await self._look_once()
                        looked = monotonic()
                    await self._hand_out(min(seen.serial, self._head + HANDED_OUT))
                except failures(Unreachable, LookupError) as error:
                    logger.warning("the subscriptions could not be read or written", reason=str(error))
                    await asyncio.sleep(self._options.look)
                if self._head >= seen.serial:
                    await _first_of(self._watch.await_move(seen, self._options.look), stop.wait())

    async def _look_once(self) -> None:
        """Write how far the lanes have come; end those that are gone, begin those that are new."""
        await self._write()
        await _in(self._desk, partial(make_due_digests, self._register))
        rows, epoch, head = await _in(self._desk, self._read)
        if epoch != self._epoch:  # at the beginning, and when another log has taken the place of the one before
            self._epoch, self._head = epoch, _front(rows, epoch, head)
            self._concerns.clear()
        wanted = {row.id: row for row in rows}
        for name in [name for name, lane in self._lanes.items() if self._is_over(lane, wanted.get(name))]:
            await self._end(name)
        for name, row in wanted.items():
            if name in self._lanes:
                self._lanes[name].row = row
            else:
                self._begin(row, head)

    def _is_over(self, lane: Lane, row: SubscriptionRow | None) -> bool:
        return row is None or lane.is_given_up or lane.at.epoch != self._epoch

    async def _hand_out(self, head: int) -> None:
        """Hand the entries up to a serial to the lanes that they concern. The others have come as far, asleep."""
        if head > self._head:
            await self._forget_erased()
        for serial in range(self._head + 1, head + 1):
            level = [lane for lane in self._lanes.values() if lane.is_level and lane.at.serial < serial]
            concern = (await self._find_units(serial, level[0].part))[0] if level else None
            # Lanes may have become level meanwhile, with filters for which the entry was not looked through.
            while level := [lane for lane in self._lanes.values() if lane.is_level and lane.at.serial < serial]:
                new = next((one.part for one in level if concern is None or one.part not in concern.found), None)
                if new is None:
                    break
                concern, _ = await self._find_units(serial, new)
            for lane in level:
                if concern is not None and concern.concerns(lane.part):
                    lane.hand(serial)
            self._head = serial

    async def _forget_erased(self) -> None:
        """After an erasure let nothing be sent that was made before it."""
        last = await _in(self._looking, lambda: last_erasure(self._register.database.reader()))
        if last != self._erased:
            self._concerns.clear()
            self._erased = last

    def _read(self) -> tuple[list[SubscriptionRow], str, int]:
        reader = self._register.database.reader()
        rows = [row for kind in (WEBHOOK, MAIL) for row in subscriptions.in_state(reader, kind, ACTIVE)]
        return rows, self._register.facts().get("epoch", ""), self._register.serial()

    def _begin(self, row: SubscriptionRow, head: int) -> None:
        """Go on with one where it was; in another log than it knows, behind what both can have."""
        written = DeliveredTo(row.epoch, row.serial, row.tries, row.next_at, row.failing_since, row.failure)
        is_same = row.epoch == self._epoch
        at = written if is_same else DeliveredTo(self._epoch, min(row.serial, head))
        is_webhook = row.kind == WEBHOOK
        receiver = Receiver(row.url, self._options.allowed, self._names, self._context) if is_webhook else None
        lane = Lane(row, at, receiver)
        lane.written = written
        lane.is_level = at.serial >= self._head
        self._lanes[row.id] = lane
        lane.task = asyncio.create_task(self._keep_delivering(lane))

    async def _end(self, name: str) -> None:
        lane = self._lanes.pop(name)
        if lane.task is not None:
            lane.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await lane.task
        if lane.receiver is not None:
            await lane.receiver.close()

    async def _end_lanes(self) -> None:
        with contextlib.suppress(*failures(Unreachable)):
            await self._write()
        for name in list(self._lanes):
            await self._end(name)

    async def _close(self) -> None:
        for lane in (self._looking, self._desk):
            await _in(lane, self._register.database.close)
        for pool in (self._looking, self._desk, self._names):
            pool.shutdown(wait=False, cancel_futures=True)

    async def _keep_delivering(self, lane: Lane) -> None:
        while True:
            try:
                await self._deliver_next(lane)
            except Exception as error:  # whatever goes wrong with one entry, the lane goes on, and tries it again
                if not isinstance(error, failures(Unreachable)):
                    logger.exception("an entry was not delivered", subscription=lane.row.id, serial=lane.at.serial + 1)
                await asyncio.sleep(FIRST_PAUSE)

    async def _deliver_next(self, lane: Lane) -> None:
        """Wait for the next entry and bring it to its end: it was taken, or concerns others."""
        serial = await self._next(lane)
        _, found = await self._find_units(serial, lane.part)
        if found.units != [] and lane.receiver is None:
            lane.found.append(serial)
        elif found.units != [] and lane.receiver is not None:
            await self._insist(lane, lane.receiver, serial)
        if found.own_move:
            await _in(self._desk, partial(self._tell_of_unit, lane.row, found.own_move))
        lane.pass_over(serial)
        if lane.waiting:
            lane.waiting.popleft()
        if serial % 100 == 0:
            await asyncio.sleep(0)  # who is far behind lets the others go on

    async def _next(self, lane: Lane) -> int:
        """The entry that comes next in a lane: of one that is behind any, of one that is level what it was handed."""
        while True:
            if not lane.is_level and lane.at.serial < self._head:
                return lane.at.serial + 1
            lane.is_level = True
            if lane.waiting:
                lane.pass_over(lane.waiting[0] - 1)
                return lane.waiting[0]
            lane.wake.clear()
            await lane.wake.wait()

    async def _find_units(self, serial: int, part: FeedFilter) -> tuple[Concern, FoundUnits]:
        """What an entry says and what it concerns of a part; looked through once for all that there are."""
        task = self._concerns.get(serial)
        if task is not None and task.done() and (task.exception() or part not in task.result().found):
            task = None
        if task is None:
            parts = {part, *(lane.part for lane in self._lanes.values())}
            task = asyncio.create_task(_in(self._looking, partial(self._look_through, serial, parts)))
            self._concerns[serial] = task
            while len(self._concerns) > LOOKED_THROUGH:
                self._concerns.popitem(last=False)
        concern = task.result() if task.done() else await asyncio.shield(task)
        found = concern.found.get(part)
        return (concern, found) if found is not None else await self._find_units(serial, part)

    def _look_through(self, serial: int, parts: set[FeedFilter]) -> Concern:
        entry = self._register.entry(serial)
        if entry is None:
            raise LookupError(f"the log has no entry {serial}")
        asking = [part for part in parts if part.asks]
        found = dict(find_for_parts(self._register, entry, asking)) if asking else {}
        found |= {part: FoundUnits(None) for part in parts if not part.asks}
        is_wanted = any(one.units != [] for one in found.values())
        shown, beside = self._first_page(self._register, entry) if is_wanted else ({}, {})
        return Concern(shown, beside, found, {})

    async def _insist(self, lane: Lane, receiver: Receiver, serial: int) -> None:
        """Send an entry until it is taken, or its receiver is given up, which ends the lane. Each time what it says
        then: a value may have been erased meanwhile.
        """
        while True:
            if lane.at.next_at:
                pause = (parse_instant(lane.at.next_at) - self._clock()).total_seconds()
                await asyncio.sleep(min(max(pause, 0), LONGEST_PAUSE))
            concern, _ = await self._find_units(serial, lane.part)
            body, now = concern.body(lane.part), self._clock()
            name = f"{lane.at.epoch}-{lane.row.id}-{serial}"
            try:
                await receiver.deliver(sign_delivery(_secrets(lane.row, now), name, now, body), body)
                return
            except NotDelivered as error:
                lane.at = self._note_failure(lane, error)
                if error.is_gone or self._clock() - parse_instant(lane.at.failing_since) >= self._options.patience:
                    lane.written = lane.at  # by what parks it, and by nothing after: it may be resumed at once
                    await _in(self._desk, partial(self._park, lane.row, lane.at))
                    lane.is_given_up = True
                    await asyncio.Event().wait()  # the next look ends the lane

    def _note_failure(self, lane: Lane, error: NotDelivered) -> DeliveredTo:
        now = self._clock()
        pause = timedelta(seconds=min(FIRST_PAUSE * 2 ** min(lane.at.tries, 20), LONGEST_PAUSE))
        since = lane.at.failing_since or write_instant(now)
        return lane.at._replace(
            tries=lane.at.tries + 1, next_at=write_instant(now + pause), failing_since=since, failure=str(error)[:300]
        )

    def _park(self, row: SubscriptionRow, at: DeliveredTo) -> None:
        with self._register.database.desk.writing() as connection:
            subscriptions.reach(connection, [row.id], at)
            if subscriptions.park(connection, row.id):
                self._tell(connection, row, TOLD_PARKED)
        logger.warning("a webhook is given up", subscription=row.id, reason=at.failure)

    def _tell_of_unit(self, row: SubscriptionRow, move: OwnMove) -> None:
        """Let the owner know what became of the unit that the filter names."""
        with self._register.database.desk.writing() as connection:
            self._tell(connection, row, TOLD_CLOSED if move == "closed" else TOLD_MOVED)

    def _tell(self, connection: Connection, row: SubscriptionRow, what: str) -> None:
        if row.kind == MAIL:
            mails.put(connection, mails.NO_CASE, row.id, f"reader-{what}", write_instant(self._register.clock()))
            return
        owner = actors.actor(connection, row.owner)
        if owner is not None and owner.email:
            mails.put(connection, mails.NO_CASE, row.owner, what, write_instant(self._register.clock()))

    async def _write(self) -> None:
        """Write how far those have come that have moved since."""
        moved = [
            (lane, at)
            for lane in self._lanes.values()
            if not lane.is_given_up and lane.written != (at := lane.find_reached(self._head))
        ]
        if not moved:
            return
        laid = {lane.row.id: (at, list(lane.found)) for lane, at in moved if lane.receiver is None}
        reached: dict[DeliveredTo, list[str]] = {}
        for lane, at in moved:
            if lane.receiver is not None:
                reached.setdefault(at, []).append(lane.row.id)
        await _in(self._desk, partial(self._write_reached, reached, laid))
        for lane, at in moved:
            lane.written = at
            if lane.receiver is None:
                del lane.found[: len(laid[lane.row.id][1])]
            elif not lane.part.asks:
                self._consumers.note(Consumer(lane.row.owner), WEBHOOK, at.serial, lane.row.id)

    def _write_reached(
        self, reached: Mapping[DeliveredTo, Sequence[str]], laid: Mapping[str, tuple[DeliveredTo, Sequence[int]]]
    ) -> None:
        with self._register.database.desk.writing() as connection:
            for at, names in reached.items():
                subscriptions.reach(connection, names, at)
            for name, (at, found) in laid.items():
                subscriptions.lay_aside(connection, name, at.epoch, at.serial, found)


def _front(rows: Sequence[SubscriptionRow], epoch: str, head: int) -> int:
    """Where a deliverer that begins looks through entries for all: where most are, so that they go on together."""
    some = Counter(row.serial for row in rows if row.epoch == epoch and row.serial <= head)
    return max(some, key=lambda serial: (some[serial], serial), default=head)


def _secrets(row: SubscriptionRow, now: datetime) -> list[str]:
    """What a delivery is signed with: for a time after a change, the secret before too."""
    is_believed = row.old_secret and row.old_until > write_instant(now)
    return [row.secret, row.old_secret] if is_believed else [row.secret]


async def _in(executor: Executor, work: Callable[[], Found]) -> Found:
    return await asyncio.get_running_loop().run_in_executor(executor, work)


async def _first_of(*waits: Coroutine[object, object, object]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
