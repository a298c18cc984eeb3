"""Why a database cannot be asked or written at the moment, told alike of SQLite and PostgreSQL.

None of these is a mistake of the program or of the caller: the same question may be asked again later.
"""

import errno
import sqlite3
from typing import TYPE_CHECKING

from sor.store.late import is_read, late

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = late("psycopg")


def driver_errors(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """Whatever the drivers raise, that of PostgreSQL only where it has been read, and other exceptions with them."""
    return (*others, sqlite3.Error, OSError, psycopg.Error) if is_read(psycopg) else (*others, sqlite3.Error, OSError)


"""What a driver raises; everything else is not about the database."""


NO_THREAD = "can't start new thread"
"""What Python says when the system gives it none."""


class Unavailable(RuntimeError):
    """The database cannot do what was asked, for now. The message says why; nothing was written, save for Unknown."""


class Busy(Unavailable):
    """Another writer held the register for longer than a submission waits."""


class DiskFull(Unavailable):
    """There was no room for what was to be written; nothing of it was."""


class ReadOnly(Unavailable):
    """The database can be read and not written: a standby, or a file or disk that is write-protected."""


class Away(Unavailable):
    """The database cannot be reached: it is stopped, being restarted, or its file is gone."""


class Unknown(Unavailable):
    """Nobody knows whether a change was written: the line was cut while the database was committing it."""


class Short(Unavailable):
    """This computer has no memory, file or thread left for it at the moment. Whether a change was written is not said:
    the memory may have run out behind the commit.
    """


class Stopped(Unavailable):
    """The computer's clock says a day that does not fit the log: nothing is written until somebody has looked."""


def unavailable(error: BaseException) -> Unavailable | None:
    """An error as the reason why the database cannot be used at the moment; None when it is about something else."""
    if isinstance(error, Unavailable):
        return error
    if is_short(error):
        return Short("This computer has no memory, file or thread left for it at the moment.")
    if not isinstance(error, driver_errors()):
        return None
    if is_full(error):
        return DiskFull("There is no room left for the register's database: nothing was written.")
    if _is_read_only(error):
        return ReadOnly("The register's database can be read and not written at the moment.")
    if _is_locked(error):
        return Busy("Another change is being written. Try again in a moment.")
    if _is_away(error):
        return Away("The register's database cannot be reached at the moment.")
    return None


def is_full(error: BaseException) -> bool:
    """Whether an error says that there was no room on the disk."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    if isinstance(error, sqlite3.OperationalError):
        return _code(error) == sqlite3.SQLITE_FULL
    return isinstance(error, psycopg.errors.DiskFull)


def is_short(error: BaseException) -> bool:
    """Whether an error says that this process got no more memory, files or threads."""
    if isinstance(error, OSError):
        return error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and str(error) == NO_THREAD)


def is_dead(error: BaseException) -> bool:
    """Whether an error says that a connection to a server has ended, so that a new one may do better."""
    return isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)) and _is_away(error)


def _is_read_only(error: BaseException) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return _code(error) == sqlite3.SQLITE_READONLY
    return isinstance(error, psycopg.errors.ReadOnlySqlTransaction)


def _is_locked(error: BaseException) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return isinstance(error, psycopg.errors.LockNotAvailable)


def _is_away(error: BaseException) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return _code(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
    if isinstance(error, psycopg.InterfaceError):
        return True  # raised by the driver itself: the connection is closed
    # A server that is starting, stopping, or has no connection left tells a state; a cut line tells none.
    return isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08")[:2] in ("08", "53", "57")


def _code(error: sqlite3.OperationalError) -> int:
    """The primary result code of SQLite; 0 for an error that the Python module itself has raised."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
