"""Benchmark of SORUS: units changed by callers who show ID cards that were seen before, beside the same changes by
callers whom nobody asks for one.

The same door over the same register, served by a process of its own, in turns, so that a busy machine slows both. Every
request is a change of its own that is written; the baseline's guard takes whoever comes for the region.

Run by itself: `python -m bench.sorus_bench sqlite:///FILE [seconds]`. The bench runner calls `rows`.
"""

import os
import random
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import uvicorn

from bench import generated
from bench.http_load import Asked, Load, load, middle
from bench.serving import started
from bench.table import Row
from sor.access.dgws.checks import Caller
from sor.access.dgws.issuing import Holder, header
from sor.access.dgws.names import SOAP
from sor.core.day import day_of, write_day
from sor.desk.actors import Actors, WantedRight
from sor.desk.demo_sts import DemoSts
from sor.desk.whitelists import DEMO_CALLERS, Whitelists
from sor.endpoints.soap.door import Admitted, Everyone, Guard
from sor.endpoints.soap.guards import Guards
from sor.endpoints.sorus import door as sorus
from sor.endpoints.sorus.composing import show_unit
from sor.formats.soap.envelope import Call
from sor.formats.soap.sorus import Writer
from sor.formats.soap.sorus_choices import EDIT, VERSIONS
from sor.register import MASTER, Register
from sor.settings import read_settings
from sor.store import facts
from sor.store.database import Database

CONNECTIONS = 16
ROUNDS = 3
CARDS = 20
REQUESTS = 3_000
UNITS = 400
AIM = 0.7
CVR = next(iter(DEMO_CALLERS))
VERSION = VERSIONS[3]
SENT = ("level", "name", "type", "location_state", "provider_identifier", "local_code", "local_attributes",
        "specialities", "reporting_level", "patients_admitted", "ambulant_activity", "shak")  # fmt: skip


def rows(units: int) -> Iterator[Row]:
    """The table's row, on the generated register of so many units."""
    signed, plain, ratio = measure(generated.database(units))
    yield Row(
        "SORUS", f"changes with known ID cards, {CONNECTIONS} connections", f"{signed.rate:,.0f}/s",
        f"{plain.rate:,.0f}/s without cards", f"{ratio:.2f}", f"≥ {AIM}", ratio >= AIM,
    )  # fmt: skip


def measure(database: str, seconds: float = 4.0) -> tuple[Load, Load, float]:
    """(with cards, without, the ratio of their rates), each the middle of some rounds."""
    found: dict[str, list[Load]] = {"plain": [], "signed": []}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "master.db"
        register = Register(generated.copy(database, file), _now)
        _make_ready(register)
        entities, cards = _entities(register), _cards(register)
        register.database.close()
        for turn in range(ROUNDS + 1):
            for kind, loads in found.items():
                requests = [_request(entities, cards, kind, turn) for _ in range(REQUESTS)]
                with started("bench.sorus_bench", "serve", kind, f"sqlite:///{file}") as port:
                    load(port, requests[:200], 1.0, CONNECTIONS)
                    loads.append(load(port, requests[200:], seconds, CONNECTIONS))
    wrong = max(one.errors for loads in found.values() for one in loads)
    if wrong > 0:
        raise SystemExit(f"{wrong:.1%} of the answers were wrong")
    signed, plain = found["signed"][1:], found["plain"][1:]
    ratio = median(one.rate / other.rate for one, other in zip(signed, plain, strict=True))
    return middle(signed), middle(plain), ratio


def _now() -> datetime:
    return datetime.now(UTC)


def _make_ready(register: Register) -> None:
    """A master with an actor of the callers' number who may all, and its number on the list."""
    register.init()
    with register.database.writing() as connection:
        facts.put(connection, "role", MASTER)
        facts.put(connection, "range", "9000000-9999999")
    actors = Actors(register)
    actors.add("bench", "Bench", None, cvr=CVR)
    actors.grant("bench", WantedRight("authority", None, None, 10101), None)
    Whitelists(register, demo=True).begin_demo()


