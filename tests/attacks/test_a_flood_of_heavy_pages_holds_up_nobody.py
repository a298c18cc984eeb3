"""Somebody asks without end for the pages and files that cost most: others are answered in their turn."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import served
from tests.loops import run_apart
from tests.owned import HOSPITAL, OTHER_WARD, WARD, filled_demo

MANY = 180
HEAVY = (
    "/quality", "/quality.csv", f"/quality?owner={HOSPITAL}", "/edi.csv", "/edi/duties", "/responsible",
    "/responsible.csv", f"/units/{WARD}/reaching", f"/tree/{HOSPITAL}", "/?q=institution",
    *(f"/edi?valid={date(2026, 1, 1) + timedelta(days=day)}" for day in range(MANY - 10)),
)  # fmt: skip
READ = f"/units/{OTHER_WARD}"

pytestmark = [pytest.mark.slow, pytest.mark.alike]


@pytest.fixture
def address(new_database: Callable[[], Database], clock: StandingClock) -> Iterator[str]:
    url = filled_demo(new_database(), clock)
    with served(url, SOR_TRUSTED_PROXIES="127.0.0.1") as found:
        yield found


async def ask(address: str, path: str, who: str) -> bytes:
    """The status of an answer on a line of its own, to whom the proxy says that it comes from."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nForwarded: for={who}\r\nAccept: text/html\r\nConnection: close"
    writer.write(f"{head}\r\n\r\n".encode())
    told = await reader.read()
    writer.close()
    return told[9:12]


def test_a_reader_takes_turns_with_who_asks_for_heavy_pages_without_end(address: str) -> None:
    pages = iter(HEAVY)  # each is asked once: what is kept would be answered without a turn

    async def play() -> tuple[int, set[bytes]]:
        answered: list[bytes] = []
        begun = asyncio.Event()

        async def flood() -> None:
            answered.append(await ask(address, next(pages), "192.0.2.1"))
            begun.set()

        await ask(address, f"/units/{WARD}", "198.51.100.7")
        flooding = [asyncio.create_task(flood()) for _ in range(MANY)]
        await begun.wait()
        assert await ask(address, READ, "198.51.100.7") == b"200"
        passed = len(answered)
        await asyncio.gather(*flooding)
        return passed, {*answered}

    passed, told = run_apart(play())
    assert told == {b"200"}
    assert passed < MANY - 30, "a look-up waits for a turn, not behind all that another waits for"
