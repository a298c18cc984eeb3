"""A whole register, log and operational tables, in one SQLite file: what backup writes and restore reads, whatever the
database.

From SQLite the log's pages are copied as they stand at one moment; the operational tables are those of the moment
before, so that they tell of no entry that the copy lacks. From PostgreSQL rows are copied, all of one moment.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from sor.store import audit_log, desk_file, facts, setup
from sor.store.copying import Tell, copy_desk, copy_register, desk_tables
from sor.store.database import Connection, Database, DiskFull, is_parted
from sor.store.log import Head, head, head_serial
from sor.store.maintenance import alone
from sor.store.own_folder import own_folder
from sor.store.schema import FOLLOWED, PROJECTIONS, PROVEN, TRUTH
from sor.store.unavailable import is_full
from sor.store.verify import Verdict, verify

PAGES_AT_ONCE = 4096


def write_backup(database: Database, path: Path, tell: Tell = lambda _: None) -> None:
    """Copy a register into a new file."""
    if database.dialect == "sqlite":
        _copy_files(database, path, tell)
        return
    with database.one_state() as source:
        _copy_rows(source, path, tell)


def _copy_files(database: Database, path: Path, tell: Tell) -> None:
    with closing(database.desk.connect()) as desk, closing(database.connect()) as log, closing(_new(path)) as target:
        desk.run("BEGIN")
        audit_log.head(desk)  # from this look on the second file is seen as it is now
        log.driver.backup(target, pages=PAGES_AT_ONCE, progress=lambda _, left, __: tell(PAGES_AT_ONCE if left else 1))
        target.execute("PRAGMA journal_mode = DELETE")
        if database.desk_file is not None:
            desk_file.join(desk.driver, target)


def _new(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


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
    found, told = look_into(path)
    connection = open_backup(path)
    try:
        return verify(connection, tell), found, told
    finally:
        connection.close()


def look_into(path: Path) -> tuple[Head, dict[str, str]]:
    """The head of a backup and the facts about its register, unchecked. Raises NotABackup."""
    connection = open_backup(path)
    try:
        if connection.run("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
            raise NotABackup(f"{path} is no backup of a register: it holds other tables.")
        if is_parted(connection.driver):
            raise NotABackup(
                f"{path} is no backup of a register: it holds a log without operational tables (users, rights, keys)."
                " Make one from the register with: sor backup"
            )
        return head(connection), facts.all_facts(connection)
    except sqlite3.DatabaseError as error:
        raise NotABackup(f"{path} is no backup of a register: {error}.") from None
    finally:
        connection.close()


class NotABackup(ValueError):
    """A file that holds no register of this program's schema; the message says why."""


class NotEmpty(ValueError):
    """A database that holds a register already."""


def read_backup(
    path: Path, database: Database, told: dict[str, str], *, replace: bool = False, tell: Tell = lambda _: None
) -> Verdict:
    """Check a backup and bring it into a database, with these facts about the register; gives what its chain says, and
    leaves the database alone when that is damaged. From one moment to the next the database holds the whole backup.

    replace: what the database holds goes; then nobody else may have it open (``maintenance``). Raises NotEmpty without
    it when the database holds a register, InUse, NotABackup, DiskFull.
    """
    try:
        return _read_backup(path, database, told, replace=replace, tell=tell)
    except (OSError, sqlite3.OperationalError) as error:
        if is_full(error):
            raise DiskFull(f"There is no room left for {database.shown}: nothing was restored.") from error
        raise


def _read_backup(path: Path, database: Database, told: dict[str, str], *, replace: bool, tell: Tell) -> Verdict:
    setup.upgrade(database)
    with _stage_copy(path, database, told) as staged:
        verdict, _, _ = check_backup(staged, tell)
        if verdict.fault is None:
            with alone(database) if replace or database.dialect == "sqlite" else database.writing() as target:
                if not replace and _holds_register(target):
                    raise NotEmpty(f"{database.shown} holds a register already.")
                if target.dialect == "sqlite":
                    _take_pages(staged, target, database, tell)
                else:
                    _take_rows(staged, target, tell, replace=replace)
            setup.settle(database)
        return verdict


def _take_pages(staged: Path, target: Connection, database: Database, tell: Tell) -> None:
    """Take the log's pages from one moment to the next; its operational tables wait beside it until then."""
    if database.desk_file is not None:
        with closing(_new(staged)) as driver:
            driver.execute("BEGIN")
            desk_file.part(driver, database)
            driver.execute("COMMIT")
    with closing(open_backup(staged)) as source:
        source.driver.backup(
            target.driver, pages=PAGES_AT_ONCE, progress=lambda _, left, __: tell(PAGES_AT_ONCE if left else 1)
        )


def _take_rows(staged: Path, target: Connection, tell: Tell, *, replace: bool) -> None:
    for table in [*TRUTH, *PROJECTIONS, *FOLLOWED, *PROVEN, *desk_tables()] if replace else desk_tables():
        target.run(f"{'TRUNCATE' if replace else 'DELETE FROM'} {table.name}")
    source = open_backup(staged)
    try:
        copy_register(source, target, head_serial(source), tell)
        copy_desk(source, target)
    finally:
        source.close()


@contextmanager
def _stage_copy(path: Path, database: Database, told: dict[str, str]) -> Iterator[Path]:
    """A copy of a backup as the database is to hold it: of this program's schema, with the facts. It lies beside an
    SQLite database, so that a full disk shows before anything is touched.
    """
    is_file = database.dialect == "sqlite"
    beside = Path(database.url.database or "").absolute().parent if is_file else Path(tempfile.gettempdir())
    with own_folder(beside, "sor-restore") as folder:
        copy = folder / "staged.db"
        shutil.copyfile(path, copy)
        try:
            setup.upgrade(_file(copy))
        except DBAPIError as error:
            raise NotABackup(f"{path} is no backup of a register: {error.orig}.") from None
        connection = _file(copy).connect()
        try:
            for name, value in told.items():
                facts.put(connection, name, value)
            connection.driver.execute("PRAGMA journal_mode = DELETE")
        finally:
            connection.close()
        yield copy


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
    desk_file.settle(database)
    with closing(database.connect()) as connection:
        return not _holds_register(connection)


def _holds_register(connection: Connection) -> bool:
    return bool(head_serial(connection) or facts.get(connection, "role"))


def hash_at(path: Path, serial: int) -> str | None:
    """The hash of an entry of a backup; none when it has no such entry."""
    connection = open_backup(path)
    try:
        row = connection.run("SELECT hash FROM entry WHERE serial = :serial", serial=serial).fetchone()
        return row[0] if row else None
    finally:
        connection.close()


def highest_running_number(path: Path) -> int:
    """The greatest running number among the SOR codes of a backup; 0 when it has none."""
    connection = open_backup(path)
    try:
        row = connection.run(
            "SELECT max(CAST(substr(key, 1, length(key) - 10) AS INTEGER)) FROM line"
            " WHERE kind = 'unit' AND length(key) > 10"
        ).fetchone()
        return int(row[0] or 0)
    finally:
        connection.close()


def _file(path: Path) -> Database:
    return Database(f"sqlite:///{path}", is_whole=True)


def open_backup(path: Path) -> Connection:
    """A backup or snapshot for reading only: not a byte of it changes."""
    return Connection(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True), "sqlite")