def _entities(register: Register) -> list[tuple[str, str]]:
    """(SOR code, the unit as it is sent, with NAME in place of its name) of some departments."""
    rows = register.database.reader().run(
        "SELECT key FROM version WHERE kind = 'unit' AND level = 'OU' AND valid_to = 99991231"
        " AND known_to = 9007199254740992 ORDER BY key LIMIT 4000"
    )
    snapshot = register.at()
    writer = Writer(VERSION)
    found = []
    for code in random.Random(3).sample(sorted({row[0] for row in rows}), UNITS):
        unit = show_unit(snapshot, code) or {}
        if unit.get("location_state") == "Own" or unit.get("location_state") is None:
            continue
        sent = {field: unit[field] for field in SENT if field in unit} | {"name": "NAME"}
        body = writer.body(EDIT, {"code": "0", "text": "", "entity": sent}).decode()
        found.append((code, body[body.index("<SorEntity>") : body.index("</SorEntity>")] + "</SorEntity>"))
    return found


def _cards(register: Register) -> list[str]:
    """The headers of messages, each with a card of its own, and ID in place of the message's id."""
    sts = DemoSts(register, _now)
    return [header(sts.issue(Holder(CVR, system=f"System {n}")), "MESSAGE-ID", _now()) for n in range(CARDS)]


def _request(entities: Sequence[tuple[str, str]], cards: Sequence[str], kind: str, turn: int) -> Asked:
    code, entity = random.choice(entities)
    name = f"Enhed {turn} {uuid.uuid4().hex[:12]}"
    day = write_day(day_of(_now() + timedelta(days=40)))
    shown_header = random.choice(cards).replace("MESSAGE-ID", uuid.uuid4().hex) if kind == "signed" else ""
    body = (
        f'<h:Envelope xmlns:h="{SOAP}"><h:Header>{shown_header}</h:Header><h:Body>'
        f'<o:{EDIT} xmlns:o="{VERSION.operations}" xmlns="{VERSION.types}"><o:request><FromDate>{day}</FromDate>'
        f"<SorIdentifier>{code}</SorIdentifier>{entity.replace('NAME', name)}</o:request></o:{EDIT}>"
        "</h:Body></h:Envelope>"
    )
    return Asked("POST", VERSION.path, body, "<ErrorCode>0<")


class _Unasked(Everyone):
    """Takes whoever comes for the callers' organisation."""

    def admit(self, _: Call, __: object) -> Admitted:
        return Admitted(Caller(CVR, "", "", "", 3, "", "", uuid.uuid4().hex, None))


def _serve(kind: str, database: str, port: int) -> None:
    settings = read_settings({**os.environ, "SOR_DATABASE": database})
    register = Register(Database(database), _now)
    guard: Guard = _Unasked() if kind == "plain" else Guards(register, settings).of("sorus", "SORUS", always=True)
    doors: Any = sorus.doors(register, settings, guard)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await doors[scope["path"]](scope, receive, send)

    uvicorn.run(app, port=port, access_log=False, log_level="error", lifespan="off", server_header=False)


def main(arguments: Sequence[str]) -> None:
    """``serve`` is the process that ``measure`` starts; else measure one database and print."""
    if arguments[0] == "serve":
        _serve(arguments[1], arguments[2], int(arguments[3]))
        return
    signed, plain, ratio = measure(arguments[0], float(arguments[1]) if len(arguments) > 1 else 4.0)
    for name, one in (("without", plain), ("signed", signed)):
        print(f"{name:8} {one.rate:8,.0f}/s  median {one.median:.2f} ms  p95 {one.p95:.2f}  p99 {one.p99:.2f}")
    print(f"rate {ratio:.2f} (aim ≥ {AIM})")


if __name__ == "__main__":
    main(sys.argv[1:])
