"""`sor proof` and `sor verify --offline` as somebody uses them who holds nothing but the file."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.core.checkpoint import public_key_of
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.quick_part import few_of_several
from tests.store.units import begin, create


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a register lies, and the key it signs with."""
    url = f"sqlite:///{tmp_path}/sor.db"
    register = Register(Database(url), StandingClock())
    register.init("master", codes=(2_000_000, 2_000_999))
    begin(register, create("2000000100001600", name="Klinik", level="HI"))
    monkeypatch.setenv("SOR_DATABASE", url)
    sor("checkpoint", f"{tmp_path}/key", "--new-key")
    monkeypatch.setenv("SOR_CHECKPOINT_KEY", f"{tmp_path}/key")
    return tmp_path


def sor(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_a_proof_is_written_and_checked_without_a_register(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = folder / "proof.json"
    assert sor("proof", "2000000100001600", "--valid", "2026-11-01", "--out", str(proof)).exit_code == 0
    monkeypatch.setenv("SOR_DATABASE", "sqlite:////nowhere/at/all.db")
    told = sor("verify", "--offline", str(proof))
    assert told.exit_code == 0
    assert "2000000100001600 Klinik, 2026-01-01 –, on 2026-11-01 as known at serial 1." in told.output
    assert "Whose key that is, the file cannot say" in told.output
    trusted = sor("verify", "--offline", str(proof), "--public-key", f"{folder}/key.pub")
    assert "the file cannot say" not in trusted.output
    monkeypatch.setenv("SOR_CHECKPOINT_PUBLIC_KEY", f"{folder}/key.pub")
    shown = json.loads(sor("verify", "--offline", str(proof), "--json").output)
    assert [shown[name] for name in ("code", "name", "serial", "is_trusted")] == ["2000000100001600", "Klinik", 1, True]


def test_an_entry_and_a_day_on_which_nothing_was_open(folder: Path) -> None:
    proof = str(folder / "proof.json")
    assert sor("proof", "--entry", "1", "--out", proof).exit_code == 0
    assert "Entry 1 is in the log of" in sor("verify", "--offline", proof).output
    assert sor("proof", "2000000100001600", "--valid", "2020-01-01", "--out", proof).exit_code == 0
    assert "was not open on 2020-01-01, as known at serial 1" in sor("verify", "--offline", proof).output


def test_what_proves_nothing_exits_1_and_says_why(folder: Path) -> None:
    proof = folder / "proof.json"
    sor("proof", "--entry", "1", "--out", str(proof))
    proof.write_bytes(proof.read_bytes().replace(b'"of":"entry"', b'"of": "entry"'))
    told = sor("verify", "--offline", str(proof))
    assert told.exit_code == 1
    assert "proves nothing: it is not written as proofs are written" in told.output
    sor("proof", "--entry", "1", "--out", str(proof))
    (folder / "other.pub").write_bytes(public_key_of((folder / "key").read_bytes()).replace(b"M", b"N", 1))
    assert sor("verify", "--offline", str(proof), "--public-key", f"{folder}/other.pub").exit_code == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    few_of_several(
        [
            (("proof", "--out", "x"), 2, "Name a unit by its SOR code, or an entry"),
            (("proof", "1", "--entry", "1", "--out", "x"), 2, "Name a unit by its SOR code, or an entry"),
            (
                ("proof", "--entry", "1", "--valid", "2026-01-01", "--out", "x"),
                2,
                "An entry is what it is on every day",
            ),
            (("proof", "1", "--out", "/nowhere/x"), 1, "Nothing was said of a unit 1"),
            (("proof", "--entry", "9", "--out", "x"), 1, "The log has no entry 9; it ends at 1"),
        ],
        every=3,
    ),
)
def test_wrong_use(folder: Path, words: tuple[str, ...], code: int, told: str) -> None:
    assert folder
    done = sor(*words)
    assert (done.exit_code, told in done.output) == (code, True), done.output


def test_without_a_key_nothing_is_proven(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOR_CHECKPOINT_KEY")
    done = sor("proof", "--entry", "1", "--out", f"{folder}/x")
    assert done.exit_code == 1
    assert "SOR_CHECKPOINT_KEY is not set" in done.output
