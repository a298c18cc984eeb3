"""Webhooks: how long after it was written an entry is at the receivers, while one of them says nothing."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import msgspec

from bench.table import Row, show
from sor.clock import Clock
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.desk.actors import Actors
from sor.desk.subscriptions import MOST as MOST_OF_ONE
from sor.desk.subscriptions import Subscriptions
from sor.following.feed_filter import FeedFilter
from sor.register import Register, Submission
from sor.store.append import LineDraft
from sor.store.database import Database

WEBHOOKS, EVENTS, WARDS = 500, 1_000, 50
"""Each webhook wants one ward, which is a fiftieth of what happens."""

PACE = 20
"""Entries a second."""

MOST = 2.0
DAY = 20260101


class Arrivals:
    """A receiver of all webhooks but one, in a thread of its own: when each serial came."""

    def __init__(self) -> None:
        self.came: dict[int, list[float]] = {}
        self.count = 0
        self.port = 0
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._take, "127.0.0.1", 0, limit=2**20, backlog=1000)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await server.serve_forever()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(
                    b"content-length"))  # fmt: skip
                body = await reader.readexactly(length)
                serial = msgspec.json.decode(body)["entry"]["serial"]
                self.came.setdefault(serial, []).append(time.monotonic())
                self.count += 1
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def rows(_: int) -> Iterator[Row]:
    """The median over all receivers but the dead one."""
    with TemporaryDirectory(prefix="sor-bench-") as folder, socket.create_server(("127.0.0.1", 0)) as silent:
        register, wards = _register(Path(folder))
        arrivals = Arrivals()
        _subscribe(register, wards, arrivals.port, silent.getsockname()[1])
        environment = {
            **os.environ, "SOR_DATABASE": f"sqlite:///{folder}/sor.db", "SOR_WEBHOOK_ALLOWED": "127.0.0.0/8",
        }  # fmt: skip
        program = subprocess.Popen([str(Path(sys.executable).parent / "sor"), "deliver"], env=environment)
        try:
            written = _write(register, wards)
            wanted = EVENTS * (WEBHOOKS // WARDS) - sum(1 for n in range(EVENTS) if n % WARDS == 0)
            until = time.monotonic() + 300
            while arrivals.count < wanted and time.monotonic() < until:
                time.sleep(0.1)
        finally:
            program.terminate()
            program.wait(30)
            register.database.close()
    delays = [came - written[serial] for serial, some in arrivals.came.items() for came in some if serial in written]
    found = median(delays)
    what = f"{WEBHOOKS} webhooks, {EVENTS:,} entries at {PACE} a second, one receiver dead: median delay"
    yield Row("webhooks", what, f"{found * 1000:.0f} ms", f"{len(delays):,} of {wanted:,} delivered",
              f"longest {max(delays):.1f} s", f"< {MOST:.0f} s", found < MOST and len(delays) == wanted)  # fmt: skip


def _register(folder: Path) -> tuple[Register, list[str]]:
    register = Register(Database(f"sqlite:///{folder}/sor.db"), Clock())
    register.init("master", demo=True)
    wards = [f"1000{n:05}" for n in range(WARDS)]
    register.submit(Submission([_line(one, Draft("open", DAY, OPEN, 0, b"true"), _name("Afsnit")) for one in wards],
                               "anna", "rest"))  # fmt: skip
    Actors(register).add("anna", "Anna", None)
    return register, wards


def _subscribe(register: Register, wards: list[str], port: int, silent: int) -> None:
    """One actor has so many subscriptions at most: there are as many as it takes."""
    actors, subscriptions = Actors(register), Subscriptions(register, [ip_network("127.0.0.0/8")])
    for n in range(WEBHOOKS):
        to, name = silent if n == 0 else port, f"subscriber-{n // MOST_OF_ONE}"
        if n % MOST_OF_ONE == 0:
            actors.add(name, name, None)
        subscriber = actors.actor(name)
        assert subscriber is not None
        subscriptions.add_webhook(subscriber, f"http://127.0.0.1:{to}/{n}", FeedFilter(unit=wards[n % WARDS]), "bench")


def _write(register: Register, wards: list[str]) -> dict[int, float]:
    """Write the entries at their pace; when each was written."""
    written, began = {}, time.monotonic()
    for n in range(EVENTS):
        time.sleep(max(0.0, began + n / PACE - time.monotonic()))
        line = _line(wards[n % WARDS], _name(f"Afsnit {n}"))
        written[register.submit(Submission([line], "anna", "rest")).serial] = time.monotonic()
    return written


def _line(key: str, *drafts: Draft) -> LineDraft:
    return LineDraft("unit", key, list(drafts))


def _name(name: str) -> Draft:
    return Draft("name", DAY, OPEN, 0, encode(name))


if __name__ == "__main__":
    show(rows(0))
