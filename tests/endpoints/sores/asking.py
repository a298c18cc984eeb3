"""A caller of SORES that needs no server: it speaks to the door itself, from any address."""

import json
from typing import Any, NamedTuple

from sor.endpoints.http.fair_queue import FairQueue
from sor.endpoints.sores import Sores
from sor.following.watch import Watch
from sor.register import Register
from sor.settings import SoresSettings, read_settings
from tests.loops import run_apart

INSIDE = "127.0.0.1"


class Said(NamedTuple):
    status: int
    headers: dict[str, str]
    json: Any


def door(register: Register, **settings: Any) -> Sores:
    """SORES over a register, its cache not made yet."""
    return Sores(
        register, read_settings({})._replace(sores=SoresSettings(**settings)), Watch(register), FairQueue("test", 1)
    )


def call(sores: Sores, method: str, path: str, body: bytes = b"", client: str | None = INSIDE, **headers: str) -> Said:
    async def conversation() -> Said:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": method, "path": path, "query_string": b"",
            "client": None if client is None else (client, 40000),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        await sores(scope, receive, send)
        given = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Said(sent[0]["status"], given, json.loads(sent[1]["body"]))

    return run_apart(conversation())


def ask(sores: Sores, command: dict[str, Any], path: str = "/sores", **more: Any) -> Said:
    return call(sores, "POST", path, json.dumps(command).encode(), **more)
