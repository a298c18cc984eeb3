"""A database: connections, transactions, and SQL that is written once for SQLite and PostgreSQL.

Two locks: one of the log, one of the operational tables (``docs/decisions/two-locks.md``).

A statement is text with ``:name`` parameters. The driver is used directly to run it, because a look-up of 16 us would
take 140 through SQLAlchemy, which makes the tables (``alchemy``).
"""

import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cached_property, lru_cache
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from sor.core.shapes import Fields, Value
from sor.store.database_url import DatabaseUrl, NoUrl
from sor.store.late import late
from sor.store.marks import with_text
from sor.store.tables import StoredTable
from sor.store.tuning import tune
from sor.store.unavailable import Away, Busy, DiskFull, Unknown, is_dead, is_full, unavailable

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy import Engine

    from sor.store import alchemy
else:
    psycopg, alchemy = late("psycopg"), late("sor.store.alchemy")

__all__ = ["Away", "BadDatabase", "Busy", "Connection", "Database", "DiskFull"]

ARRAYS = {str: "text[]", int: "bigint[]"}
"""How PostgreSQL calls lists of what a column holds."""

WRITE_LOCK = 7_106_982
"""The number of the advisory lock that the one writer of the log holds on PostgreSQL (``CORE`` §7)."""

DESK_LOCK = 7_106_983
"""The number of the one that writers of the operational tables hold: their audit log is a chain, too."""

BUSY_SECONDS = 5.0
ANOTHER_WRITES = "Another change is being written. Try again in a moment."

FOLD_SECONDS = 1.0
"""At most so often the journal of operational tables is folded into their file: that takes ten times a write."""

KEYS_AT_ONCE = 400

ROWS_AT_ONCE = 2000
"""So many rows of a stream are fetched from PostgreSQL at a time."""

_STREAMS = count()

FEW_ROWS = 50
"""So many rows at most go to PostgreSQL as one INSERT, more as a COPY."""

PARTED_SINCE = "0010"
"""The revision from which on the operational tables may lie in a second file."""

SYNCHRONOUS = ("full", "normal", "off")

PATIENCE = 5
"""Seconds to wait for a PostgreSQL server that does not answer to a new connection."""

BY_INDEX = "SET enable_hashjoin = off; SET enable_mergejoin = off"
"""PostgreSQL cannot tell how few units stand above or below one. It would rather read the whole table once, for every
change, than find some of its rows one by one.
"""

READ_COMMITTED = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""Named, because a database may have another level as its default, at which concurrent writes would fail."""


class BadDatabase(ValueError):
    """A database URL that cannot be used; the message says why and what to write instead."""


Files: TypeAlias = tuple[tuple[int, int], ...]
"""Files of a disk, each by its device and its number there."""

Row: TypeAlias = tuple[Any, ...]
"""A row as a driver gives it. What its columns hold is said by its statement, where no type checker looks: who runs
one makes values with types of its rows.
"""


class Rows(Protocol):
    """What running a statement gives: rows, to be looped over."""

    def __iter__(self) -> Iterator[Row]: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Row]: ...


Note: TypeAlias = Callable[[str, Fields, list[Row]], None]
"""Told of a statement that was run, the values of its parameters, and the rows that it gave."""


class _Fetched:
    """Rows that were fetched already."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = iter(rows)

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Row]:
        return list(self._rows)


