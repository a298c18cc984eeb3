"""Treatment sites over REST and on the command line: the same answers by both, held to the contract."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from sor.cli import main
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.rest.test_changes import Door
from tests.endpoints.servers import TRIED

SITE = {"unit": "@clinic", "staff": {"chiropodist": 2}, "person_name": "Kim Klit", "person_email": "kim@klinik.example"}


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    register = Register(Database(f"sqlite:///{tmp_path / 'sor.db'}?synchronous=off"), StandingClock())
    register.init("master", demo=True)
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        yield Door(register, client)


class Caller:
    """Calls as an actor, and holds every answer to the contract."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._contract: dict[str, Any] = door.client.get("/api/openapi.json").json()

    def __call__(self, who: str | None, method: str, path: str = "", body: Any = None, **query: str) -> Any:
        shown = {"Authorization": f"Bearer {self.door.tokens[who]}"} if who else {}
        sent = {} if body is None else {"json": self.door.scene.named(body)}
        answer = self.door.client.request(method, f"/api/v1/sites{path}", headers=shown, params=query, **sent)
        pattern = "/api/v1/sites" + (
            path
            if path in ("", "/log")
            else "/{number}" + path[path.find("/", 1) :]
            if path.count("/") > 1
            else "/{number}"
        )
        promised = self._contract["paths"][pattern][method.lower()]["responses"][str(answer.status_code)]
        schema = {
            **promised["content"][answer.headers["content-type"]]["schema"], "components": self._contract["components"],
        }  # fmt: skip
        jsonschema_rs.validator_for(schema).validate(answer.json())
        return answer


@pytest.fixture
def call(door: Door) -> Caller:
    return Caller(door)


def said(answer: Any) -> tuple[int, list[str]]:
    return answer.status_code, [one["field"] for one in answer.json()["findings"]]


def test_a_site_is_tried_registered_read_changed_and_deregistered(door: Door, call: Caller) -> None:
    tried = call("sds", "POST", "", SITE, dry_run="true").json()
    assert (tried["number"], tried["category"]) == (0, 4)
    assert call(None, "GET").json()["total"] == 0
    made = call("sds", "POST", "", SITE)
    assert (made.status_code, made.headers["location"]) == (201, "/api/v1/sites/1001")
    assert made.json() == tried | {"number": 1001}
    assert call(None, "GET", "/1001").json() == made.json()
    assert "Kim Klit" not in made.text
    assert call(None, "GET", unit=door.scene["clinic"], state="registered", municipality="0101").json()["total"] == 1
    assert call(None, "GET", state="exempt").json()["total"] == 0
    changed = call("sds", "PUT", "/1001", SITE | {"staff": {"chiropodist": 1}})
    assert changed.json()["category"] == 5
    assert call("sds", "POST", "/1001/deregister", {"day": "2026-12-01"}).json()["to_day"] == "2026-12-01"
    log = call("sds", "GET", "/log").json()
    assert [(one["what"], one["site"]) for one in log["log"]] == [
        ("registered", 1001), ("changed", 1001), ("deregistered", 1001),
    ]  # fmt: skip


def test_who_may_not_is_told_so_and_what_is_wrong_is_told_by_field(call: Caller) -> None:
    assert call(None, "POST", "", SITE).status_code == 401
    assert said(call("region", "POST", "", SITE)) == (403, ["unit"])
    assert said(call("region", "GET", "/log")) == (403, ["unit"])
    assert said(call("sds", "POST", "", SITE | {"staff": {"doctor": 2}, "person_name": ""})) == (
        422, ["posts", "person_name"],
    )  # fmt: skip
    assert said(call(None, "GET", "/7")) == (404, ["number"])
    assert said(call("sds", "POST", "/7/deregister", {})) == (404, ["number"])
    assert call(None, "GET", state="asleep").status_code == 400


def test_the_command_line_tells_the_same(door: Door, call: Caller, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'sor.db'}"

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, ["sites", *words, "--database", url])
        assert done.exit_code == 0, done.output
        return done.stdout

    clinic = door.scene["clinic"]
    who = ["--name", "Kim Klit", "--email", "kim@klinik.example", "--as", "sds"]
    tried = run("register", clinic, "--staff", "chiropodist=1", *who, "--dry-run")
    assert "category 5" in tried
    made = json.loads(run("register", clinic, "--staff", "chiropodist=1", *who, "--json"))
    assert made == call(None, "GET", "/1001").json()
    assert json.loads(run("list", "--json"))["sites"] == call(None, "GET").json()["sites"]
    listed = run("list")
    assert "1001" in listed
    assert made["address"]["street"] in listed
    assert "{" not in listed
    assert "category 4" in run("register", clinic, "--staff", "chiropodist=2", *who, "--number", "1001")
    assert "2026-12-01" in run("deregister", "1001", "--from", "2026-12-01", "--as", "sds")
    assert len(json.loads(run("log", "--as", "sds", "--json"))["log"]) == 3
    run("list", "--csv", str(tmp_path / "sites.csv"))
    assert (tmp_path / "sites.csv").read_bytes() == door.client.get("/sites.csv").content
    refused = CliRunner().invoke(main, ["sites", "register", clinic, "--as", "nobody", "--database", url])
    assert refused.exit_code == 1
    assert "There is no actor nobody" in refused.output
