"""The maintenance lock: while a register is replaced, nobody else reads or writes it (``CORE`` §16).

Programs that keep it open, servers above all, would go on with names and codes of the register that is gone. So they
must be stopped first; who comes while the lock is held, waits.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sor.store.database import BUSY_SECONDS, WRITE_LOCK, Busy, Connection, Database
from sor.store.late import late
from sor.store.schema import metadata

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = late("psycopg")

MOMENT = 2.0
"""Seconds that connections are given to end."""


class InUse(Busy):
    """Other programs have the database open; the message says what to do."""


@contextmanager
def alone(database: Database) -> Iterator[Connection]:
    """The only connection to a database, for as long as the block lasts: on PostgreSQL in one transaction, on SQLite
    with the exclusive lock and no transaction begun. When the block raises, nothing of its transaction is kept.

    Raises InUse.
    """
    database.close()
    connection = database.connect()
    try:
        if connection.dialect == "sqlite":
            _keep_sqlite(database, connection)
            yield connection
        else:
            _let_go(connection)
            with connection.driver.transaction():
                _keep_postgresql(database, connection)
                yield connection
    finally:
        connection.close()


def _keep_sqlite(database: Database, connection: Connection) -> None:
    """SQLite lets only a connection that is alone change the way of its journal; without a write-ahead log a lock keeps
    readers out too. The next connection brings the write-ahead log back.
    """
    try:
        connection.driver.execute("PRAGMA main.journal_mode = DELETE")
        connection.driver.execute("PRAGMA main.locking_mode = EXCLUSIVE")
        connection.driver.execute("BEGIN EXCLUSIVE")
        connection.driver.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        raise _in_use(database) from None


def _let_go(connection: Connection) -> None:
    """A server ends a connection a moment after its program closed it: such a moment is waited for."""
    until = time.monotonic() + MOMENT
    while _others(connection) and time.monotonic() < until:
        time.sleep(MOMENT / 40)


def _others(connection: Connection) -> int:
    """How many other connections there are; a transaction is told the same number all along."""
    row = connection.run(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    ).fetchone()
    return int(row[0])


def _keep_postgresql(database: Database, connection: Connection) -> None:
    run = connection.driver.execute
    if _others(connection):
        raise _in_use(database)
    run(f"SET LOCAL lock_timeout = '{int(BUSY_SECONDS * 1000)}ms'")
    try:
        run(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
        run(f"LOCK TABLE {', '.join(table.name for table in metadata.sorted_tables)} IN ACCESS EXCLUSIVE MODE")
    except psycopg.errors.LockNotAvailable:
        raise _in_use(database) from None


def _in_use(database: Database) -> InUse:
    return InUse(
        f"Other programs have {database.shown} open. Stop them (sor serve, sor publish --follow and all others), then"
        " try again: they would go on with a register that is gone."
    )
