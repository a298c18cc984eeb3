"""Requests of which only a part comes are ended; whole ones, large ones and answers that take long are not."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from sor.endpoints.http.half_sent import LARGEST_HEAD, SLOWEST, TimelyProtocol
from tests.endpoints.http.answering import answer_to, answering

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: "


LARGE = 20_000_000


class Hasty(TimelyProtocol):
    """The same with less patience, so that the tests are quick."""

    patience = 0.5
    unread = 0.5


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the length of the body; /slow takes its time."""
    assert scope["type"] == "http"
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    await asyncio.sleep(1.2 if scope["path"] == "/slow" else 0)
    body = b"x" * LARGE if scope["path"] == "/large" else b"%d" % length
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with answering(app, Hasty) as port:
        yield port


@pytest.mark.slow
@pytest.mark.parametrize(
    "begun", [b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX: ", POST + b"10\r\n\r\n", POST + b"10\r\n\r\nabc"]
)
def test_half_a_request_is_ended(port: int, begun: bytes) -> None:
    assert answer_to(port, begun).startswith(b"HTTP/1.1 408 ")


def test_the_second_request_of_a_connection_is_looked_at_too(port: int) -> None:
    found = answer_to(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", POST + b"10\r\n\r\nabc")
    assert found.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in found


def test_a_connection_on_which_nothing_comes_is_closed_without_a_word(port: int) -> None:
    assert answer_to(port) == b""


LONG = b"a" * (LARGEST_HEAD + 1)
HEADS = {
    "one header without end": [b"GET / HTTP/1.1\r\nHost: x\r\nX: ", *[LONG] * 8],
    "a name without end": [b"GET / HTTP/1.1\r\nHost: x\r\n", *[LONG] * 8],
    "an address without end": [b"GET /", *[LONG] * 8],
    "headers without end": [b"GET / HTTP/1.1\r\nHost: x\r\n", *[b"x: y\r\n" * 9_000] * 8],
    "a whole head that is too long": [b"GET / HTTP/1.1\r\nHost: x\r\nX: " + LONG + b"\r\n\r\n"],
    "headers after the body": [
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", *[b"x: y\r\n" * 9_000] * 8,
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_a_head_without_end_is_refused_and_not_kept(port: int, name: str) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=300) as line:
        with contextlib.suppress(ConnectionError):
            for part in HEADS[name]:
                line.sendall(part)
        try:
            found = line.recv(65536)
        except ConnectionResetError:
            return  # cut while more was on its way
        assert found.startswith(b"HTTP/1.1 431 ")
    assert answer_to(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").endswith(b"0")


def test_a_large_head_and_a_large_body_on_one_connection_are_two_things(port: int) -> None:
    headers = b"X: " + b"a" * (LARGEST_HEAD - 2_000) + b"\r\n"
    asked = b"POST / HTTP/1.1\r\nHost: x\r\n" + headers + b"Content-Length: 200000\r\n\r\n" + b"x" * 200_000
    with socket.create_connection(("127.0.0.1", port), timeout=300) as line:
        for _ in range(3):
            line.sendall(asked)
            assert line.recv(65536).endswith(b"200000")


def taken(port: int, *, pause: float, first: float = 0) -> int:
    """How many bytes come of a large answer to a client that waits at first, and before each part."""
    found = 0
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        line.settimeout(30)
        line.connect(("127.0.0.1", port))
        line.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        threading.Event().wait(first)
        with contextlib.suppress(ConnectionError):
            while part := line.recv(2**20):
                found += len(part)
                threading.Event().wait(pause)
    return found


@pytest.mark.slow
def test_who_takes_nothing_of_an_answer_is_cut_off_and_who_takes_it_slowly_is_not(port: int) -> None:
    assert taken(port, pause=0.002) > LARGE
    assert taken(port, pause=0, first=4 * Hasty.unread) < LARGE


@pytest.mark.slow
def test_an_answer_may_take_longer_than_its_request(port: int) -> None:
    close = b"Connection: close\r\n"
    assert answer_to(port, b"GET /slow HTTP/1.1\r\nHost: x\r\n" + close + b"\r\n").startswith(b"HTTP/1.1 200 ")
    assert answer_to(port, b"POST / HTTP/1.1\r\nHost: x\r\n" + close + b"Content-Length: 3\r\n\r\nabc").endswith(b"3")


@pytest.mark.slow
def test_a_large_request_may_take_as_long_as_its_bytes_give_it(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=300) as line:
        size = 2 * SLOWEST
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % (size + 1))
        line.sendall(b"x" * size)
        threading.Event().wait(3 * Hasty.patience)
        line.sendall(b"x")
        assert line.recv(65536).startswith(b"HTTP/1.1 200 ")
