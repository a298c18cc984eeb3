"""`sor series`: numbers are entered, listed, and never twice."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.clock import Clock
from sor.core.day import day_of, write_day


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{tmp_path}/sor.db?synchronous=off")
    assert run("init", "--role", "master", "--range", "2000000-2000999").exit_code == 0
    run("user", "add", "sds", "--name", "Registermyndigheden")
    run("user", "grant", "sds", "--role", "authority")
    run("user", "add", "a", "--name", "Nobody", "--as", "sds")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


@pytest.mark.usefixtures("folder")
def test_a_series_is_entered_and_listed() -> None:
    done = run("series", "add", "5790000000005", "5790000000098", "--as", "sds")
    assert done.output == "Entered: 10 numbers of authority.\n"
    [listed] = json.loads(run("series", "list", "--json").output)
    assert (listed["owner"], listed["first"], listed["last"], listed["left"]) == (
        "authority", 579000000000, 579000000009, 10,
    )  # fmt: skip
    assert "579000000000" in run("series", "list").output
    [noted] = json.loads(run("series", "history", "--json").output)
    assert [noted[member] for member in ("who", "what", "key", "before", "after", "channel")] == [
        "sds", "add", "579000000000-579000000009", None,
        {"owner": "authority", "first": "579000000000", "last": "579000000009"}, "command",
    ]  # fmt: skip
    assert "579000000000-579000000009" in run("series", "history").output


@pytest.mark.usefixtures("folder")
def test_a_number_stands_in_one_series_only() -> None:
    run("series", "add", "5790000000005", "5790000000098", "--as", "sds")
    again = run("series", "add", "5790000000050", "5790000000104", "--as", "sds")
    assert again.exit_code == 1
    assert "overlaps 579000000000-579000000009 of authority" in again.output
    assert len(json.loads(run("series", "history", "--json").output)) == 1


@pytest.mark.usefixtures("folder")
def test_what_is_no_number_or_no_unit_is_refused() -> None:
    assert "its check digit is wrong" in run("series", "add", "5790000000001", "5790000000098", "--as", "a").output
    assert "comes after" in run("series", "add", "5790000000098", "5790000000005", "--as", "a").output
    of_nobody = run("series", "add", "5790000000005", "5790000000098", "--owner", "11000016002", "--as", "a")
    assert "There is no unit 11000016002 in the register." in of_nobody.output


@pytest.mark.usefixtures("folder")
def test_a_series_is_entered_by_who_may() -> None:
    numbers = ("5790000000005", "5790000000098")
    assert run("series", "add", *numbers, "--as", "x").output == "sor: There is no actor x. See: sor user list\n"
    refused = run("series", "add", *numbers, "--as", "a")
    assert refused.exit_code == 1
    assert "only the register authority may" in refused.output
    assert json.loads(run("series", "list", "--json").output) == []


@pytest.mark.usefixtures("folder")
def test_an_owner_does_not_say_itself_which_numbers_are_its_own() -> None:
    """A series may hold numbers that others bear, or are to get: a clinic could take all of Denmark's."""
    unit = {"op": "create", "as": "#io", "level": "IO", "from": write_day(day_of(Clock()())), "set": {
        "name": "A", "type": "550891000005100", "location": {"state": "None"}, "cvr": "35095748",
        "virtual_address": {"phone": "87654321"},
        "postal_address": {"street": "Bakken", "postcode": "2100", "district": "Kbh", "municipality": "0101"},
    }}  # fmt: skip
    Path("io.json").write_text(json.dumps(unit))
    sent = run("submit", "io.json", "--as", "sds", "--json")
    owner = json.loads(sent.output)["units"]["#io"]
    assert run("user", "grant", "a", "--role", "private", "--place", owner, "--as", "sds").exit_code == 0
    numbers = ("5790000000005", "5790000000098", "--owner", owner)
    refused = run("series", "add", *numbers, "--as", "a")
    assert (refused.exit_code, "only the register authority may" in refused.output) == (1, True)
    assert run("series", "add", *numbers, "--as", "sds").exit_code == 0
