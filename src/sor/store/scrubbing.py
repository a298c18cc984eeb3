"""Letting a database forget what was deleted from it: the bytes that old rows leave in its files.

On SQLite each file is written anew and its journal emptied; on PostgreSQL the tables that held values are, which takes
a moment in which nobody reads them. What PostgreSQL keeps beside its tables (its own journal and archives of that) goes
with time: ``docs/guide/erasing.md``.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING

from sor.store.database import Busy, Connection, Database
from sor.store.late import late
from sor.store.unavailable import DiskFull, is_full, unavailable

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = late("psycopg")

HELD = (
    "entry", "line", "version", "identifier", "finding", "answered", "certification", "desk_journal", "job", "draft",
    "case_file", "case_message", "mail", "responsible_person", "subscription", "oss_snapshot",
    "oss_decision", "oss_proposal", "oss_action",
    "plan_version", "plan_message",
    "campaign", "news_item", "treatment_site", "whitelist", "erasure", "consumer", "oss_municipality",
)  # fmt: skip
"""The tables in which a value may have stood."""

PATIENCE = 30.0
"""Seconds to wait for readers that keep the old bytes alive, and between tries a moment."""
MOMENT = 0.2


def scrub(database: Database) -> None:
    """Write anew what held deleted rows. Servers may go on; a program that reads one state of the database for long
    keeps it from being done. Raises Busy then, DiskFull when there is no room for a second copy, whatever else keeps
    the database from being used.
    """
    try:
        _scrub(database, PATIENCE)
    except (sqlite3.Error, psycopg.Error) as error:
        if is_full(error):
            raise DiskFull(f"There is no room left to write {database.shown} anew.") from error
        if (reason := unavailable(error)) is not None:
            raise reason from error
        raise


def _scrub(database: Database, patience: float) -> None:
    if database.dialect == "postgresql":
        with closing(database.connect()) as connection:
            _insist(partial(_vacuum_tables, connection), patience)
        return
    for one in (database, database.desk):
        with closing(one.connect()) as connection:
            _insist(partial(_vacuum_file, connection), patience)


def _insist(step: Callable[[], bool], patience: float) -> None:
    until = time.monotonic() + patience
    while not step():
        if time.monotonic() > until:
            raise Busy("Other programs read the database all the time: deleted rows could not be overwritten yet.")
        time.sleep(MOMENT)


def _vacuum_file(connection: Connection) -> bool:
    """Write a file anew and empty its journal; False when somebody reads what was there before."""
    connection.run("PRAGMA temp_store = FILE")  # a copy of the whole, which memory need not hold
    try:
        connection.run("VACUUM main")
        busy, *_ = connection.run("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            return False
        raise
    return not busy


def _vacuum_tables(connection: Connection) -> bool:
    connection.run("SET lock_timeout = '5s'")
    try:
        for table in HELD:
            connection.run(f"VACUUM (FULL, ANALYZE) {table}")
    except psycopg.errors.LockNotAvailable:
        return False
    with suppress(psycopg.errors.InsufficientPrivilege):  # statistics hold values; only the server's owner may
        connection.run("VACUUM FULL pg_catalog.pg_statistic")
    with suppress(psycopg.errors.InsufficientPrivilege):
        connection.run("CHECKPOINT")
    return True
