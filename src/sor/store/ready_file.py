"""A SQLite file for readers: log and projections of a register with tables ready to be asked beside them. The
operational tables never stand in it.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from sor.core.shapes import Value
from sor.store import facts, setup
from sor.store.copying import Tell, copy_register
from sor.store.database import Connection, Database
from sor.store.schema import DESK

ROWS_AT_ONCE = 2000


class ReadyFile:
    """A new file at a path; ``finish`` makes it one closed file without side files."""

    def __init__(self, path: Path) -> None:
        self._database = Database(f"sqlite:///{path}?synchronous=off", is_whole=True)
        setup.upgrade(self._database)
        self._connection = self._database.connect()
        self._driver: sqlite3.Connection = self._connection.driver
        self._driver.execute("PRAGMA journal_mode = OFF")
        for table in DESK:
            self._driver.execute(f"DROP TABLE {table.name}")

    def take_register(self, source: Connection, upto: int, told: dict[str, str], tell: Tell) -> None:
        """Copy the log and its projections up to a serial, with these facts about the register."""
        self._driver.execute("BEGIN")
        copy_register(source, self._connection, upto, tell)
        for name, value in told.items():
            facts.put(self._connection, name, value)
        self._driver.execute("COMMIT")

    def add_table(
        self,
        name: str,
        columns: Sequence[tuple[str, str]],
        rows: Iterable[Sequence[Value]],
        indices: Sequence[str] = (),
    ) -> None:
        """A table with rows; columns are (name, type), the first is its key unless it repeats."""
        defined = ", ".join(f'"{column}" {kind}' for column, kind in columns)
        marks = ", ".join("?" * len(columns))
        self._driver.execute("BEGIN")
        self._driver.execute(f'CREATE TABLE "{name}" ({defined})')
        self._driver.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
        for column in indices:
            self._driver.execute(f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}")')
        self._driver.execute("COMMIT")

    def finish(self) -> None:
        """Check the file and close it. Raises sqlite3.DatabaseError when it is not whole."""
        self._driver.execute("ANALYZE")
        self._driver.execute("PRAGMA journal_mode = DELETE")
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