class Connection:
    """One connection to either database; ``run`` takes a statement with named parameters.

    revive: a weak reference to what gives a new driver's connection in the place of one that died while it was idle.
    """

    def __init__(self, driver: Any, dialect: str, revive: Callable[[], Callable[[], Any] | None] | None = None) -> None:
        self.driver = driver
        self.dialect = dialect
        self._revive = revive
        self._is_in_transaction = False
        self.run: Callable[..., Rows] = self._run_sqlite if dialect == "sqlite" else self._run_postgresql

    def _run_sqlite(self, statement: str, **values: Value) -> Rows:
        found: Rows = self.driver.execute(statement, values)
        return found

    def _run_postgresql(self, statement: str, **values: Value) -> Rows:
        found: Rows
        try:
            found = self.driver.execute(for_psycopg(statement), values)
        except psycopg.Error as error:
            if not self._is_revived(error):
                raise
            found = self.driver.execute(for_psycopg(statement), values)
        return found

    def begin(self, statement: str) -> None:
        """Begin a transaction, on a new connection when the old one has died since it was used last."""
        try:
            self.driver.execute(statement)
        except psycopg.Error as error:
            if not self._is_revived(error):
                raise
            self.driver.execute(statement)
        self._is_in_transaction = True

    def end(self, statement: str) -> None:
        """End the transaction that was begun."""
        self._is_in_transaction = False
        self.driver.execute(statement)

    def _is_revived(self, error: "psycopg.Error") -> bool:
        """Whether the connection had died and there is a new one in its place, so that the question may be asked once
        more. Never inside a transaction: what was done in it is gone.
        """
        if self._revive is None or self._is_in_transaction or not self.driver.closed or not is_dead(error):
            return False
        connect = self._revive()
        if connect is None:
            return False
        self.driver = connect()
        return True

    def stream(self, statement: str, **values: Value) -> Iterator[Row]:
        """The rows of a statement, a few at a time, however many they are; other statements may run meanwhile."""
        if self.dialect == "sqlite" or self.run != self._run_postgresql:
            yield from self.run(statement, **values)
            return
        with self.driver.cursor(name=f"rows_{next(_STREAMS)}", withhold=True) as cursor:
            cursor.itersize = ROWS_AT_ONCE
            cursor.execute(for_psycopg(statement), values)
            yield from cursor

    def run_for(self, keys: Sequence[str] | Sequence[int], statement: str, **values: Value) -> Iterator[Row]:
        """The rows of a statement with ``IN (:keys)`` for however many keys; a database takes only some at a time."""
        for start in range(0, len(keys), KEYS_AT_ONCE):
            some = {f"key{i}": key for i, key in enumerate(keys[start : start + KEYS_AT_ONCE])}
            marks = ", ".join(f":{name}" for name in some)
            yield from self.run(with_text(statement, statement.replace(":keys", marks)), **values, **some)

    def set_in(
        self,
        table: StoredTable,
        column: str,
        value: Value,
        by: Sequence[str],
        rows: Sequence[Sequence[Value]],
        only: str,
    ) -> None:
        """Set a column to one value in rows that are found by what some of their columns hold; ``only``: those for
        which this condition holds.
        """
        if not rows:
            return
        if self.dialect == "sqlite":
            found = " AND ".join(f"{name} = ?" for name in by)
            self.driver.executemany(
                f"UPDATE {table.name} SET {column} = ? WHERE {found} AND {only}", [(value, *row) for row in rows]
            )
            return
        # One exchange for all of them, and each is found by an index, whatever the server knows of the table: in a join
        # it may read and sort the whole of a table that was just loaded, while others wait for the lock.
        arrays = ", ".join(f"%s::{ARRAYS[table.columns[name].python_type]}" for name in by)
        found = " AND ".join(f"{name} = wanted.w_{name}" for name in by)
        names = ", ".join(f"w_{name}" for name in by)
        self.driver.execute(
            f"UPDATE {table.name} SET {column} = %s WHERE ctid = ANY(ARRAY(SELECT one.ctid"
            f" FROM unnest({arrays}) AS wanted ({names}), LATERAL"
            f" (SELECT ctid FROM {table.name} WHERE {found} AND {only} OFFSET 0) AS one))",
            [value, *map(list, zip(*rows, strict=True))],
        )

    @contextmanager
    def noting(self, note: Note) -> Iterator[None]:
        """Let whatever is read on this connection be noted, whoever reads it."""
        plain = self.run

        def run(statement: str, **values: Value) -> Rows:
            rows = plain(statement, **values).fetchall()
            note(statement, values, rows)
            return _Fetched(rows)

        self.run = run
        try:
            yield
        finally:
            self.run = plain

    def insert(self, table: StoredTable, rows: Iterable[Sequence[Value]]) -> None:
        """Insert rows whose values stand in the order of the table's columns."""
        columns = [column.name for column in table.columns]
        if self.dialect == "sqlite":
            marks = ", ".join("?" * len(columns))
            self.driver.executemany(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})", rows)
            return
        names = ", ".join(f'"{name}"' for name in columns)
        waiting = iter(rows)
        first = [_texts(row) for row in islice(waiting, FEW_ROWS + 1)]
        with self.driver.cursor() as cursor:
            if len(first) <= FEW_ROWS:  # one exchange with the server; COPY takes three
                if first:
                    marks = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(first))
                    cursor.execute(f"INSERT INTO {table.name} ({names}) VALUES {marks}", list(chain(*first)))
                return
            with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in chain(first, map(_texts, waiting)):
                    copy.write_row(row)

    def close(self) -> None:
        """Give the connection back to the system."""
        self.driver.close()


