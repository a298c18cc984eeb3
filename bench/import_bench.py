"""Loading SOR XML, findings included, beside parsing the whole tree of the same file with lxml.

Each run is a process of its own, so that memory can be told and nothing is warm; the two take turns.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from lxml import etree

from bench import generated
from bench.table import Row

ROUNDS = 3


def rows(units: int) -> Iterator[Row]:
    """The first load of a file, and the load of the next day's file, which holds hardly a difference."""
    file = generated.xml(units)
    bare, first, second = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for n in range(ROUNDS):
            database = f"sqlite:///{folder}/{n}.db"
            bare.append(_run("parse", str(file)))
            first.append(_run("load", str(file), database))
            second.append(_run("load", str(_next_day(file, Path(folder))), database))
    ratio = median(one["cpu"] / other["cpu"] for one, other in zip(first, bare, strict=True))
    seconds = {name: median(run["seconds"] for run in runs) for name, runs in
               (("bare", bare), ("first", first), ("second", second))}  # fmt: skip
    memory = max(run["memory"] for run in first + second)
    worked = [median(run["cpu"] for run in runs) for runs in (first, bare)]
    yield Row("import", f"{units:,} units: processor time of the first load", f"{worked[0]:.1f} s",
              f"{worked[1]:.1f} s lxml", f"{ratio:.1f}", "≤ 6", ratio <= 6)  # fmt: skip
    yield Row("import", f"{units:,} units: first load", f"{seconds['first']:.1f} s", f"{seconds['bare']:.1f} s lxml",
              f"{seconds['first'] / seconds['bare']:.1f}")  # fmt: skip
    yield Row("import", "the next day's file", f"{seconds['second']:.1f} s", f"{seconds['bare']:.1f} s lxml",
              f"{seconds['second'] / seconds['bare']:.1f}")  # fmt: skip
    yield Row("import", "memory at its highest", f"{memory / 1e6:,.0f} MB", "", "", "< 1 GB", memory < 1e9)


def _next_day(file: Path, folder: Path) -> Path:
    """The same register a day later: another snapshot day, nothing else."""
    later = folder / "next-day.xml"
    if not later.exists():
        content = file.read_bytes()
        head, tail = content[:4000], content[4000:]
        later.write_bytes(head.replace(b"2026-11-01", b"2026-11-02") + tail)
    return later


def _run(what: str, *words: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", "bench.import_bench", what, *words], check=True, capture_output=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(what: str, file: str, database: str = "") -> None:
    """One measured run: its seconds, its processor seconds, and its memory in bytes."""
    started, worked = time.perf_counter(), time.process_time()
    if what == "parse":
        etree.parse(file)
    else:
        generated.load(Path(file), database)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    figures = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - worked, "memory": used}
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
