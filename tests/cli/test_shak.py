"""`sor map`, `show` and `search` know SHAK codes and their texts, whether or not a unit carries them."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from sor.cli import main
from sor.core.canonical import encode
from sor.core.statement import Draft
from sor.register import Submission
from sor.store.append import LineDraft
from sor.store.database import Database
from tests.endpoints.rest.clinics import NEW, SHAK, clinics
from tests.new_databases import NewDatabases

ALONE, ENDED = "1309", "1308"


@pytest.fixture
def sor(new_sqlite: NewDatabases, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setenv("SOR_DATABASE", new_sqlite.holding(with_codes).url.render_as_string())

    def run(*words: str, exits: int = 0) -> str:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == exits, done.output
        return done.output

    return run


def with_codes(database: Database) -> None:
    """The clinics, and two codes that no unit carries."""
    alone = [_code(ALONE, "Hospitalet på Øen"), _code(ENDED, "Kurbadet", 20100101)]
    clinics(database).submit(Submission(alone, "test", "import"))


def _code(code: str, name: str, end: int = 99991231) -> LineDraft:
    drafts = [Draft("open", 19990101, end, value=b"true"), Draft("name", 19990101, value=encode(name))]
    return LineDraft("shak", code, drafts, {"op": "test"}, before={})


def test_a_code_that_no_unit_carries_is_mapped_to_itself_and_its_text(sor) -> None:
    assert [w in sor("map", ALONE) for w in (ALONE, "shak", "Hospitalet på Øen", "yes")] == [True] * 4
    [found] = json.loads(sor("map", ENDED, "--json"))
    assert (found["found_as"], found["units"]) == (["shak"], [])
    assert found["shak"] == {
        "code": ENDED, "name": "Kurbadet", "open": False, "valid_from": "1999-01-01", "valid_to": "2010-01-01",
    }  # fmt: skip


def test_a_unit_found_by_any_code_comes_with_the_text_of_its_own(sor) -> None:
    [found] = json.loads(sor("map", SHAK, "--json", "--valid", "2020-01-01"))
    assert found["shak"]["name"] == found["units"][0]["shak_name"] == "Ågården"


def test_show_shows_a_code_with_its_text_its_units_and_its_history(sor) -> None:
    assert "Hospitalet på Øen" in sor("show", ALONE)
    assert json.loads(sor("show", SHAK, "--json", "--valid", "2020-01-01"))["units"][0]["name"] == "Ågården"
    assert "1999-01-01 – 2010-01-01" in sor("show", ENDED, "--history")
    assert "No unit 1307 is known" in sor("show", "1307", exits=1)


def test_search_finds_codes_by_the_beginning_of_code_or_text(sor) -> None:
    assert ALONE in sor("search", "hospitalet", "øen")
    assert ALONE in sor("search", "130")
    assert ENDED not in sor("search", "130")
    assert [code["code"] for code in json.loads(sor("search", "--shak", "130", "--json", "--valid", "2005-01-01"))] == [
        ENDED, ALONE,
    ]  # fmt: skip
    units = json.loads(sor("search", "Ærøhus", "--json"))
    assert [unit["code"] for unit in units][:1] == [NEW]
