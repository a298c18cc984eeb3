"""A disk that is full or cannot be written, no memory, no files: a server says so, goes on reading where it can, and
writes again as soon as it may; of what it answered nothing is lost.
"""

import http.client
import os
import resource
import signal
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import msgspec
import psycopg
import pytest

from sor.store.database import Database
from sor.store.desk_file import files_of
from tests import postgres_server
from tests.attacks.killing import Written
from tests.attacks.short_machines import (
    BALLAST,
    may_mount,
    mount,
    serve_on_a_small_disk,
    serve_with_little,
)
from tests.changes.scene import DEPARTMENT, INDICATORS, create, play
from tests.new_databases import NewDatabases
from tests.ports import free_port
from tests.programs import command, started

pytestmark = pytest.mark.slow
READS = ("/status", "/api/v1/units/{ward}", "/?q=hjerte", "/api/v1/units?q=hjerte", "/version", "/sores/status")


def signalled(server: BaseProcess, number: int, look: Callable[[], object]) -> None:
    """Send a signal, and wait until it has done what it does: until something is otherwise."""
    before, until = look(), time.monotonic() + 300
    os.kill(server.pid or 0, number)
    while look() == before:
        assert time.monotonic() < until
        time.sleep(0.01)


class Short:
    """A register, and a server of it that is short of something."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.file = files_of(written.database)[0] if files_of(written.database) else Path()
        self.found: Counter[str] = Counter()

    def begin(self, run: Callable[..., object], *given: object) -> BaseProcess:
        """Start a server; it has answered."""
        self.written.port = free_port()
        process = started(run, *given, self.written.port)
        until = time.monotonic() + 300
        while self.ask("GET", "/version") != "200":
            assert process.is_alive()
            assert time.monotonic() < until
            time.sleep(0.01)
        self.found.clear()
        return process

    def ask(self, method: str, address: str, body: str = "", **headers: str) -> str:
        """The status of an answer, and what kind of problem it tells; ``none`` when the line is cut."""
        with suppress(OSError, http.client.HTTPException):
            status, told = self.written._ask(method, address, body, {**self.written._headers, **headers})
            kind = msgspec.json.decode(told)["type"].removeprefix("/api#") if b'"type":"/api#' in told[:20] else ""
            said = f"{status} {kind}".strip()
            self.found[said] += 1
            return said
        self.found["none"] += 1
        return "none"

    def change(self, n: int, blanks: int = 0) -> str:
        """Send a set under a key of its own. blanks: so many at the end of the document."""
        values = {"type": DEPARTMENT, "location": "inherit", "note": "x" * 200, **INDICATORS}
        heart = self.written.scene["heart"]
        changes = [create(f"#{one}", "OU", heart, name=f"{n} {one}", **values) for one in range(10)]
        body = msgspec.json.encode({"reason": str(n), "changes": changes}).decode() + " " * blanks
        return self.ask("POST", "/api/v1/changes", body, **{"Idempotency-Key": f"short-{n}"})

    def reads(self) -> set[str]:
        """What readers are answered."""
        return {self.ask("GET", address.format(ward=self.written.scene["ward"])) for address in READS}


@pytest.fixture
def short(new_sqlite: NewDatabases) -> Iterator[Short]:
    found = begun(new_sqlite)
    yield found
    found.written.database.close()


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.soak])],
)
def short_on_either(request: pytest.FixtureRequest) -> Iterator[Short]:
    """The server is short of something; PostgreSQL beside it is not."""
    new: NewDatabases = request.getfixturevalue(f"new_{request.param}")
    found = begun(new)
    yield found
    found.written.database.close()


def begun(new: NewDatabases) -> Short:
    """A register that has served once."""
    written = Written(*new.filled(play), "short")
    kill(written.begin())  # makes a token, whose key is kept
    written.database.close()
    for file in files_of(written.database):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Short(written)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "disk"
    made.mkdir()
    if not may_mount(made):
        pytest.skip("a process may not have a disk of its own here")
    return made


def kill(process: BaseProcess) -> None:
    process.kill()
    process.join()


def test_a_disk_that_fills_takes_whole_sets_or_none_and_more_when_there_is_room(short: Short, folder: Path) -> None:
    server = short.begin(serve_on_a_small_disk, short.file, folder, 300_000)
    sent = [short.change(n) for n in range(40)]
    assert set(sent) == {"201", "503 no-room"}
    full = [n for n, said in enumerate(sent) if said != "201"]
    assert short.reads() == {"200"}
    signalled(server, signal.SIGUSR1, (Path(f"/proc/{server.pid}/root{folder}") / BALLAST).exists)
    assert {short.change(n) for n in range(40)} <= {"200", "201"}, "what was written is not written again"
    assert short.ask("GET", "/api/v1/log/41") == "200"
    assert short.ask("GET", "/api/v1/log/43") == "404 unknown", (
        "40 sets, a day that came, and the register's first entry"
    )
    assert full
    kill(server)


@pytest.mark.postgres
def test_no_room_for_postgresqls_journal_loses_nothing_and_it_goes_on_when_there_is_room() -> None:
    """PostgreSQL ends with all its connections when its journal cannot be written, and again while it recovers."""
    with postgres_server.stoppable() as plain, plain.small_journal(100_000_000) as (server, disk):
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE written")
        database = Database(server.url.replace("/postgres?", "/written?"))
        short = Short(Written(database, play(database), "journal"))
        ours = short.written.begin()
        assert short.change(0) == "201"
        ballast = disk / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 65_536)
        with suppress(psycopg.OperationalError), psycopg.connect(server.url, autocommit=True) as connection:
            while True:
                connection.execute("SELECT pg_logical_emit_message(true, 'x', repeat('x', 4000000))")
        assert {short.change(n) for n in range(1, 9)} <= {"503 unavailable", "503 no-room", "503 unknown-outcome"}
        told = httpx.get(f"http://127.0.0.1:{short.written.port}/api/v1/units/{short.written.scene['ward']}")
        assert (told.status_code, told.headers["Retry-After"].isdigit()) == (503, True)
        ballast.unlink()
        if not server.is_running():
            server.start(postgres_server.OUTLIVING)
        until = time.monotonic() + 300
        while short.reads() != {"200"}:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert ours.is_alive()
        assert {short.change(n) for n in range(9)} <= {"200", "201"}, "what was written is not written again"
        register = short.written.register
        counts = Counter(entry.reason for entry in register.since(short.written.scene.serial) if entry.kind != "day")
        assert counts == {str(n): 1 for n in range(9)}
        assert register.verify(deep=True).fault is None
        kill(ours)
        database.close()


def test_a_register_on_a_disk_that_cannot_be_written_is_refused_with_what_to_do(short: Short, folder: Path) -> None:
    told = folder.parent / "told"
    process = started(read_only_command, short.file, folder, told)
    process.join()
    assert process.exitcode == 1
    assert "unable to open database file. Its folder cannot be written" in told.read_text()


def read_only_command(data: Path, folder: Path, told: Path) -> None:
    """`sor show` of a register on a disk that cannot be written."""
    from sor.store.database import Database

    mount(folder, files_of(Database(f"sqlite:///{data}")), 1_000_000, read_only=True)
    command(["--database", f"sqlite:///{folder}/{data.name}", "verify"], {}, told)


@pytest.mark.parametrize(
    ("kind", "blanks", "documented"),
    [
        # The event loop ends a line without an answer when it has no memory left to read from it.
        pytest.param(resource.RLIMIT_AS, 60_000_000, {"503", "503 short", "none"}, id="memory"),
        pytest.param(resource.RLIMIT_FSIZE, 0, {"503 unavailable", "503 no-room", "503 read-only"}, id="size of files"),
    ],
)
def test_a_process_without_more_says_so_and_goes_on(short: Short, kind: int, blanks: int, documented: set[str]) -> None:
    short_for_a_while(short, kind, 0, blanks, documented)


def test_a_body_for_which_there_is_no_room_is_refused_before_it_is_taken(short_on_either: Short) -> None:
    """As long as there is room for a small one: every refusal is an answer."""
    short_for_a_while(short_on_either, resource.RLIMIT_AS, 16_000_000, 60_000_000, {"503", "503 short"})


def short_for_a_while(short: Short, kind: int, more: int, blanks: int, documented: set[str]) -> None:
    """A server that has so much more of something and nothing beyond; then as much as before."""
    server = short.begin(serve_with_little, kind, more, short.written.url)
    assert short.change(0) == "201"
    signalled(server, signal.SIGUSR1, Path(f"/proc/{server.pid}/limits").read_text)
    answers = [short.change(n, blanks) for n in range(1, 9)]
    assert set(answers) <= documented
    assert answers.count("none") < len(answers) // 2
    assert short.reads() <= {"200", "503 short"}
    signalled(server, signal.SIGUSR2, Path(f"/proc/{server.pid}/limits").read_text)
    assert {short.change(n, blanks) for n in range(1, 9)} == {"201"}
    assert short.reads() == {"200"}
    register = short.written.register
    counts = Counter(entry.reason for entry in register.since(short.written.scene.serial) if entry.kind != "day")
    assert counts == {str(n): 1 for n in range(9)}
    assert register.verify(deep=True).fault is None
    kill(server)


@pytest.mark.parametrize("fewer", [pytest.param(25, marks=pytest.mark.soak), 0])
def test_fewer_files_than_are_open_lose_nothing_and_it_goes_on_when_there_are_more(
    short_on_either: Short, fewer: int
) -> None:
    short = short_on_either
    server = short.begin(serve_with_little, resource.RLIMIT_NOFILE, -fewer, short.written.url)
    with ExitStack() as idle:
        for _ in range(30):
            idle.enter_context(socket.create_connection(("127.0.0.1", short.written.port)))
        assert short.change(0) == "201"
        signalled(server, signal.SIGUSR1, Path(f"/proc/{server.pid}/limits").read_text)
        answers = [short.change(n) for n in range(1, 9)]
        told = {"503 short", "503 unavailable", "503 crowded", "none"}
        assert set(answers) <= {"201", *told}, "what has no answer is sent again"
        assert short.reads() <= {"200", *told}
        signalled(server, signal.SIGUSR2, Path(f"/proc/{server.pid}/limits").read_text)
        assert {short.change(n) for n in range(1, 9)} <= {"200", "201"}
        assert short.reads() == {"200"}
    register = short.written.register
    counts = Counter(entry.reason for entry in register.since(short.written.scene.serial) if entry.kind != "day")
    assert counts == {str(n): 1 for n in range(9)}
    assert register.verify(deep=True).fault is None
    kill(server)
