"""Load over HTTP for the benchmarks: so many connections, each asking again as soon as it is answered.

Run as a process of its own: ``python -m bench.http_load PORT FILE SECONDS CONNECTIONS``; FILE holds a JSON list of
requests: {"head": "POST /sores HTTP/1.1 …", "body": "…", "wants": "…"}; a wrong answer counts as an error.
"""

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import uvloop


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: method, path and body, a text that a right answer holds, and more headers as they are sent."""

    method: str
    path: str
    body: str = ""
    wants: str = ""
    headers: str = ""

    def raw(self) -> tuple[bytes, bytes]:
        """The bytes to send, and those that the answer must hold."""
        body = self.body.encode()
        head = f"{self.method} {self.path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        return f"{head}{self.headers}\r\n".encode() + body, self.wants.encode()


@dataclass(frozen=True, slots=True)
class Load:
    """One round: answers per second, the share of wrong ones; times in milliseconds."""

    rate: float
    errors: float
    median: float
    p95: float
    p99: float


def load(port: int, requests: Sequence[Asked], seconds: float, connections: int) -> Load:
    """Load a server from a process of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([asdict(one) for one in requests], file)
        file.flush()
        command = [sys.executable, "-m", "bench.http_load", str(port), file.name, str(seconds), str(connections)]
        return Load(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def middle(loads: Sequence[Load]) -> Load:
    """The median of each figure over some rounds."""
    return Load(*(median(getattr(one, name) for one in loads) for name in Load.__slots__))


@dataclass(frozen=True, slots=True)
class Compared:
    """The medians of the rounds, and of their ratios.

    rate_ratio: our rate to the bare app's; p99_ratio: our p99 to its.
    """

    register: Load
    bare: Load
    rate_ratio: float
    p99_ratio: float


def in_turns(
    ours: int, bare: int, asked: Callable[[], Sequence[Asked]], connections: int, seconds: float, rounds: int
) -> Compared:
    """Two servers, by their ports, under the same load in turns. asked: the requests of a round, at random."""
    found: list[tuple[Load, Load]] = []
    for turn in range(rounds + 1):
        requests = asked()
        length = seconds if turn else 2.0
        found.append((load(ours, requests, length, connections), load(bare, requests, length, connections)))
    wrong = max(one.errors for pair in found for one in pair)
    if wrong > 0:
        raise SystemExit(f"{wrong:.1%} of the answers were wrong")
    del found[0]  # only to warm up
    return Compared(
        middle([pair[0] for pair in found]),
        middle([pair[1] for pair in found]),
        median(one.rate / other.rate for one, other in found),
        median(one.p99 / other.p99 for one, other in found),
    )


class _Client(asyncio.Protocol):
    """A connection that asks one thing after the other and notes how long each took and whether it was right."""

    def __init__(self, requests: Iterator[tuple[bytes, bytes]], taken: list[float], wrong: list[bytes]) -> None:
        self._requests = requests
        self._taken = taken
        self._wrong = wrong
        self._got = bytearray()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        request, self._wants = next(self._requests)
        self._asked = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return
        place = self._got.lower().find(b"content-length: ", 0, end) + 16
        if len(self._got) < end + 4 + int(self._got[place : self._got.find(b"\r\n", place)]):
            return
        self._taken.append(time.perf_counter() - self._asked)
        if self._got[9:12] != b"200" or self._wants not in self._got:
            self._wrong.append(bytes(self._got[:300]))
        self._got.clear()
        self._ask()


async def _generate(port: int, requests: Sequence[Asked], seconds: float, connections: int) -> Load:
    taken: list[float] = []
    wrong: list[bytes] = []
    chance = random.Random(7)
    raw = [one.raw() for one in requests]
    asked = iter(lambda: chance.choice(raw), None)
    loop = asyncio.get_running_loop()
    open_ones = [
        await loop.create_connection(lambda: _Client(asked, taken, wrong), "127.0.0.1", port)
        for _ in range(connections)
    ]
    started = time.perf_counter()
    await asyncio.sleep(seconds)
    passed = time.perf_counter() - started
    for transport, _ in open_ones:
        transport.abort()
    taken.sort()
    at = [round(1000 * taken[int(len(taken) * share)], 3) for share in (0.5, 0.95, 0.99)] if taken else [0.0] * 3
    return Load(len(taken) / passed, len(wrong) / max(1, len(taken)), *at)


if __name__ == "__main__":
    port, file, seconds, connections = sys.argv[1:]
    requests = [Asked(**one) for one in json.loads(Path(file).read_text("utf-8"))]
    print(json.dumps(asdict(uvloop.run(_generate(int(port), requests, float(seconds), int(connections))))))
