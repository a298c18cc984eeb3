"""The maintenance lock keeps everybody else out, and lets them in again."""

import sqlite3
import threading

import psycopg
import pytest

from sor.store.database import Database
from sor.store.log import head_serial
from sor.store.maintenance import InUse, alone
from sor.store.setup import upgrade


@pytest.fixture
def database(new_database) -> Database:
    made: Database = new_database()
    upgrade(made)
    return made


def test_who_comes_while_the_lock_is_held_does_not_read(database) -> None:
    with alone(database), pytest.raises((sqlite3.OperationalError, psycopg.errors.QueryCanceled)):
        _read_in_a_hurry(database)
    assert head_serial(database.reader()) == 0


def _read_in_a_hurry(database: Database) -> None:
    """Read without the patience of five seconds."""
    if database.dialect == "sqlite":
        connection = sqlite3.connect(database.url.database or "", timeout=0.05)
        try:
            connection.execute("SELECT count(*) FROM entry").fetchall()
        finally:
            connection.close()
        return
    other = database.connect()
    try:
        other.driver.execute("SET statement_timeout = '100ms'")
        other.driver.execute("SELECT count(*) FROM entry").fetchall()
    finally:
        other.close()


def test_it_is_refused_while_others_have_the_database_open(database) -> None:
    opened, done = threading.Event(), threading.Event()

    def read() -> None:
        head_serial(database.reader())
        opened.set()
        done.wait(60)
        database.close()

    other = threading.Thread(target=read)
    other.start()
    opened.wait(60)
    try:
        with pytest.raises(InUse, match="Stop them"), alone(database):
            pass
    finally:
        done.set()
        other.join()
    with alone(database) as connection:
        assert head_serial(connection) == 0


def test_afterwards_the_database_is_written_as_before(database) -> None:
    with alone(database):
        pass
    with database.writing() as connection:
        connection.run("INSERT INTO register (name, value) VALUES ('role', 'mirror')")
    if database.dialect == "sqlite":
        assert database.reader().run("PRAGMA journal_mode").fetchone()[0] == "wal"
