"""Long sets of changes as jobs: put in line, decided one after the other, and asked about until some days later.

A job stands in the database before its sender is answered. Whoever decides it says so again and again; when that is not
heard for a while the program has ended, and the job waits again. What had been written by then is found by its key.
"""

import base64
import uuid
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sor.access.authority import Actor
from sor.clock import Clock
from sor.core.instant import write_instant
from sor.desk.actors import Actors
from sor.desk.sending import TooMuch
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import answered, job
from sor.store.job import DECIDING, DONE, FAILED, REFUSED, WAITING, WITHDRAWN, JobRow

MOST_WAITING = 10
"""Jobs of one actor that are not decided yet."""

MOST_KEPT = 1_000
"""Jobs of one actor that are kept: who sends what is refused at once, again and again, fills no disk."""

MOST_LISTED = 100

LONGEST_PAUSE = timedelta(hours=1)
"""The longest that a job may be put back for: what is to wait longer was put back by a clock that was ahead."""

BEAT, LOST = 5.0, 30.0
"""Seconds between two signs of life of who decides a job; seconds without one after which another takes it up."""

MOST_DEATHS = 5
"""Programs that may end while they decide one job; then it is given up, since it may be what ends them."""


class Sent(NamedTuple):
    """What is to be decided: the document's bytes, the header ``If-Match``, whether it is only tried, the key."""

    body: bytes
    if_match: str | None = None
    dry_run: bool = False
    key: str | None = None

    @property
    def digest(self) -> str:
        """What tells two of them apart."""
        return sha256(b"%r %r " % (self.if_match, self.dry_run) + self.body).hexdigest()


class KeyUsed(Refused):
    """A job under a key by which the same actor sent something else."""


class BegunJob(Refused):
    """A job that cannot be withdrawn, because it waits no more."""


