"""Publication: a full XML 2.0.0 beside reading and decoding the same rows, a delta whose cost does not follow the size
of the register, and backup and restore beside the bare copy of the file.

Each figure of the XML is a process of its own, so that memory can be told; the two take turns.
"""

import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import generated
from bench.table import Row
from sor.core.as_of import AsOf
from sor.core.canonical import decode, encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.formats.published.exports import FORMATS
from sor.jobs import selection
from sor.jobs.backing_up import back_up, restore
from sor.jobs.importing import without_collector
from sor.register import Register, Submission
from sor.store import reads
from sor.store.append import LineDraft
from sor.store.database import Database

ROUNDS = 3
CHANGES = 1000
DELTA_ROUNDS = 9
SMALL, LARGE = 10_000, 300_000
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def rows(units: int) -> Iterator[Row]:
    """All figures of this bench."""
    yield from _xml_rows(units)
    yield from _delta_rows(SMALL, min(LARGE, units))
    yield from _backup_rows(units)


def _xml_rows(units: int) -> Iterator[Row]:
    url = generated.database(units)
    ours, bare = [], []
    for _ in range(ROUNDS):
        bare.append(_run("read", url))
        ours.append(_run("write", url))
    ratio = median(one["cpu"] / other["cpu"] for one, other in zip(ours, bare, strict=True))
    seconds = [median(run["cpu"] for run in runs) for runs in (ours, bare)]
    memory = max(run["memory"] for run in ours)
    yield Row("publication", f"{units:,} units: full XML 2.0.0, processor time", f"{seconds[0]:.1f} s",
              f"{seconds[1]:.2f} s rows read and decoded", f"{ratio:.1f}", "≤ 3", ratio <= 3)  # fmt: skip
    yield Row("publication", "memory at its highest", f"{memory / 1e6:,.0f} MB", "", "", "< 1 GB", memory < 1e9)


def _delta_rows(small: int, large: int) -> Iterator[Row]:
    """The same number of changes to units that nobody inherits from, in a small and in a large register; the two take
    turns, and of each the best run counts.
    """
    with tempfile.TemporaryDirectory(dir=generated.CACHE) as folder:
        writing = {units: _changed(units, Path(folder)) for units in (small, large)}
        best = dict.fromkeys(writing, 1e9)
        for _ in range(DELTA_ROUNDS):
            for units, write in writing.items():
                started = time.process_time()
                write()
                best[units] = min(best[units], time.process_time() - started)
    ratio = best[large] / best[small]
    what = f"delta of {CHANGES:,} changes among {large:,} units, processor time"
    yield Row("publication", what, f"{best[large] * 1000:.0f} ms", f"{best[small] * 1000:.0f} ms among {small:,}",
              f"{ratio:.2f}", "≤ 1.2", ratio <= 1.2)  # fmt: skip


def _changed(units: int, folder: Path) -> Callable[[], object]:
    """A copy of a register in which units were changed, as what writes the delta of these changes."""
    copy = folder / f"{units}.db"
    register = Register(generated.copy(generated.database(units), copy), lambda: NOW)
    before = register.serial()
    _change(register)
    after = register.serial()
    write = FORMATS["ndjson"].write
    assert write is not None
    return lambda: write(selection.delta(register, before, after, NOW), io.BytesIO())


def _change(register: Register) -> None:
    """Give some units without children, evenly spread, a new local code."""
    units = list(reads.all_at(register.database.reader(), "unit", AsOf(20261102, register.serial())))
    parents = {unit.parent for unit in units}
    leaves = [unit.key for unit in units if unit.key not in parents and unit.level == "OU"]
    chosen = leaves[:: max(1, len(leaves) // CHANGES)][:CHANGES]
    lines = [LineDraft("unit", key, [Draft("local_code", 20261101, OPEN, 0, encode("bench"))]) for key in chosen]
    register.submit(Submission(lines, "bench", "import"))


def _backup_rows(units: int) -> Iterator[Row]:
    """Backup and restore beside copying the file of the database, and beside copying it and checking its log: a copy
    that nobody checked is worth little, so most of the time goes there.
    """
    url = generated.database(units)
    file = Path(url.removeprefix("sqlite:///"))
    register = Register(Database(url), lambda: NOW)
    with tempfile.TemporaryDirectory(dir=generated.CACHE) as folder:
        there = Register(Database(f"sqlite:///{folder}/new.db"), lambda: NOW)
        backup = Path(folder) / "backup.db"
        bare = _seconds(lambda: shutil.copyfile(file, f"{folder}/bare.db"))
        checked = bare + _seconds(register.verify)
        took = {
            f"backup of {file.stat().st_size / 1e6:,.0f} MB": _seconds(lambda: back_up(register, backup)),
            "restore": _seconds(lambda: restore(there, backup)),
            "restore in the place of a register": _seconds(lambda: restore(there, backup, replace=True)),
        }
        register.database.close()
    for what, seconds in took.items():
        yield Row("publication", what, f"{seconds:.1f} s", f"{bare:.2f} s bare copy", f"{seconds / bare:.0f}")
        yield Row("publication", f"{what}, again", f"{seconds:.1f} s", f"{checked:.1f} s bare copy and verify",
                  f"{seconds / checked:.1f}")  # fmt: skip


def _seconds(done: Callable[[], object]) -> float:
    started = time.perf_counter()
    done()
    return time.perf_counter() - started


def _run(what: str, url: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.publication_bench", what, url], check=True, capture_output=True
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _read(register: Register, at: AsOf) -> None:
    """The rows that the file is made of, read and decoded, and nothing done with them."""
    for kind in ("unit", "location_number", "succession", "place"):
        for row in reads.all_at(register.database.reader(), kind, at):
            decode(row.body)


def _write(register: Register, at: AsOf) -> None:
    with tempfile.TemporaryFile() as out:
        write = FORMATS["xml2"].write
        assert write is not None
        with without_collector():
            write(selection.full(register, at, NOW), out)


def measure(what: str, url: str) -> dict[str, float]:
    """Read or write once: processor seconds and the memory at its highest."""
    register = Register(Database(url), lambda: NOW)
    at = AsOf(20261101, register.serial())
    register.code_book(at.known)
    started = time.process_time()
    (_read if what == "read" else _write)(register, at)
    cpu = time.process_time() - started
    return {"cpu": cpu, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:3])))
