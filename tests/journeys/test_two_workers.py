"""What one of two workers is told holds at the other: secrets, tokens, keys, rights, lists, the clock, reloading."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from sor.access.dgws.issuing import Holder, header
from sor.clock import Clock
from sor.desk.actors import Actors
from sor.desk.demo_sts import DemoSts
from sor.desk.whitelists import DEMO_CALLERS, Whitelists
from sor.register import Register
from sor.store.database import Database
from tests.access.dgws.messages import envelope
from tests.conftest import StandingClock
from tests.endpoints.servers import served
from tests.endpoints.sorus.messages import edit
from tests.owned import REGION, WARD, fill, wanted

IDS = count(1)
CALLER = next(iter(DEMO_CALLERS))


class Made:
    """A register with two senders, and a client of each of its server's workers."""

    def __init__(self, database: Database) -> None:
        self.clock = StandingClock()
        self.register = Register(database, self.clock)
        self.register.init("master", demo=True)
        fill(self.register)
        self.actors = Actors(self.register)
        self.secrets = {}
        for name in ("rikke", "bo"):
            self.actors.add(name, name, "sds", cvr=CALLER if name == "bo" else None)
            self.right = self.actors.grant(name, wanted("region", REGION), "sds")
            self.secrets[name] = self.actors.new_secret(name, name)[1]
        self.lists = Whitelists(self.register, demo=True)
        self.lists.begin_demo()
        self.card = DemoSts(self.register, Clock()).issue(Holder(CALLER, "Demo", "Demo"))
        self.workers: list[httpx.Client] = []

    def token(self, worker: int, name: str, secret: str = "") -> httpx.Response:
        form = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret or self.secrets[name]}
        return self.workers[worker].post("/api/v1/token", data=form)

    def bearer(self, worker: int, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(worker, name).json()['access_token']}"}

    def me(self, shown: dict[str, str]) -> list[int]:
        return [worker.get("/api/v1/me", headers=shown).status_code for worker in self.workers]

    def change(self, worker: int, shown: dict[str, str], name: str, changes: int = 1) -> httpx.Response:
        one = {"op": "edit", "unit": WARD, "from": "2026-12-01", "set": {"name": name}}
        return self.workers[worker].post(
            "/api/v1/changes",
            json={"changes": [one] * changes},
            headers=shown | {"Idempotency-Key": name.replace(" ", "-")},
        )

    def sorus(self, worker: int) -> int:
        message = envelope(header(self.card, f"m{next(IDS)}", Clock()()), edit(WARD))
        path = "/sor-opdatering/v3/SOROpdateringService"
        return self.workers[worker].post(path, content=message, headers={"Content-Type": "text/xml"}).status_code


@pytest.fixture
def made(new_database: Callable[[], Database]) -> Iterator[Made]:
    database = new_database()
    found = Made(database)
    url = database.url.set(drivername=database.dialect).render_as_string(hide_password=False)
    more = {"SOR_NOW": "", "SOR_MOST_CHANGES": "region=30"}
    with served(url, "--workers", "2", **more) as address, each_worker(address) as found.workers:
        yield found


@contextmanager
def each_worker(address: str) -> Iterator[list[httpx.Client]]:
    """A client of each of two workers: connections are made until there is one to each of them, and kept."""
    with ExitStack() as stack:
        found: dict[int, httpx.Client] = {}
        for _ in range(200):
            limits = httpx.Limits(max_connections=1, keepalive_expiry=None)
            client = stack.enter_context(httpx.Client(base_url=address, timeout=300, limits=limits))
            found.setdefault(_process_at(client, urlsplit(address).port or 0), client)
            if len(found) == 2:
                yield [*found.values()]
                return
        raise AssertionError("all connections went to one worker")


def _process_at(client: httpx.Client, port: int) -> int:
    """The process at the other end of a client's only connection, as the system lists it."""
    with client.stream("GET", "/version") as answer:
        own = answer.extensions["network_stream"].get_extra_info("client_addr")[1]
        answer.read()
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        words = line.split()
        if (int(words[1].rpartition(":")[2], 16), int(words[2].rpartition(":")[2], 16)) == (port, own):
            return _owner(f"socket:[{words[9]}]")
    raise AssertionError("the system lists no such connection")


def _owner(name: str) -> int:
    for one in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(one.readlink()) == name:
                return int(one.parts[2])
        except OSError:
            continue
    raise AssertionError(f"no process has {name}")


@pytest.mark.slow
@pytest.mark.alike
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the system does not list who is connected to whom")
def test_what_one_worker_is_told_holds_at_the_other(made: Made) -> None:
    one, other = made.workers

    shown = made.bearer(0, "rikke")
    assert made.me(shown) == [200, 200], "a token of one is good at the other"

    assert made.change(0, shown, "Et navn").status_code == 201
    again = made.change(1, shown, "Et navn")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert {made.change(n, shown, f"For meget {n}", 31).status_code for n in (0, 1)} == {422}

    assert [made.token(n % 2, "rikke", "gæt").status_code for n in range(6)] == [401] * 5 + [429]
    assert [made.token(n, "rikke", "gæt").status_code for n in (0, 1)] == [429, 429]
    assert [made.token(n, "rikke").status_code for n in (0, 1)] == [200, 200], "who knows the secret is not"
    assert [made.token(n, "bo").status_code for n in (0, 1)] == [200, 200], "nobody else is held up"

    old = made.bearer(1, "bo")
    made.clock.now += timedelta(hours=1)  # the newest key signs, and the server's clock runs
    key = made.actors.new_signing_key("sds")
    new = made.bearer(0, "bo")
    assert (made.me(old), made.me(new)) == ([200, 200], [200, 200])
    made.actors.drop_signing_key(key.id, "sds")
    assert (made.me(old), made.me(new)) == ([200, 200], [401, 401])

    assert [made.sorus(n) for n in (0, 1)] == [200, 200]
    made.lists.remove("sorus", CALLER, "sds", "cli")
    assert 200 not in [made.sorus(n) for n in (0, 1)]
    made.lists.add("sorus", CALLER, "", "sds", "cli")
    assert [made.sorus(n) for n in (0, 1)] == [200, 200]

    made.actors.withdraw(made.right, "sds")
    assert {made.change(n, old, f"Uden ret {n}").status_code for n in (0, 1)} == {403}

    asked = {"Command": "GetSorEntity", "SorIds": [WARD]}
    old = one.get(f"/api/v1/units/{WARD}").json()["name"]
    for name in ("Mended once", "Mended twice, while the clock stands"):
        before = [client.post("/sores", json=asked).text for client in made.workers]
        with made.register.database.writing() as connection:  # no entry tells of it: only a reload shows it
            connection.run("UPDATE version SET body = replace(body, :old, :name)", old=old, name=name)
        assert [client.post("/sores", json=asked).text for client in made.workers] == before, "both answer from a copy"
        assert one.get("/sores/reload").status_code == 200
        assert name in one.post("/sores", json=asked).text
        until = time.monotonic() + 60
        while name not in other.post("/sores", json=asked).text:
            assert time.monotonic() < until, "the other made its copy anew, and answers from that"
            time.sleep(0.05)
        old = name

    moved: Any = one.post("/demo/clock", json={"now": "2026-12-24"}).json()
    assert {client.get("/demo/clock").json()["today"] for client in made.workers} == {moved["today"]} == {"2026-12-24"}
    assert {client.get("/status").json()["today"] for client in made.workers} == {"2026-12-24"}
