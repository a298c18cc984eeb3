"""One writer at a time, readers never blocked, and nothing half-written: on both databases."""

import gc
import sqlite3
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from sor.register import Register
from sor.store import database as module
from sor.store.database import Away, BadDatabase, Busy, Connection, Database, DiskFull
from tests.conftest import StandingClock
from tests.store.units import begin, change, create, says, submit


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)


def other_process(database: Database) -> Database:
    """The same database as another process has it: with no lock in common but the database's own."""
    return Database(database.url.render_as_string(hide_password=False))


@pytest.mark.usefixtures("impatient")
class TestSecondWriter:
    """It waits for a while, and is then told so."""

    @pytest.mark.parametrize("process", [lambda database: database, other_process], ids=["a thread", "another process"])
    def test_it_is_told_when_the_first_does_not_finish(
        self, database: Database, process: Callable[[Database], Database]
    ) -> None:
        told: list[str] = []

        def second() -> None:
            begun = time.monotonic()
            with pytest.raises(Busy) as busy, process(database).writing():
                pass
            told.append(str(busy.value))
            assert time.monotonic() - begun > 0.15, "it waited for a while"

        with database.writing():
            thread = threading.Thread(target=second)
            thread.start()
            thread.join()
        assert told == ["Another change is being written. Try again in a moment."]

    def test_it_goes_on_when_the_first_finishes_in_time(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "BUSY_SECONDS", 60.0)
        done: list[int] = []

        def second() -> None:
            with other_process(database).writing():
                done.append(2)

        with database.writing():
            thread = threading.Thread(target=second)
            thread.start()
            time.sleep(0.05)
            done.append(1)
        thread.join()
        assert done == [1, 2]

    def test_after_a_refusal_the_next_one_is_free_again(self, database: Database) -> None:
        with pytest.raises(ZeroDivisionError), database.writing():
            _ = 1 / 0
        with other_process(database).writing():
            pass


def test_readers_read_on_while_an_import_writes(register: Register) -> None:
    """They see the state before it, at once, and all of the new one when it is committed."""
    begin(register, create("A", name="Old"))
    reader = Register(other_process(register.database), register.clock)
    with register.database.writing() as connection:
        connection.run("UPDATE version SET body = '{}'")
        assert reader.at().unit("A")["name"] == "Old"  # type: ignore[index]
        assert reader.serial() == 1, "whoever waited for the writer would be refused"
    assert "name" not in reader.at().unit("A")  # type: ignore[operator]
    reader.database.close()


def test_a_write_that_fails_leaves_nothing(register: Register) -> None:
    begin(register, create("A", name="A"))

    def fail() -> None:
        with register.database.writing() as connection:
            connection.run("DELETE FROM version")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert register.at().unit("A") is not None


def test_a_check_of_the_whole_register_sees_one_state(register: Register) -> None:
    begin(register, create("A", name="A"))
    with register.database.one_state() as still:
        count = "SELECT count(*) FROM line"
        before = still.run(count).fetchone()
        submit(register, change("A", says("name", 20260201, "B")))
        assert still.run(count).fetchone() == before


def test_a_stream_is_read_row_by_row_however_long_it_is_and_others_ask_meanwhile(register: Register) -> None:
    """Of a billion rows the first three come at once; whoever reads them all into memory never answers."""
    counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT i FROM n"
    with register.database.one_state() as still:
        rows = still.stream(f"{counting} WHERE i > :after", after=5000)
        assert [next(rows)[0], next(rows)[0]] == [5001, 5002]
        assert still.run("SELECT count(*) FROM entry").fetchone()[0] == register.serial()
        assert next(rows)[0] == 5003
        rows.close()
    assert [row[0] for row in register.database.reader().stream(f"{counting} LIMIT 5000")] == [*range(1, 5001)]


