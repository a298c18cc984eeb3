"""A question to the phone book is asked and told the same over REST and on the command line."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from sor.cli import main
from sor.endpoints.app import app
from sor.following.phone_book import PhoneBook
from sor.following.unit_search import UnitSearch, UnknownPlace, find_units, tell_counts
from sor.register import Register
from sor.settings import read_settings
from tests.endpoints.servers import TRIED
from tests.endpoints.web.small_register import small_register

HERE = "57.2, 9.9"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('search')}/sor.db"


@pytest.fixture(scope="module")
def register(url: str) -> Register:
    return small_register(url)


@pytest.fixture(scope="module")
def rest(register: Register) -> Iterator[TestClient[Any]]:
    with TestClient(app(register, read_settings(TRIED))) as client:
        yield client


def on_the_command_line(url: str, *words: str) -> Any:
    done = CliRunner().invoke(main, ["search", *words, "--json", "--database", url])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"q": "lægehus"}, ("lægehus",)),
        ({"near": HERE, "limit": 5}, ("--near", HERE, "--limit", "5")),
        ({"level": "SI", "limit": 5}, ("--level", "HI", "--limit", "5")),
        ({"open": "false"}, ("--closed",)),
    ],
)
def test_rest_and_the_command_line_tell_the_same_units(
    rest: TestClient[Any], url: str, asked: dict[str, Any], words: tuple[str, ...]
) -> None:
    found = rest.get("/api/v1/units", params=asked).json()["units"]
    assert found
    assert on_the_command_line(url, *words) == found


def test_rest_and_the_command_line_count_the_same(rest: TestClient[Any], url: str) -> None:
    counted = rest.get("/api/v1/units", params={"facets": "true"}).json()["facets"]
    assert on_the_command_line(url, "--facets") == counted


def test_the_offset_the_filters_and_the_place_count(register: Register) -> None:
    book, today = PhoneBook(register), register.at()

    def found(**asked: Any) -> list[str]:
        return [hit.key for hit in find_units(book, UnitSearch("", 50, **asked), today).page]

    everything = found()
    assert found(offset=2) == everything[2:]
    some = found(filters={"level": "HI"})
    assert some
    assert len(some) < len(everything)
    assert sorted(found(near=HERE)) == sorted(everything) != found(near=HERE)
    assert tell_counts(find_units(book, UnitSearch("", 1), today)) == {}


def test_a_place_that_nobody_knows_is_told_in_both_languages(register: Register) -> None:
    with pytest.raises(UnknownPlace, match="Nobody knows where 'Xyzzy' lies") as error:
        find_units(PhoneBook(register), UnitSearch("", 1, near="Xyzzy"), register.at())
    assert error.value.danish.startswith("Ingen ved, hvor »Xyzzy« ligger.")
