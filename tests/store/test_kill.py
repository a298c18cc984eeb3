"""Killed in the middle of an import or a submission: what was committed is there whole, what was not is not there."""

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
from tests.conftest import StandingClock
from tests.soaking import report
from tests.store.writer import UNITS

ROOT = Path(__file__).resolve().parents[2]


def killed_after(database: Database, answers: int, seconds: float) -> list[int]:
    """Kill a writing process some time after its first `answers`; gives the serials it had said to be committed."""
    url = database.url.set(drivername=database.dialect).render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.store.writer", url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        committed = [int(process.stdout.readline()) for _ in range(answers)]
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        committed += [int(line) for line in process.stdout.read().splitlines()]
    assert process.returncode == -signal.SIGKILL, "it was writing until it was killed"
    return committed


def check(register: Register, committed: list[int], before: int) -> int:
    """Everything committed is there, at most the one entry more that could not be told any more, and all is sound."""
    entries = list(register.since(0))
    assert [entry.serial for entry in entries] == list(range(1, len(entries) + 1))
    last = max([before, *committed])
    assert last <= len(entries) <= last + 2  # a day entry and a submission are one transaction
    assert register.verify(deep=True).fault is None
    for entry in entries[before:]:
        lines = register.count_lines(entry.serial)
        if entry.channel == "import" and entry.origin:
            assert lines in (UNITS + 2, UNITS + 1), "a file is there whole or not at all"
    assert register.at().count("unit") in (0, UNITS + 2)
    return len(entries)


def kill_and_check(database: Database, clock: StandingClock, runs: int, until: float, seed: int) -> tuple[int, int]:
    """Kill a writer again and again on the same database; gives how often, and how many entries there are then."""
    register = Register(database, clock)
    register.init("mirror")
    chance = random.Random(seed)
    before = kills = 0
    for _ in range(runs):
        kills += 1
        committed = killed_after(database, chance.randint(0, 4), chance.uniform(0, 0.5))
        before = check(register, committed, before)
        if time.monotonic() > until:
            break
    return kills, before


@pytest.mark.slow
@pytest.mark.alike
def test_killed_five_times(database: Database, clock: StandingClock) -> None:
    assert kill_and_check(database, clock, 5, float("inf"), seed=1) > (5, 5)


@pytest.mark.soak
def test_killed_again_and_again(new_database: Callable[[], Database], clock: StandingClock) -> None:
    """Half of MINUTES for each database; a new one whenever it has become long to check."""
    until = time.monotonic() + float(os.environ.get("MINUTES", "1")) * 30
    figures = []
    while time.monotonic() < until:
        figures.append(kill_and_check(new_database(), clock, 20, until, len(figures) + 1))
    killed, found = map(sum, zip(*figures, strict=True))
    report(**{"kills within writing": killed, "entries, all whole": found})
