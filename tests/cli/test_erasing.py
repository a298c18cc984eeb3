"""`sor erase` from the first word to the last, and what the doors say of the past afterwards."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from litestar.testing import TestClient

from sor.cli import main
from sor.core.day import day_of, write_day
from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store import facts
from sor.store.database import Database
from tests.endpoints.servers import TRIED
from tests.new_databases import NewDatabases
from tests.owned import CLINIC, wanted
from tests.quick_part import few
from tests.store.units import begin, change, create, says, submit

Command = Callable[..., Result]
SECRET = "Hans Hansen privat"
NOW = datetime.now(UTC)
TODAY, BEFORE = day_of(NOW), day_of(NOW - timedelta(days=30))
ERASE = ("erase", CLINIC, "--field", "name", "--entry", "2")


@pytest.fixture
def register(new_sqlite: NewDatabases) -> Register:
    return Register(new_sqlite.holding(fill), lambda: datetime.now(UTC))


def fill(database: Database) -> None:
    """A master in which a clinic bore a secret for a month, and two of the authority."""
    made = Register(database, lambda: datetime.now(UTC))
    made.init("master", codes=(2_000_000, 2_000_100))
    begin(made, create(CLINIC, name="Klinik", level="HI", type="550811000005108"))
    submit(made, change(CLINIC, says("name", BEFORE, SECRET)))
    submit(made, change(CLINIC, says("name", TODAY, "Ny klinik")))
    actors = Actors(made)
    for name, by in (("anna", None), ("bodil", "anna")):
        actors.add(name, name, by)
        actors.grant(name, wanted("authority"), by)


@pytest.fixture
def sor(register: Register, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("SOR_DATABASE", register.database.url.render_as_string(hide_password=False))

    def run(*arguments: str) -> Result:
        done = CliRunner().invoke(main, arguments)
        assert SECRET not in done.output
        return done

    return run


def test_one_asks_and_another_confirms(sor: Command) -> None:
    shown = sor(*ERASE, "--dry-run")
    assert "entry 2, line 1: stated from" in shown.output
    asked = sor(*ERASE, "--reason", "privat", "--as", "anna")
    assert (asked.exit_code, "sor erase --confirm 1 --as" in asked.output) == (0, True)
    assert "asked" in sor("erase", "--list").output
    refused = sor("erase", "--confirm", "1", "--as", "anna")
    assert (refused.exit_code, "another person" in refused.output) == (1, True)
    done = sor("erase", "--confirm", "1", "--as", "bodil")
    assert (done.exit_code, done.output.strip()) == (
        0, f"Erased in 1 place of the log, by entry 4: name of unit {CLINIC}."
    )  # fmt: skip
    assert json.loads(sor("erase", "--list", "--json").output)[0]["serial"] == 4
    assert sor("verify", "--deep").exit_code == 0
    assert SECRET not in sor("show", CLINIC, "--known", "2", "--json").output


def test_both_at_once(sor: Command) -> None:
    done = json.loads(sor(*ERASE, "--reason", "privat", "--as", "anna", "--second", "bodil", "--json").output)
    assert (done["serial"], done["left"], done["statements"]) == (4, None, [{"entry": 2, "line": 1, "number": 0}])


def test_both_at_once_by_one_person_leaves_no_request(sor: Command) -> None:
    done = sor(*ERASE, "--reason", "privat", "--as", "anna", "--second", "anna")
    assert (done.exit_code, "another person" in done.output) == (1, True)
    assert json.loads(sor("erase", "--list", "--json").output)[0]["state"] == "withdrawn"


@pytest.mark.parametrize(
    "words",
    few([
        (), ("1", "--confirm", "1"), (CLINIC, "--field", "name"), (CLINIC, "--entry", "2"),
        ("--part", "reason", "--field", "name", "--entry", "2"), (*ERASE[1:], "--as", "anna"),
        (*ERASE[1:], "--reason", "x"), ("--confirm", "1"), (*ERASE[1:], "--from", "i går", "--dry-run"),
    ], every=4),
)  # fmt: skip
def test_wrong_use(sor: Command, words: tuple[str, ...]) -> None:
    assert sor("erase", *words).exit_code == 2


def test_whoever_starts_next_does_what_was_left(sor: Command, register: Register) -> None:
    sor(*ERASE, "--reason", "privat", "--as", "anna", "--second", "bodil")
    with register.database.writing() as connection:
        facts.put(connection, facts.ERASING, "4")
    assert sor("day").exit_code == 0
    assert register.facts()[facts.ERASING] == ""
    assert "Nothing is left" in sor("erase", "--finish").output


def test_every_door_says_that_a_value_was_erased(sor: Command, register: Register) -> None:
    sor(*ERASE, "--reason", "privat", "--as", "anna", "--second", "bodil")
    past = f"valid={write_day(BEFORE)}"
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        unit = client.get(f"/api/v1/units/{CLINIC}?{past}&known=3").json()
        assert (unit["erased"], "name" in unit) == (["name"], False)
        [row] = [row for row in client.get(f"/api/v1/units/{CLINIC}/history").json()["versions"] if "erased" in row]
        assert row["valid_from"] == write_day(BEFORE)
        entry = client.get("/api/v1/log/4").json()["entry"]
        assert (entry["kind"], entry["actor"], entry["second"], entry["reason"]) == ("erase", "anna", "bodil", "privat")
        [line] = client.get("/api/v1/log/2").json()["lines"]
        assert (line["statements"][0]["value"], line["statements"][0]["erased_by"]) == (None, 4)
        for language, step, record in (("da", "En værdi er slettet: Navn", "Slettet for denne dag: Navn"),
                                       ("en", "A value was erased: Name", "Erased for this day: Name")):  # fmt: skip
            page = client.get(f"/units/{CLINIC}?{past}&lang={language}").text
            assert record in page
            assert step in page
        for address in ("/api/v1/units?q=hansen", "/?q=hansen", "/api/v1/log?since=0", f"/units/{CLINIC}?known=2"):
            assert SECRET not in client.get(address).text


def test_exports_leave_it_out_and_say_so(sor: Command, tmp_path: Path) -> None:
    sor(*ERASE, "--reason", "privat", "--as", "anna", "--second", "bodil")
    file = tmp_path / "units.ndjson"
    done = sor("export", "ndjson", "--valid", write_day(BEFORE), "--out", str(file))
    assert done.exit_code == 0
    lines: list[dict[str, Any]] = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["erased"] for line in lines if line["code"] == CLINIC] == [["name"]]
    [report] = [path for path in tmp_path.iterdir() if "left-out" in path.name]
    assert "its value was erased by entry 4" in report.read_text()
