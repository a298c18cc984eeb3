"""Each reason why a database cannot be used is told in both languages, and every driver's error is one or a mistake."""

import errno
import sqlite3

import psycopg
import pytest

from sor.endpoints.http.unavailable import TOLD, problem_of, told_of
from sor.store import unavailable as reasons
from sor.store.unavailable import Away, Busy, DiskFull, ReadOnly, Short, Unavailable, Unknown


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("told by SQLite")
    error.sqlite_errorcode = code
    return error


CASES = [
    (sqlite_error(sqlite3.SQLITE_BUSY), Busy),
    (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), Busy),
    (sqlite_error(sqlite3.SQLITE_FULL), DiskFull),
    (sqlite_error(sqlite3.SQLITE_READONLY), ReadOnly),
    (sqlite_error(sqlite3.SQLITE_READONLY_DIRECTORY), ReadOnly),
    (sqlite_error(sqlite3.SQLITE_CANTOPEN), Away),
    (sqlite_error(sqlite3.SQLITE_IOERR_READ), Away),
    (OSError(errno.ENOSPC, "No space left on device"), DiskFull),
    (psycopg.errors.LockNotAvailable(), Busy),
    (psycopg.errors.DiskFull(), DiskFull),
    (psycopg.errors.ReadOnlySqlTransaction(), ReadOnly),
    (psycopg.errors.AdminShutdown(), Away),
    (psycopg.errors.CannotConnectNow(), Away),
    (psycopg.errors.TooManyConnections(), Away),
    (psycopg.OperationalError("the connection is closed"), Away),
    (psycopg.InterfaceError("connection already closed"), Away),
    (Unknown("cut"), Unknown),
    (MemoryError(), Short),
    (OSError(errno.EMFILE, "Too many open files"), Short),
    (OSError(errno.ENOMEM, "Cannot allocate memory"), Short),
    (RuntimeError("can't start new thread"), Short),
]
MISTAKES = [
    ValueError("x"), KeyError("x"), RuntimeError("x"), OSError(errno.EACCES, "Permission denied"),
    sqlite3.OperationalError("no such table"),
    sqlite3.IntegrityError("x"), psycopg.errors.UndefinedTable(), psycopg.errors.UniqueViolation(),
]  # fmt: skip


@pytest.mark.parametrize(("error", "kind"), CASES)
def test_an_error_of_a_driver_is_a_reason_to_try_again(error: Exception, kind: type[Unavailable]) -> None:
    assert type(reasons.unavailable(error)) is kind
    problem = problem_of(error, "/api")
    assert (problem.status, problem.rule) == (503, TOLD[kind].rule)
    assert int(problem.headers["Retry-After"]) > 0


@pytest.mark.parametrize("error", MISTAKES)
def test_anything_else_is_a_mistake_of_ours(error: Exception) -> None:
    assert told_of(error) is None
    assert problem_of(error, "/api").status == 500


def test_every_reason_is_told_in_two_languages() -> None:
    assert set(TOLD) == set(Unavailable.__subclasses__())
    assert all(told.da and told.en and told.da != told.en for told in TOLD.values())
