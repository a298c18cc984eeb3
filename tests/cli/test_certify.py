"""`sor certify`: the checklist as a table and as JSON, the sandbox, and what a real register refuses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.register import Register
from sor.store.database import Database
from tests.certification.sandbox_caller import BOX, CVR, DAY, SandboxCaller, address, mandatory
from tests.conftest import StandingClock


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("certify")
    url = f"sqlite:///{folder}/r.db"
    Register(Database(url), StandingClock()).init("master", demo=True)
    return url


def run(database: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--database", database, "certify", *arguments])


@pytest.mark.slow
def test_a_caller_from_the_beginning(database: str) -> None:
    begun = run(database, CVR, "--reset")
    assert begun.exit_code == 0, begun.output
    assert "987654341000016003  Afsnit A1" in begun.output
    assert f"Location numbers to issue: {BOX.number(2)}," in begun.output
    assert "0 of 10 cases are ticked.\nNext: CreateSorEntity at least seven days ahead" in begun.output

    call = SandboxCaller(Register(Database(database), StandingClock()))
    call("CreateSorEntity", "m-1", FromDate=DAY, SorEntity=mandatory("B1") | {"ParentSorIdentifier": BOX.code(3)})
    sent = mandatory("A1", "Inherited") | {"PostalAddressInformation": address("Bagvejen")}
    call("EditSorEntity", "m-2", FromDate=DAY, SorIdentifier=BOX.code(4), SorEntity=sent)

    shown = run(database, CVR, "--lang", "da").output
    assert "1 of 10 cases are ticked." in shown
    assert "UC2TC3 did not tick: PostalAddressInformation blev sendt. Hvad der sendes, bliver enhedens eget" in shown

    told = json.loads(run(database, CVR, "--json").output)
    assert (told["cvr"], told["done"], len(told["cases"])) == (CVR, False, 10)
    first, sixth = told["cases"][0], told["cases"][5]
    assert (first["case"], first["ticked"], first["message_id"], first["serial"]) == ("UC1TC1", True, "m-1", 2)
    assert (sixth["case"], sixth["ticked"], sixth["tried_by"]) == ("UC2TC3", False, "m-2")
    assert sixth["why_not"]["en"][0].startswith("PostalAddressInformation was sent.")
    assert set(sixth["why_not"]) == {"da", "en"}

    again = json.loads(run(database, CVR, "--reset", "--json").output)
    assert not any(case["ticked"] for case in again["cases"])
    assert again["sandbox"]["units"]["987654321000016008"] == "Afdeling A"


def test_a_real_register_has_no_sandbox_and_says_when_no_lists_are_kept(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/real.db"
    Register(Database(database), StandingClock()).init("master")
    refused = run(database, CVR, "--reset")
    assert refused.exit_code == 1
    assert "A real register has no sandbox, and nobody empties a checklist there." in refused.output
    assert "Set SOR_CERTIFICATION=on." in run(database, CVR).output


def test_what_is_no_number(database: str) -> None:
    found = run(database, "1234")
    assert found.exit_code == 2
    assert "'1234' is no CVR number: it has eight digits." in found.output
    none = run(database, "01234567", "--reset")
    assert none.exit_code == 1
    assert "that takes a CVR number of eight digits that begins with 1 to 9." in none.output
