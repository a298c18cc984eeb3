"""Whoever sends back codes that no provider gave makes the register ask the provider a few times at once, however many
are sent, and nobody at another address waits behind them.
"""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.loops import run_apart

pytestmark = pytest.mark.slow
FLOOD, AT_ONCE = 40, 8
TABLE = """
[[provider]]
id = "slow"
issuer = "{issuer}"
client_id = "sor"
name_da = "Langsom"
name_en = "Slow"
"""


class Slow(BaseHTTPRequestHandler):
    """A provider that takes its time to say that a code is none of its own, and counts who waits for that."""

    lock: ClassVar = threading.Lock()
    is_asked: ClassVar = threading.Event()
    asked: ClassVar = 0
    most: ClassVar = 0

    def do_GET(self) -> None:
        issuer = f"http://{self.headers['Host']}"
        self._answer(200, {
            "issuer": issuer, "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
        })  # fmt: skip

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        with Slow.lock:
            Slow.asked += 1
            Slow.most = max(Slow.most, Slow.asked)
        Slow.is_asked.set()
        time.sleep(0.2)
        with Slow.lock:
            Slow.asked -= 1
        self._answer(400, {"error": "invalid_grant"})

    def log_message(self, *_: Any) -> None:
        """It says nothing."""

    def _answer(self, status: int, document: dict[str, str]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def issuer() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_codes_that_are_none_ask_a_provider_a_few_at_a_time_and_addresses_take_turns(
    issuer: str, tmp_path: Path
) -> None:
    (tmp_path / "login.toml").write_text(TABLE.format(issuer=issuer), "utf-8")
    register = Register(Database(f"sqlite:///{tmp_path}/sor.db"), StandingClock())
    register.init("master")
    doors: Any = app(register, read_settings({"SOR_LOGIN": str(tmp_path / "login.toml")}))
    done: list[str] = []

    async def begin(address: str) -> tuple[httpx.AsyncClient, str]:
        transport = httpx.ASGITransport(doors, client=(address, 40_000))
        browser = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080", timeout=300)
        way = (await browser.get("/login/slow")).headers["location"]
        return browser, parse_qs(urlsplit(way).query)["state"][0]

    async def answer_with_a_false_code(address: str, browser: httpx.AsyncClient, state: str) -> None:
        answer = await browser.get("/login/slow/callback", params={"code": "none", "state": state})
        assert answer.status_code == 403
        done.append(address)
        await browser.aclose()

    async def flood() -> None:
        one, *crowd = [await begin("192.0.2.2"), *[await begin("192.0.2.1") for _ in range(FLOOD)]]
        sent = [asyncio.create_task(answer_with_a_false_code("192.0.2.1", *each)) for each in crowd]
        await asyncio.to_thread(Slow.is_asked.wait)
        await asyncio.gather(*sent, answer_with_a_false_code("192.0.2.2", *one))

    with closing(register.database):
        run_apart(flood())
    assert 1 < Slow.most <= AT_ONCE
    assert len(done) == FLOOD + 1
    assert done.index("192.0.2.2") < FLOOD // 2
