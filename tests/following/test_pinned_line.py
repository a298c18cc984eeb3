"""A line is used again while its receiver keeps it, reads whatever HTTP/1.1 answers, and trusts no other's name."""

import asyncio
import contextlib
import datetime as dt
import ipaddress
import re
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sor.following import pinned_line
from sor.following.pinned_line import FAILS, PinnedLine
from sor.following.webhook_address import read_url
from tests.loops import run_apart

HOME = ipaddress.ip_address("127.0.0.1")
LEAVES_HTTP = b"HTTP/1.1 101 Other\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


@contextlib.asynccontextmanager
async def receiving(
    answers: list[bytes], got: list[tuple[bytes, bytes]], context: ssl.SSLContext | None = None, is_cut: bool = False
) -> AsyncIterator[int]:
    """The port of a receiver that gives one line these answers. is_cut: it hangs up after the first."""
    ended = asyncio.Event()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            for answer in answers:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
                got.append((head, await reader.readexactly(length)))
                writer.write(answer)
                if is_cut:
                    break
            else:
                await reader.read()
        writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()
        ended.set()

    async with await asyncio.start_server(take, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]
        await ended.wait()


async def posted(
    answers: list[bytes], use: Callable[[PinnedLine], Awaitable[None]], is_cut: bool = False
) -> list[tuple[bytes, bytes]]:
    """Use a line to a receiver that gives these answers; what it got."""
    got: list[tuple[bytes, bytes]] = []
    async with receiving(answers, got, is_cut=is_cut) as port:
        url = read_url(f"http://receiver.invalid:{port}/sor?x=1")
        line = PinnedLine(url, HOME, ssl.create_default_context())
        try:
            await use(line)
        finally:
            await line.close()
    return got


async def post(line: PinnedLine, body: bytes) -> int:
    return await line.post({"webhook-id": "a"}, body)


@pytest.mark.parametrize(
    ("answer", "status", "is_kept"),
    [
        (NO_CONTENT, 204, True),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", 200, True),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, True),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Away\r\ncontent-length: 0\r\n\r\n", 503, True),
        (b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", 410, False),
        (b"HTTP/1.0 200 OK\r\n\r\nno length", 200, False),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + b"x" * 70_000, 200, False),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nslow", 200, False),
    ],
)
def test_the_status_is_found_and_the_line_kept_when_the_answer_ended(
    answer: bytes, status: int, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinned_line, "READ_FOR", 0.2)

    async def use(line: PinnedLine) -> None:
        assert await post(line, b"{}") == status
        assert line.is_open == is_kept
        if is_kept:
            assert await post(line, b"[1]") == 204

    got = run_apart(posted([answer, NO_CONTENT], use))
    assert [body for _, body in got] == [b"{}", b"[1]"][: 1 + is_kept]
    head = got[0][0].decode().split("\r\n")
    assert head[0] == "POST /sor?x=1 HTTP/1.1"
    assert [re.sub(r"\d+$", "N", one) for one in head[1:3]] == ["host: receiver.invalid:N", "webhook-id: a"]


def test_what_is_no_answer_and_no_answer_at_all_are_errors() -> None:
    async def fail(line: PinnedLine) -> None:
        with pytest.raises(FAILS):
            await post(line, b"{}")
        assert not line.is_open

    for answer in (b"SSH-2.0-x\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nx: " + b"y" * 110_000, LEAVES_HTTP):
        run_apart(posted([answer], fail, is_cut=True))


def test_a_line_that_lay_unused_or_was_hung_up_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lie(line: PinnedLine) -> None:
        await post(line, b"{}")
        end = time.monotonic() + 30
        while line.is_open and time.monotonic() < end:  # noqa: ASYNC110 (nobody tells of it)
            await asyncio.sleep(0.01)
        assert not line.is_open

    async def hear(line: PinnedLine) -> None:
        await post(line, b"{}")
        end = time.monotonic() + 300
        while line.is_open and time.monotonic() < end:  # noqa: ASYNC110 (nobody tells of it)
            await asyncio.sleep(0.01)
        assert not line.is_open

    run_apart(posted([NO_CONTENT], hear, is_cut=True))
    monkeypatch.setattr(pinned_line, "KEPT_FOR", 0.2)
    run_apart(posted([NO_CONTENT], lie))


def test_by_https_the_certificate_is_for_the_name_and_of_somebody_who_is_trusted(tmp_path: Path) -> None:
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver.example")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("receiver.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "both.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))  # fmt: skip
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(file)
    trusting = ssl.create_default_context(cafile=str(file))

    async def use() -> None:
        async with receiving([NO_CONTENT], [], served) as port:
            for host, context in (("other.example", trusting), ("receiver.example", ssl.create_default_context())):
                with pytest.raises(httpcore2.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                    await post(PinnedLine(read_url(f"https://{host}:{port}/"), HOME, context), b"")
            line = PinnedLine(read_url(f"https://receiver.example:{port}/"), HOME, trusting)
            assert await post(line, b"") == 204
            await line.close()

    run_apart(use())
