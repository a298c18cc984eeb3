"""What a register that follows another knows of it: where it is, how far it has come, when it was last level with it.

It stands among the facts of the register, and is written with the entries that are taken.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from sor.core.canonical import encode
from sor.store import facts
from sor.store.database import Connection, Database

FACT = "follows"

FOLLOW_LOCK = 7_106_984
"""The number of the advisory lock that a follower holds on PostgreSQL for as long as it runs."""


class FollowedSource(msgspec.Struct, frozen=True, omit_defaults=True):
    """The register that is followed, as it was last heard of.

    serial: its last one. heard: when it last answered; level: when this copy last had all that it has (instants, empty:
    never). stopped: why it is followed no further, in a sentence. aside: the copies that were kept when it became
    another register, the newest last.
    """

    url: str
    serial: int = 0
    heard: str = ""
    level: str = ""
    stopped: str = ""
    aside: tuple[str, ...] = ()


class FollowedTwice(RuntimeError):
    """Another program follows into this database already; the message says so."""


def get(connection: Connection) -> FollowedSource | None:
    """What is followed; None in a register that follows nobody."""
    found = facts.get(connection, FACT)
    return None if not found else msgspec.json.decode(found, type=FollowedSource)


def put(connection: Connection, source: FollowedSource) -> None:
    """Write down what is followed."""
    facts.put(connection, FACT, encode(source).decode())


@contextmanager
def only_follower(database: Database) -> Iterator[None]:
    """Be the only program that follows into a database, for the length of a block; the lock goes with the program,
    however that ends. Raises FollowedTwice.
    """
    taken = FollowedTwice(f"Another program follows into {database.shown} already: leave it running, or end it first.")
    if database.dialect == "postgresql":
        connection = database.connect()
        try:
            row = connection.run(f"SELECT pg_try_advisory_lock({FOLLOW_LOCK})").fetchone()
            if not row[0]:
                raise taken
            yield
        finally:
            connection.close()
        return
    import fcntl  # noqa: PLC0415 (not every system has it)

    path = Path(str(database.url.database))
    held = os.open(path.with_name(f"{path.name}.following"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise taken from None
    try:
        yield
    finally:
        os.close(held)
