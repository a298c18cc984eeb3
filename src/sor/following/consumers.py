"""Who has seen it: how far each of those who take the register's data, and say who they are, has come.

A position is what was sent, noted in memory beside the answer and written to the desk every ten seconds: nobody waits
for it. What is not written when a process is killed is noted again the next time that the consumer asks.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import structlog

from sor.core.instant import parse_instant, write_instant
from sor.core.shapes import Fields
from sor.register import Register
from sor.store import actors, consumers
from sor.store.consumers import ConsumerRow

FEED, FOLLOWER, KRS, FILES = "feed", "follower", "krs", "files"
"""The doors by which data are taken."""

EVERY = 10.0
"""Seconds between two writings of what was noted."""

SILENT_FOR = timedelta(days=3)
"""A consumer that has not all there is and has asked for nothing for so long has stopped: who fetches nightly has
missed it twice, whatever the hour.
"""

RETIRED_AFTER = timedelta(days=90)
"""A part that a consumer has not asked for so long, while it asked for others of the door, counts no more: a system
that its owner took away keeps nobody behind for ever.
"""

LEVEL, BEHIND, STOPPED = "level", "behind", "stopped"

logger = structlog.get_logger()


class Consumer(NamedTuple):
    """Who takes. id: an actor, or the CVR number of an ID card. name: as the card has it; empty for an actor."""

    id: str
    name: str = ""


class KnownConsumer(NamedTuple):
    """A consumer and how far it has come. contact: where it can be told something, empty when nobody knows. doors: by
    which it takes. serial: up to which it has everything; at: when it last asked. behind: entries it has not. state:
    ``LEVEL``, ``BEHIND`` or ``STOPPED``.
    """

    id: str
    name: str
    contact: str
    doors: tuple[str, ...]
    serial: int
    at: str
    behind: int
    state: str

    def document(self) -> Fields:
        """The consumer as answers show it."""
        return self._asdict() | {"doors": list(self.doors), "contact": self.contact or None}


class Consumers:
    """The consumers of one register."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._noted: dict[tuple[str, str, str], ConsumerRow] = {}
        self._lock = threading.Lock()

    def note(self, who: Consumer | None, door: str, serial: int, part: str = "") -> None:
        """Note that somebody was sent everything up to a serial; nothing of somebody who does not say who they are."""
        if who is None:
            return
        row = ConsumerRow(who.id, door, part, who.name, "", serial, write_instant(self._register.clock()))
        key = who.id, door, part
        with self._lock:
            had = self._noted.get(key)
            self._noted[key] = row if had is None or had.serial <= serial else row._replace(serial=had.serial)

    def write(self) -> None:
        """Write what was noted. What cannot be written is kept for the next time."""
        with self._lock:
            noted, self._noted = self._noted, {}
        if not noted:
            return
        try:
            epoch = self._register.facts().get("epoch", "")
            with self._register.database.desk.writing() as connection:
                for row in noted.values():
                    consumers.note(connection, row._replace(epoch=epoch))
        except BaseException:
            with self._lock:
                self._noted = noted | self._noted
            raise

    def listed(self) -> list[KnownConsumer]:
        """Every consumer by name, as written."""
        connection = self._register.database.reader()
        rows = consumers.listed(connection)
        epoch, head = self._register.facts().get("epoch", ""), self._register.serial()
        now = self._register.clock()
        found = []
        for who, some in groupby(rows, attrgetter("id")):
            positions = [row if row.epoch == epoch else row._replace(serial=0) for row in some]
            last = max(positions, key=attrgetter("at"))
            serial = min(_reached(positions), head)
            actor = actors.actor(connection, who)
            is_silent = parse_instant(last.at) + SILENT_FOR < now
            state = LEVEL if serial >= head else STOPPED if is_silent else BEHIND
            doors = tuple(sorted({row.door for row in positions}))
            name = actor.name if actor is not None else last.name or who
            contact = (actor.email or "") if actor is not None else ""
            found.append(KnownConsumer(who, name, contact, doors, serial, last.at, head - serial, state))
        return sorted(found, key=attrgetter("name", "id"))

    def forget(self, id: str) -> bool:
        """Forget somebody who takes no more; says whether there was one."""
        with self._register.database.desk.writing() as connection:
            is_known = any(row.id == id for row in consumers.listed(connection))
            consumers.forget(connection, id)
        return is_known

    @contextlib.asynccontextmanager
    async def running(self, _: object) -> AsyncIterator[None]:
        """The server's lifespan with the writing beside it; what is left is written at the end."""
        job = asyncio.create_task(self._write_now_and_then())
        try:
            yield
        finally:
            job.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job
            await self._try_to_write()

    async def _write_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self._try_to_write()

    async def _try_to_write(self) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(None, self.write)
        except Exception as error:  # noqa: BLE001 (a database that is away or read-only; it is tried again)
            logger.warning("positions of consumers not written", reason=str(error))


def _reached(positions: Sequence[ConsumerRow]) -> int:
    """The serial up to which somebody has everything: of a door with parts that of the part they are least far with, of
    several doors the farthest.
    """
    doors = [list(some) for _, some in groupby(positions, attrgetter("door"))]
    return max(min(row.serial for row in _in_use(of_door)) for of_door in doors)


def _in_use(of_door: Sequence[ConsumerRow]) -> list[ConsumerRow]:
    last = max(parse_instant(row.at) for row in of_door)
    return [row for row in of_door if parse_instant(row.at) + RETIRED_AFTER > last]


def seen_by(known: Iterable[KnownConsumer], serial: int) -> tuple[list[KnownConsumer], list[KnownConsumer]]:
    """Who has an entry, and who has not."""
    everybody = list(known)
    return [one for one in everybody if one.serial >= serial], [one for one in everybody if one.serial < serial]
