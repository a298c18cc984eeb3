"""Benchmark of following: a copy that is 10,000 entries behind takes them over HTTP, each proven, folded and written,
beside the same entries written into a register without a log's proof; and the feed asked by 20 readers at once.

Run by itself: `python -m bench.follow_bench [units]`. The bench runner calls `rows`.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bench import generated
from bench.http_load import Asked, load
from bench.serving import serving
from bench.table import Row, show
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.following.source import Source
from sor.jobs.follow import Following, FollowOptions
from sor.register import Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Database

UNITS, ENTRIES, READERS, SECONDS = 5_000, 10_000, 20, 5.0
LIMIT = 50.0
"""Milliseconds within which 95 of 100 polls are to be answered."""


def rows(_: int) -> Iterator[Row]:
    """The table's rows, on a generated register of ``UNITS``."""
    with tempfile.TemporaryDirectory() as folder:
        source = Register(
            generated.copy(generated.database(UNITS), Path(folder) / "source.db"), lambda: datetime.now(UTC)
        )
        before = source.serial()
        with serving("ours", f"sqlite:///{folder}/source.db") as port:
            copy = Register(Database(f"sqlite:///{folder}/copy.db"), lambda: datetime.now(UTC))
            copy.init("mirror")
            _follow(copy, port)
            written = _write(source)
            started = time.perf_counter()
            _follow(copy, port)
            took = time.perf_counter() - started
            taken = copy.serial() - before
            ours, theirs = taken / took, ENTRIES / written
            yield Row("follow", f"catching up with {taken:,} entries", f"{ours:,.0f} entries/s",
                      f"{theirs:,.0f} entries/s as they were written", f"{ours / theirs:.2f}", "≥ 1,000/s",
                      ours >= 1000)  # fmt: skip
            head = source.head()
            polled = Asked("GET", f"/api/v1/log?since={head.serial}&hash={head.hash}", wants='"entries":[]')
            found = load(port, [polled], SECONDS, READERS)
            yield Row("follow", f"the feed polled by {READERS}, nothing new: p95", f"{found.p95:.1f} ms",
                      compared=f"{found.rate:,.0f}/s", aim=f"≤ {LIMIT:.0f} ms", met=found.p95 <= LIMIT)  # fmt: skip
            some = [
                Asked("GET", f"/api/v1/log?since={head.serial - n}&limit=10", wants='"more"')
                for n in range(10, 1000, 7)
            ]
            found = load(port, some, SECONDS, READERS)
            yield Row("follow", f"the feed polled by {READERS}, ten entries each: p95", f"{found.p95:.1f} ms",
                      compared=f"{found.rate:,.0f}/s", aim=f"≤ {LIMIT:.0f} ms", met=found.p95 <= LIMIT)  # fmt: skip
        source.database.close()
        copy.database.close()


def _write(source: Register) -> float:
    """Write the entries, one change of one unit each; gives the seconds."""
    chance, day = Random(7), source.today()
    keys = [row[0] for row in source.database.reader().run("SELECT DISTINCT key FROM version WHERE kind = 'unit'")]
    started = time.perf_counter()
    for n in range(ENTRIES):
        said = Draft("name", day, OPEN, 0, encode(f"Navn {n}"))
        source.submit(Submission([LineDraft("unit", chance.choice(keys), [said])], "bench", "import"))
    return time.perf_counter() - started


def _follow(copy: Register, port: int) -> None:
    source = Source(f"http://127.0.0.1:{port}")
    Following(copy, source, FollowOptions(once=True)).run()
    source.close()


if __name__ == "__main__":
    show(rows(int(sys.argv[1]) if len(sys.argv) > 1 else UNITS))
