"""Every address of every door while the database is away, read-only, full or locked: it goes on, or it says when to try
again; never anything else. When the database is back everything is as before, at the first try.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from litestar.testing import TestClient

from sor.access.dgws.issuing import Holder, header
from sor.clock import Clock
from sor.desk.actors import Actors
from sor.desk.demo_sts import DemoSts
from sor.desk.whitelists import DEMO_CALLERS, Whitelists
from sor.endpoints.app import app
from sor.endpoints.doors import AT, DOORS
from sor.endpoints.krs import door as krs
from sor.formats.soap.krs import KRS
from sor.register import Register
from sor.settings import read_settings
from sor.store import database as store
from sor.store.database import WRITE_LOCK, Connection, Database
from tests import postgres_server
from tests.access.dgws.messages import envelope
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.endpoints.sorus.messages import edit
from tests.endpoints.test_doors import asked
from tests.owned import WARD, fill

IDS = count(1)
FILLED = {"gln": "5790000000000", "cvr": "12345678", "list": "level", "code": WARD}
CALLER = next(iter(DEMO_CALLERS))

AWAY = frozenset({
    "/status", "/metrics", "/", "/units/{code}", "/api/v1/me", "/api/v1/log/{serial}", "/api/v1/codes/{list}",
    "/api/v1/units/{code}", "/api/v1/units/{code}/children", "/api/v1/units/{code}/history",
})  # fmt: skip
"""Some of the addresses that cannot do without the database."""

WRITING = frozenset({"changes", "wrong secret", "SORUS", "clock"})
"""What writes; everything else goes on while the database can be read."""

MADE_WHEN_ASKED = frozenset({
    "GET /log/checkpoint", "GET /log/tile/{path}", "GET /api/v1/proofs/entries/{serial}",
    "GET /api/v1/proofs/units/{code}",
})  # fmt: skip
"""Proofs of what was written last stand on a tree that is written on when somebody asks: until then they wait."""


class Failing(Database):
    """An SQLite database whose file can be made to be write-protected, or its disk to be full."""

    is_read_only = is_full = False

    def connect(self) -> Connection:
        return self._as_it_is(super().connect())

    def reader(self) -> Connection:
        return self._as_it_is(super().reader())

    def _to_write(self) -> Connection:
        return self._as_it_is(super()._to_write())

    def _as_it_is(self, connection: Connection) -> Connection:
        (pages,) = connection.run("PRAGMA page_count").fetchone()
        connection.run(f"PRAGMA query_only = {int(self.is_read_only)}")
        connection.run(f"PRAGMA max_page_count = {pages if self.is_full else 2**30}")
        return connection


class Way(NamedTuple):
    """A database, and how it comes to each of its states; ``with`` one of them, it is in it."""

    database: Database
    states: dict[str, Callable[[], AbstractContextManager[object]]]


@contextmanager
def of_sqlite(folder: Path) -> Iterator[Way]:
    database = Failing(f"sqlite:///{folder}/sor.db?synchronous=off")

    @contextmanager
    def gone() -> Iterator[None]:
        (folder / "sor.db").rename(folder / "away.db")
        yield
        (folder / "away.db").rename(folder / "sor.db")

    @contextmanager
    def set_to(name: str) -> Iterator[None]:
        with closing(sqlite3.connect(folder / "sor.db")) as connection:
            connection.execute("VACUUM")  # the tables that went to the file beside it left room
        setattr(database, name, True)
        yield
        setattr(database, name, False)

    yield Way(database, {
        "gone": gone, "locked": Database(str(database.url)).writing, "read-only": partial(set_to, "is_read_only"),
        "full": partial(set_to, "is_full"),
    })  # fmt: skip


@contextmanager
def of_postgresql(_: Path) -> Iterator[Way]:
    with postgres_server.stoppable() as server:

        def say(*statements: str) -> None:
            with psycopg.connect(server.url, autocommit=True) as connection:
                for statement in ("SET default_transaction_read_only = off", *statements):
                    connection.execute(statement.encode())

        @contextmanager
        def stopped() -> Iterator[None]:
            server.stop()
            yield
            server.start()

        @contextmanager
        def locked() -> Iterator[None]:
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute(b"SELECT pg_advisory_lock(%d)" % WRITE_LOCK)
                yield

        @contextmanager
        def standby() -> Iterator[None]:
            """Failed over to a server that may only be read; then to one that may be written."""
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            say("ALTER DATABASE postgres SET default_transaction_read_only = on", cut)
            yield
            say("ALTER DATABASE postgres RESET default_transaction_read_only", cut)

        @contextmanager
        def crowded() -> Iterator[None]:
            """Others hold all connections that there are."""
            say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
            with ExitStack() as others:
                with suppress(psycopg.OperationalError):  # too many clients already
                    while True:
                        others.enter_context(psycopg.connect(server.url))
                yield

        yield Way(Database(server.url), {"gone": stopped, "locked": locked, "read-only": standby, "crowded": crowded})


@contextmanager
def of_postgresql_on_a_small_disk(_: Path) -> Iterator[Way]:
    with postgres_server.stoppable() as plain, plain.small_disk(40_000_000) as (server, disk):
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{server.folder}/small'".encode())
            connection.execute("CREATE DATABASE small TABLESPACE small")

        @contextmanager
        def full() -> Iterator[None]:
            ballast = disk / "ballast"
            with suppress(OSError), ballast.open("wb", buffering=0) as file:
                while True:
                    file.write(b"x" * 4_096)
            yield
            ballast.unlink()

        yield Way(Database(server.url.replace("/postgres?", "/small?")), {"full": full})
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("DROP DATABASE small WITH (FORCE)")
            connection.execute("DROP TABLESPACE small")


class Asked(NamedTuple):
    """What is sent, as the client takes it."""

    method: str
    path: str
    more: dict[str, Any]


class Doors:
    """All doors of a demo, and what is asked of each."""

    def __init__(self, database: Database, folder: Path) -> None:
        register = Register(database, StandingClock())
        register.init("master", demo=True)
        fill(register)
        actors = Actors(register)
        self.secret = actors.new_secret("sds", "sds")[1]
        actors.add("region", "", "sds", cvr=CALLER)
        Whitelists(register, demo=True).begin_demo()
        self._card = DemoSts(register, Clock()).issue(Holder(CALLER, "Demo", "Demo"))
        self._app = app(register, read_settings({**TRIED, "SOR_FILES": str(folder)}, demo=True))
        self.client = TestClient(self._app, raise_server_exceptions=False)
        form = {"grant_type": "client_credentials", "client_id": "sds", "client_secret": self.secret}
        self._token = self.client.post("/api/v1/token", data=form).json()["access_token"]

    def all(self) -> dict[str, Asked]:
        """Everything there is once, and what writes."""
        found = {f"{method} {address}": self._plain(method, address) for method, address in asked(self._app)}
        bearer = {"Authorization": f"Bearer {self._token}"}
        found["GET /api/v1/me"] = Asked("GET", "/api/v1/me", {"headers": bearer})
        much = {"note": f"{next(IDS)} {'x' * 200}"}  # more than finds room in what is there already
        days = [f"2026-12-{day:02}" for day in range(1, 29)]
        change = {"changes": [{"op": "edit", "unit": WARD, "from": day, "set": much | {"name": day}} for day in days]}
        found["changes"] = Asked("POST", "/api/v1/changes", {"json": change, "headers": bearer})
        form = {"grant_type": "client_credentials", "client_id": f"x{next(IDS)}", "client_secret": "y"}
        found["wrong secret"] = Asked("POST", "/api/v1/token", {"data": form})
        found["right secret"] = Asked(
            "POST", "/api/v1/token", {"data": form | {"client_id": "sds", "client_secret": self.secret}}
        )
        found["clock"] = Asked("POST", "/demo/clock", {"json": {"now": f"2026-11-01T13:{next(IDS) % 60:02}"}})
        message = envelope(header(self._card, f"m{next(IDS)}", Clock()()), edit(WARD))
        path = "/sor-opdatering/v3/SOROpdateringService"
        found["SORUS"] = Asked("POST", path, {"content": message, "headers": {"Content-Type": "text/xml"}})
        asked_for = "<register>sor</register><datatype>sorentity</datatype><version>1</version>"
        asked_for = f"{asked_for}<registerVersion>2</registerVersion>"
        body = f'<r:ReplicationRequest xmlns:r="{KRS}">{asked_for}</r:ReplicationRequest>'
        page = envelope(header(self._card, f"m{next(IDS)}", Clock()()), body)
        found["KRS"] = Asked("POST", krs.PATH, {"content": page, "headers": {"Content-Type": "text/xml"}})
        return found

    def statuses(self) -> dict[str, Any]:
        """The answer to everything."""
        return {
            name: self.client.request(one.method, one.path, **one.more) for name, one in self.all().items()
        }  # fmt: skip

    def _plain(self, method: str, address: str) -> Asked:
        path = re.sub(r"\{(\w+)\}", lambda found: FILLED.get(found[1], "1"), address)
        params = {"since": "x"} if address.endswith("/stream") else {}  # which has no end
        html = {"Accept": "text/html"} if AT[address].name == "pages" else {}
        return Asked(method, path, {"params": params, "headers": html})


def told(answer: Any) -> tuple[int, bool]:
    """The status, and whether it says when to try again."""
    return answer.status_code, answer.headers.get("Retry-After", "").isdecimal()


@pytest.mark.slow
@pytest.mark.parametrize(
    "way",
    [
        of_sqlite,
        pytest.param(of_postgresql, marks=pytest.mark.postgres),
        pytest.param(of_postgresql_on_a_small_disk, marks=[pytest.mark.postgres, pytest.mark.soak]),
    ],
)
def test_every_door_goes_on_or_says_when_to_try_again(
    way: Callable[[Path], AbstractContextManager[Way]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.2)
    with way(tmp_path) as (database, states):
        doors = Doors(database, tmp_path)
        with doors.client:
            usual = {name: answer.status_code for name, answer in doors.statuses().items()}
            assert {AT[one.partition(" ")[2]].name for one in usual if "/" in one} == {door.name for door in DOORS}
            assert {name: usual[name] for name in WRITING} == {
                "changes": 201, "wrong secret": 401, "SORUS": 200, "clock": 200,
            }  # fmt: skip
            assert usual["KRS"] == 200
            for state, begin in states.items():
                with begin():
                    found = {name: told(answer) for name, answer in doors.statuses().items()}
                    again = {name for name, answer in found.items() if answer == (503, True)}
                    others = {name: answer[0] for name, answer in found.items() if name not in again}
                    assert others == {name: usual[name] for name in others}, state
                    if state == "gone":
                        assert again >= WRITING - {"wrong secret"}, state
                        if database.dialect == "postgresql":  # of SQLite, a file that was open goes on being used
                            assert {name for name in usual if name.partition(" ")[2] in AWAY} <= again
                            assert "wrong secret" in again
                    elif state == "crowded":
                        pass  # whoever was quicker than those who take all connections goes on with theirs
                    elif state == "full":  # a little may find room in what is there already
                        assert {"changes"} <= again <= WRITING | MADE_WHEN_ASKED, state
                    else:  # a refusal over SORUS writes nothing; a guess is noted beside the log, which may be held
                        assert {"changes", "clock"} <= again <= WRITING | MADE_WHEN_ASKED, state
                assert {name: answer.status_code for name, answer in doors.statuses().items()} == usual, state
        with suppress(psycopg.Error):
            database.close()
