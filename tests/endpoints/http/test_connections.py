"""More connections than files: silent ones make room, others are told to come again, and readers are always served."""

import re
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from sor.endpoints.http import connections
from sor.endpoints.http.fair_queue import Queues
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import served
from tests.owned import WARD, filled_demo

FILES = 200
"""Of which half are for connections."""
READ = f"GET /api/v1/units/{WARD} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
LARGE = b"GET /static/vendor/leaflet/leaflet.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
HALF = b"POST /api/v1/changes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"


@pytest.fixture
def address(new_database: Callable[[], Database], clock: StandingClock) -> Iterator[str]:
    url = filled_demo(new_database(), clock)
    with served(url, files=FILES) as found:
        yield found


@contextmanager
def many(address: str, count: int, sent: bytes = b"") -> Iterator[list[socket.socket]]:
    """Connections to a server, on each of which something was sent."""
    host = urlsplit(address)
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            line = stack.enter_context(socket.create_connection((host.hostname or "", host.port or 0), timeout=30))
            line.sendall(sent)
            found.append(line)
        yield found


def read(address: str, seconds: float = 30) -> int:
    """Ask for a unit on a new connection, and once more whenever one is told to come again; gives the last status."""
    until = time.monotonic() + seconds
    while True:
        try:
            answer = httpx.get(f"{address}/api/v1/units/{WARD}", timeout=30)
        except httpx.TransportError:
            answer = None
        if answer is not None and answer.status_code == 503:
            assert answer.headers["Retry-After"] == "2"
            assert answer.json()["findings"][0]["rule"] == "crowded"
        elif answer is not None:
            return answer.status_code
        assert time.monotonic() < until, "no reader was served"
        time.sleep(0.2)


def figure(address: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", httpx.get(f"{address}/metrics").text, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


@pytest.mark.slow
@pytest.mark.alike
@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="silent", marks=pytest.mark.soak),
        pytest.param(HALF, id="half a request", marks=pytest.mark.soak),
        pytest.param(READ, id="idle"),
        pytest.param(LARGE * 100, id="answers that nobody takes", marks=pytest.mark.soak),
    ],
)
def test_a_reader_is_served_among_more_connections_than_files(address: str, sent: bytes) -> None:
    with many(address, FILES, sent):
        for _ in range(3):
            assert read(address) == 200
        assert figure(address, "sor_connections") <= FILES
        ended = [figure(address, f'sor_connections_ended_total{{why="{why}"}}') for why in ("idle", "refused")]
        assert sum(ended) > 0
    assert read(address) == 200


@pytest.mark.slow
@pytest.mark.alike
def test_it_answers_again_after_a_flood(address: str) -> None:
    """Many come at once, again and again, and each asks: everybody is answered, or told to come again."""
    found: list[bytes] = []

    def ask() -> None:
        with many(address, 40, READ) as lines:
            found.extend(line.recv(12) for line in lines)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 320
    assert {*found} <= {b"HTTP/1.1 200", b"HTTP/1.1 503"}
    assert b"HTTP/1.1 200" in found
    assert [read(address) for _ in range(5)] == [200] * 5


def test_writers_who_wait_leave_most_connections_to_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    for files, waiting in ((100, 3), (1024, 51), (20_000, 200)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, files=files: (files, files))
        assert connections.most_waiting(200) == waiting
        assert len([*Queues()]) * waiting <= connections.most_connections() / 2
        assert connections.most_connections() < files
