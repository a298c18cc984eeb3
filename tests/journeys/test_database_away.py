"""The database goes away and comes back under a running server: every door says so, and nothing has to be restarted."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from sor.desk.actors import Actors
from sor.desk.whitelists import Whitelists
from sor.register import Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Database
from sor.store.unavailable import Away, ReadOnly
from tests import postgres_server
from tests.endpoints.servers import served
from tests.endpoints.web import small_register as the

SOAP = (
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
    f'<GetSorEntityRequest xmlns="urn:open-sor:sorls:1"><SorIdentifier>{the.WARD}</SorIdentifier>'
    "</GetSorEntityRequest></e:Body></e:Envelope>"
)
TOKEN = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
HTML = {"Accept": "text/html"}
READS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a look-up": ("GET", f"/api/v1/units/{the.WARD}", {}),
    "a look-up as of a day": ("GET", f"/api/v1/units/{the.WARD}?valid=2026-11-01", {}),
    "the children": ("GET", f"/api/v1/units/{the.HOSPITAL}/children", {}),
    "the log": ("GET", "/api/v1/log?since=0", {}),
    "the code lists": ("GET", "/api/v1/codes/region", {}),
    "how it stands": ("GET", "/status", {}),
    "whether it is ready": ("GET", "/health/ready", {}),
    "the page of a unit": ("GET", f"/units/{the.WARD}", {"headers": HTML}),
    "the search page": ("GET", "/?q=hospital", {"headers": HTML}),
    "the recipients": ("GET", "/recipients", {"headers": HTML}),
    "SORLS": ("POST", "/sor-opslag/SORLookupService", {"content": SOAP, "headers": {"Content-Type": "text/xml"}}),
}


@pytest.fixture(scope="module")
def server() -> Iterator[postgres_server.Stoppable]:
    with postgres_server.stoppable() as made:
        the.fill(Register(Database(made.url), lambda: the.NOW))
        yield made


@pytest.fixture
def doors(server: postgres_server.Stoppable) -> Iterator[httpx.Client]:
    with served(server.url, SOR_NOW="2026-11-22") as address, httpx.Client(base_url=address, timeout=300) as client:
        wait_until(lambda: client.get("/health/ready").status_code == 200)
        yield client


def statuses(doors: httpx.Client) -> dict[str, int]:
    return {name: doors.request(method, path, **more).status_code for name, (method, path, more) in READS.items()}


@pytest.mark.slow
@pytest.mark.postgres
class TestServer:
    """PostgreSQL under a running `sor serve`."""

    def test_while_it_is_stopped_every_door_says_when_to_try_again(
        self, server: postgres_server.Stoppable, doors: httpx.Client
    ) -> None:
        assert set(statuses(doors).values()) == {200}
        server.stop()
        try:
            for name, (method, path, more) in READS.items():
                answer = doors.request(method, path, **more)
                assert (name, answer.status_code, answer.headers.get("Retry-After")) == (name, 503, "5"), answer.text
                assert "cannot be reached" in answer.text or "kan ikke nås" in answer.text, name
            assert doors.post("/api/v1/token", data=TOKEN).status_code == 503
            assert doors.get("/version").status_code == 200
            assert doors.get("/health/live").status_code == 200
            assert doors.get("/sores/version").status_code == 200
            page = doors.get(f"/units/{the.WARD}?lang=en", headers=HTML).text
            assert 'lang="en"' in page
            assert "Demo register: units and names are invented." in page
        finally:
            server.start()
        assert set(statuses(doors).values()) == {200}

    def test_after_a_restart_no_idle_connection_costs_anybody_an_error(
        self, server: postgres_server.Stoppable, doors: httpx.Client
    ) -> None:
        for _ in range(3):  # many threads have a connection of their own by now
            statuses(doors)
        server.stop()
        server.start()
        assert [set(statuses(doors).values()) for _ in range(3)] == [{200}] * 3


@pytest.mark.slow
@pytest.mark.postgres
def test_a_replica_is_read_and_written_when_it_takes_the_place_of_the_one_it_followed(
    server: postgres_server.Stoppable,
) -> None:
    """`sor serve` on both of them, told by libpq's list of hosts, is not restarted and serves nobody an error."""
    with server.replica() as replica:
        primary = Register(Database(server.url), lambda: the.NOW)
        Actors(primary).add("sds", "SDS", None)
        Actors(primary).new_secret("sds", "sds")
        last = rename(primary, "Navn på begge")
        with (
            served(replica.url, SOR_NOW="2026-11-22") as address,
            httpx.Client(base_url=address, timeout=300) as reader,
        ):
            wait_until(lambda: Register(Database(replica.url), lambda: the.NOW).serial() == last)
            wait_until(lambda: reader.get("/health/ready").status_code == 200)
            assert set(statuses(reader).values()) == {200}
            assert reader.get(f"/api/v1/units/{the.WARD}").json()["name"] == "Navn på begge"
            refused = reader.post("/api/v1/token", data=TOKEN)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
            assert refused.json()["type"] == "/api#read-only"
            with pytest.raises(ReadOnly, match="can be read and not written"):
                rename(Register(Database(replica.url), lambda: the.NOW), "Andet")
            both = f"postgresql://sor@/postgres?host={server.folder},{replica.folder}&target_session_attrs=read-write"
            writer = Register(Database(both), lambda: the.NOW)
            assert rename(writer, "Navn før") == last + 1
            wait_until(lambda: reader.get(f"/api/v1/units/{the.WARD}").json()["name"] == "Navn før")
            server.stop()
            try:
                with pytest.raises(Away):
                    rename(writer, "Ingen")
                assert set(statuses(reader).values()) == {200}
                replica.promote()
                assert rename(writer, "Navn efter") == last + 2
                assert reader.get(f"/api/v1/units/{the.WARD}").json()["name"] == "Navn efter"
                assert reader.post("/api/v1/token", data=TOKEN).status_code == 401
            finally:
                server.start()


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.postgres
class TestSettings:
    """A database as somebody else has set it up."""

    def test_one_whose_default_is_another_isolation_level_takes_writes_side_by_side(
        self, server: postgres_server.Stoppable
    ) -> None:
        """At repeatable read the second writer would see the state from before the first, and fail."""
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("ALTER DATABASE postgres SET default_transaction_isolation = 'repeatable read'")
        try:
            registers = [Register(Database(server.url), lambda: the.NOW) for _ in range(4)]
            before = registers[0].serial()
            with ThreadPoolExecutor(4) as pool:
                written = pool.map(lambda one: [rename(one, f"Navn {n}") for n in range(5)], registers)
            assert sorted(serial for some in written for serial in some) == list(range(before + 1, before + 21))
        finally:
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute("ALTER DATABASE postgres RESET default_transaction_isolation")

    def test_a_read_only_one_is_read_and_says_that_it_cannot_be_written(
        self, server: postgres_server.Stoppable, doors: httpx.Client
    ) -> None:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("ALTER DATABASE postgres SET default_transaction_read_only = on")
        try:
            server.stop()
            server.start()
            assert set(statuses(doors).values()) == {200}
            with pytest.raises(ReadOnly, match="can be read and not written"):
                rename(Register(Database(server.url), lambda: the.NOW), "Andet")
        finally:
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute("SET default_transaction_read_only = off")
                connection.execute("ALTER DATABASE postgres RESET default_transaction_read_only")


