"""`sor responsible`: who answers for a place is listed, named, changed and removed by whoever keeps it."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from sor.cli import main
from sor.core.day import OPEN, START
from sor.desk.actors import Actors, WantedRight
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases


class Machine:
    """The register's machine."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def run(self, *words: str, fails: str = "") -> Any:
        words = tuple(self.scene.named(word) for word in words)
        url = f"sqlite:///{self.scene.register.database.url.database}"
        done = CliRunner().invoke(main, ["responsible", *words], env={"SOR_DATABASE": url, "SOR_NOW": ""})
        assert done.exit_code == (1 if fails else 0), done.output
        assert fails in done.output
        return json.loads(done.stdout) if "--json" in words else done.stdout

    def set(self, place: str, name: str, *words: str, fails: str = "") -> Any:
        mail = ("--email", "a@region.example")
        return self.run("set", place, "--name", name, *mail, "--as", "rikke", *words, fails=fails)


@pytest.fixture
def machine(new_sqlite: NewDatabases, clock: StandingClock) -> Machine:
    scene = Scene.copied(new_sqlite, clock)
    actors = Actors(scene.register)
    actors.add("sds", "S", None)
    actors.grant("sds", WantedRight("authority", None, None, START, OPEN), None)
    actors.add("rikke", "R", "sds")
    actors.grant("rikke", WantedRight("region", scene["region"], None, START, OPEN), "sds")
    return Machine(scene)


def test_somebody_is_named_changed_listed_and_removed(machine: Machine) -> None:
    made = machine.set("@region", "Anna Ask", "--json")
    assert made["role"] == "responsible"
    changed = machine.set("@region", "anna  ask", "--role", "deputy", "--phone", "86123456", "--json")
    assert (changed["id"], changed["role"], changed["phone"]) == (made["id"], "deputy", "86123456")
    assert machine.set("@region", "Bo", "--id", made["id"], "--json")["name"] == "Bo"
    assert [one["name"] for one in machine.run("list", "--place", "@region", "--json")["responsible"]] == ["Bo"]
    assert machine.run("list", "--search", "nobody", "--json") == {"responsible": []}
    assert "Bo" in machine.run("list")
    assert "forgotten" in machine.run("remove", made["id"], "--as", "rikke")
    machine.run("remove", made["id"], "--as", "rikke", fails="There is no responsible person")
    assert machine.run("list", "--json") == {"responsible": []}


def test_what_is_wrong_is_said(machine: Machine) -> None:
    machine.set("@owner", "Anna", fails="You hold no right")
    machine.set("1", "Anna", fails="There is no unit 1")
    machine.run("set", "@region", "--name", "A", "--email", "x", "--as", "rikke", fails="no e-mail address")
    machine.run("set", "@region", "--name", "A", "--email", "a@b.example", "--as", "nobody", fails="no actor nobody")
    for name in ("Anna", "Bo"):
        machine.set("@region", name)
    machine.set("@region", "Carl", fails="two persons already")


def test_the_places_that_lack_somebody_are_listed(machine: Machine) -> None:
    found = machine.run("list", "--missing", "--json")["findings"]
    assert {(one["unit"], one["rule"]) for one in found} == {
        (machine.scene["region"], "RESP"), (machine.scene["clinic"], "RESP"),
    }  # fmt: skip
    machine.set("@region", "Anna")
    assert "Region Sjælland" not in machine.run("list", "--missing")
    assert "has no responsible person" in machine.run("list", "--missing")
