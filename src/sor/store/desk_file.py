"""The second file of a register in SQLite: the operational tables, parted from the log and joined with it again.

What belongs together bears one mark: a number in the header of the second file, a fact beside the log. A second file
that was begun for a log lies beside as ``sor.desk.db.next`` until the log bears its mark; then it takes its place,
whoever comes next. So a register that is parted or restored is whole, at whatever moment its program is killed.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sor.store.database import BUSY_SECONDS, Database, is_parted
from sor.store.facts import MARK
from sor.store.late import late
from sor.store.revisions import VERSION, revisions
from sor.store.schema import DESK
from sor.store.tuning import PAGE_BYTES
from sor.store.unavailable import unavailable

if TYPE_CHECKING:
    from sor.store import alchemy
else:
    alchemy = late("sor.store.alchemy")

NEXT = ".next"
"""What is added to the name of a second file that waits for its place."""

MADE_ANEW = 0
"""The mark of an empty second file that was made because none was there."""

OF_PUBLISHED = -1
"""The mark of every log that bears none, as published files do: the next night's file takes the place of the last one
beside the same second file."""

TABLES = tuple(table.name for table in DESK)


def files_of(database: Database) -> list[Path]:
    """The files of a register in SQLite, the log's first; nothing of one on a server or in memory."""
    return [] if database.desk_file is None else [_log(database), database.desk_file]


def is_whole(driver: sqlite3.Connection) -> bool:
    """Whether a file holds its operational tables itself, as backups do, and registers of older programs."""
    return _has(driver, "actor")


def part(driver: sqlite3.Connection, database: Database) -> None:
    """Move the operational tables, as they are in the transaction that is under way, into a second file that waits for
    its place beside a database. They lie on the disk, counted, before the first of them goes from where they were.
    """
    waiting, mark = _waiting(database), _new_mark()
    _take_away(waiting)
    with closing(_open_file(waiting, database)) as target:
        target.execute("BEGIN")
        _copy_tables(driver, target, [*TABLES, VERSION])
        target.execute(f"PRAGMA user_version = {mark}")
        target.execute("COMMIT")
    _press(waiting, database)
    driver.execute("PRAGMA secure_delete = ON")  # keys and secrets stay in no free page of the log's file
    for name in TABLES:
        driver.execute(f"DROP TABLE {name}")
    _bear(driver, mark)


def join(desk: sqlite3.Connection, whole: sqlite3.Connection) -> None:
    """Add the operational tables of a second file to a copy of the log."""
    whole.execute("BEGIN")
    _copy_tables(desk, whole, TABLES)
    whole.execute("COMMIT")


def settle(database: Database) -> None:
    """Bring a register's second file into its place: the one that waits, when the log bears its mark, or an empty one
    when there is none; for a log that never had one (a published file) that is its own, and nothing is written into the
    log. What waits and belongs to no log was never finished, and goes. Raises Busy.
    """
    desk = database.desk_file
    if desk is None or not _log(database).is_file() or (desk.is_file() and not _waiting(database).is_file()):
        return
    with _lock_log(database) as driver:
        waiting = _waiting(database)
        if waiting.is_file():
            if is_parted(driver) and _mark_of(driver) == _mark_in(waiting):
                _put_in_place(waiting, desk, database)
            _take_away(waiting)
        if not desk.is_file() and is_parted(driver):
            is_published = _mark_of(driver) == OF_PUBLISHED
            _make_empty(desk, OF_PUBLISHED if is_published else MADE_ANEW, driver, database)


def adopt(database: Database) -> None:
    """Let the second file that was made anew be the register's from now on; nothing when it has its own."""
    if not is_missing(database):
        return
    mark = _new_mark()
    with _lock_log(database) as driver:
        _bear(driver, mark)
    with closing(_open_file(Path(str(database.desk_file)), database)) as target:
        target.execute(f"PRAGMA user_version = {mark}")


def is_missing(database: Database) -> bool:
    """Whether a register was found without its second file, and goes on with an empty one since."""
    desk = database.desk_file
    return desk is not None and desk.is_file() and _mark_in(desk) == MADE_ANEW


