"""`sor whitelist`: changes from the command line, and what it shows."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.register import Register
from sor.store import whitelist
from sor.store.database import Database


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/r.db"
    assert run(url, "init").exit_code == 0
    return url


def run(database: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--database", database, *arguments])


def test_a_number_is_put_on_one_list_or_all_and_taken_off_again(database: str) -> None:
    added = run(database, "whitelist", "add", "sorus", "12345678", "--comment", "SOR-394", "--as", "anna")
    assert added.output == "12345678 is on the list of sorus.\n"
    assert run(database, "whitelist", "add", "all", "12345678", "--comment", "SOR-394").output == (
        "12345678 is on the list of sorls.\n12345678 was on the list of sorus already.\n"
    )
    listed = json.loads(run(database, "whitelist", "list", "--json").output)
    assert [(row["service"], row["cvr"], row["comment"]) for row in listed] == [
        ("sorls", "12345678", "SOR-394"),
        ("sorus", "12345678", "SOR-394"),
    ]
    assert run(database, "whitelist", "remove", "sorls", "12345678").output == "12345678 is off the list of sorls.\n"
    assert run(database, "whitelist", "remove", "sorls", "12345678").output == (
        "12345678 was not on the list of sorls.\n"
    )
    shown = run(database, "whitelist", "list").output.splitlines()
    assert [line.split() for line in shown] == [
        ["Service", "CVR", "Comment", "Came", "by"],
        ["sorus", "12345678", "SOR-394", "command"],
    ]


def test_who_changed_it(database: str) -> None:
    run(database, "whitelist", "add", "sorus", "12345678", "--as", "anna")
    run(database, "whitelist", "remove", "sorus", "12345678", "--as", "bo")
    history = json.loads(run(database, "whitelist", "history", "--json").output)
    assert [(one["who"], one["key"], one["before"], one["after"]) for one in history] == [
        ("bo", "sorus/12345678", {"comment": "", "source": "command"}, None),
        ("anna", "sorus/12345678", None, {"comment": "", "source": "command"}),
    ]
    assert "sorus/12345678  listed  –" in run(database, "whitelist", "history").output


def test_a_comment_that_was_erased_is_told_as_erased(database: str) -> None:
    run(database, "whitelist", "add", "sorus", "12345678", "--comment", "Hos Hans Hansen", "--as", "anna")
    register = Register(Database(database), lambda: datetime(2026, 11, 1, tzinfo=UTC))
    with register.database.desk.writing() as connection:
        whitelist.forget_texts(connection, ["Hans Hansen"], "bodil", "2026-11-01T12:00:00Z")
    assert "Hans" not in run(database, "whitelist", "list").output
    told = run(database, "whitelist", "history").output
    assert [line.split()[-2:] for line in told.splitlines()[1:]] == [["–", "–"], ["erased", "erased"]]


def test_what_cannot_be(database: str) -> None:
    refused = run(database, "whitelist", "add", "sorus", "123")
    assert (refused.exit_code, refused.output) == (1, "sor: '123' is no CVR number: it has eight digits.\n")
    assert run(database, "whitelist", "add", "krs", "12345678").exit_code == 2


def test_where_there_is_an_authority_only_it_is_named(database: str) -> None:
    """A clinic must not take SORUS away from a region, nor a name that nobody has stand in the audit log."""
    for line in ("user add sds --name S", "user grant sds --role authority", "user add a --name A --as sds"):
        assert run(database, *line.split()).exit_code == 0
    run(database, "whitelist", "add", "sorus", "12345678", "--as", "sds")
    for change in ("add", "remove"):
        refused = [run(database, "whitelist", change, "sorus", "12345678", "--as", who) for who in ("a", "nobody")]
        assert [one.output for one in refused] == [
            "sor: a may not do this: only the register authority may.\n",
            "sor: There is no actor nobody. See: sor user list\n",
        ]
    assert run(database, "whitelist", "remove", "all", "12345678").exit_code == 0, "who has the machine is not named"
    history = json.loads(run(database, "whitelist", "history", "--json").output)
    assert [one["who"] == "sds" for one in history] == [False, True]