class Jobs:
    """The jobs of a register. clock: the real time, whatever day a demo's register lives on."""

    def __init__(self, register: Register, settings: Settings, clock: Callable[[], datetime] | None = None) -> None:
        self._database = register.database
        self._actors = Actors(register)
        self._kept_for = timedelta(days=settings.job_days)
        self._clock = clock or Clock()

    def put(self, actor: Actor, sent: Sent) -> tuple[JobRow, bool]:
        """A job for what an actor sent, and whether it was there already under the same key.

        Raises KeyUsed, and TooMuch when too many of the actor's wait.
        """
        row = JobRow(
            uuid.uuid4().hex, 0, actor.id, WAITING, sent.key, sent.digest, pack_body(sent.body), sent.if_match,
            int(sent.dry_run), self._now(), self._now(),
        )  # fmt: skip
        with self._database.desk.writing() as connection:
            job.forget(connection, write_instant(self._clock() - self._kept_for))
            before = None if sent.key is None else job.under_key(connection, actor.id, sent.key)
            if before is not None and before.digest != row.digest:
                raise KeyUsed(
                    f'The key "{sent.key}" was used for another job already ({before.id}). Use a new key.',
                    f"Nøglen »{sent.key}« er allerede brugt til et andet job ({before.id}). Brug en ny nøgle.",
                )
            if before is not None:
                return before, True
            if job.count_open(connection, actor.id) >= MOST_WAITING:
                raise TooMuch(
                    f"{MOST_WAITING} of your jobs wait already. Wait until one is decided, or withdraw one.",
                    f"{MOST_WAITING} af dine job venter allerede. Vent, til et er afgjort, eller træk et tilbage.",
                )
            added = job.add(connection, row)
            job.keep_newest(connection, actor.id, MOST_KEPT)
            return added, False

    def seen_by(self, actor: Actor, id: str) -> JobRow | None:
        """A job, for its sender and for the register authority; None for all others, as if there were none."""
        row = job.find(self._database.reader(), id)
        return row if row is not None and (row.actor == actor.id or self._rules_all(actor)) else None

    def list_jobs(self, actor: Actor) -> list[JobRow]:
        """The newest that an actor may see, without documents and answers."""
        return job.list_newest(self._database.reader(), None if self._rules_all(actor) else actor.id, MOST_LISTED)

    def ahead(self, row: JobRow) -> int:
        """How many of the same sender come first."""
        return job.count_open(self._database.reader(), row.actor, row.n) if row.state == WAITING else 0

    def kept_until(self, row: JobRow) -> datetime | None:
        """Until when its answer is kept; None while there is none."""
        return None if row.ended_at is None else datetime.fromisoformat(row.ended_at) + self._kept_for

    def withdraw(self, row: JobRow) -> JobRow:
        """Take back a job that waits. Raises Begun for one that is being decided, or was."""
        with self._database.desk.writing() as connection:
            found = job.find(connection, row.id)
            if found is not None and found.state == WAITING:
                job.end(connection, row.id, WITHDRAWN, self._now())
                found = job.find(connection, row.id)
            if found is None or found.state != WITHDRAWN:
                raise BegunJob(
                    "The job is being decided, or was: only one that waits can be withdrawn. What it wrote is taken"
                    " back by a change.",
                    "Jobbet afgøres eller er afgjort: kun et, der venter, kan trækkes tilbage. Hvad det skrev, tages"
                    " tilbage med en ændring.",
                )
            return found

    def counts(self) -> dict[str, int]:
        """How many wait, and how many are being decided."""
        return job.counts(self._database.reader())

    def take(self, by: str) -> JobRow | None:
        """The job that is to be decided next, taken by somebody; None when there is none."""
        now = self._clock()
        lost, ahead = (write_instant(now + timedelta(seconds=seconds)) for seconds in (-LOST, LOST))
        latest = write_instant(now + LONGEST_PAUSE)
        connection = self._database.reader()
        left_behind = job.find_left_behind(connection, lost, ahead)
        if not left_behind and job.next_of_all(connection, self._now(), latest) is None:
            return None
        with self._database.desk.writing() as connection:
            for left in job.find_left_behind(connection, lost, ahead):
                job.note_death(connection, left)
            found = job.next_of_all(connection, self._now(), latest)
            if found is not None:
                job.take(connection, found.id, by, self._now())
            return found

    def is_written(self, row: JobRow, key: str) -> bool:
        """Whether a job was done, though nobody has written down that it was. key: under which it was decided."""
        return answered.find(self._database.reader(), row.actor, key) is not None

    def see(self, row: JobRow, by: str, seconds: float) -> None:
        """Say that a job is still being decided, and how much processor time it took so far."""
        with self._database.desk.writing() as connection:
            job.see(connection, row.id, by, self._now(), int(seconds * 1000))

    def put_back(self, row: JobRow, by: str, seconds: float) -> None:
        """A job could not be decided now: it waits, for so many seconds at least."""
        with self._database.desk.writing() as connection:
            job.put_back(connection, row.id, by, write_instant(self._clock() + timedelta(seconds=seconds)))

    def end(self, row: JobRow, by: str, status: int, answer: str, seconds: float) -> None:
        """A job is decided: the status and the body of what its sender would have been answered."""
        state = DONE if status < 400 else REFUSED if status < 500 else FAILED
        with self._database.desk.writing() as connection:
            found = job.find(connection, row.id)
            if found is not None and (found.state, found.taken_by) == (DECIDING, by):
                job.end(connection, row.id, state, self._now(), status, answer, int(seconds * 1000))

    def _rules_all(self, actor: Actor) -> bool:
        return self._actors.is_authority(actor)

    def _now(self) -> str:
        return write_instant(self._clock())


def pack_body(body: bytes) -> str:
    """A document as it is kept: a tenth of its length, and text whatever its bytes are."""
    return base64.b64encode(zlib.compress(body, 1)).decode()


def unpack_document(document: str) -> bytes:
    """The document again."""
    return zlib.decompress(base64.b64decode(document))