def is_of_another(database: Database) -> bool:
    """Whether the second file belongs to another register, or to one that is gone."""
    desk = database.desk_file
    if desk is None or not desk.is_file() or (found := _mark_in(desk)) == MADE_ANEW:
        return False
    if not _log(database).is_file():
        return True
    with closing(_reading(_log(database))) as driver:
        return not is_parted(driver) or _mark_of(driver) != found


def _put_in_place(waiting: Path, desk: Path, database: Database) -> None:
    """The pages of the file that waits become those of the second file, in one transaction: readers go on."""
    with closing(_reading(waiting)) as source, closing(_open_file(desk, database)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = WAL")
    _press(desk, database)


def _take_away(path: Path) -> None:
    """Remove a file of SQLite with what a program that read it may have left beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def _make_empty(path: Path, mark: int, log: sqlite3.Connection, database: Database) -> None:
    """An empty second file of this program's schema, which the log's may be older than. It takes its name when it is
    whole.
    """
    making = path.with_name(f"{path.name}.{os.getpid()}")
    _take_away(making)
    engine = Database(f"sqlite:///{making}?synchronous={database.synchronous}", is_whole=True).engine()
    alchemy.create(engine, DESK)
    engine.dispose()
    with closing(_open_file(making, database)) as target:
        _copy_tables(log, target, [VERSION])
        target.execute(f"UPDATE {VERSION} SET version_num = ?", (revisions()[0],))
        target.execute(f"PRAGMA user_version = {mark}")
    making.rename(path)
    _take_away(making)
    _press(path, database)


def _copy_tables(source: sqlite3.Connection, target: sqlite3.Connection, names: Sequence[str]) -> None:
    """Make tables as they are in another file, with their rows. Raises ValueError unless every row came over."""
    for name in names:
        made = source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC", (name,)
        )
        for (statement,) in made.fetchall():
            target.execute(statement)
        columns = len(source.execute(f"PRAGMA table_info({name})").fetchall())
        rows = source.execute(f"SELECT * FROM {name}")
        target.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * columns)})", rows)
        counts = [file.execute(f"SELECT count(*) FROM {name}").fetchone() for file in (source, target)]
        if counts[0] != counts[1]:
            raise ValueError(f"Of {counts[0][0]} rows of {name} only {counts[1][0]} came over.")


@contextmanager
def _lock_log(database: Database) -> Iterator[sqlite3.Connection]:
    """The log's file under its write lock. Raises Busy."""
    driver = _open_file(_log(database), database)
    try:
        driver.execute("BEGIN IMMEDIATE")
        yield driver
        driver.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise unavailable(error) or error from error
    finally:
        driver.close()


def _open_file(path: Path, database: Database) -> sqlite3.Connection:
    driver = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    driver.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    driver.execute(f"PRAGMA synchronous = {database.synchronous}")
    return driver


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _log(database: Database) -> Path:
    return Path(database.url.database or "")


def _waiting(database: Database) -> Path:
    return Path(f"{database.desk_file}{NEXT}")


def _new_mark() -> int:
    return secrets.randbelow(2**31 - 1) + 1


def _bear(log: sqlite3.Connection, mark: int) -> None:
    log.execute("INSERT OR REPLACE INTO register (name, value) VALUES (?, ?)", (MARK, str(mark)))


def _mark_of(log: sqlite3.Connection) -> int:
    if not _has(log, "register"):
        return OF_PUBLISHED
    row = log.execute("SELECT value FROM register WHERE name = ?", (MARK,)).fetchone()
    return int(row[0]) if row else OF_PUBLISHED


def _mark_in(desk: Path) -> int:
    with closing(_reading(desk)) as driver:
        return int(driver.execute("PRAGMA user_version").fetchone()[0])


def _has(driver: sqlite3.Connection, table: str) -> bool:
    return driver.execute("SELECT 1 FROM main.sqlite_master WHERE name = ?", (table,)).fetchone() is not None


def _press(path: Path, database: Database) -> None:
    """Press a file and its name onto the disk."""
    if database.synchronous == "off":
        return
    for one in (path, path.absolute().parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
