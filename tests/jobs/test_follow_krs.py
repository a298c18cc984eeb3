"""Following a copy register: what holds there holds here, what changes comes, and it says that nothing is provable."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from sor.cli import main
from sor.cli.follow import in_words
from sor.clock import Clock
from sor.core.as_of import AsOf
from sor.endpoints.app import app
from sor.endpoints.krs.door import PATH
from sor.following.krs_source import KrsSource
from sor.following.source import NoSource, SourceAway
from sor.following.standing import standing_of
from sor.jobs.erasing import ask, confirm
from sor.jobs.follow_krs import FollowingKrs
from sor.register import Refused, Register
from sor.settings import read_settings
from sor.store.standing import WantedErasure
from tests.changes.scene import TODAY, TOMORROW, Scene
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.following.copies import mirror, rows
from tests.jobs.test_erasing import let_in
from tests.new_databases import NewDatabases
from tests.store.units import create, submit

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
    assert (found["url"], found["proven"], found["behind"], found["since"] is not None) == (URL, False, None, True)
    assert copy.verify(deep=True).fault is None
    assert [path.name for path in tmp_path.iterdir() if "krs" in path.name] == []


def test_what_is_erased_in_the_source_is_gone_from_the_copy_and_its_files(
    scene: Scene, source: KrsSource, new_database: NewDatabases, clock: StandingClock, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    let_in(scene.register)
    copy = mirror(new_database(), clock, demo=True)
    said: list[str] = []
    following = FollowingKrs(copy, source, said.append)

    def rename(name: str) -> int:
        outcome = scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": name}}, judge=False)
        following.run(once=True)
        assert outcome.serial is not None
        return outcome.serial

    stated = rename("Hemmelig Stue")
    clock.pass_days(1)
    rename("Sengeafsnit 7")
    assert "Hemmelig Stue" in str(rows(copy))
    epoch = copy.facts()["epoch"]
    made, _ = ask(scene.register, WantedErasure(stated, "unit", scene["ward"], "name"), "en grund", "anna", "cli")
    confirm(scene.register, made.number, "bodil", "cli", None)
    following.run(once=True)
    assert "Something was erased in the copy register" in " ".join(said)
    assert "Hemmelig Stue" not in str(rows(copy))
    assert not any(b"Hemmelig Stue" in path.read_bytes() for path in files_of(copy))
    assert copy.facts()["epoch"] != epoch
    assert copy.verify(deep=True).fault is None
    assert shown(copy, [scene["ward"]], 20261102) == shown(scene.register, [scene["ward"]], 20261102)
    begun, count = copy.facts()["epoch"], len(said)
    rename("Sengeafsnit 8")
    assert copy.facts()["epoch"] == begun, "once"
    assert "erased" not in " ".join(said[count:])


def test_a_source_that_was_restored_is_asked_from_the_beginning(
    scene: Scene, source: KrsSource, new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    copy = mirror(new_sqlite(), clock, demo=True)
    said: list[str] = []
    following = FollowingKrs(copy, source, said.append)
    following.run(once=True)
    following._replica.offsets["sorentity"] = "17935911110000000001"  # of a second that went with the restore
    scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "Sengeafsnit 7"}}, judge=False)
    following.run(once=True)
    assert sum("everything is asked for from the beginning" in one for one in said) == 1
    assert shown(copy, [scene["ward"]], 20261101) == shown(scene.register, [scene["ward"]], 20261101)


def files_of(register: Register) -> list[Path]:
    """The files of a register in SQLite, those of its journal too; none of one in PostgreSQL."""
    if register.database.dialect != "sqlite":
        return []
    path = Path(str(register.database.url.database))
    return list(path.parent.glob(f"{path.name}*"))


OWNER, CLINIC, LOST = "90000001000016001", "90000061000016002", "90000031000016005"
WARD, BED = "90000181000016008", "90000071000016007"


def test_what_a_copy_register_tells_and_the_copy_cannot_hold_is_said_with_counts_and_places(
    new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    master = Register(new_sqlite(), clock)
    master.init("master", demo=True)
    submit(
        master,
        create(OWNER, level="IO", name="Ejeren", type="550891000005100", parent=OWNER, cvr="13585628"),
        create(CLINIC, level="HI", name="Klinikken", type="394761003", parent=OWNER, provider_identifier="19062"),
        create(LOST, level="HI", name="Huset", type="394761003", parent="999991000016000", provider_identifier="019063",
               postal_address={"street": "Vej", "building": "1", "postcode": "4000", "country": "SE"}),
        create(WARD, level="OU", name="Afsnittet", type="255203001", parent=BED, provider_identifier="ukendt"),
        create(BED, level="OU", name="Stuen", type="255203001", parent=WARD, organisational_level="afsnit"),
    )  # fmt: skip
    settings = read_settings(TRIED, demo=True)
    copy = mirror(new_sqlite(), clock, demo=True)
    with TestClient(app(master, settings), raise_server_exceptions=False) as client:
        card = client.get("/demo/card?cvr=90000012&format=card").content
        way = WithinProcess(client)
        said = follow(copy, KrsSource(URL, lambda: card, Clock(), way))
        counts = {"ParentSorId": 2, "ProviderId": 2, "OrganisationalLevelName": 1}
        told = (
            "5 values that the copy register told are not in this copy: OrganisationalLevelName 1, ParentSorId 2,"
            " ProviderId 2. The pages of the units name them: finding X2 of entry 1."
        )
        assert [line.startswith(told) for line in said].count(True) == 1, said
        found = standing_of(copy)
        assert found is not None
        assert (found["left_out"], found["left_out_at"], found["serial"], found["behind"]) == (counts, 1, None, None)
        follow(copy, KrsSource(URL, lambda: card, Clock(), way))
        again = standing_of(copy)
        assert again is not None
        assert (again["left_out"], again["left_out_at"]) == (counts, 1), "who starts anew says it still"
    snapshot = copy.at(AsOf(20261101, copy.serial()))
    unit = {code: snapshot.unit(code) or {} for code in (LOST, CLINIC, WARD)}
    assert unit[LOST].get("provider_identifier") == "019063", "a nought in front is kept"
    assert (unit[CLINIC].get("provider_identifier"), unit[WARD].get("provider_identifier")) == (None, None)
    words = in_words(found)
    assert told in words
    assert "serial 0" not in words
    assert f"sorentity {found['offsets']['sorentity']}" in words
    assert str(found["told"]) in words
    assert "how far that register itself is, it does not tell" in words
    assert "an address's country" in words
    with TestClient(app(copy, settings), raise_server_exceptions=False) as client:
        answer = client.get("/status", headers={"Accept": "application/json"})
        assert "999991000016000" in client.get(f"/units/{LOST}", headers={"Accept": "text/html"}).text, "where to look"
        assert answer.json()["follows"]["left_out"] == counts
        assert answer.headers["SOR-Follows"].startswith("behind=unknown; since=2026")
        assert "hvor langt den er bagefter, vides ikke" in client.get("/status", headers={"Accept": "text/html"}).text


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


def test_a_file_that_holds_no_card_alone_is_told_what_it_is_to_hold(
    way: WithinProcess, new_sqlite: NewDatabases, clock: StandingClock
) -> None:
    whole = way.client.get("/demo/card?cvr=90000012&format=header").content
    for content in (whole, whole[: whole.index(b"</wsse:Security>")] + b"</wsse:Security>", b"", b"no XML"):
        copy = mirror(new_sqlite(), clock, demo=True)
        with pytest.raises(NoSource, match=r"one signed saml:Assertion and nothing around.*without --header"):
            follow(copy, KrsSource(URL, lambda content=content: content, Clock(), way))  # type: ignore[misc]


def test_what_the_command_needs_is_told(new_sqlite: NewDatabases, clock: StandingClock) -> None:
    copy = mirror(new_sqlite(), clock, demo=True)
    for words, told in (([], "--card FILE"), (["--owner", "1234"], "a copy register has none")):
        done = CliRunner().invoke(main, ["follow", URL, *words, "--database", str(copy.database.url)])
        assert (done.exit_code, told in done.output) == (2, True), done.output
