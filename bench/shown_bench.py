"""Benchmark of how soon a change is seen: one change after the other over REST, and each door asked until it shows it.

A server with its publisher beside it, `sor follow` and a server of the copy, all on this machine; the edition that is
made meanwhile takes its share of it. Told in milliseconds from the answer to the change.

Run by itself: `python -m bench.shown_bench [units]`. The bench runner calls `rows`.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import NamedTuple
from uuid import uuid4

from bench import generated
from bench.changes_bench import open_units
from bench.forms_bench import demo_of
from bench.serving import serving
from bench.sorls_bench import question
from bench.table import Row, show
from sor.access.dgws.issuing import Holder, header
from sor.access.dgws.names import SOAP
from sor.core.day import day_of, write_day
from sor.desk.demo_sts import DemoSts
from sor.desk.whitelists import DEMO_CALLERS, Whitelists
from sor.endpoints.krs.door import PATH as KRS_PATH
from sor.endpoints.sorls.door import PATH as SORLS_PATH
from sor.following.copy_register import CopyRegister
from sor.formats.soap import krs
from sor.jobs.demo_actors import AUTHORITY
from sor.register import MIRROR, Register
from sor.store import facts, krs_rows
from sor.store.database import Database
from sor.store.desk_file import files_of

UNITS, CHANGES = 100_000, 100
WITHIN, DELTA_WITHIN = 1.0, 5.0
"""Seconds within which the median is to be."""
PATIENCE = 1800.0
VIEW = "sor/v2/sorentity/v1"
DELTA = "newest delta"


class Change(NamedTuple):
    """A unit, its new name, and the entry that gave it."""

    code: str
    name: str
    serial: int


Door = Callable[[Change], bool]
"""Whether a door shows a change."""


def rows(units: int) -> Iterator[Row]:
    """A row for each door."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        register = demo_of(generated.copy(generated.database(units), place / "master.db"))
        Whitelists(register, demo=True).begin_demo()
        CopyRegister(register, waits=3600).bring()
        codes = open_units(register, "OU", CHANGES)
        copy = _make_mirror(register, place / "copy.db")
        url, files = f"sqlite:///{place}/master.db", str(place / "files")
        with (
            serving("ours", copy) as copied,
            _serve_files(files),
            serving("ours", url) as port,
            _run_beside("publish", "--follow", "--database", url),
            _run_beside("follow", f"http://127.0.0.1:{port}", "--database", copy),
        ):
            ours, theirs = Asking(port), Asking(copied)
            _wait("the cache of SORES", lambda: "warm" in ours.get("/sores/status"))
            _wait("the first edition", lambda: '"next"' in ours.get("/files/newest/manifest.json"))
            doors, token = _doors(register, ours, theirs), ours.token()
            took = [_time_doors(doors, _change_name(ours, token, code)) for code in codes]
        for door in doors:
            seconds = sorted(one[door] for one in took)
            middle, late = median(seconds), seconds[int(0.95 * len(seconds))]
            aim = DELTA_WITHIN if door == DELTA else WITHIN
            yield Row("shown", f"{units:,} units, {len(codes)} changes: {door}", f"{middle * 1000:,.0f} ms",
                      compared=f"p95 {late * 1000:,.0f} ms", aim=f"≤ {aim:.0f} s", met=middle <= aim)  # fmt: skip
        register.database.close()


class Asking:
    """One server, asked on one connection."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str) -> str:
        """The text of an answer."""
        return self.send("GET", path, "")

    def send(self, method: str, path: str, body: str, **headers: str) -> str:
        """The same for a question with a body."""
        self._connection.request(method, path, body.encode(), headers)
        return self._connection.getresponse().read().decode("utf-8", "replace")

    def token(self) -> str:
        """Of the demo's authority."""
        form = f"grant_type=client_credentials&client_id={AUTHORITY}&client_secret=demo"
        told = self.send("POST", "/api/v1/token", form, **{"Content-Type": "application/x-www-form-urlencoded"})
        return str(json.loads(told)["access_token"])


