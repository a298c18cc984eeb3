"""Many wait before a server to write: readers are answered meanwhile, callers take turns, who is gone is left out."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from sor.desk.actors import Actors
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import served
from tests.loops import run_apart
from tests.owned import HOSPITAL, OTHER_WARD, REGION, WARD, fill, wanted

MANY = 80
READS = [f"/api/v1/units/{WARD}", f"/api/v1/units/{HOSPITAL}/children", f"/units/{WARD}", "/status", "/?q=institution"]

pytestmark = [pytest.mark.slow, pytest.mark.alike]


class Made:
    """A register, its server's address, and the secrets of two callers."""

    def __init__(self, database: Database, clock: StandingClock) -> None:
        self.database = database
        self.register = Register(database, clock)
        self.register.init("master", demo=True)
        fill(self.register)
        actors = Actors(self.register)
        self.secrets = {}
        for name in ("rikke", "bo"):
            actors.add(name, name, "sds")
            actors.grant(name, wanted("region", REGION), "sds")
            self.secrets[name] = actors.new_secret(name, name)[1]
        self.address = ""


@pytest.fixture
def made(new_database: Callable[[], Database], clock: StandingClock) -> Iterator[Made]:
    found = Made(new_database(), clock)
    url = found.database.url.set(drivername=found.database.dialect).render_as_string(hide_password=False)
    with served(url) as found.address:
        yield found


@asynccontextmanager
async def client_of(made: Made, name: str = "") -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=made.address, timeout=300, limits=limits) as client:
        if name:
            form = {"grant_type": "client_credentials", "client_id": name, "client_secret": made.secrets[name]}
            token = (await client.post("/api/v1/token", data=form)).json()["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
        yield client


async def change(client: httpx.AsyncClient, unit: str, name: str) -> httpx.Response:
    document = {"reason": name, "changes": [{"op": "edit", "unit": unit, "from": "2026-12-01", "set": {"name": name}}]}
    return await client.post("/api/v1/changes", json=document)


async def figure(client: httpx.AsyncClient, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", (await client.get("/metrics")).text, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await holds():  # noqa: ASYNC110 (what is waited for happens in another process)
            await asyncio.sleep(0.05)


WAITING = 'sor_queue_waiting{queue="changes"}'
GONE = 'sor_queue_undone_total{queue="changes",why="gone"}'


def test_readers_are_answered_while_all_writers_wait_and_writers_take_turns(made: Made) -> None:
    answered: list[tuple[str, int]] = []

    async def note(name: str, asked: Awaitable[httpx.Response]) -> None:
        answered.append((name, (await asked).status_code))

    async def play() -> None:
        async with client_of(made, "rikke") as rikke, client_of(made, "bo") as bo, client_of(made) as reader:
            writers: list[asyncio.Task[Any]] = []
            with made.database.writing():  # somebody else writes, and takes long
                own = [note("rikke", change(rikke, WARD, f"Afsnit {n}")) for n in range(MANY)]
                writers += map(asyncio.create_task, own)
                await until(lambda: holds(reader, WAITING, MANY - 1))
                writers.append(asyncio.create_task(note("bo", change(bo, OTHER_WARD, "Centret"))))
                await until(lambda: holds(reader, WAITING, MANY))
                for path in READS:
                    assert (await reader.get(path, headers={"Accept": "*/*"})).status_code == 200
                assert [status for _, status in answered if status != 503] == []
                assert len(answered) < 10, "the writers should have been waiting still"
                before = len(answered)
                for gone in writers[MANY - 10 : MANY]:
                    gone.cancel()
                await until(lambda: holds(reader, GONE, 10))
            await asyncio.gather(*writers, return_exceptions=True)
        order = [name for name, _ in answered]
        assert order.index("bo") <= before + 3

    async def holds(reader: httpx.AsyncClient, name: str, count: int) -> bool:
        found = await figure(reader, name)
        return found >= count if name == GONE else found + len(answered) >= count

    run_apart(play())
    written = [status for _, status in answered].count(201)
    assert written == len(answered) - [status for _, status in answered].count(503)
    entries = list(made.register.since(0))
    reasons = [entry.reason for entry in entries]
    assert not {f"Afsnit {n}" for n in range(MANY - 10, MANY)} & {*reasons}
    assert sum(reason.startswith(("Afsnit", "Centret")) for reason in reasons) == written


def test_wrong_secrets_are_counted_by_the_server_and_hold_up_nobody_else(made: Made) -> None:
    async def ask(client: httpx.AsyncClient, name: str, secret: str) -> int:
        form = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret}
        return (await client.post("/api/v1/token", data=form)).status_code

    async def play() -> None:
        async with client_of(made) as client:
            assert [await ask(client, "rikke", "guess") for _ in range(6)] == [401] * 5 + [429]
            assert [await ask(client, name, made.secrets[name]) for name in ("bo", "rikke")] == [200, 200]

    run_apart(play())


@pytest.mark.parametrize("trial", ["false", "true"])
def test_nobody_waits_for_the_long_sets_of_others(made: Made, trial: str) -> None:
    days = [
        f"{year}-{month:02}-{day:02}" for year in range(2030, 2038) for month in range(1, 13) for day in range(1, 26)
    ]
    long = [{"op": "edit", "unit": WARD, "from": day, "set": {"note": f"Fra {day}"}} for day in days]
    address = f"/api/v1/changes?dry_run={trial}"

    async def send_long(rikke: httpx.AsyncClient) -> list[int]:
        document = {"reason": "lang", "changes": long}
        sent = await asyncio.gather(*(rikke.post(address, json=document) for _ in range(3)))
        return sorted(answer.status_code for answer in sent)

    async def play() -> tuple[list[int], int]:
        async with client_of(made, "rikke") as rikke, client_of(made, "bo") as bo:
            task, short = asyncio.create_task(send_long(rikke)), 0
            while not task.done():
                one = {"op": "edit", "unit": OTHER_WARD, "from": "2026-12-01", "set": {"name": f"Center {short}"}}
                answer = await bo.post(address, json=one)
                assert answer.status_code == (200 if trial == "true" else 201), answer.text
                short += 1
            return await task, short

    answers, short = run_apart(play())
    assert answers == [200, 200, 200 if trial == "true" else 201], "the first of the same three is written"
    assert short > 4, "in turn with three of another's there would be four at most"
