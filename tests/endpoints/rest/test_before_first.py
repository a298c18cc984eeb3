"""A day before the register's first is told as that by every door where nothing is found, and by no other day."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from sor.before_first import before_first
from sor.cli import main
from sor.endpoints import sorls
from sor.register import Register
from sor.store.database import Database
from sor.store.reads import AsOf
from tests.conftest import StandingClock
from tests.endpoints.rest.clinics import CLINIC, GLN, NEW, OWNER, PROVIDER, SHAK, clinics

Client = TestClient[Any]
EARLY, FIRST = "2018-03-31", "2018-04-01"
DA = "2018-03-31 ligger før registrets første dag, 2018-04-01"
EN = "2018-03-31 lies before the register's first day, 2018-04-01"


@pytest.mark.parametrize("path", ["shak/" + SHAK, "location-numbers/" + GLN, f"units/{CLINIC}/ancestors"])
def test_rest_says_so_where_it_answers_that_there_is_nothing(client: Client, path: str) -> None:
    refused = client.get(f"/api/v1/{path}?valid={EARLY}")
    assert refused.status_code == 404
    assert EN in refused.text or DA in refused.text
    assert "first day" not in client.get(f"/api/v1/{path}?valid={FIRST}").text


def test_a_search_that_finds_nothing_names_the_first_day(client: Client) -> None:
    assert client.get(f"/api/v1/units?q=klit&valid={EARLY}").json()["before_first_day"] == FIRST
    assert "before_first_day" not in client.get(f"/api/v1/units?q=klit&valid={FIRST}").json()
    assert "before_first_day" not in client.get("/api/v1/units?q=qqqqqqqq").json()


def test_pages_say_so_in_both_languages(client: Client) -> None:
    assert DA in client.get(f"/?q=klit&valid={EARLY}").text
    assert EN in client.get(f"/?q=klit&valid={EARLY}&lang=en").text.replace("&#39;", "'")
    assert "første dag" not in client.get(f"/?q=klit&valid={FIRST}").text


@pytest.fixture
def sor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    clinics(Database(f"sqlite:///{tmp_path}/sor.db"))
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{tmp_path}/sor.db")
    return lambda *words: CliRunner().invoke(main, [*words]).output


@pytest.mark.parametrize(
    "words",
    [
        ("show", CLINIC),
        ("search", "klit"),
        ("tree", OWNER),
        ("map", PROVIDER),
        ("map", GLN),
        ("search", "--shak", "13"),
    ],
)
def test_commands_say_so_on_standard_error(sor: Any, words: tuple[str, ...]) -> None:
    assert EN in sor(*words, "--valid", EARLY)
    assert "first day" not in sor(*words, "--valid", FIRST)


def test_a_comparison_says_it_of_its_side(sor: Any) -> None:
    assert EN in sor("diff", EARLY, FIRST)
    assert "first day" not in sor("diff", FIRST, "2026-01-01")


def test_a_unit_that_is_closed_has_no_place_in_the_tree_and_is_not_called_unknown(sor: Any) -> None:
    assert f"The unit {NEW} is not open on 2019-01-01" in sor("tree", NEW, "--valid", "2019-01-01")


def test_sorls_says_so_in_the_text_of_its_status(tmp_path: Path) -> None:
    register: Register = clinics(Database(f"sqlite:///{tmp_path}/sor.db"))
    asked = [
        (sorls.get_sor_entity, CLINIC), (sorls.sor_shak_map, CLINIC), (sorls.shak_sor_map, SHAK),
        (sorls.get_sor_entity_by_provider, PROVIDER),
    ]  # fmt: skip
    for day, said in ((20180331, True), (20180401, False)):
        for operation, key in asked:
            answer = operation(register.at(AsOf(day, register.serial())), key).decode()
            assert (DA in answer) is said, (day, operation.__name__)


def test_an_empty_register_has_no_first_day(tmp_path: Path) -> None:
    empty = Register(Database(f"sqlite:///{tmp_path}/empty.db"), StandingClock())
    empty.init()
    assert before_first(empty.at(AsOf(19000101, 0))) is None
