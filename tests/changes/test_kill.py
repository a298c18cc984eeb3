"""Killed inside many submissions at once: each is there whole or not at all, what was acknowledged is there, once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sor.register import Register
from sor.store.database import Database
from tests.changes.scene import Scene
from tests.changes.sender import document
from tests.conftest import StandingClock
from tests.soaking import report

ROOT = Path(__file__).resolve().parents[2]
RUNS_OF_SOAK = 1000


def killed_while_sending(database: Database, parent: str, run: str, answers: int, seconds: float) -> dict[str, int]:
    """Kill a sending process some time after its first `answers`; gives what it had acknowledged, by key."""
    url = database.url.set(drivername=database.dialect).render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.changes.sender", url, parent, run]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        heard = "".join(process.stdout.readline() for _ in range(answers))
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        heard += process.stdout.read()
        said = [line.split() for line in heard.splitlines() if line.count(" ") == 1]
    assert process.returncode == -signal.SIGKILL, "it was sending until it was killed"
    return {key: int(serial) for key, serial in said}


def check(register: Register, scene: Scene, acknowledged: dict[str, int]) -> None:
    """The entries are whole and in order, the acknowledged ones among them, and sending one again changes nothing."""
    entries = list(register.since(scene.serial))
    by_key = {entry.reason: entry for entry in entries}
    assert len(by_key) == len(entries), "a key was done twice"
    made: set[str] = set()
    for entry in entries:
        lines = register.lines(entry.serial)
        assert len(lines) == 3, "a set is there whole or not at all"
        assert not made & {line.key for line in lines}, "a code was given twice"
        made |= {line.key for line in lines}
    assert {key: by_key[key].serial for key in acknowledged} == acknowledged
    assert register.verify(deep=True).fault is None
    for key, serial in list(acknowledged.items())[:1]:
        again = register.change(document(key, scene["heart"]), by_key[key].actor, "rest", key=key)
        assert again.replayed
        assert again.serial == serial


def kill_and_check(database: Database, clock: StandingClock, runs: int, until: float, seed: int) -> tuple[int, int]:
    """Kill a sender again and again on the same register; gives how often, and how many submissions were acknowledged
    and found.
    """
    register = Register(database, clock)
    register.init("master", demo=True)
    scene = Scene(register)
    chance = random.Random(seed)
    acknowledged: dict[str, int] = {}
    run = 0
    for run in range(1, runs + 1):
        name, answers = f"{seed}-{run}", chance.randint(0, 8)
        acknowledged |= killed_while_sending(database, scene["heart"], name, answers, chance.uniform(0, 0.3))
        check(register, scene, acknowledged)
        if time.monotonic() > until:
            break
    return run, len(acknowledged)


@pytest.mark.slow
@pytest.mark.alike
def test_killed_five_times_inside_many_submissions(database: Database, clock: StandingClock) -> None:
    assert kill_and_check(database, clock, 5, float("inf"), seed=4) > (5, 5)


@pytest.mark.soak
def test_killed_a_thousand_times(new_database: Callable[[], Database], clock: StandingClock) -> None:
    """At most 1,000 runs and half of MINUTES for each database; a new one every ten runs, which is long enough."""
    until = time.monotonic() + float(os.environ.get("MINUTES", "1")) * 30
    figures = []
    for seed in range(RUNS_OF_SOAK // 10):
        figures.append(kill_and_check(new_database(), clock, 10, until, seed))
        if time.monotonic() > until:
            break
    killed, found = map(sum, zip(*figures, strict=True))
    report(**{"kills within submissions": killed, "acknowledged, and there once": found})
