"""`sor witness`: somebody else signs how far the log is, and refuses a log that was rewritten or lost its end."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from sor.cli import main
from sor.core.signed_note import check_note, read_key
from sor.jobs.proving import Prover
from sor.jobs.witnessing import NotWitnessed, witness_on_change
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
        [sys.executable, "-m", "tests.journeys.witness", prover.origin, prover.key().write_key()], cwd=ROOT,
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
    assert text.split("\n")[1] == str(prover.tree.find_reached().size)
    assert watched.witness().exit_code == 0, "what it has seen it signs again"


def signed(watched: Watched) -> tuple[int, int]:
    """What the checkpoint says that anybody gets: how many leaves, and how many have signed."""
    note = Prover(watched.register, read_settings({})).checkpoint()
    return int(note.split("\n")[1]), note.count("\n— ")


def test_whoever_asks_for_the_checkpoint_gets_what_the_witness_signed(watched: Watched) -> None:
    prover = Prover(watched.register, read_settings({}))
    assert watched.witness().exit_code == 0
    size = prover.tree.find_reached().size
    assert signed(watched) == (size, 2)
    check_note(prover.checkpoint(), [prover.key(), read_key(watched.key)])
    assert watched.witness().exit_code == 0
    submit(watched.register, create("new"))
    prover.tree.bring()
    assert signed(watched) == (size + 2, 1), "nobody has seen this yet"


def test_it_is_asked_at_every_checkpoint_and_waited_for_while_it_is_away(watched: Watched) -> None:
    prover, stop = Prover(watched.register, read_settings({})), threading.Event()
    sizes, said = list[int](), list[str]()

    def done(note: str) -> None:
        sizes.append(int(note.split("\n")[1]))
        if len(sizes) == 3:
            stop.set()
        else:
            submit(watched.register, create(f"new-{len(sizes)}"))

    witness_on_change(prover, watched.address, read_key(watched.key), stop, done, pause=0.01)
    assert sizes == [sizes[0], sizes[0] + 2, sizes[0] + 4]
    assert signed(watched) == (sizes[-1], 2)
    stop.clear()

    def away(told: str) -> None:
        said.append(told)
        if len(said) == 2:
            stop.set()

    witness_on_change(prover, "http://127.0.0.1:1", read_key(watched.key), stop, done, away, pause=0.01)
    assert all("cannot be asked" in told and told.endswith("It is tried again.") for told in said)
    rewritten(watched.register, f"UPDATE line SET hash = '{'0' * 64}' WHERE serial = 1 AND n = 5")
    stop.clear()
    with pytest.raises(NotWitnessed, match="seen another history"):
        witness_on_change(prover, watched.address, read_key(watched.key), stop, done, pause=0.01)


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
    own = Prover(watched.register, read_settings({})).key().write_key()
    for told, given in (
        ("is the key of a log, not of a witness", {"key": own}),
        ("is no key of a log or a witness", {"key": "x"}),
        ("cannot be asked", {"address": "http://127.0.0.1:1"}),
        ("is no address of a witness", {"address": "http://x:port"}),
    ):
        done = watched.witness(**given)
        assert (done.exit_code, told in done.output) == (1, True), done.output
    assert not watched.out.exists()
    stranger = read_key(watched.key)._replace(raw=bytes(32)).write_key()
    assert "no signature of its own" in watched.witness(key=stranger).output
