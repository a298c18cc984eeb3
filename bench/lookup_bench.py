"""Benchmark of the hot look-up: a resolved unit through REST, beside a bare ASGI app on the same server.

The bare app reads one 2 kB row by its key from SQLite and sends it. Server and load generator are processes of their
own; the two apps take turns, so that a busy machine slows both.

Run by itself: `python -m bench.lookup_bench sqlite:///FILE [seconds]`. The bench runner calls `measure`.
"""

import asyncio
import contextlib
import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import uvicorn
import uvloop

from bench import generated
from bench.table import Row
from sor.cli.serve import application
from sor.store.database import Database

CONNECTIONS = 16
ROUNDS = 3
ROW_SIZE = 2048
PATH = "/api/v1/units/"


@dataclass(frozen=True, slots=True)
class Load:
    """One round: requests per second; times in milliseconds."""

    rate: float
    median: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Compared:
    """The medians of the rounds, and of their ratios.

    rate_ratio: our rate to the bare app's (aim: 0.5 or more); p99_ratio: our p99 to its (aim: 3 or less).
    """

    register: Load
    bare: Load
    rate_ratio: float
    p99_ratio: float


def measure(database: str, codes: Sequence[str], seconds: float = 4.0, rounds: int = ROUNDS) -> Compared:
    """Both apps under the same load, in turns. codes: the units asked for, at random."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "codes"
        asked.write_text("\n".join(codes))
        bare_rows = Path(folder) / "bare.db"
        _fill_bare(bare_rows, codes)
        found: dict[str, list[Load]] = {"bare": [], "register": []}
        with _serving("bare", str(bare_rows)) as bare, _serving("register", database) as register:
            for port in (bare, register):
                _load(port, asked, 1.0)
            for _ in range(rounds):
                for name, port in (("bare", bare), ("register", register)):
                    found[name].append(_load(port, asked, seconds))
    pairs = list(zip(found["register"], found["bare"], strict=True))
    return Compared(
        _middle(found["register"]),
        _middle(found["bare"]),
        median(ours.rate / bares.rate for ours, bares in pairs),
        median(ours.p99 / bares.p99 for ours, bares in pairs),
    )


def _middle(loads: Sequence[Load]) -> Load:
    return Load(*(median(getattr(load, name) for load in loads) for name in ("rate", "median", "p95", "p99")))


def _fill_bare(file: Path, codes: Sequence[str]) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE unit (code TEXT PRIMARY KEY, body TEXT NOT NULL)")
    connection.executemany("INSERT INTO unit VALUES (?, ?)", ((code, "x" * ROW_SIZE) for code in codes))
    connection.commit()
    connection.close()


def _load(port: int, codes: Path, seconds: float) -> Load:
    command = [sys.executable, "-m", "bench.lookup_bench", "load", str(port), str(codes), str(seconds)]
    return Load(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


@contextlib.contextmanager
def _serving(kind: str, database: str) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "bench.lookup_bench", "serve", kind, database, str(port)])
    try:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _serve(kind: str, database: str, port: int) -> None:
    app: Any
    if kind == "bare":
        app = _bare(database)
    else:
        os.environ["SOR_DATABASE"] = database
        app = application()
    uvicorn.run(app, port=port, access_log=False, log_level="error", server_header=False)


def _bare(file: str) -> Any:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA mmap_size = 268435456")

    async def app(scope: Any, _: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        key = scope["path"][len(PATH) :]
        row = connection.execute("SELECT body FROM unit WHERE code = ?", (key,)).fetchone()
        body = row[0].encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


class _Client(asyncio.Protocol):
    """A connection that asks for one unit after the other and notes how long each took."""

    def __init__(self, paths: Iterator[bytes], taken: list[float]) -> None:
        self._paths = paths
        self._taken = taken
        self._got = bytearray()
        self._asked = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._transport.write(next(self._paths))

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
            raise SystemExit(f"answered {bytes(self._got[:200])!r}")
        self._taken.append(time.perf_counter() - self._asked)
        self._got.clear()
        self._ask()


async def _generate(port: int, codes: Sequence[str], seconds: float) -> Load:
    taken: list[float] = []
    asked = random.Random(7)
    requests = [b"GET %s%s HTTP/1.1\r\nHost: bench\r\n\r\n" % (PATH.encode(), code.encode()) for code in codes]
    paths = iter(lambda: asked.choice(requests), None)
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    open_ones = [
        await loop.create_connection(lambda: _Client(paths, taken), "127.0.0.1", port) for _ in range(CONNECTIONS)
    ]
    await asyncio.sleep(seconds)
    passed = time.perf_counter() - started
    for transport, _ in open_ones:
        transport.abort()
    taken.sort()
    at = [1000 * taken[int(len(taken) * share)] for share in (0.5, 0.95, 0.99)]
    return Load(len(taken) / passed, *at)


def rows(units: int) -> Iterator[Row]:
    """Look-ups of resolved units of the generated register: any of them at random, and a few again and again."""
    database = generated.database(units)
    for what, count in (("any unit", units), ("200 units again and again", 200)):
        found = measure(database, codes_of(database, count))
        ours, bare = found.register, found.bare
        yield Row(
            "look-up", f"{what}: requests/s", f"{ours.rate:,.0f}", f"{bare.rate:,.0f} bare app",
            f"{found.rate_ratio:.2f}", "≥ 0.5", found.rate_ratio >= 0.5,
        )  # fmt: skip
        yield Row(
            "look-up", f"{what}: p99", f"{ours.p99:.2f} ms", f"{bare.p99:.2f} ms", f"{found.p99_ratio:.2f}",
            "≤ 3", found.p99_ratio <= 3,
        )  # fmt: skip
        yield Row("look-up", f"{what}: median, p95", f"{ours.median:.2f}, {ours.p95:.2f} ms",
                  f"{bare.median:.2f}, {bare.p95:.2f} ms")  # fmt: skip


def codes_of(database: str, count: int) -> list[str]:
    """Some units of a register, spread over all of it."""
    rows = (
        Database(database).reader().run("SELECT DISTINCT key FROM version WHERE kind = 'unit' ORDER BY key").fetchall()
    )
    found = [row[0] for row in rows]
    return found[:: max(1, len(found) // count)][:count]


def main(arguments: Sequence[str]) -> None:
    """``serve`` and ``load`` are the processes that ``measure`` starts."""
    if arguments[0] == "serve":
        _serve(arguments[1], arguments[2], int(arguments[3]))
    elif arguments[0] == "load":
        codes = Path(arguments[2]).read_text().split()
        print(json.dumps(asdict(uvloop.run(_generate(int(arguments[1]), codes, float(arguments[3]))))))
    else:
        seconds = float(arguments[1]) if len(arguments) > 1 else 4.0
        found = measure(arguments[0], codes_of(arguments[0], 5000), seconds)
        for name in ("bare", "register"):
            load: Load = getattr(found, name)
            print(f"{name:9} {load.rate:8,.0f}/s  median {load.median:.2f} ms  p95 {load.p95:.2f}  p99 {load.p99:.2f}")
        print(f"ratio     rate {found.rate_ratio:.2f} (aim ≥ 0.5)   p99 {found.p99_ratio:.2f} (aim ≤ 3)")


if __name__ == "__main__":
    main(sys.argv[1:])
