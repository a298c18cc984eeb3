"""`sor oss simulator` as a process: one line, and then it serves the municipality of that line."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from sor.cli import main
from sor.cli.opening import open_register, settings_with
from sor.jobs.simulated_municipalities import municipalities_of
from tests.conftest import copy_demo
from tests.oss.simulator.simulated import LIST, Running

pytestmark = pytest.mark.slow


@contextmanager
def simulator(database: str, folder: Path, *more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`sor "oss simulator"` as a process, and the line that it prints."""
    command = [
        sys.executable, "-c", "from sor.cli import main; main()", "--database", database, *["oss", "simulator"],
        "--units", "200", "--truth", str(folder / "truth.json"), "--certificates", str(folder / "certificates"), *more,
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


def test_it_prints_one_line_and_serves_what_the_line_says(demo_file: Path, tmp_path: Path) -> None:
    database = copy_demo(demo_file, tmp_path)
    with simulator(database, tmp_path) as (line, _):
        address, cvr_word, cvr, municipality_word, code = line.split()
        assert (cvr_word, municipality_word) == ("CVR", "municipality")
        truth = json.loads((tmp_path / "truth.json").read_bytes())["municipalities"][0]
        assert (truth["cvr"], truth["municipality"]) == (cvr, code)
        asked = Running(int(address.rpartition(":")[2]), tmp_path / "certificates")
        page = asked.query(LIST, asked.token(cvr)[1]["access_token"], cvr=cvr, status="AKTIV")[1]
        names = {edge["node"]["uuid"] for edge in page["data"]["organisationEnhedListe"]["edges"]}
        assert names == {one["org"] for one in truth["units"]}
        municipalities = asked.control("GET", "/control")["municipalities"]
        assert len({one["cvr"] for one in municipalities}) == len(municipalities) == 98


def test_killed_and_started_again_it_is_the_same_and_as_late_in_its_year_as_is_asked(
    demo_file: Path, tmp_path: Path
) -> None:
    database = copy_demo(demo_file, tmp_path)
    found, stands = [], []
    for more in ((), ("--days", "365", "--fault", "loading", "--fault", "cycle")):
        with simulator(database, tmp_path, *more) as (line, process):
            address, _, rest = line.partition(" ")
            found.append((rest, (tmp_path / "truth.json").read_bytes()))
            stands.append(Running(int(address.rpartition(":")[2]), tmp_path).control("GET", "/control"))
            process.kill()
    assert found[0] == found[1]
    assert [{one["day"] for one in stand["municipalities"]} for stand in stands] == [{0}, {365}]
    assert [[one["fault"] for one in stand["faults"]] for stand in stands] == [[], ["loading", "cycle"]]


def test_the_cvr_is_that_of_an_owner_in_the_register(demo_file: Path, tmp_path: Path) -> None:
    register = open_register(settings_with(copy_demo(demo_file, tmp_path)))
    chosen = max(municipalities_of(register), key=lambda one: len(one.units))
    snapshot = register.at()
    owner = snapshot.unit(chosen.units[0].code)
    assert owner is not None
    assert (owner["level"], owner.get("cvr"), owner.get("name")) == ("IO", chosen.cvr, chosen.full_name)
    units = [(unit.inside, snapshot.unit(unit.code)) for unit in chosen.units]
    assert {unit["owner"] for inside, unit in units if inside and unit} == {owner["code"]}
    assert owner["code"] not in {unit["owner"] for inside, unit in units if unit and not inside}


def test_a_real_register_and_an_unknown_municipality_are_refused(demo_file: Path, tmp_path: Path) -> None:
    real = f"sqlite:///{tmp_path / 'real.db'}"
    CliRunner().invoke(main, ["--database", real, "init"])
    refused = CliRunner().invoke(main, ["--database", real, "oss", "simulator"])
    assert refused.exit_code == 1
    assert "the simulator is for demos" in refused.output
    given = ["--database", copy_demo(demo_file, tmp_path), "oss", "simulator", "--municipality", "9999"]
    refused = CliRunner().invoke(main, given)
    assert refused.exit_code == 2
    assert "there is no municipality 9999" in refused.output
