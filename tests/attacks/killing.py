"""Programs of the register that are killed, and those that write meanwhile and remember what they were told."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psycopg

import sor.jobs.publishing  # noqa: F401 (imported once, for all that are forked)
from sor.access.dgws.issuing import Holder, header
from sor.desk.actors import Actors
from sor.desk.demo_sts import DemoSts
from sor.desk.whitelists import Whitelists
from sor.formats.soap.sorus_choices import VERSIONS
from sor.register import Register
from sor.store import series
from sor.store.database import Database
from tests.access.dgws.messages import envelope
from tests.changes.scene import DEPARTMENT, INDICATORS, NUMBER_DATA, TODAY, Scene, create, own
from tests.endpoints.sorus.messages import ENTITY, request
from tests.faults.written import cells_of, table_of
from tests.jobs.test_killed import stable
from tests.owned import wanted
from tests.ports import free_port
from tests.programs import command, killed_after, serve, started

SORUS = VERSIONS[3].path
CVR = "29190925"
FIRST, LAST = 579099900100, 579099999999
"""More location numbers than are given while the tests run."""

WRITERS = 4
PATIENCE = 600
"""Seconds in which a program that was started answers, and one that was told to write comes to an end: a hundred times
as many as a quiet machine takes, for campaigns run beside everything else.
"""


class Told(NamedTuple):
    """What a writer was told of a key: the serial; 0 where the door tells none."""

    door: str
    serial: int


class Written:
    """A small register, those who write into it over REST and SORUS, each change under a key of its own, and what they
    were told. A change over REST makes a unit with the next location number of a series; one over SORUS gives the ward
    another name.
    """

    def __init__(self, database: Database, codes: dict[str, str], name: str) -> None:
        self.database, self.name = database, name
        self.register = Register(database, lambda: datetime.now(UTC))
        self.scene = Scene.played(self.register, codes)
        actors = Actors(self.register)
        actors.add("sds", "", None, cvr=CVR)
        actors.grant("sds", wanted("authority"), None)
        self._secret = actors.new_secret("sds", "sds")[1]
        Whitelists(self.register, demo=True).add("sorus", CVR, "", "test", "test")
        with database.desk.writing() as connection:
            series.add(connection, "authority", FIRST, LAST, "sds", "2026-11-01T12:00:00Z")
        self._card = DemoSts(self.register, lambda: datetime.now(UTC)).issue(Holder(CVR))
        self._headers = {"Content-Type": "application/json"}
        self.told: dict[str, Told] = {}
        self.open: dict[str, str] = {}
        self._keys, self._lock, self._stop = count(1), threading.Lock(), threading.Event()
        self._refused: list[str] = []
        self.port = 0

    @property
    def url(self) -> str:
        """How programs find the register."""
        return self.database.url.set(drivername=self.database.dialect).render_as_string(hide_password=False)

    def begin(self) -> BaseProcess:
        """Start a server; it has answered, and whoever writes has a token."""
        self.port = free_port()
        server = started(serve, self.url, self.port)
        until = time.monotonic() + PATIENCE
        form = urlencode({"grant_type": "client_credentials", "client_id": "sds", "client_secret": self._secret})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                address = "/api/v1/token" if "Authorization" not in self._headers else "/version"
                status, body = self._ask("POST" if "token" in address else "GET", address, form, kind)
                if status == 200 and "token" in address:
                    self._headers["Authorization"] = f"Bearer {json.loads(body)['access_token']}"
                if status == 200:
                    return server
            time.sleep(0.01)
        raise AssertionError(f"the server did not answer: exit {server.exitcode}")

    def _ask(
        self, method: str, address: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request(method, address, body.encode(), headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """So many send one change after another, each under a new key, until the end."""
        self._stop.clear()
        threads = [threading.Thread(target=self._send_on, args=(n,)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(PATIENCE)

    def _send_on(self, n: int) -> None:
        while not self._stop.is_set():
            with self._lock:
                key = f"{self.name}-{next(self._keys)}"
                self.open[key] = "sorus" if n == 0 else "rest"
            if not self.send(key):
                self._stop.wait(0.02)

    def send(self, key: str) -> bool:
        """Send the change of a key; whether it was answered. What is refused is no answer, and is told at the end."""
        door = self.open[key]
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, body = self._by_sorus(key) if door == "sorus" else self._by_rest(key)
            if status == 503:
                return False
            serial = json.loads(body)["serial"] if door == "rest" and status in (200, 201) else 0
            with self._lock:
                if status not in (200, 201) or (door == "sorus" and b"<ErrorCode>0<" not in body):
                    self._refused.append(f"{key}: {status} {body[-1_000:]!r}")
                    return False
                self.told[key] = Told(door, serial)
                del self.open[key]
            return True
        return False

    def _by_rest(self, key: str) -> tuple[int, bytes]:
        values = {"name": key, "type": DEPARTMENT, "location": own("#n"), **INDICATORS}
        number = {"op": "number", "location_number": "#n", "from": TODAY, "issue": NUMBER_DATA}
        changes = [number, create("#u", "OU", self.scene["heart"], **values)]
        document = json.dumps({"reason": key, "changes": changes})
        return self._ask("POST", "/api/v1/changes", document, {**self._headers, "Idempotency-Key": key})

    def _by_sorus(self, key: str) -> tuple[int, bytes]:
        entity = ENTITY.replace("Afsnit &amp; co", key)
        unit = f"<SorIdentifier>{self.scene['ward']}</SorIdentifier>"
        body = request("EditSorEntity", f"<FromDate>2027-01-01</FromDate>{unit}<SorEntity>{entity}</SorEntity>")
        message = envelope(header(self._card, key, datetime.now(UTC)), body)
        return self._ask("POST", SORUS, message, {"Content-Type": "text/xml; charset=utf-8"})

    def kill_servers(self, times: int, chance: Random) -> None:
        """Start a server and kill it while all write, so many times, each at a moment of its own: after some answers,
        which a busy machine gives later, and a little.
        """
        for _ in range(times):
            server = self.begin()
            with self.writing():
                self._wait_for(chance.randrange(8))
                assert killed_after(server, chance.uniform(0, 0.2)), f"it ended by itself: {server.exitcode}"
            self.check(deep=False)

    def kill_backends(self, server: str, times: int, chance: Random) -> None:
        """Kill so many of PostgreSQL's processes that work for a server: it takes up its work again by itself, without
        a restart. server: the URL of PostgreSQL.
        """
        program = self.begin()
        for _ in range(times):
            with self.writing():
                time.sleep(chance.uniform(0.05, 0.3))
                _kill_backend(server, str(self.database.url.database), chance)
                self._wait_for(1, "it did not take up its work again")
            self.check(deep=False)
        assert program.is_alive()
        program.kill()
        program.join()

    def _wait_for(self, answers: int, otherwise: str = "nothing was answered") -> None:
        """Wait until so many more changes were answered."""
        wanted, until = len(self.told) + answers, time.monotonic() + PATIENCE
        while len(self.told) < wanted:
            assert time.monotonic() < until, (otherwise, self._refused)
            time.sleep(0.002)

    def catch_up(self) -> None:
        """Send again what was not answered, once: it is answered now."""
        for key in [*self.open]:
            assert self.send(key), (key, self._refused)

    def check(self, *, deep: bool) -> None:
        """Every answered change is there once, none is there twice or half; deep: and everything follows from the log,
        and what stands beside it agrees with it.
        """
        assert not self._refused, self._refused[:3]
        entries = [one for one in self.register.since(self.scene.serial) if one.kind != "day"]
        found: dict[str, int] = {}
        numbers: set[str] = set()
        for entry in entries:
            lines = self.register.lines(entry.serial)
            key, given = self._key_of(entry, lines)
            assert key not in found, f"{key} was done twice"
            found[key] = entry.serial
            assert len(given) == (entry.channel == "rest"), "a set is there whole or not at all"
            assert not numbers & given, "a location number was given twice"
            numbers |= given
        for key, told in self.told.items():
            assert key in found, f"{key} was answered and is lost"
            assert told.serial in (0, found[key])
        assert found.keys() <= self.told.keys() | self.open.keys()
        if deep:
            assert self.register.verify(deep=True).fault is None
            assert self.register.verify_audit_log() is None
            connection = self.database.reader()
            assert not series.gone_beyond(connection), "a series lags behind what the log gave"
            rows = connection.run("SELECT idempotency_key, serial FROM answered").fetchall()
            kept = {key.rpartition(" ")[2]: serial for key, serial in rows}  # over SORUS the CVR number stands before
            assert {key: kept.get(key) for key in found} == found, "what was answered under a key is another entry"

    def _key_of(self, entry: Any, lines: list[Any]) -> tuple[str, set[str]]:
        numbers = {line.key for line in lines if line.kind == "location_number"}
        if entry.channel == "rest":
            assert [line.kind for line in lines if line.kind != "location_number"] == ["unit"]
            return entry.reason, numbers
        text = b"".join(line.content for line in lines).decode("utf-8", "replace")
        start = text.index(f"{self.name}-")
        return text[start:].partition('"')[0], numbers


def _kill_backend(server: str, database: str, chance: Random) -> None:
    """Kill one of the processes that work for a database; those of the test and of the server are all the same."""
    with psycopg.connect(server, autocommit=True) as connection:
        found = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [database]).fetchall()
    os.kill(chance.choice(found)[0], signal.SIGKILL)
    until, is_back = time.monotonic() + PATIENCE, False
    while not is_back:  # all of its processes are started anew, which what was sent just before does not tell
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(server):
            is_back = True
        assert time.monotonic() < until, "PostgreSQL did not come back"
        time.sleep(0.01)


class Imported:
    """A mirror that loads file after file, each with other names, and publishes, by jobs that are killed."""

    def __init__(self, database: Database, folder: Path, sor_csv: bytes) -> None:
        self.register = Register(database, lambda: datetime.now(UTC))
        self.register.init("mirror")
        self._url = database.url.set(drivername=database.dialect).render_as_string(hide_password=False)
        self._folder, self._rows, self._numbers = folder, cells_of(sor_csv), count(1)
        self._took: dict[str, float] = {}
        self._run("import", *self._file(next(self._numbers)))

    def _file(self, n: int) -> list[str]:
        """The nth file, as the command is told of it: other names, of the next day."""
        header, *rows = self._rows
        at = header.index("Enhedsnavn")
        file = self._folder / f"sor-{n}.csv"
        file.write_bytes(table_of([header, *([*row[:at], f"{row[at]} {n}", *row[at + 1 :]] for row in rows)]))
        return [str(file), "--force", "--snapshot", str(date(2026, 1, 1) + timedelta(days=n))]

    def _run(self, *words: str, after: float | None = None) -> bool:
        """Whether a job was killed; without a moment it comes to its end."""
        told, began = self._folder / "told", time.monotonic()
        process = started(command, ["--database", self._url, *words], {"TMPDIR": str(self._folder)}, told)
        if after is not None:
            return killed_after(process, after)
        process.join(PATIENCE * 4)
        assert process.exitcode == 0, told.read_text()
        self._took[words[0]] = time.monotonic() - began
        return False

    def kill_imports(self, times: int, chance: Random) -> None:
        """Kill so many loads, each at a moment of its own: the file is there whole or not at all, and loaded again it
        is there once.
        """
        for _ in range(times):
            is_killed = False
            while not is_killed:
                file, before = self._file(next(self._numbers)), self.register.serial()
                is_killed = self._run("import", *file, after=chance.uniform(0, self._took["import"]))
            assert self._loaded(before) <= 1
            self._run("import", *file)
            assert self._loaded(before) == 1, "loaded again, it is there once"
        assert self.register.verify(deep=True).fault is None

    def kill_publishing(self, times: int, chance: Random) -> None:
        """Kill it so many times; published again, the folder holds what it holds when nothing happens."""
        out = self._folder / "out"
        self._run("publish", "--out", str(self._folder / "usual"))
        for _ in range(times):
            while not self._run("publish", "--out", str(out), after=chance.uniform(0, self._took["publish"])):
                shutil.rmtree(out)
        self._run("publish", "--out", str(out))
        wanted = stable(self._folder / "usual")
        assert {name for name in stable(out) if "/." in f"/{name}"} <= wanted, "what was left over is cleared"
        assert {name for name in stable(out) if "*" not in name} >= {name for name in wanted if "*" not in name}

    def _loaded(self, before: int) -> int:
        """How many files were loaded since; each named all of its units."""
        loads = [entry for entry in self.register.since(before) if entry.origin is not None]
        assert all(self.register.count_lines(entry.serial) >= len(self._rows) - 1 for entry in loads)
        return len(loads)


def upgrade(url: str) -> None:
    """`sor init` of an older register."""
    command(["--database", url, "init"], {}, Path(os.devnull))
