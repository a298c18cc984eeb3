"""The watch: one look for all who wait, in threads and on event loops; it outlives a database that goes away."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sor.following.watch import Seen, Watch
from sor.register import Register, Submission
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.loops import run_apart

LONG = 60.0  # never reached: who waits is woken


@pytest.fixture
def watch(register: Register) -> Iterator[Watch]:
    made = Watch(register, look=0.01)
    yield made
    made.close()


def append(register: Register) -> int:
    return register.submit(Submission([], "anna", "web")).serial


def test_it_sees_the_head_and_the_day_from_its_start_on(register: Register, watch: Watch) -> None:
    serial = append(register)
    watch.start()
    assert watch.seen == Seen(serial, 20261101, is_reachable=True)


def test_a_thread_that_waits_is_woken_by_an_entry(register: Register, watch: Watch) -> None:
    watch.start()
    before = watch.seen
    threading.Timer(0.05, append, [register]).start()
    assert watch.wait(before, LONG).serial == before.serial + 1


def test_all_tasks_that_wait_are_woken_and_none_blocks_the_others(register: Register, watch: Watch) -> None:
    async def wait() -> list[Seen]:
        waiting = [asyncio.create_task(watch.await_move(before, LONG)) for _ in range(20)]
        await asyncio.get_running_loop().run_in_executor(None, append, register)
        return await asyncio.gather(*waiting)

    watch.start()
    before = watch.seen
    assert {seen.serial for seen in run_apart(wait())} == {before.serial + 1}


def test_a_job_that_is_woken_and_told_to_end_at_once_ends(register: Register, watch: Watch) -> None:
    """Whichever of the two its loop comes to first: else a server that got a change as it was stopped would not end."""

    async def wait_again_and_again() -> None:
        while True:
            await watch.await_move(watch.seen, LONG)

    async def end_after(steps: int) -> bool:
        job = asyncio.create_task(wait_again_and_again())
        await asyncio.sleep(0)
        append(register)
        watch.look()
        for _ in range(steps):
            await asyncio.sleep(0)
        job.cancel()
        for _ in range(20):
            await asyncio.sleep(0)
        return job.cancelled()

    assert [run_apart(end_after(steps)) for steps in range(8)] == [True] * 8


def test_what_has_moved_already_is_not_waited_for(register: Register, watch: Watch) -> None:
    watch.start()
    stale = watch.seen._replace(serial=watch.seen.serial + 7)
    assert watch.wait(stale, LONG) == run_apart(watch.await_move(stale, LONG)) == watch.seen


def test_nothing_moves_and_the_wait_ends(watch: Watch) -> None:
    watch.start()
    assert watch.wait(watch.seen, 0.02) == run_apart(watch.await_move(watch.seen, 0.02)) == watch.seen


def test_a_new_day_wakes_as_an_entry_does(clock: StandingClock, watch: Watch) -> None:
    watch.start()
    before = watch.seen
    threading.Timer(0.05, clock.pass_days, [1]).start()
    assert watch.wait(before, LONG).day == 20261102


def test_who_waits_is_let_go_when_the_watch_ends(watch: Watch) -> None:
    watch.start()
    threading.Timer(0.05, watch.close).start()
    assert watch.wait(watch.seen, LONG) == watch.seen


def test_every_look_is_one_for_all(register: Register, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    connection = watch._line.connection
    monkeypatch.setattr(watch._line, "connection", lambda: looks.append(1) or connection())

    async def wait() -> None:
        await asyncio.gather(*(watch.await_move(watch.seen, 0.01) for _ in range(50)))

    watch.look()
    run_apart(wait())
    assert len(looks) == 1


@pytest.mark.slow
def test_a_database_that_goes_away_and_comes_back_is_seen(tmp_path: Path, clock: StandingClock) -> None:
    file, away = tmp_path / "sor.db", tmp_path / "away.db"
    register = Register(Database(f"sqlite:///{file}"), clock)
    register.init("master", demo=True)
    serial = append(register)
    register.database.close()
    watch = Watch(register)
    assert watch.look() == Seen(serial, 20261101, is_reachable=True)
    file.rename(away)
    assert watch.look() == Seen(serial, 20261101, is_reachable=False)
    away.rename(file)
    assert watch.look() == Seen(serial, 20261101, is_reachable=True)
    watch.close()
