"""Who takes the register's data by token is known with how far they are; the authority sees all, others themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from sor.cli import main
from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.endpoints.rest import shapes
from sor.jobs.editions import PublishOptions
from sor.jobs.publishing import publish
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.owned import WARD, fill
from tests.quick_part import few
from tests.store.units import change, says, submit

Door = TestClient[Any]
LAST = 3
"""The serial of the register's last entry."""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    register = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('consumers')}/sor.db"), StandingClock())
    register.init("master", demo=True)
    fill(register)
    for name in ("Et navn", "Et andet"):
        submit(register, change(WARD, says("name", 20261101, name)))
    for who in ("medcom", "sentinel"):
        Actors(register).add(who, who.capitalize(), "sds")
    return register


@pytest.fixture(scope="module")
def files(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    publish(register, folder, PublishOptions())
    return folder


@pytest.fixture(scope="module")
def secrets(register: Register) -> dict[str, tuple[str, str]]:
    return {who: Actors(register).new_secret(who, who) for who in ("sds", "medcom", "sentinel")}


@pytest.fixture
def door(register: Register, files: Path, secrets: dict[str, tuple[str, str]]) -> Iterator[Door]:
    """One that remembers nobody: what it knows of consumers it holds itself, too."""
    with register.database.desk.writing() as connection:
        connection.run("DELETE FROM consumer")
    settings = read_settings({**TRIED, "SOR_FILES": str(files)})
    with TestClient(app(register, settings), raise_server_exceptions=False) as client:
        client.secrets = secrets  # type: ignore[attr-defined]
        yield client


def bearing(door: Door, who: str) -> dict[str, str]:
    client, secret = door.secrets[who]  # type: ignore[attr-defined]
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    return {"Authorization": f"Bearer {door.post('/api/v1/token', data=form).json()['access_token']}"}


def listed(door: Door, who: str) -> dict[str, tuple[list[str], int]]:
    answer = door.get("/api/v1/consumers", headers=bearing(door, who))
    msgspec.json.decode(answer.content, type=shapes.ConsumerList)
    return {one["id"]: (one["doors"], one["serial"]) for one in answer.json()["consumers"]}


TAKING = {
    "the feed": ("/api/v1/log?since=1&limit=1", "feed", 2),
    "the whole feed": ("/api/v1/log", "feed", LAST),
    "the copy": ("/api/v1/log/copy?since=0", "follower", LAST),
    "a file": ("/files/Current/sor.csv", "files", LAST),
}


@pytest.mark.parametrize("way", few(TAKING, every=2))
def test_who_takes_with_a_token_is_noted_and_who_takes_without_is_not(door: Door, way: str) -> None:
    address, by, serial = TAKING[way]
    address = next_file(door) if by == "files" else address
    assert door.get(address).status_code == 200
    assert listed(door, "sds") == {}
    assert door.get(address, headers=bearing(door, "medcom")).status_code == 200
    assert listed(door, "sds") == {"medcom": ([by], serial)}


def next_file(door: Door) -> str:
    """The address of some published file of data."""
    return f"/files/{door.get('/files/manifest.json').json()['files'][0]['name']}"


def test_who_reads_the_manifest_alone_has_taken_nothing(door: Door) -> None:
    door.get("/files/manifest.json", headers=bearing(door, "medcom"))
    assert listed(door, "sds") == {}


def test_others_see_themselves_alone(door: Door) -> None:
    for who in ("medcom", "sentinel"):
        door.get("/api/v1/log", headers=bearing(door, who))
    assert set(listed(door, "sds")) == {"medcom", "sentinel"}
    assert set(listed(door, "medcom")) == {"medcom"}
    assert door.get("/api/v1/consumers").status_code == 401


@pytest.mark.parametrize("address", few([address for address, _, _ in TAKING.values()], every=4))
def test_a_token_that_cannot_be_believed_is_told(door: Door, address: str) -> None:
    for wrong in ("Bearer x", "bearer ", f"{bearing(door, 'medcom')['Authorization']}x"):
        assert door.get(address, headers={"Authorization": wrong}).status_code == 401
    assert door.get("/api/v1/log", headers={"Authorization": "Basic eA=="}).status_code == 200, "of no door here"
    named = door.get("/api/openapi.json").json()["paths"].get(address.partition("?")[0])
    assert named is None or ("401" in named["get"]["responses"] and {} in named["get"]["security"])


def test_the_authority_is_told_who_has_an_entry(door: Door) -> None:
    door.get("/api/v1/log?since=0&limit=2", headers=bearing(door, "medcom"))
    door.get("/api/v1/log", headers=bearing(door, "sentinel"))
    assert set(listed(door, "sds")) == {"medcom", "sentinel"}
    address = f"/api/v1/log/{LAST}"
    told = door.get(address, headers=bearing(door, "sds"))
    msgspec.json.decode(told.content, type=shapes.EntryLines)
    assert told.json()["seen"] == {
        "by": [{"id": "sentinel", "name": "Sentinel"}], "not_by": [{"id": "medcom", "name": "Medcom"}],
    }  # fmt: skip
    assert ("etag" in told.headers, told.headers["cache-control"]) == (False, "no-store")
    public = door.get(address)
    assert "seen" not in public.json()
    assert "seen" not in door.get(address, headers=bearing(door, "medcom")).json()
    kept = {"If-None-Match": public.headers["etag"], **bearing(door, "sds")}
    assert door.get(address, headers=kept).status_code == 200, "never from what was kept for others"


def test_a_units_page_says_in_names_who_has_its_last_change(door: Door) -> None:
    door.get("/api/v1/log?since=0&limit=2", headers=bearing(door, "medcom"))
    door.get("/api/v1/log", headers=bearing(door, "sentinel"))
    assert "The last change" not in door.get(f"/units/{WARD}?lang=en").text
    listed(door, "sds")
    page = door.get(f"/units/{WARD}?lang=en").text
    assert "The last change was taken by: Sentinel" in page
    assert "Not yet by: Medcom" in page
    assert "Sidste ændring er hentet af: Sentinel" in door.get(f"/units/{WARD}").text


@pytest.mark.slow
def test_the_command_shows_the_same_and_forgets(door: Door, register: Register) -> None:
    def run(*words: str) -> Any:
        database = f"sqlite:///{register.database.url.database}"
        return CliRunner().invoke(main, ["consumers", *words, "--database", database], env={"SOR_NOW": ""})

    assert "Nobody has said who they are yet" in run().output
    door.get("/api/v1/log?since=0&limit=2", headers=bearing(door, "medcom"))
    asked = door.get("/api/v1/consumers", headers=bearing(door, "sds"))
    assert msgspec.json.decode(run("--json").output) == asked.json()
    assert "Medcom" in run().output
    assert run("--forget", "nobody").exit_code == 1
    assert run("--forget", "medcom").output == "medcom is forgotten, until it asks again.\n"
    assert listed(door, "sds") == {}
