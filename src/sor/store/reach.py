"""Whether a database can be reached, asked on a connection of its own that notices when the database is gone."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sor.store.database import Connection, Database
from sor.store.late import is_read, late
from sor.store.unavailable import Unavailable

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = late("psycopg")

PATIENCE = 2
"""Seconds to wait for a PostgreSQL server that does not answer."""


def failures(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """What a database that went away raises in the middle of a question, and other exceptions with it."""
    postgresql = (psycopg.Error,) if is_read(psycopg) else ()
    return (*others, *postgresql, sqlite3.OperationalError, OSError, Unavailable)


class Unreachable(RuntimeError):
    """The database cannot be asked at the moment."""


class WatchedConnection:
    """One connection for looking after a database. Not for several threads at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None
        self._file: tuple[int, int] | None = None

    def connection(self) -> Connection:
        """The connection, made anew when the database was away. Raises Unreachable.

        An open SQLite connection goes on reading a file that was moved away, and a new one would make an empty file
        in its place: so the file is looked at first.
        """
        if self._database.dialect == "sqlite":
            self._notice_another_file()
        try:
            if self._connection is None:
                self._connection = self._connect()
            self._connection.run("SELECT 1")
        except failures() as error:
            self.close()
            raise Unreachable(str(error)) from error
        return self._connection

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> Connection:
        if self._database.dialect == "sqlite":
            return self._database.connect()
        url = self._database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        driver = psycopg.connect(url, autocommit=True, connect_timeout=PATIENCE, tcp_user_timeout=PATIENCE * 1000)
        return Connection(driver, "postgresql")

    def _notice_another_file(self) -> None:
        path = Path(self._database.url.database or "")
        try:
            found = path.stat()
        except OSError as error:
            self.close()
            self._file = None
            raise Unreachable(f"there is no file {path}") from error
        if self._file not in (None, (found.st_dev, found.st_ino)):
            self.close()
        self._file = found.st_dev, found.st_ino
