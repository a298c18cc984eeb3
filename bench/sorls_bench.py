"""Benchmark of SORLS: GetSorEntity through the whole server, beside a bare ASGI app that parses and validates the same
request and sends stored bytes.

Server and load generator are processes of their own; the two apps take turns, so that a busy machine slows both. Asked
twice: for some units again and again, and for all units of the register at random, most of them for the first time.

Run by itself: `python -m bench.sorls_bench sqlite:///FILE [seconds]`. The bench runner calls `rows`.
"""

import asyncio
import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

import uvicorn
import uvloop

from bench import generated
from bench.lookup_bench import Compared, Load, codes_of
from bench.table import Row
from sor.cli.serve import application
from sor.endpoints.sorls import PATH
from sor.formats import soap, sorls

CONNECTIONS = 50
ROUNDS = 3
STORED = 100
SOME, ALL = 5_000, 1_000_000
RATE_AIM, P99_AIM = 0.6, 3.0
NAME = "register"


def question(code: str) -> bytes:
    """A request for one unit, as a client library sends it."""
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        f'<soap-env:Envelope xmlns:soap-env="{soap.ENVELOPE}"><soap-env:Body>'
        f'<ns0:GetSorEntityRequest xmlns:ns0="{sorls.NAMESPACE}"><ns0:SorIdentifier>{code}</ns0:SorIdentifier>'
        "</ns0:GetSorEntityRequest></soap-env:Body></soap-env:Envelope>"
    ).encode()


def rows(units: int) -> Iterator[Row]:
    """The table's rows, on the generated register of so many units."""
    database = generated.database(units)
    for what, count in ((f"{SOME:,} units again and again", SOME), ("any unit, most for the first time", ALL)):
        found = measure(database, codes_of(database, count))
        yield Row(
            "SORLS",
            f"GetSorEntity, {CONNECTIONS} connections, {what}",
            f"{found.register.rate:,.0f}/s",
            f"{found.bare.rate:,.0f}/s parse, validate, stored bytes",
            f"{found.rate_ratio:.2f}",
            f"≥ {RATE_AIM}",
            found.rate_ratio >= RATE_AIM,
        )
        yield Row(
            "SORLS",
            f"p99, {what}",
            f"{found.register.p99:.1f} ms",
            f"{found.bare.p99:.1f} ms",
            f"{found.p99_ratio:.2f}",
            f"≤ {P99_AIM:.0f}",
            found.p99_ratio <= P99_AIM,
        )


def measure(database: str, codes: Sequence[str], seconds: float = 4.0, rounds: int = ROUNDS) -> Compared:
    """Both apps under the same load, in turns. codes: the units asked for, at random."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "codes"
        asked.write_text("\n".join(codes))
        found: dict[str, list[Load]] = {"bare": [], NAME: []}
        with _serving("bare", database) as bare, _serving(NAME, database) as register:
            for port in (bare, register):
                _load(port, asked, 2.0)
            for _ in range(rounds):
                for name, port in (("bare", bare), (NAME, register)):
                    found[name].append(_load(port, asked, seconds))
    pairs = list(zip(found[NAME], found["bare"], strict=True))
    return Compared(
        _middle(found[NAME]),
        _middle(found["bare"]),
        median(ours.rate / bares.rate for ours, bares in pairs),
        median(ours.p99 / bares.p99 for ours, bares in pairs),
    )


def _middle(loads: Sequence[Load]) -> Load:
    return Load(*(median(getattr(load, name) for load in loads) for name in ("rate", "median", "p95", "p99")))


def _load(port: int, codes: Path, seconds: float) -> Load:
    command = [sys.executable, "-m", "bench.sorls_bench", "load", str(port), str(codes), str(seconds)]
    return Load(**json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))


@contextlib.contextmanager
def _serving(kind: str, database: str) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "bench.sorls_bench", "serve", kind, database, str(port)])
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _serve(kind: str, database: str, port: int) -> None:
    os.environ["SOR_DATABASE"] = database
    app: Any = _bare(application()) if kind == "bare" else application()
    uvicorn.run(app, port=port, access_log=False, log_level="error", server_header=False)


def _bare(server: Any) -> Any:
    """Parses and validates, then sends one of the first hundred answers, in turns: the same sizes as the server."""
    contract = sorls.contract()
    stored: list[bytes] = []
    sending = cycle(stored)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        message = await receive()
        contract.parse(message["body"])
        if len(stored) < STORED:
            stored.append(await _answer(server, scope, message))
            body = stored[-1]
        else:
            body = next(sending)
        headers = [(b"content-type", b"text/xml; charset=utf-8"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def _answer(server: Any, scope: Any, message: Any) -> bytes:
    bodies: list[bytes] = []

    async def receive() -> Any:
        return message

    async def send(sent: Any) -> None:
        bodies.append(sent.get("body", b""))

    await server(scope, receive, send)
    return b"".join(bodies)


class _Client(asyncio.Protocol):
    """A connection that asks for one unit after the other and notes how long each took."""

    def __init__(self, requests: Iterator[bytes], taken: list[float]) -> None:
        self._requests = requests
        self._taken = taken
        self._got = bytearray()
        self._asked = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        request = next(self._requests)
        self._asked = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return
        place = self._got.find(b"content-length: ") + 16
        length = int(self._got[place : self._got.find(b"\r\n", place)])
        if len(self._got) < end + 4 + length:
            return
        if self._got[9:12] != b"200":
            raise SystemExit(f"answered {bytes(self._got[:400])!r}")
        self._taken.append(time.perf_counter() - self._asked)
        self._got.clear()
        self._ask()


async def _generate(port: int, codes: Sequence[str], seconds: float) -> Load:
    taken: list[float] = []
    asked = random.Random()
    head = f"POST {PATH} HTTP/1.1\r\nHost: bench\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: "
    bodies = map(question, iter(lambda: asked.choice(codes), None))
    requests = (b"%s%d\r\n\r\n%s" % (head.encode(), len(body), body) for body in bodies)
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    open_ones = [
        await loop.create_connection(lambda: _Client(requests, taken), "127.0.0.1", port) for _ in range(CONNECTIONS)
    ]
    await asyncio.sleep(seconds)
    passed = time.perf_counter() - started
    for transport, _ in open_ones:
        transport.abort()
    taken.sort()
    at = [1000 * taken[int(len(taken) * share)] for share in (0.5, 0.95, 0.99)]
    return Load(len(taken) / passed, *at)


def main(arguments: Sequence[str]) -> None:
    """``serve`` and ``load`` are the processes that ``measure`` starts."""
    if arguments[0] == "serve":
        _serve(arguments[1], arguments[2], int(arguments[3]))
    elif arguments[0] == "load":
        codes = Path(arguments[2]).read_text().split()
        print(json.dumps(asdict(uvloop.run(_generate(int(arguments[1]), codes, float(arguments[3]))))))
    else:
        seconds = float(arguments[1]) if len(arguments) > 1 else 4.0
        for what, count in (("again and again", SOME), ("any unit", ALL)):
            found = measure(arguments[0], codes_of(arguments[0], count), seconds)
            for name in ("bare", NAME):
                load: Load = getattr(found, name)
                print(
                    f"{name:9} {load.rate:8,.0f}/s  median {load.median:.2f} ms  p95 {load.p95:.2f}  p99 {load.p99:.2f}"
                )
            print(
                f"{what}: rate {found.rate_ratio:.2f} (aim ≥ {RATE_AIM})   p99 {found.p99_ratio:.2f} (aim ≤ {P99_AIM})"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
