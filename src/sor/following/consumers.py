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
from sor.store.actors import ActorRow
from sor.store.consumers import ConsumerRow
from sor.store.database import Connection

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
    """A consumer and how far it has come. system: of its ID card, empty for an actor. contact: where it can be told
    something, and keeper the actor whose address that is: itself, or for a card an actor of its CVR number; both are
    empty when nobody is known. doors: by which it takes. serial: up to which it has everything; at: when it last asked.
    behind: entries it has not. state: ``LEVEL``, ``BEHIND`` or ``STOPPED``.
    """

    id: str
    name: str
    system: str
    contact: str
    keeper: str
    doors: tuple[str, ...]
    serial: int
    at: str
    behind: int
    state: str

    @property
    def key(self) -> str:
        """By which it is told from every other."""
        return f"{self.id}/{self.system}" if self.system else self.id

    def document(self) -> Fields:
        """The consumer as answers show it."""
        told = self._asdict() | {
            "doors": list(self.doors), "contact": self.contact or None, "system": self.system or None,
        }  # fmt: skip
        del told["keeper"]
        return told


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

    def list_known(self) -> list[KnownConsumer]:
        """Every consumer by name, as written."""
        connection = self._register.database.reader()
        epoch = self._register.facts().get("epoch", "")
        found = []
        for who, some in groupby(consumers.list_positions(connection), attrgetter("id")):
            positions = [row if row.epoch == epoch else row._replace(serial=0) for row in some]
            doors = [list(of_door) for _, of_door in groupby(positions, attrgetter("door"))]
            in_use = sorted((row for of_door in doors for row in _leave_out_retired(of_door)), key=_system)
            found += [
                self._make_known(connection, who, system, list(own)) for system, own in groupby(in_use, key=_system)
            ]
        return sorted(found, key=attrgetter("name", "id", "system"))

    def _make_known(
        self, connection: Connection, who: str, system: str, positions: Sequence[ConsumerRow]
    ) -> KnownConsumer:
        """A consumer from its positions, those of one door together."""
        head, last = self._register.serial(), max(positions, key=attrgetter("at"))
        serial = min(_find_reached(positions), head)
        actor = actors.actor(connection, who)
        keeper = actor if actor is not None else _keeper(connection, who, system)
        is_silent = parse_instant(last.at) + SILENT_FOR < self._register.clock()
        state = LEVEL if serial >= head else STOPPED if is_silent else BEHIND
        doors = tuple(sorted({row.door for row in positions}))
        name = actor.name if actor is not None else last.name or who
        contact = (keeper.email or "") if keeper is not None else ""
        keeps = keeper.id if keeper is not None and contact else ""
        return KnownConsumer(who, name, system, contact, keeps, doors, serial, last.at, head - serial, state)

    def forget(self, id: str) -> bool:
        """Forget somebody who takes no more; says whether there was one. A CVR number alone: all its systems."""
        with self._register.database.desk.writing() as connection:
            gone = [row for row in consumers.list_positions(connection) if id in (row.id, f"{row.id}/{_system(row)}")]
            for row in gone:
                consumers.forget(connection, row)
        return bool(gone)

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


def _keeper(connection: Connection, cvr: str, system: str) -> ActorRow | None:
    """The actor of a card's CVR number who is told something: the one that bears the name of its system, else the first
    who has an address.
    """
    known = [one for one in actors.actors(connection, cvr) if one.removed_at is None and one.email]
    named = [one for one in known if system and system.casefold() in (one.id.casefold(), one.name.casefold())]
    return next(iter(named or known), None)


def _find_reached(positions: Sequence[ConsumerRow]) -> int:
    """The serial up to which somebody has everything: of a door with parts that of the part they are least far with, of
    several doors the farthest.
    """
    by_door = groupby(sorted(positions, key=attrgetter("door")), attrgetter("door"))
    return max(min(row.serial for row in of_door) for _, of_door in by_door)


def _system(row: ConsumerRow) -> str:
    """The IT system of an ID card, which stands behind the data type that it takes."""
    return row.part.partition(" ")[2] if row.door == KRS else ""


def _leave_out_retired(of_door: Sequence[ConsumerRow]) -> list[ConsumerRow]:
    last = max(parse_instant(row.at) for row in of_door)
    return [row for row in of_door if parse_instant(row.at) + RETIRED_AFTER > last]


def seen_by(known: Iterable[KnownConsumer], serial: int) -> tuple[list[KnownConsumer], list[KnownConsumer]]:
    """Who has an entry, and who has not."""
    everybody = list(known)
    return [one for one in everybody if one.serial >= serial], [one for one in everybody if one.serial < serial]