@pytest.mark.slow
def test_a_sqlite_file_that_is_gone_is_told_and_never_made_anew(tmp_path: Path) -> None:
    file, away = tmp_path / "sor.db", tmp_path / "away.db"
    register = the.fill(Register(Database(f"sqlite:///{file}"), lambda: the.NOW))
    register.database.close()
    file.rename(away)
    with pytest.raises(Away, match=r"There is no file .*sor\.db"):
        rename(register, "Andet")
    assert not file.exists()
    away.rename(file)
    assert rename(register, "Andet") == register.serial()
    register.database.close()


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".db", ".desk.db"])
def test_what_is_written_goes_into_the_file_that_stands_there_now(tmp_path: Path, suffix: str) -> None:
    """The connection for writing is kept; a file that was moved away meanwhile takes nothing more."""
    register = the.fill(Register(Database(f"sqlite:///{tmp_path}/sor.db"), lambda: the.NOW))
    lists = Whitelists(register, demo=False)
    rename(register, "Før")
    lists.add("sorls", "12345678", "Før", "sds", "command")
    file, away = tmp_path / f"sor{suffix}", tmp_path / "away"
    with closing(sqlite3.connect(file)) as outside:
        outside.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(file, tmp_path / "copy.db")
    away.mkdir()
    for part in tmp_path.glob(f"{file.name}*"):
        part.rename(away / part.name)
    left = {part.name: part.read_bytes() for part in away.glob("*.db*") if not part.name.endswith("-shm")}
    (tmp_path / "copy.db").rename(file)
    serial = rename(register, "Efter")
    lists.add("sorls", "87654321", "Efter", "sds", "command")
    assert {name: (away / name).read_bytes() for name in left} == left
    seen = Register(Database(f"sqlite:///{tmp_path}/sor.db"), lambda: the.NOW)
    assert (seen.serial(), {row.cvr for row in Whitelists(seen, demo=False).list_rows()}) == (
        serial,
        {"12345678", "87654321"},
    )
    seen.database.close()
    register.database.close()


def rename(register: Register, name: str) -> int:
    """Write an entry; gives its serial."""
    lines = [LineDraft("unit", the.WARD, [the.says("name", 20261121, name)])]
    return register.submit(Submission(lines, "anna", "web")).serial
