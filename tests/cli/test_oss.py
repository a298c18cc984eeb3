"""`sor oss`: a municipality is fetched, matched, decided and kept in step on the command line."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import sor
from sor.cli import main
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.oss.municipality import MUNICIPALITY, MunicipalScene, org, uuid

SIMULATOR = Path(sor.__file__).parent / "oss" / "simulator"


class Machine:
    """The register's machine."""

    def __init__(self, scene: MunicipalScene) -> None:
        self.scene = scene

    def run(self, *words: str, fails: str = "", municipality: str = MUNICIPALITY) -> Any:
        url = f"sqlite:///{self.scene.register.database.url.database}"
        command = ["oss", words[0], "--municipality", municipality, *words[1:]]
        done = CliRunner().invoke(main, command, env={"SOR_DATABASE": url, "SOR_NOW": ""})
        assert done.exit_code == (1 if fails else 0), done.output
        assert fails in done.output
        return json.loads(done.stdout) if "--json" in words else done.output

    def fetch(self, *words: str, **how: Any) -> Any:
        return self.run("fetch", "--source", str(self.scene.file), *words, **how)

    def proposals(self, *words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.run("proposals", "--json", *words)["proposals"]
        return found


@pytest.fixture
def machine(new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path) -> Machine:
    return Machine(MunicipalScene.copied(new_sqlite, clock, tmp_path))


def test_a_municipality_is_fetched_matched_decided_and_synchronised(machine: Machine) -> None:
    scene = machine.scene
    assert "10 units" in machine.fetch()
    machine.run("match")
    proposed = machine.proposals()
    assert {*proposed[0]} >= {"id", "kind", "state", "unit", "org", "before", "after", "reason", "findings"}
    pairs = {(one["kind"], one["org"]): one for one in proposed}
    for name in ("health", "care", "team1", "team2", "home", "dental"):
        assert pairs["link", uuid(name)]["unit"] == scene[name]
    assert pairs["reference", uuid("egely")]["unit"] == scene["private"]
    assert pairs["create", uuid("visitors")]["after"]["parent"] == scene["health"]
    assert pairs["rename", uuid("home")]["before"] == {"name": "Plejehjemmet Solgården"}
    assert pairs["rename", uuid("home")]["after"] == {"name": "Solgaarden, plejehjem"}
    assert uuid("school") not in {one["org"] for one in proposed}  # one house with dental care, and nothing else
    assert {one["state"] for one in proposed} == {"open"}
    serial = scene.register.serial()
    machine.run("decide", "--all", "--accept")
    assert {one["state"] for one in machine.proposals()} == {"accepted"}
    assert scene.register.serial() == serial  # deciding changes nothing in SOR
    machine.run("sync")
    assert {one["state"] for one in machine.proposals()} == {"applied"}
    assert scene.unit("home")["name"] == "Solgaarden, plejehjem"
    made = next(one for one in machine.proposals() if one["kind"] == "create")
    assert scene.unit(made["unit"])["virtual_address"]["phone"] == "76293333"
    entries = list(scene.register.since(serial))
    assert {(one.actor, one.channel) for one in entries if one.kind != "day"} == {("kommune-0615", "oss")}
    again = scene.register.serial()
    assert machine.run("match", "--json")["new"] == 0
    assert machine.run("sync", "--json")["applied"] == {}
    assert scene.register.serial() == again


def test_a_part_is_decided_and_the_rest_waits(machine: Machine) -> None:
    machine.fetch()
    machine.run("match")
    links = [one["id"] for one in machine.proposals("--kind", "link")]
    machine.run("decide", str(links[0]), "--reject", "--reason", "Det er en anden")
    machine.run("decide", "--all", "--kind", "link", "--accept", "--as", "rikke")
    assert [one["state"] for one in machine.proposals("--kind", "link")] == ["rejected"] + ["accepted"] * (
        len(links) - 1
    )
    machine.run("decide", "4711", "--accept", fails="Municipality 0615 has no proposal 4711.")
    machine.run("match")
    assert machine.proposals("--state", "rejected")[0]["id"] == links[0]


def test_what_cannot_be_is_refused_in_a_sentence(machine: Machine, tmp_path: Path) -> None:
    machine.run("match", fails="Nothing is fetched for municipality 0615 yet")
    machine.run("proposals", fails="Nothing is fetched for municipality 0615 yet")
    machine.run("fetch", fails="No source is named.")
    machine.fetch(municipality="9999", fails="9999 is no municipality")
    machine.fetch(municipality="0101", fails="København has no institution owner in SOR")
    (tmp_path / "empty.json").write_text("[]")
    machine.fetch()
    machine.run("fetch", "--source", str(tmp_path / "empty.json"), fails="holds no units")
    assert machine.run("match", "--json")["new"] > 0  # what was fetched before is still there


def test_named_sources_are_fetched_where_nothing_is_there_yet(machine: Machine) -> None:
    found = machine.run("proposals", "--json", "--source", str(machine.scene.file))["proposals"]
    assert len(found) > 6


def test_links_that_were_made_elsewhere_are_taken_once(machine: Machine, tmp_path: Path) -> None:
    scene = machine.scene
    machine.fetch()
    lines = [f"ORG;{uuid('root')};", f"ORG-UNIT;{uuid('home')};{scene['home']}", f"ORG-UNIT;{uuid('school')};123"]
    (tmp_path / "links.csv").write_text("\n".join(lines))
    assert "1 links taken." in machine.run("match", "--links", str(tmp_path / "links.csv"))
    assert "0 links taken." in machine.run("match", "--links", str(tmp_path / "links.csv"))
    assert uuid("home") not in {one["org"] for one in machine.proposals("--kind", "link")}


def test_many_closings_stop_and_ask(machine: Machine) -> None:
    scene = machine.scene
    machine.fetch()
    machine.run("match")
    machine.run("decide", "--all", "--accept")
    machine.run("sync")
    scene.remove("team1", "team2", "dental")
    machine.fetch()
    machine.run("match")
    machine.run("decide", "--all", "--accept")
    machine.run("sync", fails="would close or unlink 3 units; nothing was done")
    assert scene.is_open("dental")
    machine.run("sync", "--confirm", "3")
    assert not scene.is_open("dental")


def test_a_run_does_it_all_and_tells_whose_turn_failed(machine: Machine) -> None:
    scene = machine.scene
    scene.add(org("dental2", "Tandklinikken Nord", "health"))
    done = machine.run("run", "--source", str(scene.file))
    assert "1/1 0615: 0 made" in done
    machine.run("run", "--source", str(scene.file.with_name("no.json")), fails="1 of 1 municipalities failed")


def test_the_simulator_imports_nothing_of_its_client() -> None:
    """Two programs that share code share its mistakes."""
    imported = {
        node.module
        for module in SIMULATOR.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    ours = {name for name in imported if name.split(".")[0] == "sor"}
    assert {name for name in ours if not name.startswith("sor.oss.simulator")} == set()
