"""``sor verify --deep`` beside checking the chain alone, in processes of their own, so that memory can be told."""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import generated
from bench.table import Row
from sor.register import Register
from sor.store.database import Database

ROUNDS = 3
SMALL = 10_000
MOST = 160e6
"""Bytes: two connections keep 64 MB of the database's pages each; the rest is what the largest entry touches."""


def rows(units: int) -> Iterator[Row]:
    """Time per line of the log, and how much more memory a large register takes than a small one."""
    chain, deep, small = [], [], []
    for _ in range(ROUNDS):
        chain.append(_run("chain", generated.database(units)))
        deep.append(_run("deep", generated.database(units)))
        small.append(_run("deep", generated.database(SMALL)))
    seconds = [median(run["cpu"] for run in runs) for runs in (deep, chain)]
    yield Row("verify", f"{units:,} units: verify --deep, processor time", f"{seconds[0]:.1f} s",
              f"{seconds[1]:.1f} s the chain alone", f"{seconds[0] / seconds[1]:.1f}", "≤ 12",
              seconds[0] <= 12 * seconds[1])  # fmt: skip
    highest, least = (max(run["memory"] for run in runs) for runs in (deep, small))
    yield Row("verify", f"memory of its own, beside {SMALL:,} units", f"{highest / 1e6:,.0f} MB",
              f"{least / 1e6:,.0f} MB", f"{(highest - least) / 1e6:,.0f} MB more", f"≤ {MOST / 1e6:,.0f} MB more",
              highest - least <= MOST)  # fmt: skip


def _run(what: str, url: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", "bench.verify_bench", what, url], check=True, capture_output=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(what: str, url: str) -> dict[str, float]:
    """Check a register once: processor seconds, and the memory at its highest."""
    register = Register(Database(url), lambda: datetime.now(UTC))
    found, done = [_own_memory()], threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            found.append(_own_memory())

    looking = threading.Thread(target=look)
    looking.start()
    started = time.process_time()
    assert register.verify(deep=what == "deep").fault is None
    seconds = time.process_time() - started
    done.set()
    looking.join()
    return {"cpu": seconds, "memory": max(found)}


def _own_memory() -> int:
    """Bytes that are the process's own: the pages of the database's file that it maps are the system's."""
    return 1024 * int(re.findall(r"RssAnon:\s+(\d+)", Path("/proc/self/status").read_text())[0])


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:3])))
