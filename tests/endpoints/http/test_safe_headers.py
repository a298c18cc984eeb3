"""Whatever is answered runs nothing where a browser opens it, also what is answered before there is a request."""

import socket
from collections.abc import Callable, Iterator, Mapping

import pytest

from sor.endpoints.http.safe_headers import LINES, NOTHING_RUNS, POLICY, with_safe_headers
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import served
from tests.loops import run_apart
from tests.owned import filled_demo


def sent(*headers: tuple[bytes, bytes]) -> Mapping[bytes, bytes]:
    """The headers with which an answer goes out."""
    found: list[tuple[bytes, bytes]] = []

    async def send(message: object) -> None:
        found.extend(message.get("headers", ()))  # type: ignore[attr-defined]

    async def play() -> None:
        safe = with_safe_headers(send)
        await safe({"type": "http.response.start", "status": 200, "headers": [*headers]})
        await safe({"type": "http.response.body", "body": b"", "more_body": False})

    run_apart(play())
    assert len(found) == len(dict(found)), "no header twice"
    return dict(found)


def test_what_has_no_policy_gets_the_strictest_and_a_page_keeps_its_own() -> None:
    added = {POLICY: NOTHING_RUNS, b"x-content-type-options": b"nosniff"}
    assert sent((b"etag", b"1")) == {b"etag": b"1", **added}
    own = b"default-src 'none'; script-src 'self'"
    assert sent((b"Content-Security-Policy", own)) == {
        b"Content-Security-Policy": own, b"x-content-type-options": b"nosniff",
    }  # fmt: skip


@pytest.fixture
def address(new_sqlite: Callable[[], Database], clock: StandingClock) -> Iterator[str]:
    with served(filled_demo(new_sqlite(), clock)) as found:
        yield found


@pytest.mark.slow
def test_what_is_no_request_is_refused_with_the_same_headers(address: str) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    for sent_bytes in (
        b"GET / HTTP/1.1\r\n\r\n",
        b"<script>\r\n\r\n",
        b"GET /a\x00b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ):
        with socket.create_connection((host, int(port)), 30) as line:
            line.sendall(sent_bytes)
            answer = line.recv(65_536)  # it is short, and sent at once
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert LINES in answer
