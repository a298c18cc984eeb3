"""A day before the register's first is told as that by every door where nothing is found, and by no other day."""

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from sor.cli import main
from sor.core.as_of import AsOf
from sor.endpoints.sorls import door as sorls
from sor.endpoints.web.browse.named_unit import suggestions
from sor.endpoints.web.browse.tree_page import tree_branch
from sor.endpoints.web.routes import PAGES
from sor.reading.before_first import before_first
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.rest.clinics import CLINIC, GLN, NEW, NOW, OLD, OWNER, PROVIDER, SHAK, clinics
from tests.new_databases import NewDatabases

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


NAMED = {"code": CLINIC, "gln": GLN, "name": "region", "list": "region", "message": "MedRpt", "sender": CLINIC,
         "receiver": OLD, "unit": CLINIC}  # fmt: skip
"""What the parameters of addresses may be; codes of other kinds stand by their address."""


def test_every_address_that_takes_a_day_says_so_and_of_no_other_day(client: Client) -> None:
    """From the contract: an answer names the first day in a header, a refusal in its sentences."""
    paths = client.get("/api/openapi.json").json()["paths"]
    taking = {
        path: op
        for path, ops in paths.items()
        for op in ops.values()
        if any(one["name"] == "valid" for one in op.get("parameters", ()))
    }
    assert len(taking) > 10
    for path, op in taking.items():
        values = NAMED | ({"code": SHAK} if "/shak/" in path else {})
        query = {
            one["name"]: values[one["name"]] for one in op["parameters"] if one["in"] == "query" and one["required"]
        }
        for day, said in ((EARLY, True), (FIRST, False)):
            if "requestBody" in op:
                answer = client.post(path.format(**values), params={"valid": day}, json={"codes": [CLINIC]})
            else:
                answer = client.get(path.format(**values), params=query | {"valid": day})
            assert answer.status_code in (200, 404), (path, answer.text)
            told = answer.headers.get("sor-first-day") == FIRST or EN in answer.text
            assert told is said, (path, day, answer.status_code, answer.text[:300])


def test_the_map_says_so_in_its_body(client: Client) -> None:
    assert client.get(f"/api/v1/map?code={PROVIDER}&valid={EARLY}").json()["before_first_day"] == FIRST
    assert "before_first_day" not in client.get(f"/api/v1/map?code={PROVIDER}&valid={FIRST}").json()


def test_every_page_says_so_in_both_languages_and_of_no_other_day(client: Client) -> None:
    """What is fetched later, of a tree or for a field, stands in a page that says it."""
    paths = {path for handler in PAGES for path in handler.paths} - tree_branch.paths - suggestions.paths
    assert {"/", "/units/{code:str}", "/tree/{code:str}", "/recipients"} <= paths
    for path in (one for one in paths if not one.endswith((".xlsx", ".svg"))):  # no text; test_found_files.py looks
        address = path.replace("{code:str}", SHAK if path.startswith("/shak/") else CLINIC)
        assert DA in client.get(address, params={"valid": EARLY}).text, address
        assert EN in client.get(address, params={"valid": EARLY, "lang": "en"}).text.replace("&#39;", "'"), address
        assert "første dag" not in client.get(address, params={"valid": FIRST}).text, address
    assert DA in client.get(f"/?q=klit&valid={EARLY}", headers={"HX-Request": "true"}).text


@pytest.fixture
def sor(new_sqlite: NewDatabases, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("SOR_DATABASE", new_sqlite.holding(clinics).url.render_as_string())
    return lambda *words: CliRunner().invoke(main, [*words]).output


@pytest.mark.slow
def test_every_command_that_takes_a_day_says_so_on_standard_error(sor: Any, tmp_path: Path) -> None:
    """From the parser; a comparison says it of its sides."""
    file = str(tmp_path / "of-the-day.csv")
    words = {
        "show": [CLINIC],
        "search": ["klit"],
        "tree": [OWNER],
        "map": [PROVIDER],
        "reaching": [CLINIC],
        "export": ["csv", "--out", file],
        "diff": [EARLY, FIRST],
        "proof": [CLINIC, "--out", str(tmp_path / "proof.json")],
    }
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in main.list_commands(context)}
    taking = {name for name, one in commands.items() if one and any(p.name == "valid" for p in one.params)}
    assert taking == words.keys()
    for name, given in words.items():
        if name != "diff":
            assert "first day" not in sor(name, *given, "--valid", FIRST), name
            given += ["--valid", EARLY]
        assert EN in sor(name, *given), name
    assert EN in sor("search", "--shak", "13", "--valid", EARLY)


def test_a_comparison_says_it_of_its_side(sor: Any) -> None:
    assert EN in sor("diff", EARLY, FIRST)
    assert "first day" not in sor("diff", FIRST, "2026-01-01")


def test_a_unit_that_is_closed_has_no_place_in_the_tree_and_is_not_called_unknown(sor: Any) -> None:
    assert f"The unit {NEW} is not open on 2019-01-01" in sor("tree", NEW, "--valid", "2019-01-01")


def test_sorls_says_so_in_the_text_of_its_status(new_sqlite: NewDatabases) -> None:
    register = Register(new_sqlite.holding(clinics), lambda: NOW)
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