def test_questions_about_many_keys_are_asked_in_parts(register: Register) -> None:
    keys = [f"U{n:04d}" for n in range(1000)]
    begin(register, *(create(key, name=key) for key in keys))
    units, unknown = register.at().units([*keys, "none"])
    assert [unit["code"] for unit in units] == keys
    assert unknown == ["none"]
    connection = register.database.reader()
    found = connection.run_for(keys, "SELECT key FROM version WHERE key IN (:keys) AND kind = :kind", kind="unit")
    assert len(list(found)) == 1000


@pytest.mark.parametrize("text", ["Ærø – 'x' \"y\" \\ %s :name", "日本", "a\u00a0b\u2009c", "𝄞"])
def test_every_text_comes_back_as_it_was(register: Register, text: str) -> None:
    begin(register, create("A", name=text, note={"x": text}))
    assert register.at().unit("A")["name"] == text  # type: ignore[index]
    register.rebuild()
    assert register.verify(deep=True).fault is None


class SmallDisk(Database):
    """An SQLite database that may not grow: the disk is full."""

    room = 0

    def connect(self) -> Connection:
        connection = super().connect()
        (pages,) = connection.run("PRAGMA page_count").fetchone()
        connection.run(f"PRAGMA max_page_count = {pages + self.room}")
        return connection


@pytest.mark.parametrize("room", [0, 3, 30])
def test_a_full_disk_is_told_and_nothing_is_half_written(
    new_sqlite: Callable[[], Database], clock: StandingClock, room: int
) -> None:
    whole = Register(new_sqlite(), clock)
    whole.init("master")
    begin(whole, create("A", name="A"))
    connection = whole.database.connect()
    connection.run("VACUUM")  # pages that tables of older schemas left free are room too
    connection.close()
    small = SmallDisk(whole.database.url.render_as_string())
    small.room = room
    with pytest.raises(DiskFull) as full:
        submit(Register(small, clock), *(create(f"U{n}", name="x" * 1000) for n in range(300)))
    assert str(full.value) == f"There is no room left for {small.shown}: nothing was written."
    small.close()
    assert whole.serial() == 1
    assert whole.verify(deep=True).fault is None
    assert submit(whole, create("B", name="B")) == 2


def test_a_password_is_never_shown() -> None:
    assert Database("postgresql://sor:secret@host/sor").shown == "postgresql+psycopg://sor:***@host/sor"


@pytest.mark.parametrize(("url", "message"), [
    ("nothing", "'nothing' is no database URL. Write sqlite:///sor.db or postgresql://user@host/name."),
    ("mysql://host/x", "'mysql' is not supported. Write sqlite:///sor.db or postgresql://user@host/name."),
])  # fmt: skip
def test_an_url_that_cannot_be_used_says_what_to_write(url: str, message: str) -> None:
    with pytest.raises(BadDatabase) as refusal:
        Database(url)
    assert str(refusal.value) == message


def test_each_thread_reads_on_its_own_connection(tmp_path: Path, new_sqlite: Callable[[], Database]) -> None:
    database = new_sqlite()
    found: list[object] = []

    def read() -> None:
        found.append(database.reader())
        database.close()

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert database.reader() is database.reader()
    assert database.reader() is not found[0]


def test_sqlite_presses_what_is_committed_onto_the_disk(tmp_path: Path) -> None:
    """A committed entry survives a power cut: 2 is FULL, and the journal is written ahead."""
    (tmp_path / "sor.db").touch()
    connection = Database(f"sqlite:///{tmp_path}/sor.db").connect()
    assert connection.run("PRAGMA synchronous").fetchone() == (2,)
    assert connection.run("PRAGMA journal_mode").fetchone() == ("wal",)
    assert isinstance(connection.driver, sqlite3.Connection)
    connection.close()


@pytest.mark.postgres
def test_a_server_that_goes_away_while_it_is_connected_to_is_told_as_away_and_leaves_no_connection(
    new_postgresql: Callable[[], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = new_postgresql()
    monkeypatch.setattr("sor.store.database.BY_INDEX", "SELECT pg_terminate_backend(pg_backend_pid())")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with pytest.raises(Away, match="cannot be reached"):
            database.connect()
        gc.collect()
    assert [one for one in told if issubclass(one.category, ResourceWarning)] == []