def _texts(row: Sequence[Value]) -> list[Value]:
    return [value.decode() if type(value) is bytes else value for value in row]


@lru_cache(maxsize=512)
def for_psycopg(statement: str) -> str:
    """A statement with ``:name`` parameters in the driver's own spelling, by SQLAlchemy's compiler."""
    return alchemy.spell_for_psycopg(statement)


class _Keeper:
    """Closes a thread's connection when the thread ends, and with it all that is local to it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __del__(self) -> None:
        with suppress(Exception):
            self._connection.close()


class Database:
    """One of the two databases, by its URL: ``sqlite:///sor.db`` or ``postgresql://user@host/name``.

    A register in an SQLite file has its operational tables in a second file beside it, ``desk_file``; every connection
    of it reads both, and writes the one that it was opened for. None: one database holds everything.
    """

    def __init__(self, url: str, *, is_whole: bool = False, is_desk: bool = False) -> None:
        """is_whole: this file has no second one beside it, as backups, published files and copies have none. is_desk:
        it is opened to write the operational tables.
        """
        given = _parse(url)
        self.dialect = given.get_backend_name()
        self.synchronous, self.url = _durability(given)
        self.desk_file = None if is_whole or is_desk else _beside(self.url)
        self._is_desk = is_desk
        self._is_folded, self._folded_at = True, -FOLD_SECONDS
        self._local = threading.local()
        self._writing = threading.RLock()
        self._writer: Connection | None = None
        self._files: Files = ()
        """To which files the connection for writing leads."""

    def __del__(self) -> None:
        """Whoever forgets to close a database leaves no connection for writing behind."""
        writer = getattr(self, "_writer", None)
        if writer is not None:
            writer.close()
        if not getattr(self, "_is_folded", True):
            with suppress(Exception):
                self.close()

    @cached_property
    def desk(self) -> "Database":
        """Where the operational tables are written (``desk.writing()``): their writers wait for each other, and never
        for the log's. They are read on any connection.
        """
        if self.dialect == "postgresql":
            return Database(self.url.render_as_string(hide_password=False), is_desk=True)
        if self.desk_file is None:
            return self
        return Database(f"sqlite:///{self.desk_file}?synchronous={self.synchronous}", is_desk=True)

    @property
    def shown(self) -> str:
        """The URL with its password hidden, for messages and ``/status``."""
        return self.url.render_as_string(hide_password=True)

    def engine(self, *, is_to_write: bool = False) -> "Engine":
        """An SQLAlchemy engine, for schema work only. is_to_write: what it begins on SQLite holds the write lock."""
        url = self.url.render_as_string(hide_password=False)
        return alchemy.engine(url, self.synchronous, is_to_write=is_to_write)

    def connect(self) -> Connection:
        """A new connection; the caller closes it. Raises Away; the file of an SQLite database must be there already."""
        if self.dialect == "sqlite":
            path = self.url.database
            if path and path != ":memory:" and not Path(path).is_file():
                raise Away(f"There is no file {path}.")  # opening it would make an empty one
            driver = sqlite3.connect(
                path or ":memory:", timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True
            )
            try:
                tune(driver, self.synchronous)
                if self.desk_file is not None:
                    _attach(driver, self.desk_file)
            except BaseException:
                driver.close()
                raise
            return Connection(driver, "sqlite")
        # Held weakly: a database that nobody keeps any more closes its connections at once, not at some collection.
        revive = weakref.WeakMethod(self._connect_to_server)
        return Connection(self._connect_to_server(), "postgresql", revive)

    def _connect_to_server(self) -> "psycopg.Connection":
        """A driver's connection to PostgreSQL. Raises Away."""
        url = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        patience = int(str(self.url.query.get("connect_timeout", PATIENCE)))
        try:
            driver = psycopg.connect(url, autocommit=True, connect_timeout=patience)
        except psycopg.OperationalError as error:
            raise self._away(error) from error
        driver.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        try:
            driver.execute(BY_INDEX)
        except psycopg.Error as error:  # the server went away between the two
            driver.close()
            raise self._away(error) from error
        return driver

    def _away(self, error: Exception) -> Away:
        return Away(f"The register's database at {self.shown} cannot be reached: {str(error).strip()}")

    def reader(self) -> Connection:
        """This thread's own connection for reading; kept open."""
        found: Connection | None = getattr(self._local, "connection", None)
        if found is None or (found.dialect == "postgresql" and found.driver.closed):
            found = self._local.connection = self.connect()
            self._local.keeper = _Keeper(found)
        return found

    def close(self) -> None:
        """Close this thread's reading connection, and the one for writing when none is under way."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        found: Connection | None = getattr(self._local, "connection", None)
        if found is not None:
            found.close()
            self._local.connection = self._local.keeper = None
        if not self._is_folded:
            self._folded_at = -FOLD_SECONDS
            with suppress(sqlite3.Error, Away), closing(self.connect()) as connection:
                self._fold(connection)
        desk = self.__dict__.get("desk", self)
        if desk is not self:
            desk.close()

    @contextmanager
    def one_state(self) -> Iterator[Connection]:
        """A connection for reading that sees one state of the database, whatever others write meanwhile.

        For checks of the whole register only: a long look at an old state keeps SQLite's journal from shrinking.
        """
        connection = self.connect()
        try:
            connection.driver.execute(
                "BEGIN" if self.dialect == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            )
            yield connection
        finally:
            connection.close()

    @contextmanager
    def steady(self) -> Iterator[Connection]:
        """This thread's own connection, seeing one state of the database for the length of a question."""
        connection = self.reader()
        connection.begin("BEGIN" if self.dialect == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield connection
        finally:
            with suppress(psycopg.Error):  # the connection has died: its transaction with it, and the error is told
                connection.end("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one transaction that writes the log: committed when the block ends, undone when it raises.

        The lock comes before the first read, so that what is read is what is written upon (``CORE`` §7).
        Raises Busy when another writer does not finish in time, DiskFull when there is no room for what is written.
        """
        if not self._writing.acquire(timeout=BUSY_SECONDS):
            raise Busy(ANOTHER_WRITES)
        try:
            connection = self._to_write()
            try:
                _begin(connection, DESK_LOCK if self._is_desk else WRITE_LOCK)
                yield connection
                self._commit(connection)
            except BaseException as error:
                _undo(connection)
                connection.close()
                if is_full(error):
                    raise DiskFull(f"There is no room left for {self.shown}: nothing was written.") from error
                reason = unavailable(error)
                if reason is not None and reason is not error:
                    raise reason from error
                raise
            self._keep(connection)
        finally:
            self._writing.release()

    def _commit(self, connection: Connection) -> None:
        """Commit. Raises Unknown when the line to a server is cut before it has answered."""
        try:
            connection.end("COMMIT")
        except psycopg.Error as error:
            if is_dead(error):
                raise Unknown(
                    "The line to the register's database was cut while the change was being written: it may have been"
                    " written or not. Send the same again under the same key, and it is written once."
                ) from error
            raise

    def _to_write(self) -> Connection:
        """The connection that the last transaction left, or a new one: when that one is dead, or leads to files that
        were moved away since.
        """
        kept, self._writer = self._writer, None
        files = self._find_files()
        if kept is not None:
            if files == self._files and not (self.dialect == "postgresql" and kept.driver.closed):
                return kept
            kept.close()
        self._files = files
        return self.connect()

    def _find_files(self) -> Files:
        """Which files of the disk an SQLite database is in now; nothing on a server and in memory."""
        paths = (self.url.database, self.desk_file) if self.dialect == "sqlite" else ()
        files = [Path(path) for path in paths if path not in (None, "", ":memory:")]
        return tuple((one.st_dev, one.st_ino) for one in (file.stat() for file in files if file.is_file()))

    def _keep(self, connection: Connection) -> None:
        """Leave a connection for the next transaction: a new one takes as long as a third of a small change."""
        if self._is_desk and self.dialect == "sqlite":
            self._fold(connection)
        if self.dialect == "postgresql" or self._files:
            self._writer = connection
        else:
            connection.close()

    def _fold(self, connection: Connection) -> None:
        """Let what is committed go into the file itself, now and then: who only reads a file leaves its journal."""
        now = time.monotonic()
        self._is_folded = now - self._folded_at >= FOLD_SECONDS
        if self._is_folded:
            self._folded_at = now
            with suppress(sqlite3.Error):
                connection.run("PRAGMA wal_checkpoint(PASSIVE)")


def _begin(connection: Connection, lock: int) -> None:
    if connection.dialect == "sqlite":
        try:
            connection.begin("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Busy(ANOTHER_WRITES) from error
            raise
        return
    connection.begin(f"{READ_COMMITTED}; SET LOCAL lock_timeout = '{int(BUSY_SECONDS * 1000)}ms'")
    try:
        connection.driver.execute(f"SELECT pg_advisory_xact_lock({lock})")
    except psycopg.errors.LockNotAvailable as error:
        raise Busy(ANOTHER_WRITES) from error


def _undo(connection: Connection) -> None:
    try:
        connection.end("ROLLBACK")
    except (sqlite3.Error, psycopg.Error):
        return  # the transaction is gone already: closing the connection ends what is left of it


def _durability(url: DatabaseUrl) -> tuple[str, DatabaseUrl]:
    """How hard SQLite presses what is committed onto the disk: ``full`` unless ``?synchronous=`` says otherwise, as
    throw-away databases of tests do.
    """
    if url.get_backend_name() != "sqlite":
        return "full", url
    asked = str(url.query.get("synchronous", "full")).lower()
    if asked not in SYNCHRONOUS or set(url.query) - {"synchronous"}:
        raise BadDatabase(
            f"'{url}' is no database URL. Write sqlite:///sor.db; it takes ?synchronous=full, normal or off."
        )
    return asked, url.set(query={})


def _beside(url: DatabaseUrl) -> Path | None:
    """The second file of a register's: ``sor.db`` has ``sor.desk.db``. None on a server and in memory."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    path = Path(str(url.database))
    return path.with_name(f"{path.stem}.desk{path.suffix or '.db'}")


def _attach(driver: sqlite3.Connection, desk: Path) -> None:
    """Let a connection read the operational tables, too. Raises Away when their file is gone.

    Read only: what is begun to write the log would take the write lock of every file that it could write.
    """
    if desk.is_file():
        driver.execute("ATTACH DATABASE ? AS desk", (f"{desk.absolute().as_uri()}?mode=ro",))
        return
    if is_parted(driver):
        raise Away(f"There is no file {desk}.")


def is_parted(driver: sqlite3.Connection) -> bool:
    """Whether a file is the log's alone: of a schema in which the operational tables may lie elsewhere, and do."""
    names = {name for (name,) in driver.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    if "actor" in names or not {"entry", "alembic_version"} <= names:
        return False
    (version,) = driver.execute("SELECT max(version_num) FROM main.alembic_version").fetchone()
    return version is not None and version >= PARTED_SINCE


def _parse(url: str) -> DatabaseUrl:
    try:
        found = DatabaseUrl.read(url)
    except NoUrl:
        raise BadDatabase(
            f"'{url}' is no database URL. Write sqlite:///sor.db or postgresql://user@host/name."
        ) from None
    if found.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadDatabase(
            f"'{found.drivername}' is not supported. Write sqlite:///sor.db or postgresql://user@host/name."
        )
    return found.set(drivername="postgresql+psycopg") if found.get_backend_name() == "postgresql" else found
