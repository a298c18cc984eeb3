"""Every request is HTTP/1.1: an offer of another protocol costs no body, an address may be written as it is typed."""

import json
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.endpoints.http.connections import BoundedProtocol
from tests.endpoints.http.answering import answer_to, answering

OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
WEBSOCKET = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with answering(echo, BoundedProtocol) as port:
        yield port


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with method, path, query and body, as JSON."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    text = json.dumps([scope["method"], scope["path"], scope["query_string"].decode(), body.decode()]).encode()
    headers = [(b"content-length", b"%d" % len(text))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def echoed(port: int, *parts: bytes) -> list[list[str]]:
    """What the application got of each request that was sent on one connection."""
    answers = answer_to(port, *parts).split(b"HTTP/1.1 200 OK")[1:]
    return [json.loads(answer.partition(b"\r\n\r\n")[2]) for answer in answers]


def request(body: bytes, *, offer: bytes = OFFER, is_chunked: bool = False, last: bool = True) -> bytes:
    framing = b"Transfer-Encoding: chunked\r\n" if is_chunked else b"Content-Length: %d\r\n" % len(body)
    sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if is_chunked else body
    end = b"" if not last or offer else b"Connection: close\r\n"
    return b"POST /changes HTTP/1.1\r\nHost: x\r\n" + offer + framing + end + b"\r\n" + sent


LAST = b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("offer", [OFFER, WEBSOCKET, b""], ids=["h2c", "websocket", "none"])
@pytest.mark.parametrize("is_chunked", [False, True], ids=["with its length", "in chunks"])
def test_a_body_is_whole_whatever_its_sender_offers_to_speak(port: int, offer: bytes, is_chunked: bool) -> None:
    sent = request(b'{"codes": ["1"]}', offer=offer, is_chunked=is_chunked, last=False)
    first, last = echoed(port, sent + LAST)
    assert first == ["POST", "/changes", "", '{"codes": ["1"]}']
    assert last[:2] == ["GET", "/last"]


def test_an_offer_without_a_body_is_answered_and_what_follows_too(port: int) -> None:
    found = echoed(port, b"GET /a HTTP/1.1\r\nHost: x\r\n" + OFFER + b"\r\n" + LAST)
    assert [one[1] for one in found] == ["/a", "/last"]


@pytest.mark.slow
@given(
    cuts=st.lists(st.integers(1, 600), max_size=6), body=st.binary(max_size=200).map(bytes.hex), chunked=st.booleans()
)
def test_wherever_the_network_cuts_a_request_its_body_is_whole(
    port: int, cuts: list[int], body: str, chunked: bool
) -> None:
    sent = request(body.encode() or b"x", is_chunked=chunked) * 2 + LAST
    edges = [0, *sorted(cut for cut in set(cuts) if cut < len(sent)), len(sent)]
    found = echoed(port, *(sent[a:b] for a, b in pairwise(edges)))
    assert [one[3] for one in found] == [body or "x", body or "x", ""]


@pytest.mark.parametrize("coding", ["utf-8", "latin-1"])
def test_an_address_may_be_typed_with_danish_letters(port: int, coding: str) -> None:
    target = "/enheder/sø?q=lægehus%20århus".encode(coding)
    (found,) = echoed(port, b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert found[1:3] == ["/enheder/sø", "q=l%C3%A6gehus%20%C3%A5rhus"]


def test_letters_of_a_header_stay_as_they_came(port: int) -> None:
    head = b"GET /s\xc3\xb8 HTTP/1.1\r\nHost: x\r\nUser-Agent: s\xc3\xb8\r\nConnection: close\r\n\r\n"
    (found,) = echoed(port, head[:8], head[8:])
    assert found[1] == "/sø"


def test_what_is_no_request_is_refused_with_a_sentence_that_says_how_to_write_it(port: int) -> None:
    answer = answer_to(port, b"GET /units?q=l\xc3\xa6ge hus i by HTTP/1.1\r\nHost: x\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in head
    (finding,) = json.loads(body)["findings"]
    assert "a space is written %20" in finding["en"]
    assert "ø er %C3%B8" in finding["da"]


JAVA = """
import java.net.URI;
import java.net.http.*;

public class Offer {
    public static void main(String[] given) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(given[0]))
            .POST(HttpRequest.BodyPublishers.ofString("whole")).build();
        System.out.print(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="needs a Java development kit")
def test_the_body_of_javas_own_client_arrives(port: int, tmp_path: Path) -> None:
    source = tmp_path / "Offer.java"
    source.write_text(JAVA)
    done = subprocess.run(
        ["java", str(source), f"http://127.0.0.1:{port}/changes"], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == ["POST", "/changes", "", "whole"]


def test_who_goes_in_the_middle_of_several_answers_is_no_mistake_of_the_server() -> None:
    """Requests behind each other: the answer that is being made when the client goes just ends, though it is not that
    to its last request.
    """
    told: list[str] = []
    begun, ended = threading.Event(), threading.Event()

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        is_second = scope["path"] == "/2"
        try:
            if is_second:
                begun.set()
                while (await receive())["type"] != "http.disconnect":  # told of whoever has gone, whatever came behind
                    pass
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})
        except RuntimeError as error:
            told.append(str(error))
        finally:
            if is_second:
                ended.set()

    with answering(answer, BoundedProtocol) as port, socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % number for number in (1, 2, 3)))
        assert begun.wait(60)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # cut off, not ended
        line.close()
        assert ended.wait(60)
    assert told == []
