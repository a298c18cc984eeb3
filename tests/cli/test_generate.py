"""`sor generate`: into a file, or into a new database that becomes a master."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from sor.cli import main
from sor.register import Register
from sor.store.database import Database
from sor.store.setup import upgrade
from tests.conftest import StandingClock


def sor(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.mark.slow
def test_the_same_seed_writes_the_same_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one.xml", tmp_path / "two.xml"
    for out in (one, two):
        assert sor("generate", "--units", "200", "--seed", "7", "--out", str(out)).exit_code == 0
    assert one.read_bytes() == two.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.xml", "two.xml"]


def test_the_file_is_sor_xml_of_the_day_with_the_units_it_tells(tmp_path: Path) -> None:
    out = tmp_path / "register.xml"
    result = sor("generate", "--units", "200", "--day", "2026-07-01", "--out", str(out), "--json")
    told = json.loads(result.stdout)
    root = etree.parse(out).getroot()
    assert root.findtext("{*}SnapshotDate") == "2026-07-01"
    levels = ("{*}InstitutionOwner", "{*}HealthInstitution", "{*}OrganizationalUnit")
    assert len(list(root.iter(*levels))) == told["units"]
    assert told["bytes"] == out.stat().st_size
    assert told["left_out"]["fields"] == {}


@pytest.mark.slow
def test_without_a_file_a_new_database_becomes_a_master(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    result = sor("generate", "--units", "120", "--database", url)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1].startswith(f"{url} holds the register, as a master, in ")
    register = Register(Database(url), StandingClock())
    assert register.role == "master"
    assert register.facts()["demo_day"] == "20261101"


@pytest.mark.slow
def test_a_database_whose_making_was_stopped_becomes_one_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    upgrade(Database(url))  # the tables stand, and nothing says yet what they are
    assert sor("generate", "--units", "120", "--database", url).exit_code == 0
    assert Register(Database(url), StandingClock()).is_demo


@pytest.mark.slow
def test_a_database_that_holds_something_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    sor("generate", "--units", "120", "--database", url)
    result = sor("generate", "--units", "120", "--database", url)
    assert result.exit_code == 1
    assert "Generate into a new database, for example --database sqlite:///sample.db" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--units", "99"), "99 is not in the range 100<=x<=900000"),
        (("--day", "31.12.2026"), "'31.12.2026' is not a date. Write it as year-month-day, for example 2026-07-01."),
    ],
)
def test_what_cannot_be_is_wrong_use(arguments: tuple[str, ...], said: str) -> None:
    result = sor("generate", *arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "register.xml"
    result = sor("generate", "--units", "100", "--out", str(out))
    assert (result.exit_code, result.output) == (
        1,
        f"sor: {out} was not written: No such file or directory. Nothing half-written was left.\n",
    )
