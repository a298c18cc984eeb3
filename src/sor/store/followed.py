"""What a register that follows another knows of it: where it is, how far it has come, when it was last level with it.

It stands among the facts of the register, and is written with the entries that are taken.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from sor.core.canonical import encode
from sor.core.instant import parse_instant
from sor.store import facts
from sor.store.database import Connection, Database

FACT = "follows"

FOLLOW_LOCK, DELIVER_LOCK = 7_106_984, 7_106_985
"""The number of the advisory lock that a follower, or deliverer, holds on PostgreSQL for as long as it runs."""

SILENT = timedelta(minutes=5)
"""After so long without a word of its source a copy says that it hears nothing, also where nobody follows any more; who
follows hears something every fifteen seconds.
"""


class FollowedSource(msgspec.Struct, frozen=True, omit_defaults=True):
    """The register that is followed, as it was last heard of.

    serial: its last one. heard: when it last answered; level: when this copy last had all that it has (instants, empty:
    never). is_away: it has not answered since. stopped: why it is followed no further, in a sentence. aside: the copies
    that were kept when it became another register, the newest last. owner: whose part of it is copied; None: all of it.
    is_proven: whether the log here is the source's, each entry proven; a copy register (KRS) has rows alone to tell.
    The next three are of one: offsets: of the last row that each data type told; left_out: how many values of each
    column of it could not be taken; left_out_at: the entry whose findings name them, 0: none.
    """

    url: str
    serial: int = 0
    heard: str = ""
    level: str = ""
    stopped: str = ""
    aside: tuple[str, ...] = ()
    owner: str | None = None
    is_proven: bool = True
    offsets: dict[str, str] = {}
    left_out: dict[str, int] = {}
    left_out_at: int = 0
    is_away: bool = False


class FollowedTwice(RuntimeError):
    """Another program follows into this database already; the message says so."""


def get(connection: Connection) -> FollowedSource | None:
    """What is followed; None in a register that follows nobody."""
    found = facts.get(connection, FACT)
    return None if not found else msgspec.json.decode(found, type=FollowedSource)


def silent_since(source: FollowedSource, now: datetime) -> str:
    """Since when nothing is heard of a source: when it last answered, where it does not any more or nobody asks it;
    empty while it is heard, and before it was. now: by the clock of the copy.
    """
    if not source.heard:
        return ""
    return source.heard if source.is_away or now - parse_instant(source.heard) > SILENT else ""


def note_away(connection: Connection) -> None:
    """Write down that the source does not answer."""
    before = get(connection)
    if before is not None and not before.is_away:
        put(connection, msgspec.structs.replace(before, is_away=True))


def put(connection: Connection, source: FollowedSource) -> None:
    """Write down what is followed."""
    facts.put(connection, FACT, encode(source).decode())


@contextmanager
def only_follower(database: Database) -> Iterator[None]:
    """Be the only program that follows into a database, for the length of a block; the lock goes with the program,
    however that ends. Raises FollowedTwice.
    """
    with only_program(database, FOLLOW_LOCK, "following") as is_only:
        if not is_only:
            raise FollowedTwice(
                f"Another program follows into {database.shown} already: leave it running, or end it first."
            )
        yield


@contextmanager
def only_deliverer(database: Database) -> Iterator[bool]:
    """Be the only program that delivers to who subscribed, for the length of a block; says whether it is."""
    with only_program(database, DELIVER_LOCK, "delivering") as is_only:
        yield is_only


@contextmanager
def only_program(database: Database, lock: int, what: str) -> Iterator[bool]:
    """Be the only program of a kind on a database, for the length of a block; says whether it is. lock: the number of
    its advisory lock on PostgreSQL; what: of its file beside an SQLite database.
    """
    if database.dialect == "postgresql":
        connection = database.connect()
        try:
            row = connection.run(f"SELECT pg_try_advisory_lock({lock})").fetchone()
            yield bool(row[0])
        finally:
            connection.close()
        return
    import fcntl  # noqa: PLC0415 (not every system has it)

    path = Path(str(database.url.database))
    held = os.open(path.with_name(f"{path.name}.{what}"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_only = True
        except OSError:
            is_only = False
        yield is_only
    finally:
        os.close(held)
