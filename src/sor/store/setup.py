"""Creating and upgrading the schema, by numbered migrations that keep the data. A database of this program's schema is
known at a look; only another one is asked by what upgrades it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sor.store import desk_file, revisions
from sor.store.database import Database
from sor.store.late import late
from sor.store.settling import BadDeskFile, Newer, settle
from sor.store.unavailable import Unavailable, driver_errors

__all__ = ["BadDeskFile", "Newer", "problem", "settle", "upgrade"]

if TYPE_CHECKING:
    from sor.store import upgrading
else:
    upgrading = late("sor.store.upgrading")


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to a revision, the newest unless told; the data stay, and what is made from the log is made
    anew where the schema has grown. A register's file that holds its operational tables itself is parted into two.
    Raises Newer, BadDeskFile, Busy; Differs when the log is damaged.
    """
    settle(database)
    if revision != "head" or not _is_current(database):
        upgrading.bring(database, revision)


def problem(database: Database) -> str | None:
    """Why this program cannot use the database, in one sentence with what to do; None when it can."""
    if database.dialect == "sqlite" and not Path(database.url.database or "").is_file():
        return upgrading.none_in(database)  # looking into a file that is missing would make it
    return None if _is_settled(database) and _is_current(database) else upgrading.problem(database)


def _is_settled(database: Database) -> bool:
    """Whether a register's second file, when it has one, is there and its own."""
    if database.desk_file is None:
        return True
    try:
        if database.desk_file.is_file():
            settle(database)
            return True
    except (BadDeskFile, sqlite3.Error):
        pass
    return False


def _is_current(database: Database) -> bool:
    """Whether a database, in each of its files, is of this program's schema and parted as it is to be."""
    newest, _ = revisions.revisions()
    try:
        with closing(database.connect()) as connection:
            if revisions.schema_of(connection) != newest:
                return False
            if database.desk_file is None:
                return True
            if not database.desk_file.is_file() or desk_file.is_whole(connection.driver):
                return False
            (desk,) = connection.run(f"SELECT version_num FROM desk.{revisions.VERSION}").fetchone()
            return bool(desk == newest)
    except driver_errors(Unavailable):
        return False
