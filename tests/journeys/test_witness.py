"""`sor witness`: somebody else signs how far the log is, and refuses a log that was rewritten or lost its end."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.core.signed_note import check_note, read_key
from sor.jobs.proving import Prover
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from sor.store.schema import PROVEN
from tests.conftest import StandingClock
from tests.store.test_verify import execute
from tests.store.units import begin, create, submit

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


class Watched(NamedTuple):
    """A register, and a witness that knows it."""

    register: Register
    address: str
    key: str
    out: Path

    def witness(self, *, address: str = "", key: str = "") -> Result:
        return CliRunner().invoke(
            main, ["witness", address or self.address, "--key", key or self.key, "--out", str(self.out)]
        )


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    url = f"sqlite:///{tmp_path}/sor.db"
    monkeypatch.setenv("SOR_DATABASE", url)
    register = Register(Database(url), StandingClock())
    register.init("master", demo=True)
    begin(register, *(create(f"unit-{n}") for n in range(300)))
    prover = Prover(register, read_settings({}))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.witness", prover.origin, prover.key().written()], cwd=ROOT,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    address, key = process.stdout.readline().split()
    yield Watched(register, address, key, tmp_path / "witnessed")
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_log_that_grows_is_signed_again_and_again(watched: Watched) -> None:
    for n in range(4):
        submit(watched.register, create(f"new-{n}"), create(f"other-{n}"))
        told = watched.witness()
        assert (told.exit_code, told.output.endswith("leaves, signed by witness.example/1.\n")) == (0, True), (
            told.output
        )
    prover = Prover(watched.register, read_settings({}))
    text = check_note(watched.out.read_text("utf-8"), [prover.key(), read_key(watched.key)])
    assert text.split("\n")[1] == str(prover.tree.reached().size)
    assert watched.witness().exit_code == 0, "what it has seen it signs again"


def rewritten(register: Register, statement: str) -> None:
    """A past of another kind, with trees that fit it."""
    execute(register, statement)
    for table in PROVEN:
        execute(register, f"DELETE FROM {table.name}")


def test_a_rewritten_history_is_refused(watched: Watched) -> None:
    assert watched.witness().exit_code == 0
    rewritten(watched.register, f"UPDATE line SET hash = '{'0' * 64}' WHERE serial = 1 AND n = 5")
    told = watched.witness()
    assert (told.exit_code, "seen another history" in told.output) == (1, True), told.output
    submit(watched.register, create("new"))
    assert "seen another history" in watched.witness().output


def test_a_log_that_lost_its_end_is_refused(watched: Watched) -> None:
    submit(watched.register, create("new"))
    assert watched.witness().exit_code == 0
    execute(watched.register, "DELETE FROM line WHERE serial = 2")
    rewritten(watched.register, "DELETE FROM entry WHERE serial = 2")
    told = watched.witness()
    assert (told.exit_code, "its end was lost" in told.output) == (1, True), told.output


def test_wrong_use(watched: Watched) -> None:
    own = Prover(watched.register, read_settings({})).key().written()
    for told, given in (
        ("is the key of a log, not of a witness", {"key": own}),
        ("is no key of a log or a witness", {"key": "x"}),
        ("cannot be asked", {"address": "http://127.0.0.1:1"}),
        ("is no address of a witness", {"address": "http://x:port"}),
    ):
        done = watched.witness(**given)
        assert (done.exit_code, told in done.output) == (1, True), done.output
    assert not watched.out.exists()
    stranger = read_key(watched.key)._replace(raw=bytes(32)).written()
    assert "no signature of its own" in watched.witness(key=stranger).output
