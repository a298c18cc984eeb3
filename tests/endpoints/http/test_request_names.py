"""Each request has a name, in its answer and in the server's log; only a trusted proxy may give it one."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from tests.endpoints.servers import TRIED, served
from tests.quick_part import few
from tests.store.units import begin, create

MADE = re.compile(r"[0-9a-f]{32}")
PROXY = ("10.1.0.5", 4711)


def named(register: Register, *given: str, **settings: str) -> list[str]:
    """By what name each of some requests through a proxy is answered, with the name that the proxy gives it."""
    doors = app(register, read_settings({**TRIED, **settings}))

    async def sent_on(scope: Any, receive: Any, send: Any) -> None:
        await doors({**scope, "client": PROXY} if scope["type"] == "http" else scope, receive, send)

    found = []
    with TestClient(sent_on) as client:
        for one in given:
            answer: Any = client.get("/version", headers={"X-Request-ID": one})
            found += answer.headers.get_list("X-Request-ID")
    assert len(found) == len(given)
    return found


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_a_trusted_proxy_names_a_request(register: Register) -> None:
    bad = ("", "a b", 'a","level":"error', "a" * 65)
    taken, *made = named(register, "proxy-7.a_b", *bad, SOR_TRUSTED_PROXIES="10.1.0.0/16")
    assert taken == "proxy-7.a_b"
    assert all(map(MADE.fullmatch, made)), dict(zip(bad, made, strict=True))
    (made_here,) = named(register, "proxy-7")
    assert MADE.fullmatch(made_here)


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "path", few(["/", "/units/1", "/api/v1/units/1", "/sores/units", "/files", "/nothing", "/status"], every=4)
)
def test_every_answer_bears_a_name_of_its_own(register: Register, path: str) -> None:
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        names = [client.get(path).headers["X-Request-ID"] for _ in range(3)]
        foreign = client.get(path, headers={"Host": "elsewhere.example"})
    assert len(set(names)) == 3
    assert foreign.status_code == 421
    assert MADE.fullmatch(foreign.headers["X-Request-ID"])


@pytest.mark.slow
@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_the_log_is_json_and_says_of_each_request_what_became_of_it(register: Register, tmp_path: Path) -> None:
    begin(register, create("A", 20261101, name="Alfa"))
    url = f"sqlite:///{register.database.url.database}"
    with (tmp_path / "log").open("wb") as log, served(url, "--access-log", stderr=log) as address:
        answer = httpx.get(f"{address}/api/v1/units?q=hemmeligt")
        httpx.post(f"{address}/api/v1/changes", content=b"{")
        httpx.request("BREW", f"{address}/")
    text = (tmp_path / "log").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    told = next(line for line in lines if line.get("path") == "/api/v1/units")
    assert (told["event"], told["method"], told["status"], told["caller"]) == ("answered", "GET", 200, "127.0.0.1")
    assert told["request"] == answer.headers["X-Request-ID"]
    assert told["milliseconds"] > 0
    assert "hemmeligt" not in text
