"""A whole register, log and desk, in one SQLite file: what backup writes and restore reads, whatever the database.

From SQLite pages are copied as they stand at one moment; from PostgreSQL rows, the log as of its head.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect

from sor.store import facts, setup
from sor.store.copying import Tell, copy_desk, copy_register, desk_tables
from sor.store.database import Connection, Database
from sor.store.log import Head, head, head_serial
from sor.store.verify import Verdict, verify

PAGES_AT_ONCE = 4096


def write_backup(database: Database, path: Path, tell: Tell = lambda _: None) -> None:
    """Copy a register into a new file."""
    source = database.connect()
    try:
        if source.dialect == "sqlite":
            _copy_pages(source.driver, path, tell)
        else:
            _copy_rows(source, path, tell)
    finally:
        source.close()


def _copy_pages(source: sqlite3.Connection, path: Path, tell: Tell) -> None:
    target = sqlite3.connect(path)
    try:
        source.backup(target, pages=PAGES_AT_ONCE, progress=lambda _, left, __: tell(PAGES_AT_ONCE if left else 1))
        target.execute("PRAGMA journal_mode = DELETE")
    finally:
        target.close()


def _copy_rows(source: Connection, path: Path, tell: Tell) -> None:
    target = _file(path)
    setup.upgrade(target)
    connection = target.connect()
    try:
        connection.driver.execute("PRAGMA journal_mode = OFF")
        connection.driver.execute("BEGIN")
        copy_register(source, connection, head_serial(source), tell)
        copy_desk(source, connection)
        connection.driver.execute("COMMIT")
        connection.driver.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def check_backup(path: Path, tell: Tell = lambda _: None) -> tuple[Verdict, Head, dict[str, str]]:
    """What the chain of a backup says, its head, and the facts about its register. The file stays as it is.

    Raises NotABackup.
    """
    connection = _opened(path)
    try:
        if connection.run("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
            raise NotABackup(f"{path} is no backup of a register: it holds other tables.")
        found, told = head(connection), facts.all_facts(connection)
        return verify(connection, tell), found, told  # last: it changes how the connection reads text
    except sqlite3.DatabaseError as error:
        raise NotABackup(f"{path} is no backup of a register: {error}.") from None
    finally:
        connection.close()


class NotABackup(ValueError):
    """A file that holds no register of this program's schema; the message says why."""


class NotEmpty(ValueError):
    """A database that holds a register already."""


def read_backup(path: Path, database: Database, told: dict[str, str], tell: Tell = lambda _: None) -> None:
    """Bring a checked backup into an empty database in one transaction, and write these facts about the register.

    Raises NotEmpty, and leaves a database with content alone.
    """
    setup.upgrade(database)
    with _with_this_schema(path) as source, database.writing() as target:
        if head_serial(target) or facts.all_facts(target):
            raise NotEmpty(f"{database.shown} holds a register already.")
        for table in desk_tables():
            target.run(f"DELETE FROM {table.name}")
        copy_register(source, target, head_serial(source), tell)
        copy_desk(source, target)
        for name, value in told.items():
            facts.put(target, name, value)


@contextmanager
def _with_this_schema(path: Path) -> Iterator[Connection]:
    """A backup opened for reading; one of an older schema is copied and upgraded first."""
    connection = _opened(path)
    try:
        revision = connection.run("SELECT version_num FROM alembic_version").fetchone()
        if revision is not None and revision[0] == setup.newest_revision():
            yield connection
            return
    finally:
        connection.close()
    with tempfile.TemporaryDirectory(prefix="sor-restore-") as folder:
        copy = Path(folder) / "older.db"
        shutil.copyfile(path, copy)
        setup.upgrade(_file(copy))
        connection = _opened(copy)
        try:
            yield connection
        finally:
            connection.close()


def is_empty(database: Database) -> bool:
    """Whether nothing was ever written into a database; one without tables is empty too."""
    if database.dialect == "sqlite" and not Path(database.url.database or "").is_file():
        return True
    engine = database.engine()
    try:
        if not inspect(engine).has_table("entry"):
            return True
    finally:
        engine.dispose()
    connection = database.connect()
    try:
        return not head_serial(connection) and not facts.all_facts(connection)
    finally:
        connection.close()


def hash_at(path: Path, serial: int) -> str | None:
    """The hash of an entry of a backup; none when it has no such entry."""
    connection = _opened(path)
    try:
        row = connection.run("SELECT hash FROM entry WHERE serial = :serial", serial=serial).fetchone()
        return row[0] if row else None
    finally:
        connection.close()


def highest_running_number(path: Path) -> int:
    """The greatest running number among the SOR codes of a backup; 0 when it has none."""
    connection = _opened(path)
    try:
        row = connection.run(
            "SELECT max(CAST(substr(key, 1, length(key) - 10) AS INTEGER)) FROM line"
            " WHERE kind = 'unit' AND length(key) > 10"
        ).fetchone()
        return int(row[0] or 0)
    finally:
        connection.close()


def _file(path: Path) -> Database:
    return Database(f"sqlite:///{path}")


def _opened(path: Path) -> Connection:
    """A backup for reading only: not a byte of it changes."""
    return Connection(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True), "sqlite")
