"""Quality over REST: everybody reads it, by contract, page by page; `sor quality` prints the same document whole."""

import json
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from sor.cli import main
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.endpoints.app import app
from sor.register import Submission
from sor.settings import read_settings
from sor.store.append import LineDraft
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.new_databases import NewDatabases

WRONG = {"ward": "1906", "feet": "1906"}


@pytest.fixture
def scene(new_sqlite: NewDatabases, clock: StandingClock) -> Scene:
    made = Scene.copied(new_sqlite, clock)
    wrong = [
        LineDraft("unit", made[name], [Draft("provider_identifier", 20261101, OPEN, 0, encode(value))])
        for name, value in WRONG.items()
    ]
    made.register.submit(Submission(wrong, "file", "import"))
    return made


class Reader:
    """Reads without a login, and holds every answer to the contract."""

    def __init__(self, client: TestClient[Any]) -> None:
        self.client = client
        self.contract: dict[str, Any] = client.get("/api/openapi.json").json()

    def __call__(self, **query: Any) -> Any:
        answer = self.client.get("/api/v1/quality", params=query)
        promised = self.contract["paths"]["/api/v1/quality"]["get"]["responses"][str(answer.status_code)]
        schema = promised["content"][answer.headers["content-type"]]["schema"]
        jsonschema_rs.validator_for(schema | {"components": self.contract["components"]}).validate(answer.json())
        return answer


def places(found: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(one["unit"], one["rule"], one["field"]) for one in found]


def test_findings_are_read_by_owner_unit_and_rule_and_page_by_page(scene: Scene) -> None:
    with TestClient(app(scene.register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        read = Reader(client)
        whole = read().json()
        assert (whole["total"], whole["more"]) == (len(whole["findings"]), False)
        wrong = {one["unit"] for one in whole["findings"] if one["severity"] != "note"}
        units = scene.register.at().count("unit")
        assert whole["score"] == int(1000 * (units - len(wrong)) / units) / 10
        assert read(rule="i4").json()["score"] == whole["score"]
        assert (read(unit=scene["feet"]).json()["score"], read(unit=scene["owner"]).json()["score"]) == (0, 100)
        first, rest = read(limit=2).json(), read(limit=500, offset=2).json()
        assert (first["more"], rest["more"]) == (True, False)
        assert first["findings"] + rest["findings"] == whole["findings"]
        of_owner = read(owner=scene["owner"]).json()
        assert (of_owner["score"], {one["owner"] for one in of_owner["findings"]}) == (66.6, {scene["owner"]})
        assert places(read(unit=scene["feet"]).json()["findings"]) == [(scene["feet"], "I4", "provider_identifier")]
        assert {one["unit"] for one in read(rule="i4").json()["findings"]} == {scene["ward"], scene["feet"]}
        fix = read(unit=scene["feet"]).json()["findings"][0]["fix"]
        assert fix == f"/units/{scene['feet']}/edit#provider_identifier"


@pytest.mark.parametrize(
    ("query", "status"), [({"owner": "999"}, 404), ({"unit": "x"}, 404), ({"rule": "NIX"}, 400), ({"limit": "0"}, 400)]
)
def test_what_cannot_be_asked_about_is_refused(scene: Scene, query: dict[str, str], status: int) -> None:
    with TestClient(app(scene.register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        answer = Reader(client)(**query)
        assert (answer.status_code, [one["field"] for one in answer.json()["findings"]]) == (status, list(query))


def test_the_command_prints_the_same_document_whole_and_for_people_a_table(scene: Scene) -> None:
    url = {"SOR_DATABASE": f"sqlite:///{scene.register.database.url.database}", "SOR_NOW": "2026-11-01T12:00:00"}
    done = CliRunner().invoke(main, ["quality", scene["owner"], "--json"], env=url)
    assert done.exit_code == 0, done.output
    with TestClient(app(scene.register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        asked = Reader(client)(owner=scene["owner"]).json()
    assert json.loads(done.stdout) == asked | {"limit": asked["total"]}
    shown = CliRunner().invoke(main, ["quality", "--rule", "I4"], env=url)
    assert (shown.exit_code, shown.stdout.count("I4")) == (0, 2)
    assert "2 findings (0 errors, 2 warnings, 0 notes). 5 of 8 open units have no error or warning: 62.5 %." in (
        shown.stderr
    )
    unknown = CliRunner().invoke(main, ["quality", "999"], env=url)
    assert (unknown.exit_code, unknown.stderr) == (1, "sor: There is no unit 999 in the register.\n")
