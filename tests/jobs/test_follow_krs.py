"""Following a copy register: what holds there holds here, what changes comes, and it says that nothing is provable."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from sor.cli import main
from sor.clock import Clock
from sor.core.as_of import AsOf
from sor.endpoints.app import app
from sor.endpoints.krs.door import PATH
from sor.following.krs_source import KrsSource
from sor.following.source import NoSource, SourceAway
from sor.following.standing import standing_of
from sor.jobs.follow_krs import FollowingKrs
from sor.register import Refused, Register
from sor.settings import read_settings
from tests.changes.scene import TODAY, TOMORROW, Scene
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.following.copies import mirror
from tests.new_databases import NewDatabases

URL = f"http://testserver.local{PATH}"


class WithinProcess(httpx2.BaseTransport):
    """Posts to an application of this process."""

    def __init__(self, client: TestClient[Any]) -> None:
        self.client = client
        self.answer: tuple[int, bytes] | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if self.answer is not None:
            return httpx2.Response(self.answer[0], content=self.answer[1], request=request)
        found = self.client.post(PATH, content=request.read(), headers={"Content-Type": "text/xml"})
        return httpx2.Response(found.status_code, content=found.content, request=request)


@pytest.fixture
def scene(new_sqlite: NewDatabases, clock: StandingClock) -> Scene:
    """The source; the copies are of either kind."""
    return Scene.copied(new_sqlite, clock)


@pytest.fixture
def way(scene: Scene) -> Iterator[WithinProcess]:
    settings = read_settings(TRIED, demo=True)
    with TestClient(app(scene.register, settings), raise_server_exceptions=False) as client:
        yield WithinProcess(client)


@pytest.fixture
def source(way: WithinProcess) -> KrsSource:
    card = way.client.get("/demo/card?cvr=90000012&format=card").content
    return KrsSource(URL, lambda: card, Clock(), way)


def shown(register: Register, codes: list[str], day: int) -> list[dict[str, Any]]:
    """What a register says of some units on a day: all that SOR2's tables hold."""
    snapshot = register.at(AsOf(day, register.serial()))
    found = []
    for code in codes:
        unit: Any = snapshot.unit(code)
        names = ("code", "level", "parent", "name", "type", "owner", "cvr", "provider_identifier", "valid_from", "open")
        found.append({name: unit.get(name) for name in names} if unit is not None else {"code": None})
        if unit is not None:
            address = unit.get("postal_address") or {}
            found[-1]["address"] = [address.get(part) for part in ("street", "building", "postcode", "inherited")]
    return found


def follow(copy: Register, source: KrsSource) -> list[str]:
    said: list[str] = []
    FollowingKrs(copy, source, said.append).run(once=True)
    return said


@pytest.mark.slow
def test_what_holds_in_a_copy_register_holds_in_who_follows_it(
    scene: Scene, source: KrsSource, new_database: NewDatabases, clock: StandingClock, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    copy, codes = mirror(new_database(), clock, demo=True), list(scene.codes.values())
    said = follow(copy, source)
    assert "nothing is provable" in said[0]
    assert shown(copy, codes, 20261101) == shown(scene.register, codes, 20261101)
    first = copy.serial()
    scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "Sengeafsnit 7"}}, judge=False)
    scene.send({"op": "close", "unit": "@feet", "from": TOMORROW}, judge=False)
    follow(copy, source)
    for day in (20261101, 20261102):
        assert shown(copy, codes, day) == shown(scene.register, codes, day), day
    assert copy.serial() == first + 1
    follow(copy, source)
    assert copy.serial() == first + 1, "nothing new is no entry"
    found = standing_of(copy)
    assert found is not None
    assert (found["url"], found["proven"], found["behind"], found["since"] is not None) == (URL, False, 0, True)
    assert copy.verify(deep=True).fault is None
    assert [path.name for path in tmp_path.iterdir() if "krs" in path.name] == []


@pytest.mark.slow
def test_what_is_no_copy_register_is_told_and_one_that_is_away_is_asked_again(
    scene: Scene, way: WithinProcess, source: KrsSource, new_sqlite: NewDatabases, clock: StandingClock
) -> None:
    copy = mirror(new_sqlite(), clock, demo=True)
    for answer, kind, told in (
        ((503, b""), SourceAway, "status 503"),
        ((200, b"<html>"), NoSource, "is no copy register"),
        ((500, b"<e><faultstring>no card</faultstring></e>"), NoSource, "refuses with status 500: no card"),
    ):
        way.answer = answer
        with pytest.raises(kind, match=told):
            follow(copy, source)
    assert copy.serial() == 0
    with pytest.raises(Refused, match="is a master and follows nobody"):
        FollowingKrs(scene.register, source)
    other = KrsSource("http://other.local/StamdataReplication", lambda: b"", Clock(), way)
    with pytest.raises(Refused, match=r"follows http://testserver\.local"):
        FollowingKrs(copy, other)


def test_what_the_command_needs_is_told(new_sqlite: NewDatabases, clock: StandingClock) -> None:
    copy = mirror(new_sqlite(), clock, demo=True)
    for words, told in (([], "--card FILE"), (["--owner", "1234"], "a copy register has none")):
        done = CliRunner().invoke(main, ["follow", URL, *words, "--database", str(copy.database.url)])
        assert (done.exit_code, told in done.output) == (2, True), done.output
