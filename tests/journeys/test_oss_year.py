"""A year in FK-ORG arrives in SOR: fetched from the simulator, matched, decided and made, by the commands alone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sor.cli import main
from sor.cli.opening import open_register, settings_with
from sor.jobs.simulated_municipalities import municipalities_of
from sor.oss.simulator.certificates import folder_of
from sor.register import Register
from tests.conftest import copy_demo
from tests.oss.simulator.simulated import run

pytestmark = [
    pytest.mark.slow,
    # A command leaves its connection to the end of its process, which here is the test's.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


class Administrator:
    """Keeps one municipality in step from the command line."""

    def __init__(self, database: str, municipality: str, source: str) -> None:
        self._given = ["--municipality", municipality, "--database", database]
        self._source = ["--source", source]

    def _call(self, command: str, *more: str) -> str:
        done = CliRunner().invoke(main, ["oss", command, *self._given, *more])
        assert done.exit_code == 0, done.output
        return done.stdout

    def _sync(self) -> None:
        """Make what was accepted; where much would close, it asks first, and is told that this is right."""
        done = CliRunner().invoke(main, ["oss", "sync", *self._given, *self._source])
        asked = re.search(r"--confirm \d+", done.output)
        if done.exit_code and asked:
            self._call("sync", *self._source, *asked[0].split())
        else:
            assert done.exit_code == 0, done.output

    def proposals(self, state: str) -> list[Any]:
        """The proposals in a state."""
        return [one for one in json.loads(self._call("proposals", "--json"))["proposals"] if one["state"] == state]

    def keep_in_step(self) -> None:
        """Take what is new, accept all of it and make it, until nothing is open; what is linked may change next."""
        self._call("fetch", *self._source)
        for _ in range(5):
            self._call("match", *self._source)
            if not self.proposals("open"):
                return
            self._call("decide", "--all", "--accept")
            self._sync()
        raise AssertionError(f"after five rounds these are open still: {self.proposals('open')}")


def test_what_changes_in_fk_org_in_a_year_changes_in_sor(demo_file: Path, tmp_path: Path) -> None:
    database = copy_demo(demo_file, tmp_path)
    register = open_register(settings_with(database))
    told = max(municipalities_of(register), key=lambda one: sum(unit.inside for unit in one.units))
    with run(folder_of(database), told, units=400) as running:
        administrator = Administrator(database, told.code, f"http://127.0.0.1:{running.port}")
        administrator.keep_in_step()
        truth = running.truth(told.code)
        links = {one["org"]: one["unit"] for one in administrator.proposals("applied") if one["kind"] == "link"}
        assert_right(links, truth)
        running.control("POST", "/control/day", {"day": 365})
        administrator.keep_in_step()
        assert_arrived(register, truth, {one["org"]: one["unit"] for one in administrator.proposals("applied")})
        serial = register.serial()
        administrator.keep_in_step()
        assert register.serial() == serial, "a second run writes nothing"


def assert_right(links: dict[str, str], truth: Any) -> None:
    """Every link is a true one, and nearly all there are were found."""
    right = {one["org"]: {one["sor"], *one["also"]} for one in truth["units"] if one["sor"]}
    wanted = [one["org"] for one in truth["units"] if one["sor"] and one["kind"] not in ("owner", "private")]
    assert {org: unit for org, unit in links.items() if unit not in right.get(org, set())} == {}
    assert len(links) >= 0.9 * len(wanted)


def assert_arrived(register: Register, truth: Any, units: dict[str, str]) -> None:
    """What the year brought to linked units is what SOR says."""
    about_sor = [change for change in truth["changes"] if change["sor"]]
    assert len(about_sor) >= 5
    assert [change for change in about_sor if not is_in_sor(register, change, units)] == []


def is_in_sor(register: Register, change: Any, units: dict[str, str]) -> bool:
    """Whether SOR says what a change says. units: what is linked, by UUID."""
    unit, last = (register.at().unit(code) for code in (change["sor"][0], change["sor"][-1]))
    assert unit is not None
    assert last is not None
    match change["kind"]:
        case "rename":
            return unit.get("name") == change["what"][:60]
        case "phone":
            phone = (unit.get("virtual_address") or {}).get("phone") or ""
            return str(phone).replace(" ", "").endswith(change["what"])
        case "address":
            at = unit.get("visiting_address") or {}
            return change["what"].startswith(f"{at.get('street')} {at.get('building')}")
        case "move":
            return change["what"] not in units or unit.get("parent") == units[change["what"]]
        case "close":
            return not unit["open"]
        case "merge":
            return unit["open"] and not last["open"]
        case kind:
            assert kind == "split"
            return change["org"][-1] in units
