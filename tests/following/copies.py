"""A copy and its source in one process, for tests: the real doors, reached without a network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from litestar.testing import TestClient

from sor.core.day import write_day
from sor.endpoints.app import app
from sor.following.source import Source
from sor.jobs.exporting import ExportRequest, export
from sor.jobs.follow import Following, FollowOptions
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.endpoints.servers import TRIED

URL = "http://testserver.local"

Spoil = Callable[[httpx2.Request, bytes], bytes]


class WithinProcess(httpx2.BaseTransport):
    """Asks an application of this process. spoil: what is done to its answers on the way; it may raise, too."""

    def __init__(self, client: TestClient[Any]) -> None:
        self._client = client
        self.spoil: Spoil = lambda _, body: body
        self.asked: list[str] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url.path)
        answer = self._client.request(request.method, str(request.url), headers=dict(request.headers))
        content = self.spoil(request, answer.content) if answer.status_code == 200 else answer.content
        return httpx2.Response(answer.status_code, content=content, request=request)


@contextmanager
def reached(register: Register, files: Path | None = None) -> Iterator[WithinProcess]:
    """The way to the doors of a register. files: the folder that it publishes."""
    settings = read_settings(TRIED | ({"SOR_FILES": str(files)} if files else {}), demo=register.is_demo)
    with TestClient(app(register, settings), raise_server_exceptions=False) as client:
        yield WithinProcess(client)


def follow(copy: Register, way: httpx2.BaseTransport, owner: str | None = None, **options: Any) -> list[str]:
    """Follow until the copy is level; gives what was said."""
    said: list[str] = []
    source = Source(URL, way, owner=owner)
    Following(copy, source, FollowOptions(once=True, **options), said.append).run()
    source.close()
    return said


def rows(register: Register) -> dict[str, list[Any]]:
    """The log as it stands in the database, to the byte."""
    connection = register.database.reader()
    return {
        "entry": connection.run("SELECT * FROM entry ORDER BY serial").fetchall(),
        "line": connection.run("SELECT * FROM line ORDER BY serial, n").fetchall(),
    }


def ndjson(register: Register, folder: Path, serial: int) -> bytes:
    """All units as of a serial, on the day that it had reached, one a line."""
    entry = register.entry(serial)
    assert entry is not None
    out = folder / f"{serial}.ndjson"
    export(register, ExportRequest("ndjson", valid=write_day(entry.day), known=f"@{serial}"), out)
    return out.read_bytes()


def mirror(database: Database, clock: Any, *, demo: bool = False) -> Register:
    """An empty mirror in a new database."""
    made = Register(database, clock)
    made.init("mirror", demo=demo)
    return made
