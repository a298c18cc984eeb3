"""A server killed while it decides long sets: the next one takes them up, and each is written once, whole."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest

from sor.desk.actors import Actors
from sor.register import Register
from sor.store import job
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.owned import HOSPITAL, OTHER_HOSPITAL, fill, wanted
from tests.ports import free_port

KILLS, SETS, UNITS = int(os.environ.get("KILLS", "1")), 2, 200
BELOW = {"rikke": HOSPITAL, "bo": OTHER_HOSPITAL}
"""The senders, and the institution below which each makes units."""

SOON = "import sor.desk.jobs as jobs; jobs.LOST = 1.0"
BEATS = "import sor.endpoints.rest.deciding as deciding; deciding.BEAT = 0.2; deciding.LOOK = 0.2"
SERVE = f"{SOON}; {BEATS}; from sor.cli import main; main()"
"""`sor serve` whose jobs are missed after a second, not after half a minute."""

pytestmark = [pytest.mark.slow, pytest.mark.alike]


class Server:
    """A server of one process, to be killed."""

    def __init__(self, database: Database) -> None:
        port = free_port()
        url = database.url.set(drivername=database.dialect).render_as_string(hide_password=False)
        self.url = f"http://127.0.0.1:{port}"
        given = {**os.environ, "SOR_DATABASE": url, "SOR_NOW": "2026-11-01"}
        command = [sys.executable, "-c", SERVE, "serve", "--port", str(port)]
        self._process = subprocess.Popen(command, env=given, stdout=subprocess.DEVNULL)
        self.client = httpx.Client(base_url=self.url, timeout=300)
        for _ in range(3000):
            with suppress(httpx.TransportError):
                self.client.get("/version")
                break
            time.sleep(0.1)

    def kill(self) -> None:
        self.client.close()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


def bearer(client: httpx.Client, name: str, secret: str) -> dict[str, str]:
    form = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret}
    return {"Authorization": f"Bearer {client.post('/api/v1/token', data=form).json()['access_token']}"}


def a_set(name: str, parent: str) -> dict[str, Any]:
    """A set of new units, one below the other where it may be: long enough to be killed in."""
    made = [
        {"op": "create", "as": f"#{n}", "level": "OU", "parent": parent if n % 6 == 0 else f"#{n - 1}",
         "from": "2026-12-01", "set": {"name": f"{name} {n}", "type": "309904001", "location": {"state": "None"}}}
        for n in range(UNITS)
    ]  # fmt: skip
    return {"reason": name, "changes": made}


def test_a_killed_server_takes_its_jobs_up_again_and_does_each_once(
    new_database: Callable[[], Database], clock: StandingClock
) -> None:
    register = Register(new_database(), clock)
    register.init("master", demo=True)
    fill(register)
    actors, secrets = Actors(register), {}
    for name in BELOW:
        actors.add(name, "", "sds")
        actors.grant(name, wanted("authority"), "sds")
        secrets[name] = actors.new_secret(name, name)[1]
    before, chance = register.serial(), random.Random(11)
    urls: dict[str, str] = {}
    server = Server(register.database)
    for number in range(SETS):
        for name, secret in secrets.items():
            shown = {**bearer(server.client, name, secret), "Prefer": "respond-async"}
            document = a_set(f"{name} {number}", BELOW[name])
            taken = server.client.post("/api/v1/changes", json=document, headers=shown)
            assert taken.status_code == 202, taken.text
            urls[document["reason"]] = taken.headers["location"]
    for _ in range(KILLS):
        until_deciding(register)
        time.sleep(chance.uniform(0, 0.01))
        server.kill()
        server = Server(register.database)
    try:
        found = {reason: ended(server.client, url, secrets) for reason, url in urls.items()}
    finally:
        server.kill()
    assert {one["state"] for one in found.values()} == {"done"}, found
    (deaths,) = register.database.reader().run("SELECT sum(deaths) FROM job").fetchone()
    assert deaths > 0, "it should have been killed while it decided one"
    entries = {entry.serial: entry.reason for entry in register.since(before) if entry.kind == "submission"}
    assert sorted(entries.values()) == sorted(urls), "each once"
    for reason, one in found.items():
        assert entries[one["answer"]["serial"]] == reason
        assert len(register.lines(one["answer"]["serial"])) == UNITS
    assert register.verify(deep=True).fault is None


def until_deciding(register: Register) -> None:
    """Wait until a job is being decided, or none is left."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        found = job.counts(register.database.reader())
        if found[job.DECIDING] or not found[job.WAITING]:
            return
        time.sleep(0.005)


def ended(client: httpx.Client, url: str, secrets: dict[str, str]) -> dict[str, Any]:
    """A job once it is decided, as the authority sees it."""
    until = time.monotonic() + 300
    shown = bearer(client, "rikke", secrets["rikke"])
    while time.monotonic() < until:
        found: dict[str, Any] = client.get(url, headers=shown).json()
        if found["state"] not in ("waiting", "deciding"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"not decided: {found}")
