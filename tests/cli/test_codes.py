"""`sor codes`: the lists as REST shows them, and an official file in their place."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from litestar.testing import TestClient

from sor.cli import main
from sor.core.day import OPEN, START
from sor.desk.actors import Actors, WantedRight
from sor.endpoints.app import app
from sor.settings import read_settings
from tests.changes.scene import CLINIC, Scene
from tests.conftest import StandingClock
from tests.endpoints.web.login.conftest import BASE
from tests.new_databases import NewDatabases


@pytest.fixture
def scene(new_sqlite: NewDatabases, clock: StandingClock) -> Scene:
    made = Scene.copied(new_sqlite, clock)
    actors = Actors(made.register)
    actors.add("sds", "S", None)
    actors.grant("sds", WantedRight("authority", None, None, START, OPEN), None)
    return made


def run(scene: Scene, *words: str) -> Result:
    url = f"sqlite:///{scene.register.database.url.database}"
    return CliRunner().invoke(main, words, env={"SOR_DATABASE": url, "SOR_NOW": ""})


def told(scene: Scene, *words: str) -> Any:
    done = run(scene, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_lists_and_codes_are_those_of_rest(scene: Scene) -> None:
    with TestClient(app(scene.register, read_settings({})), base_url=BASE) as client:
        lists = client.get("/api/v1/codes").json()["lists"]
        regions = client.get("/api/v1/codes/region").json()["codes"]
    assert told(scene, "codes", "list")["lists"] == lists
    assert told(scene, "codes", "list", "region")["codes"] == regions
    councils = told(scene, "codes", "list", "health_council")["codes"]
    assert (len(councils), {one["values"]["mark"] for one in councils}) == (17, {"O", "U"})
    assert told(scene, "codes", "list", "region", "--valid", "2027-01-01")["codes"] != regions
    assert "Region Nordjylland" in run(scene, "codes", "list", "region").output
    assert "health_council" in run(scene, "codes", "list").output
    assert "There is no code list x" in run(scene, "codes", "list", "x").output


def test_a_file_is_tried_and_loaded(scene: Scene, tmp_path: Path) -> None:
    file = tmp_path / "SorDataTypes.xml"
    assert run(scene, "export", "datatypes", "--out", str(file)).exit_code == 0
    content = file.read_text("utf-8-sig").replace("fodterapeutklinik", "fodklinik")
    file.write_text(content, "utf-8")
    words = ("codes", "load", str(file), "--as", "sds")
    assert "Nothing was written" in run(scene, *words, "--dry-run").output
    done = told(scene, *words)
    assert (done["serial"], done["changed"]) == (scene.register.serial(), [f"entity_type/{CLINIC}"])
    assert "There was nothing to write" in run(scene, *words).output
    for words in (("codes", "load", str(file), "--as", "nobody"), ("codes", "load", __file__, "--as", "sds")):
        failed = run(scene, *words)
        assert (failed.exit_code, failed.output.startswith("sor: ")) == (1, True)
