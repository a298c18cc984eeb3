"""The server that is attacked, on each of the two databases: five owners and their numbers behind all doors, with cards
of its demo STS. It runs in this process, so that a mistake which it logs fails the test.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
import uvicorn
from lxml import etree
from structlog.testing import capture_logs

from sor.access.dgws.issuing import Holder, header
from sor.access.dgws.names import MEDCOM
from sor.desk.demo_sts import DemoSts
from sor.desk.whitelists import Whitelists
from sor.endpoints.app import app
from sor.endpoints.http.connections import BoundedProtocol
from sor.formats.soap.sorus_choices import VERSIONS
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.access.dgws.messages import envelope
from tests.conftest import StandingClock, postgresql_databases, sqlite_databases
from tests.journeys.three_doors import LOGIN, OWNER, UNIT, filled, sorus_edit

SORUS = VERSIONS[3].path
NAMES = count(1)


class Hasty(BoundedProtocol):
    """The server's protocol with less patience, so that the tests are quick."""

    patience = 0.5


class Answered(NamedTuple):
    """What came back: the HTTP status, the body, and of a fault the code of DGWS."""

    status: int
    body: bytes

    @property
    def code(self) -> str:
        """DGWS's code in a fault; empty where there is none."""
        if not self.body.startswith(b"<?xml"):
            return ""
        return etree.fromstring(self.body).findtext(f".//{{{MEDCOM}}}FaultCode") or ""

    @property
    def rules(self) -> list[str]:
        """The rules by which SORUS refuses what was asked."""
        found = etree.fromstring(self.body).iter("{*}Rule") if self.body.startswith(b"<?xml") else ()
        return [rule.text or "" for rule in found]


class Attacked:
    """A server, its register, and cards for whoever asks."""

    def __init__(self, register: Register, port: int) -> None:
        self.register = register
        self.port = port

    def card(self, who: str = "region", at: datetime | None = None) -> str:
        """A genuine card of a sender's CVR number, issued now or at another time."""
        sts = DemoSts(self.register, lambda: at or datetime.now(UTC))
        return sts.issue(Holder(LOGIN[who])).decode()

    def message(self, who: str = "region", *, card: str = "", message_id: str = "", body: str = "") -> str:
        """A genuine message of SORUS that gives the sender's own unit another name."""
        name = f"navn {next(NAMES)}"
        shown = header((card or self.card(who)).encode(), message_id or name, datetime.now(UTC))
        return envelope(shown, body or self.edit(who, name))

    def edit(self, who: str, name: str) -> str:
        """The body that gives the desk of an owner another name."""
        return sorus_edit(OWNER[who].unit("desk"), UNIT, name, {})

    def sent(self, raw: bytes) -> bytes:
        """What the server answers to bytes on a connection of their own, until it closes it or stays silent."""
        found = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            try:
                line.sendall(raw)
                while part := line.recv(65536):
                    found += part
            except (TimeoutError, ConnectionError):
                pass
        return found

    def posted(self, body: bytes | str, *headers: str, path: str = SORUS, kind: str = "text/xml") -> Answered:
        """The answer to a POST. headers: more of them, as they stand in the request."""
        raw = body.encode() if isinstance(body, str) else body
        named = [f"Content-Type: {kind}"] if kind else []
        named += [f"Host: localhost:{self.port}", "Connection: close", f"Content-Length: {len(raw)}", *headers]
        return answered(self.sent("\r\n".join([f"POST {path} HTTP/1.1", *named, "", ""]).encode() + raw))


def answered(raw: bytes) -> Answered:
    """The one answer in bytes from the network; status 0 for none."""
    head, _, body = raw.partition(b"\r\n\r\n")
    return Answered(int(head.split(b" ")[1]) if head.startswith(b"HTTP/1.1 ") else 0, body)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def attacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """The server; nothing that it was sent may have made it log a mistake."""
    if request.param == "postgresql":
        databases = postgresql_databases(request.getfixturevalue("postgresql_server"))
    else:
        folder: Path = tmp_path_factory.mktemp("attacked")
        databases = sqlite_databases(folder, request.getfixturevalue("empty_sqlite"))
    with databases as new, serving(new()) as found:
        yield found


@contextmanager
def serving(database: Database) -> Iterator[Attacked]:
    """A server of a new register, in a thread of this process."""
    register = Register(database, StandingClock())
    register.init("master", demo=True)
    filled(register)
    for cvr in LOGIN.values():
        Whitelists(register, demo=True).add("sorus", cvr, "", "test", "test")
    doors = app(register, read_settings({"SOR_SHAK_END": "2028-12-31"}, demo=True))
    config = uvicorn.Config(doors, http=Hasty, log_level="critical", proxy_headers=False)
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield Attacked(register, int(listening.getsockname()[1]))
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def unbroken() -> Iterator[None]:
    """Nothing that a test sends makes the server stumble: it logs no mistake of its own."""
    with capture_logs() as told:
        yield
    assert [one for one in told if one["log_level"] in ("error", "critical")] == []
