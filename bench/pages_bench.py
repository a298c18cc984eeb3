"""Benchmark of the pages that everybody reads: the processor time of a process that serves and asks them, beside that
of the same unit over REST.

The whole application in this process, at random units; told are the median and the 95th percentile.

Run by itself: `python -m bench.pages_bench sqlite:///FILE`. The bench runner calls `rows`.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from litestar.testing import TestClient

from bench import generated
from bench.changes_bench import open_units
from bench.table import Row
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database

ASKED = 150
CALM = 0.05
WORDS = ("tandlæge aarhus", "apotek odense", "lægehus", "hjerte", "psykiatri", "fodterapi 2100", "jensen", "afdeling")


def rows(units: int) -> Iterator[Row]:
    """The table's rows, on the generated register of so many units."""
    yield from measured(generated.database(units))


def measured(database: str) -> Iterator[Row]:
    """A row for each kind of page."""
    register = Register(Database(database), generated.now)
    chance = random.Random(5)
    units = open_units(register, "OU", 4 * ASKED)
    chosen = chance.sample(units, min(ASKED, len(units)))
    tops = open_units(register, "HI", 4 * ASKED)
    with TestClient(app(register, read_settings({"SOR_HOSTS": "testserver.local"}))) as client:
        while client.get("/health/ready").status_code != 200 or not is_calm():
            pass
        bare = taken(client, [f"/api/v1/units/{unit}" for unit in chosen])
        for what, aim, pages in (
            ("unit page", 10.0, [f"/units/{unit}" for unit in chosen]),
            ("tree page", 30.0, [f"/tree/{unit}" for unit in chance.sample(tops, min(ASKED, len(tops)))]),
            ("search", 10.0, [f"/api/v1/units?q={chance.choice(WORDS)}" for _ in range(ASKED)]),
        ):
            yield _row(what, aim, taken(client, pages), bare)


def is_calm() -> bool:
    """Whether nothing is built beside any more."""
    began = time.process_time()
    time.sleep(1)
    return time.process_time() - began < CALM


def taken(client: TestClient[Any], pages: Sequence[str]) -> list[float]:
    """The milliseconds of processor time of each answer, ascending."""
    found = []
    for page in pages:
        began = time.process_time()
        answer = client.get(page)
        found.append(1000 * (time.process_time() - began))
        assert answer.status_code == 200, (page, answer.status_code)
    return sorted(found)


def _row(what: str, aim: float, ours: list[float], bare: list[float]) -> Row:
    p95 = ours[int(len(ours) * 0.95)]
    return Row(
        "pages", f"{what}, processor time, median and p95", f"{median(ours):.1f}, {p95:.1f} ms",
        f"{median(bare):.1f} ms the unit over REST", f"{median(ours) / median(bare):.1f}", f"p95 < {aim:.0f} ms",
        p95 < aim,
    )  # fmt: skip


if __name__ == "__main__":
    from bench.table import show

    show(measured(sys.argv[1]))
