"""Benchmark of reading while others wait to write: the p99 of look-ups and pages with 80 writers before the server,
held against the quiet one, in turns.
"""

import json
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from bench import generated
from bench.changes_bench import master, open_units, soon
from bench.http_load import Asked, Load, load
from bench.serving import serving
from bench.table import Row
from sor.access.authority import AUTHORITY
from sor.core.day import START
from sor.desk.actors import Actors, WantedRight

READERS, WRITERS = 4, 80
ROUNDS = 5
SECONDS = 4.0
MOST = 3.0


def rows(units: int) -> Iterator[Row]:
    """The readers' p99, quiet and with writers."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'master.db'}"
        register = master(generated.copy(generated.database(units), Path(folder) / "master.db"))
        actors = Actors(register)
        actors.add("bench", "", None)
        actors.grant("bench", WantedRight(AUTHORITY, None, None, START), None)
        secret = actors.new_secret("bench", "bench")[1]
        codes, day = open_units(register, "OU", 500), soon(register)
        register.database.close()
        reads = [Asked("GET", f"/api/v1/units/{code}", wants=code) for code in codes]
        reads += [Asked("GET", f"/units/{code}", wants=code) for code in codes[:50]]
        with serving("ours", url) as port:
            bearer = f"Authorization: Bearer {_token(port, secret)}\r\nContent-Type: application/json\r\n"
            writes = [
                Asked("POST", "/api/v1/changes", json.dumps(
                    {"op": "edit", "unit": code, "from": day, "set": {"name": f"Enhed {n}"}}
                ), headers=bearer)
                for n, code in enumerate(codes)
            ]  # fmt: skip
            pairs = [(_quiet(port, reads), _among(port, reads, writes)) for _ in range(ROUNDS + 1)][1:]
    if any(one.errors for pair in pairs for one in pair):
        raise SystemExit("some answers to readers were wrong")
    quiet, among = (median(one.p99 for one in side) for side in zip(*pairs, strict=True))
    ratio = median(one.p99 / other.p99 for other, one in pairs)
    yield Row(
        "waiting", f"p99 of {READERS} readers with {WRITERS} writers waiting", f"{among:.1f} ms",
        f"{quiet:.1f} ms quiet", f"{ratio:.2f}", f"{MOST:g} times the quiet one", ratio <= MOST,
    )  # fmt: skip


def _quiet(port: int, reads: list[Asked]) -> Load:
    return load(port, reads, SECONDS, READERS)


def _among(port: int, reads: list[Asked], writes: list[Asked]) -> Load:
    """The same load while writers, each waiting for its answer, send one change after the other."""
    writing = threading.Thread(target=load, args=(port, writes, SECONDS + 2, WRITERS))
    writing.start()
    threading.Event().wait(1)  # by then all of them wait
    found = _quiet(port, reads)
    writing.join()
    return found


def _token(port: int, secret: str) -> str:
    form = f"grant_type=client_credentials&client_id=bench&client_secret={secret}".encode()
    with urlopen(Request(f"http://127.0.0.1:{port}/api/v1/token", form)) as answer:
        return str(json.load(answer)["access_token"])
