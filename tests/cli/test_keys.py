"""`sor keys`: the keys of tokens are listed without their secrets, exchanged, and dropped by the authority alone."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.access.login.saml.keys import read_key
from sor.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


@pytest.fixture(autouse=True)
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{tmp_path}/sor.db?synchronous=off")
    assert run("init", "--role", "master").exit_code == 0
    run("user", "add", "sds", "--name", "Registermyndigheden")
    run("user", "grant", "sds", "--role", "authority")


def test_a_key_is_exchanged_and_the_old_one_dropped() -> None:
    [old] = json.loads(run("keys", "list", "--json").output)
    assert old["signs"] is True
    assert set(old) == {"id", "made_at", "signs"}, "never the secret"
    made = run("keys", "new", "--as", "sds")
    assert "signs from now on. Tokens of the one before are good until they run out." in made.output
    new, kept = json.loads(run("keys", "list", "--json").output)
    assert (new["signs"], kept["id"], kept["signs"]) == (True, old["id"], False)
    assert "is believed until its tokens run out" in run("keys", "list").output
    assert run("keys", "drop", old["id"], "--as", "sds").exit_code == 0
    assert [key["id"] for key in json.loads(run("keys", "list", "--json").output)] == [new["id"]]


def test_only_the_authority_may() -> None:
    refused = run("keys", "new")
    assert (refused.exit_code, refused.output) == (
        1, "sor: Say who does it, with --as ACTOR: this register has an authority.\n",
    )  # fmt: skip
    assert run("keys", "drop", "x", "--as", "sds").output == "sor: There is no key x. See: sor keys list\n"


def test_it_says_when_a_setting_stands_above(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOR_TOKEN_KEY", "x" * 40)
    assert "SOR_TOKEN_KEY is set" in run("keys", "list").output
    assert "SOR_TOKEN_KEY is set" in run("keys", "new", "--as", "sds").output


@pytest.mark.slow
def test_a_key_towards_providers_of_saml_is_made_once_and_for_ones_own_eyes(tmp_path: Path) -> None:
    path = tmp_path / "saml.pem"
    made = run("keys", "saml", str(path), "--name", "sor.example")
    assert made.exit_code == 0
    assert "holds until" in made.output
    assert path.stat().st_mode & 0o077 == 0
    assert read_key(path).key.startswith("-----BEGIN PRIVATE KEY-----")
    before = path.read_bytes()
    again = run("keys", "saml", str(path))
    assert (again.exit_code, path.read_bytes()) == (1, before)
    assert "cannot be made: File exists" in again.output
