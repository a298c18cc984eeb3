"""`sor user`: from an empty desk to a ward's administrator with a program of its own."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.owned import REGION, ROOM, WARD, fill


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/sor.db?synchronous=off"
    register = Register(Database(url), StandingClock())
    register.init("master", demo=True)
    fill(register)
    register.database.close()
    monkeypatch.setenv("SOR_NOW", "2026-11-01")
    monkeypatch.setenv("SOR_DATABASE", url)
    return url


def sor(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def said(*arguments: str) -> str:
    done = sor(*arguments)
    assert done.exit_code == 0, done.output
    return done.output


def refused(*arguments: str) -> str:
    done = sor(*arguments)
    assert done.exit_code == 1, done.output
    return done.output


def test_a_region_and_its_ward(url: str) -> None:
    assert said("user", "add", "region-1082", "--name", "Region Midtjylland", "--as", "sds") == (
        "region-1082 is an actor now. Give it a right: sor user grant region-1082 --role … --place …\n"
    )
    granted = said("user", "grant", "region-1082", "--role", "region", "--place", REGION, "--as", "sds")
    assert granted == f"Right 2: region-1082 is region over {REGION} from 2026-11-01.\n"
    said("user", "add", "afdeling-b", "--name", "Afdeling B", "--as", "region-1082")
    said("user", "grant", "afdeling-b", "--role", "region", "--place", WARD, "--ops", "edit, confirm",
         "--to", "2027-12-31", "--as", "region-1082")  # fmt: skip
    shown = json.loads(said("user", "show", "afdeling-b", "--json"))
    (right,) = shown["rights"]
    assert right.pop("granted")["by"] == "region-1082"
    assert right == {
        "number": 3, "role": "region", "place": WARD, "operations": ["edit", "confirm"], "from": "2026-11-01",
        "to": "2028-01-01", "handed_from": 2, "withdrawn": None, "counts": True,
    }  # fmt: skip
    assert "afdeling-b" in said("user", "list")
    assert said("user", "withdraw", "2", "--as", "sds") == "Taken back: 2, 3.\n"
    assert "no: fell with right 2" in said("user", "show", "afdeling-b")
    assert "no: taken back by sds" in said("user", "show", "region-1082")


def test_a_secret_is_shown_once_and_ends_with_the_next(url: str) -> None:
    made = json.loads(said("user", "secret", "sds", "--as", "sds", "--json"))
    assert made["client_id"] == "sds"
    assert len(made["client_secret"]) >= 43
    shown = said("user", "show", "sds", "--json")
    assert made["client_secret"] not in shown
    assert json.loads(shown)["programs"][0]["in_use"]
    assert said("user", "withdraw", "sds", "--as", "sds").startswith("The program sds gets no tokens any more")
    assert not json.loads(said("user", "show", "sds", "--json"))["programs"][0]["in_use"]


def test_errors_say_what_to_do(url: str) -> None:
    assert refused("user", "add", "bo", "--name", "Bo") == (
        "sor: Say who does it, with --as ACTOR: this register has an authority.\n"
    )
    assert refused("user", "show", "bo") == "sor: There is no actor bo. See: sor user list\n"
    assert refused("user", "grant", "sds", "--role", "region", "--place", ROOM, "--as", "sds") == (
        f"sor: {ROOM} belongs to an owner of kind private; the role region allows nothing.\n"
    )
    assert refused("user", "grant", "sds", "--role", "region", "--place", REGION, "--from", "i dag", "--as", "sds") == (
        "sor: --from: 'i dag' is not a date. Write it as year-month-day, for example 2026-07-01.\n"
    )
    assert sor("user", "grant", "sds", "--role", "chef").exit_code == 2


def test_an_actor_that_goes_is_forgotten_but_for_its_id(url: str) -> None:
    said("user", "add", "bo", "--name", "Bo Bentsen", "--email", "bo@example.dk", "--as", "sds")
    assert "Bo Bentsen" in said("user", "list")
    assert said("user", "remove", "bo", "--erase", "--as", "sds") == (
        "bo is no actor any more. Its name, CVR number, e-mail and what it wrote in cases are erased.\n"
    )
    assert "bo" not in said("user", "list").split()
    assert "Bentsen" not in said("user", "list", "--all")


def test_a_register_without_actors_says_how_to_make_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{tmp_path}/new.db")
    said("init", "--role", "master")
    assert "sor user grant ID --role authority" in said("user", "list")
    said("user", "add", "sds", "--name", "Registermyndigheden")
    said("user", "grant", "sds", "--role", "authority")
    assert json.loads(said("user", "list", "--json"))[0]["rights"][0]["role"] == "authority"


@pytest.mark.parametrize("command", ["add", "list", "show", "remove", "grant", "withdraw", "secret"])
def test_every_command_has_help(command: str) -> None:
    assert "--database" in said("user", command, "--help")
