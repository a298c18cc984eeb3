"""Checkpoints taken of a register, and a log whose end was cut off held against them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.core.checkpoint import Checkpoint
from sor.desk.actors import Actors
from sor.jobs.checkpoints import check, make_key, read_checkpoint, take
from sor.jobs.editions import PublishOptions
from sor.jobs.publishing import publish
from sor.register import Refused, Register
from tests.clinic import Clinic
from tests.jobs.published import load
from tests.owned import wanted

pytestmark = pytest.mark.slow


@pytest.fixture
def key(tmp_path: Path) -> Path:
    make_key(tmp_path / "sor.key")
    return tmp_path / "sor.key"


@pytest.fixture
def lived(register: Register, tmp_path: Path) -> Register:
    """A master that holds the clinic, and has seen two days."""
    load(register, tmp_path, 20261101)
    register.clock.pass_days(1)  # type: ignore[attr-defined]
    register.turn_day()
    return register


def test_a_checkpoint_names_the_head_and_fits_the_register(lived, key, tmp_path) -> None:
    made = take(lived, tmp_path / "checkpoint.json", key)
    assert (made.serial, made.hash, made.epoch) == (2, lived.head().hash, lived.facts()["epoch"])
    assert check(lived, tmp_path / "checkpoint.json", tmp_path / "sor.key.pub") == made
    lived.clock.pass_days(1)
    lived.turn_day()
    assert check(lived, tmp_path / "checkpoint.json").serial == 2, "it goes on fitting while the log grows"


def test_a_log_whose_end_was_cut_off_is_seen(lived, key, tmp_path) -> None:
    take(lived, tmp_path / "checkpoint.json", key)
    with lived.database.writing() as connection:
        connection.run("DELETE FROM entry WHERE serial = 2")
    lived.forget()
    assert lived.verify().fault is None, "the chain alone looks whole"
    with pytest.raises(Refused, match=r"knows the log up to serial 2; this one ends at 1\. Its tail was lost"):
        check(lived, tmp_path / "checkpoint.json")


def test_a_log_that_was_written_anew_is_seen(lived, key, tmp_path) -> None:
    made = take(lived, tmp_path / "checkpoint.json", key)
    other = Checkpoint(made.serial, "0" * 64)
    (tmp_path / "manifest.json").write_text(json.dumps({"serial": other.serial, "hash": other.hash, "files": []}))
    with pytest.raises(Refused, match=r"manifest\.json is of another log: its entry 2 has hash 0{64}, here it is"):
        check(lived, tmp_path / "manifest.json")


def test_a_forged_checkpoint_is_not_believed(lived, key, tmp_path) -> None:
    path = tmp_path / "checkpoint.json"
    take(lived, path, key)
    path.write_text(path.read_text().replace('"serial": 2', '"serial": 1'))
    with pytest.raises(Refused, match=r"checkpoint\.json cannot be believed: its signature does not fit"):
        read_checkpoint(path)


def test_who_trusts_a_key_takes_nothing_unsigned(lived, key, tmp_path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"serial": 1, "hash": "a" * 64}))
    with pytest.raises(Refused, match="cannot be believed: it is not signed"):
        read_checkpoint(tmp_path / "manifest.json", tmp_path / "sor.key.pub")


def test_an_empty_register_has_nothing_to_sign(register, key, tmp_path) -> None:
    with pytest.raises(Refused, match="there is nothing to hold on to yet"):
        take(register, tmp_path / "checkpoint.json", key)
    assert not (tmp_path / "checkpoint.json").exists()


def test_a_key_is_secret_and_never_written_over(key) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    with pytest.raises(Refused, match="A key is never written over"):
        make_key(key)
    assert key.read_bytes() == before


def test_each_edition_of_the_files_brings_a_checkpoint_when_there_is_a_key(lived, key, tmp_path) -> None:
    publish(lived, tmp_path / "files", PublishOptions(checkpoint_key=key))
    assert check(lived, tmp_path / "files/checkpoint.json", tmp_path / "sor.key.pub").serial == 2
    manifest = json.loads((tmp_path / "files/manifest.json").read_text())
    assert manifest["hash"] == lived.head().hash


def test_the_commands(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SOR_DATABASE", f"sqlite:///{tmp_path}/sor.db")

    def sor(*words: object, exits: int = 0) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exit_code == exits, result.output
        return result

    monkeypatch.setenv("SOR_NOW", "2026-11-01")
    sor("init", "--demo")
    sor("import", Clinic().save(tmp_path, 20261101))
    assert "sor.key.pub is for those who check" in sor("checkpoint", "--new-key", tmp_path / "sor.key").output
    assert "Name the private key with --key" in sor("checkpoint", tmp_path / "c.json", exits=2).output
    assert "signed." in sor("checkpoint", tmp_path / "c.json", "--key", tmp_path / "sor.key").output
    asked = ("verify", "--checkpoint", tmp_path / "c.json", "--public-key", tmp_path / "sor.key.pub")
    assert "It holds what 1 checkpoint says." in sor(*asked).output
    (tmp_path / "c.json").write_text((tmp_path / "c.json").read_text().replace('"hash": "', '"hash": "0'))
    assert "cannot be believed" in sor(*asked, exits=1).output


def test_an_audit_log_whose_end_was_cut_off_or_that_is_another_is_seen(lived, key, tmp_path) -> None:
    actors = Actors(lived)
    actors.add("sds", "Registermyndigheden", None)
    made = take(lived, tmp_path / "checkpoint.json", key)
    assert made.audit_rows == 1
    actors.grant("sds", wanted("authority"), None)
    assert check(lived, tmp_path / "checkpoint.json", tmp_path / "sor.key.pub") == made, "it goes on fitting"
    with lived.database.desk.writing() as connection:
        connection.run("UPDATE desk_journal SET hash = 'x' WHERE n = 1")
    with pytest.raises(Refused, match=r"is of another audit log: its row 1 has another hash here\."):
        check(lived, tmp_path / "checkpoint.json")
    with lived.database.desk.writing() as connection:
        connection.run("DELETE FROM desk_journal")
    assert lived.verify_audit_log() is None, "the chain alone looks whole"
    with pytest.raises(Refused, match=r"knows 1 rows of the audit log; this one has fewer\. Its tail was lost"):
        check(lived, tmp_path / "checkpoint.json")
