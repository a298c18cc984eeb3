"""The tables: loading SOR2 with ten years of history beside bare csv reading, and writing tables beside reading and
decoding the rows that they show. Each figure is a process of its own; the two of a pair take turns.
"""

import csv
import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import generated
from bench.table import Row
from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.formats.published.exports import FORMATS
from sor.jobs import selection
from sor.jobs.importing import without_collector
from sor.register import Register
from sor.store import reads
from sor.store.database import Database

ROUNDS = 3
MOST, YEARS = 20_000, 10
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def rows(units: int) -> Iterator[Row]:
    """All figures of this bench."""
    units = min(units, MOST)
    file = generated.complete(units, YEARS)
    with tempfile.TemporaryDirectory() as folder:
        pairs = [
            (_run("load", str(file), f"sqlite:///{folder}/{n}.db"), _run("read", str(file))) for n in range(ROUNDS)
        ]
    yield _row(f"{units:,} units, {YEARS} years: loading SOR_complete.zip", pairs, "bare csv reading")
    for form, name in (("csv", "sor.csv"), ("csv2", "SorEntity_daily.csv"), ("xlsx", "the workbook")):
        pairs = [(_run("write", generated.database(units), form), _run("rows", generated.database(units)))
                 for _ in range(ROUNDS)]  # fmt: skip
        yield _row(f"{units:,} units: writing {name}", pairs, "rows read and decoded")


def _row(what: str, pairs: list[tuple[float, float]], beside: str) -> Row:
    ours, bare = (median(run[n] for run in pairs) for n in (0, 1))
    ratio = median(one / other for one, other in pairs)
    return Row("tables", f"{what}, processor time", f"{ours:.1f} s", f"{bare:.2f} s {beside}", f"{ratio:.1f}")


def _run(*words: str) -> float:
    done = subprocess.run([sys.executable, "-m", "bench.tables_bench", *words], check=True, capture_output=True)
    return float(json.loads(done.stdout))


def _read(file: str) -> None:
    """Every row of every member, by the csv module alone."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                for _ in csv.reader(io.TextIOWrapper(member, "cp1252", newline=""), delimiter=";"):
                    pass


def _rows(url: str) -> None:
    register = Register(Database(url), lambda: NOW)
    for kind in ("unit", "location_number", "succession", "place"):
        for row in reads.all_at(register.database.reader(), kind, AsOf(20261101, register.serial())):
            decode(row.body)


def _write(url: str, format: str) -> None:
    register = Register(Database(url), lambda: NOW)
    write = FORMATS[format].write
    assert write is not None
    with tempfile.TemporaryFile() as out, without_collector():
        write(selection.full(register, AsOf(20261101, register.serial()), NOW), out)


def main(what: str, *words: str) -> None:
    """One measured run: its processor seconds."""
    done = {"read": _read, "rows": _rows, "write": _write, "load": lambda file, url: generated.load(Path(file), url)}
    started = time.process_time()
    done[what](*words)
    print(json.dumps(time.process_time() - started))


if __name__ == "__main__":
    main(*sys.argv[1:])
