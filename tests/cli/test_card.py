"""`sor card`: a card for anyone in a demo, for nobody in a real register."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.access.dgws.checks import Caller, Demands, check
from sor.access.dgws.verified import VerifiedCards
from sor.cli import main
from sor.desk.demo_sts import DemoSts
from sor.register import Register
from sor.store.database import Database
from tests.access.dgws.messages import envelope, message
from tests.conftest import StandingClock


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/r.db"
    assert run(url, "init", "--role", "master", "--demo").exit_code == 0
    return url


def run(database: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--database", database, *arguments])


def caller_with(header: str, database: str) -> Caller:
    register = Register(Database(database), StandingClock())
    trust = DemoSts(register, StandingClock()).trust
    return check(message(envelope(header)), Demands("SORUS"), trust, VerifiedCards(), datetime.now(UTC))


def test_without_a_number_it_is_for_one_that_may_call(database: str) -> None:
    given = run(database, "card", "--json")
    assert given.exit_code == 0
    caller = caller_with(json.loads(given.stdout)["header"], database)
    assert (caller.cvr, caller.level, caller.sts) == ("90000012", 3, "demo")
    listed = json.loads(run(database, "whitelist", "list", "--json").stdout)
    assert {row["service"] for row in listed if row["cvr"] == caller.cvr} == {"sorls", "sorus"}


@pytest.mark.parametrize("arguments", [["12345678"], ["--cvr", "12345678"]])
def test_for_any_number_with_a_hint_how_to_let_it_in(database: str, arguments: list[str]) -> None:
    given = run(database, "card", *arguments, "--header", "--organisation", "Klinikken", "--person", "Anna Maria Berg")
    caller = caller_with(given.stdout, database)
    assert (caller.cvr, caller.organisation, caller.level, caller.user) == (
        "12345678", "Klinikken", 4, "Anna Maria Berg",
    )  # fmt: skip
    assert given.stderr == (
        "12345678 is not on the whitelist of SORLS and SORUS. Put it there with: sor whitelist add all 12345678\n"
    )
    run(database, "whitelist", "add", "sorls", "12345678")
    assert run(database, "card", *arguments).stderr == (
        "12345678 is not on the whitelist of SORUS. Put it there with: sor whitelist add sorus 12345678\n"
    )


def test_what_it_prints_is_the_card_alone(database: str) -> None:
    printed = run(database, "card").stdout
    assert printed.startswith("<saml:Assertion ")
    assert printed.endswith("</saml:Assertion>\n")


def test_a_number_that_is_none_is_wrong_use(database: str) -> None:
    assert run(database, "card", "123").exit_code == 2


def test_a_real_register_issues_none(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/real.db"
    run(database, "init", "--role", "master")
    refused = run(database, "card")
    assert (refused.exit_code, refused.output) == (
        1,
        "sor: A real register has no demo STS. Get ID cards from the STS whose certificate is trusted there.\n",
    )
