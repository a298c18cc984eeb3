"""The New Year's rehearsal: the files of a day with plans laid over the register are those that will be published."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sor.cli import main
from sor.core.as_of import AsOf
from sor.jobs.editions import PublishOptions
from sor.jobs.publishing import publish
from sor.jobs.rehearsing import copy_with_plans, publish_with_plans
from sor.register import Refused, Register
from sor.store.database import Database
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.planning import HANDED_OVER, SETTINGS, PlanTable, move, rename
from tests.new_databases import NewDatabases

pytestmark = pytest.mark.slow
REHEARSAL = PublishOptions(rehearsal=20270101)


@pytest.fixture
def at(new_sqlite: NewDatabases, clock: StandingClock) -> PlanTable:
    return PlanTable(Scene.copied(new_sqlite, clock))


def units(folder: Path) -> list[str]:
    """The lines of the units, without serials."""
    lines = (json.loads(line) for line in (folder / "open/units.ndjson").read_text("utf-8").splitlines())
    return [json.dumps({name: one[name] for name in one if name != "serial"}) for one in lines]


def test_what_is_rehearsed_with_a_plan_is_what_comes(at: PlanTable, clock: StandingClock, tmp_path: Path) -> None:
    row = at.approved("rikke", HANDED_OVER)
    serial = at.register.serial()
    publish_with_plans(at.register, SETTINGS, [str(row.number)], tmp_path / "try", REHEARSAL, lambda *_: None)
    rehearsal = tmp_path / "try/rehearsals/2027-01-01"
    manifest = json.loads((rehearsal / "manifest.json").read_bytes())
    assert (manifest["rehearsal"], manifest["day"], manifest["plans"]) == (True, "2027-01-01", [str(row.number)])
    assert at.register.serial() == serial, "the register was only read"
    publish(at.register, tmp_path / "without", REHEARSAL)
    assert units(tmp_path / "without/rehearsals/2027-01-01") != units(rehearsal)
    at.commit("rikke", row)
    clock.pass_days(61)
    publish(at.register, tmp_path / "files", PublishOptions())
    assert units(tmp_path / "files") == units(rehearsal)
    with pytest.raises(Refused, match="holds an edition"):
        publish_with_plans(at.register, SETTINGS, ["1"], tmp_path / "files", REHEARSAL, lambda *_: None)


def test_a_plan_that_cannot_be_laid_over_is_refused_in_words(at: PlanTable, tmp_path: Path) -> None:
    wrong = at.new("rikke", move("@ward", "@ward"))
    no = at.plans.refuse(at.actor("ella"), at.new("rikke", HANDED_OVER), "nej", "rest")
    for number, why in ((wrong.number, "cannot be laid over"), (no.number, "refused"), (99, "no plan 99")):
        with pytest.raises(Refused, match=why):
            publish_with_plans(at.register, SETTINGS, [str(number)], tmp_path / "try", REHEARSAL, lambda *_: None)
    assert not (tmp_path / "try/rehearsals").exists()


def test_a_copy_with_two_plans_answers_as_on_the_day_and_a_command_writes_it(at: PlanTable, tmp_path: Path) -> None:
    plans = [str(at.new("rikke", HANDED_OVER).number), str(at.new("ella", rename("@skin", "Hud")).number)]
    serial = copy_with_plans(at.register, SETTINGS, plans, tmp_path / "copy.db")
    assert serial == at.register.serial() + 2
    copy = Register(Database(f"sqlite:///{tmp_path}/copy.db", is_whole=True), at.register.clock)
    ward = copy.at(AsOf(20270101, serial)).unit(at.scene["ward"])
    assert ward is not None
    assert ward["owner"] == at.scene["east"]
    copy.database.close()
    url = {"SOR_DATABASE": f"sqlite:///{at.register.database.url.database}", "SOR_NOW": "2026-11-01"}
    words = ["plan", "rehearse", *plans, "--out", str(tmp_path / "again.db"), "--as"]
    assert CliRunner().invoke(main, [*words, "rikke"], env=url).exit_code == 1, "the whole register is no region's"
    done = CliRunner().invoke(main, [*words, "sds"], env=url)
    assert done.exit_code == 0, ("plan rehearse", done.output)
    assert CliRunner().invoke(main, [*words, "sds"], env=url).exit_code == 1, "a file that is there stays"
    files = ["publish", "--rehearsal", "2027-01-01", "--plan", plans[0], "--out", str(tmp_path / "files"), "--json"]
    assert CliRunner().invoke(main, files, env=url).exit_code == 0
    assert CliRunner().invoke(main, ["publish", "--plan", "1", "--out", str(tmp_path)], env=url).exit_code == 2