def _doors(register: Register, ours: Asking, theirs: Asking) -> dict[str, Door]:
    """Each door by its name. Of the copy register, what is new since it was asked last."""
    sts, soap, sores = DemoSts(register, _now), {"Content-Type": "text/xml"}, {"Content-Type": "application/json"}
    card = sts.issue(Holder(next(iter(DEMO_CALLERS)), system="Bench"))
    offset = krs_rows.last_revision(register.database.reader(), VIEW)

    def copy_register(change: Change) -> bool:
        nonlocal offset
        asked = (
            f'<s:Envelope xmlns:s="{SOAP}"><s:Header>{header(card, uuid4().hex, _now())}</s:Header><s:Body>'
            f'<r:ReplicationRequest xmlns:r="{krs.KRS}"><register>sor</register><datatype>sorentity</datatype>'
            f"<version>1</version><registerVersion>2</registerVersion><offset>{offset}</offset></r:ReplicationRequest>"
            "</s:Body></s:Envelope>"
        )
        told = ours.send("POST", KRS_PATH, asked, **soap)
        found = re.findall(r"/([0-9]{20})</", told)
        if change.name not in told:
            return False
        offset = found[-1]
        return True

    def delta(change: Change) -> bool:
        told = json.loads(ours.get("/files/newest/manifest.json"))
        return any(change.name in ours.get(f"/files/{file['name']}") for file in told["files"])

    def by_sorls(change: Change) -> bool:
        return change.name in ours.send("POST", SORLS_PATH, question(change.code).decode(), **soap)

    def by_sores(change: Change) -> bool:
        asked = json.dumps({"Command": "GetSorEntity", "SorIds": [change.code]})
        return change.name in ours.send("POST", "/sores/v2", asked, **sores)

    return {
        "REST": lambda change: change.name in ours.get(f"/api/v1/units/{change.code}"),
        "SORLS": by_sorls,
        "SORES": by_sores,
        "KRS": copy_register,
        "feed": lambda change: '"entries":[]' not in ours.get(f"/api/v1/log?since={change.serial - 1}&limit=1"),
        "follower": lambda change: change.name in theirs.get(f"/api/v1/units/{change.code}"),
        DELTA: delta,
    }


def _change_name(ours: Asking, token: str, code: str) -> Change:
    name = f"Set {uuid4().hex[:12]}"
    document = {"op": "edit", "unit": code, "from": write_day(day_of(_now())), "set": {"name": name}}
    told = json.loads(ours.send(
        "POST", "/api/v1/changes", json.dumps(document),
        **{"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    ))  # fmt: skip
    if "serial" not in told:
        raise SystemExit(f"the change was refused: {told}")
    return Change(code, name, told["serial"])


def _time_doors(doors: dict[str, Door], change: Change) -> dict[str, float]:
    """Of each door, the seconds after which it showed a change; those that do not yet are asked in turns."""
    started, found = time.perf_counter(), dict[str, float]()
    while len(found) < len(doors):
        for name in doors.keys() - found.keys():
            if doors[name](change):
                found[name] = time.perf_counter() - started
        if time.perf_counter() - started > PATIENCE:
            raise SystemExit(f"not shown by {doors.keys() - found.keys()}")
        time.sleep(0.01)
    return found


def _make_mirror(register: Register, target: Path) -> str:
    """A copy of a master's files that is to follow it."""
    made = Database(f"sqlite:///{target}")
    register.database.close()
    for one, other in zip(files_of(register.database), files_of(made), strict=True):
        shutil.copyfile(one, other)
    with made.writing() as connection:
        facts.put(connection, "role", MIRROR)
    made.close()
    return f"sqlite:///{target}"


@contextlib.contextmanager
def _serve_files(folder: str) -> Iterator[None]:
    """What is started in the block serves and publishes the files of a folder."""
    os.environ["SOR_FILES"] = folder
    try:
        yield
    finally:
        del os.environ["SOR_FILES"]


@contextlib.contextmanager
def _run_beside(*words: str) -> Iterator[None]:
    """A command that runs for the length of a block."""
    command = [sys.executable, "-c", "from sor.cli import main; main()", *words]
    program = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        program.kill()  # it may be in the middle of an edition
        program.wait()


def _wait(what: str, is_there: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_there():
        if time.monotonic() > until:
            raise SystemExit(f"{what} did not come")
        time.sleep(0.2)


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    show(rows(int(sys.argv[1]) if len(sys.argv) > 1 else UNITS))
