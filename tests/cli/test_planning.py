"""`sor plan`: a reorganisation from its file to the entry, and back, by who may."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sor.cli import main
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.planning import DAY, HANDED_OVER, PlanTable, rename
from tests.new_databases import NewDatabases


class Machine:
    """The register's machine."""

    def __init__(self, at: PlanTable, folder: Path) -> None:
        self.at = at
        self.folder = folder

    def file(self, *changes: dict[str, Any], **more: Any) -> str:
        plan = {"title": "Sammenlægning", "day": DAY, "changes": self.at.scene.named(list(changes))} | more
        path = self.folder / "plan.json"
        path.write_text(json.dumps(plan), "utf-8")
        return str(path)

    def run(self, *words: str, fails: str = "") -> Any:
        url = f"sqlite:///{self.at.register.database.url.database}"
        done = CliRunner().invoke(main, ["plan", *words], env={"SOR_DATABASE": url, "SOR_NOW": "2026-11-01"})
        assert done.exit_code == (1 if fails else 0), done.output
        assert fails in done.output
        return json.loads(done.stdout) if "--json" in words and not fails else done.stdout


@pytest.fixture
def machine(new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path) -> Machine:
    return Machine(PlanTable(Scene.copied(new_sqlite, clock)), tmp_path)


def test_a_plan_is_drawn_up_checked_approved_committed_and_undone(machine: Machine) -> None:
    made = machine.run("new", machine.file(HANDED_OVER), "--as", "rikke", "--json")
    machine.run("check", made["id"], "--as", "kim", fails="not kim's to see")
    machine.run("approve", made["id"], "--digest", made["digest"], "--as", "ella", fails="once it has been checked")
    told = machine.run("check", made["id"], "--as", "rikke", "--json")
    assert (told["state"], told["report"]["digest"], told["digest"]) == ("checked", made["digest"], made["digest"])
    machine.run("approve", made["id"], "--digest", "0" * 64, "--as", "ella", fails="something else by now")
    machine.run("approve", made["id"], "--digest", made["digest"], "--as", "rikke", fails="Nobody approves their own")
    machine.run("commit", made["id"], "--as", "rikke", fails="not approved")
    for who in ("ella", "rolf"):
        machine.run("approve", made["id"], "--digest", made["digest"], "--as", who)
    serial = machine.at.register.serial()
    assert "committed" in machine.run("commit", made["id"], "--as", "rikke")
    again = machine.run("commit", made["id"], "--as", "rikke", "--json")
    assert (again["state"], again["serial"], again["approved_by"]) == ("committed", serial + 1, ["ella", "rolf"])
    machine.run("undo", made["id"], "--as", "ella", fails="its author or the register authority")
    assert machine.run("undo", made["id"], "--as", "rikke", "--json")["undone"] == serial + 2
    assert "Sammenlægning" in machine.run("list", "--as", "ella")
    assert machine.run("list", "--as", "kim", "--json") == {"plans": []}
    assert "Taken back by entry" in machine.run("show", made["id"], "--as", "ella")


def test_another_version_and_a_refusal_end_what_was_agreed(machine: Machine) -> None:
    made = machine.run("new", machine.file(HANDED_OVER), "--as", "rikke", "--json")
    machine.run("check", made["id"], "--as", "rikke")
    other = machine.file(HANDED_OVER, rename("@lungs", "Lunger"))
    again = machine.run("rewrite", made["id"], other, "--as", "rikke", "--json")
    assert (again["version"], again["state"], again["report"]) == (2, "draft", None)
    machine.run("check", made["id"], "--as", "rikke")
    refused = machine.run("refuse", made["id"], "--as", "ella", "--text", "Ikke endnu", "--json")
    assert refused["state"] == "refused"


def test_what_is_wrong_is_said_and_nothing_is_kept(machine: Machine) -> None:
    machine.run("new", machine.file(HANDED_OVER, day="2026-10-31"), "--as", "rikke", fails="has passed")
    machine.run("new", machine.file(HANDED_OVER, more=1), "--as", "rikke", fails="and nothing else")
    machine.run("new", machine.file(HANDED_OVER), "--as", "nobody", fails="There is no actor")
    (machine.folder / "broken.json").write_text("{", "utf-8")
    machine.run("new", str(machine.folder / "broken.json"), "--as", "rikke", fails="is not JSON")
    machine.run("commit", "1", "--as", "rikke", fails="There is no plan 1")
    wrong = machine.file({"op": "move", "unit": "@ward", "parent": "@ward", "from": DAY})
    made = machine.run("new", wrong, "--as", "rikke", "--json")
    machine.run("check", made["id"], "--as", "rikke", fails="error")
