"""Benchmark of the hot look-up: a resolved unit through REST, beside a bare ASGI app on the same server.

The bare app reads one 2 kB row by its key from SQLite and sends it. Server and load generator are processes of their
own; the two apps take turns, so that a busy machine slows both.

Run by itself: `python -m bench.lookup_bench sqlite:///FILE [seconds]`. The bench runner calls `measure`.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import uvicorn

from bench import generated
from bench.http_load import Asked, Compared, Load, in_turns
from bench.serving import started
from bench.table import Row
from sor.cli.serve import application
from sor.store.database import Database

CONNECTIONS = 16
ROUNDS = 3
ROW_SIZE = 2048
PATH = "/api/v1/units/"
NAME = "bench.lookup_bench"


def measure(database: str, codes: Sequence[str], seconds: float = 4.0, rounds: int = ROUNDS) -> Compared:
    """Both apps under the same load, in turns. codes: the units asked for, at random."""
    asked = [Asked("GET", PATH + code) for code in codes]
    with tempfile.TemporaryDirectory() as folder:
        bare_rows = Path(folder) / "bare.db"
        _fill_bare(bare_rows, codes)
        with started(NAME, "serve", "bare", str(bare_rows)) as bare, started(NAME, "serve", "ours", database) as ours:
            return in_turns(ours, bare, lambda: asked, CONNECTIONS, seconds, rounds)


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
    asked = Database(database)
    rows = asked.reader().run("SELECT DISTINCT key FROM version WHERE kind = 'unit' ORDER BY key").fetchall()
    asked.close()
    found = [row[0] for row in rows]
    return found[:: max(1, len(found) // count)][:count]


def main(arguments: Sequence[str]) -> None:
    """``serve`` is the process that ``measure`` starts; else measure one database and print."""
    if arguments[0] == "serve":
        _serve(arguments[1], arguments[2], int(arguments[3]))
        return
    seconds = float(arguments[1]) if len(arguments) > 1 else 4.0
    found = measure(arguments[0], codes_of(arguments[0], 5000), seconds)
    for name in ("bare", "register"):
        load: Load = getattr(found, name)
        print(f"{name:9} {load.rate:8,.0f}/s  median {load.median:.2f} ms  p95 {load.p95:.2f}  p99 {load.p99:.2f}")
    print(f"ratio     rate {found.rate_ratio:.2f} (aim ≥ 0.5)   p99 {found.p99_ratio:.2f} (aim ≤ 3)")


if __name__ == "__main__":
    main(sys.argv[1:])
