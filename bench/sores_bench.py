"""Benchmark of SORES: GetSorEntity at 50 connections, beside a bare app on the same server that reads the same
command's JSON, fetches one stored answer of the same size by its key from SQLite and sends it. The two take turns.

Run by itself: ``python -m bench.sores_bench [sqlite:///FILE] [seconds]``. The bench runner calls ``rows``.
"""

import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

from bench import generated
from bench.http_load import Asked, Load, load, middle
from bench.lookup_bench import codes_of
from bench.serving import serving, store
from bench.table import Row

CONNECTIONS = 50
ROUNDS = 3
AIM_RATE, AIM_P99 = 0.5, 3.0


class Compared(NamedTuple):
    """Our round and the bare app's, the medians of the ratios of both."""

    ours: Load
    bare: Load
    rate: float
    p99: float


def commands(codes: Sequence[str]) -> list[Asked]:
    """GetSorEntity of each of some units."""
    return [
        Asked("POST", "/sores/v2", json.dumps({"Command": "GetSorEntity", "SorIds": [code]}), code) for code in codes
    ]


def measure(database: str, asked: Sequence[Asked], seconds: float = 4.0, rounds: int = ROUNDS) -> Compared:
    """Both apps under the same load, in turns."""
    with serving("ours", database) as ours, tempfile.TemporaryDirectory() as folder:
        body = answered(ours, asked[0]).decode()
        store(f"{folder}/bare.db", {one.wants: body for one in asked})
        plain = [Asked(one.method, one.path, one.body) for one in asked]
        with serving("bare", f"{folder}/bare.db") as bare:
            load(ours, asked, 2.0, CONNECTIONS)
            found = [
                (load(ours, asked, seconds, CONNECTIONS), load(bare, plain, seconds, CONNECTIONS))
                for _ in range(rounds)
            ]
    middles = [middle([pair[side] for pair in found]) for side in (0, 1)]
    rate = median(ours.rate / bare.rate for ours, bare in found)
    return Compared(*middles, rate, median(ours.p99 / bare.p99 for ours, bare in found))


def answered(port: int, asked: Asked) -> bytes:
    """The body of one answer, once the cache is warm."""
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        with urllib.request.urlopen(f"{address}/sores/status") as status:
            if json.load(status)["Cache"] == "warm":
                break
        time.sleep(0.1)
    question: Any = urllib.request.Request(f"{address}{asked.path}", asked.body.encode(), method=asked.method)
    with urllib.request.urlopen(question) as answer:
        body: bytes = answer.read()
    return body


def rows(units: int) -> Iterator[Row]:
    """Units of the generated register: any of them at random, and a few again and again."""
    database = generated.database(units)
    for what, count in (("any unit", 20_000), ("200 units again and again", 200)):
        found = measure(database, commands(codes_of(database, count)))
        yield Row(
            "SORES", f"{what}: requests/s, {CONNECTIONS} connections", f"{found.ours.rate:,.0f}",
            f"{found.bare.rate:,.0f} bare app", f"{found.rate:.2f}", f"≥ {AIM_RATE}", found.rate >= AIM_RATE,
        )  # fmt: skip
        yield Row(
            "SORES", f"{what}: p99", f"{found.ours.p99:.2f} ms", f"{found.bare.p99:.2f} ms", f"{found.p99:.2f}",
            f"≤ {AIM_P99:.0f}", found.p99 <= AIM_P99,
        )  # fmt: skip
        if found.ours.errors:
            yield Row("SORES", f"{what}: wrong answers", f"{found.ours.errors:.2%}", aim="0 %", met=False)


if __name__ == "__main__":
    database = sys.argv[1] if len(sys.argv) > 1 else generated.database()
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 4.0
    for count in (20_000, 200):
        found = measure(database, commands(codes_of(database, count)), seconds)
        print(f"{count:6} units: ours {found.ours}\n              bare {found.bare}")
        print(f"              rate {found.rate:.2f} (aim ≥ {AIM_RATE}), p99 {found.p99:.2f} (aim ≤ {AIM_P99:.0f})")
