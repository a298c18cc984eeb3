"""Whoever waits to write: callers in turn, a bounded number of them, and nothing is done for who is gone."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.endpoints.http.fair_queue import Crowded, FairQueue
from sor.register import BRIEFLY, TakesLong
from tests.loops import run_apart


async def never() -> None:
    await asyncio.Event().wait()


class Line:
    """A queue of one thread, held until it is let go, and what was done in it."""

    def __init__(self, most_waiting: int = 100) -> None:
        self.queue = FairQueue("test", 1, most_waiting)
        self.done: list[str] = []
        self._held = threading.Event()
        self._tasks: list[asyncio.Task[str]] = []

    async def hold(self) -> None:
        self._tasks.append(asyncio.create_task(self.queue.run("holder", never, self._wait)))
        await asyncio.sleep(0)

    async def join(self, caller: str, gone: Callable[[], Awaitable[None]] = never) -> asyncio.Task[str]:
        task = asyncio.create_task(self.queue.run(caller, gone, lambda: self._do(caller)))
        self._tasks.append(task)
        await asyncio.sleep(0)
        return task

    async def let_go(self) -> list[str | BaseException]:
        self._held.set()
        return (await asyncio.gather(*self._tasks, return_exceptions=True))[1:]

    def _wait(self) -> str:
        assert self._held.wait(30)
        return "held"

    def _do(self, caller: str) -> str:
        self.done.append(caller)
        return caller


def test_whoever_gets_a_turn_and_is_told_to_end_at_once_ends_and_leaves_the_turn_to_others() -> None:
    async def end_after(steps: int) -> tuple[bool, int]:
        queue = FairQueue("test", 1)

        async def ask_again_and_again() -> None:
            while True:
                async with queue.turn("job", never):
                    await asyncio.sleep(0)

        async with queue.turn("other", never):
            job = asyncio.create_task(ask_again_and_again())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        for _ in range(steps):
            await asyncio.sleep(0)
        job.cancel()
        await asyncio.wait({job}, timeout=30)
        async with queue.turn("other", never):
            return job.cancelled(), queue.waiting

    assert [run_apart(end_after(steps)) for steps in range(6)] == [(True, 0)] * 6


def test_a_turn_that_takes_no_thread_is_one_of_the_queue() -> None:
    async def play() -> list[str]:
        queue, done = FairQueue("test", 2), list[str]()
        asked = asyncio.Event()

        async def ask(caller: str) -> None:
            async with queue.turn(caller, never):
                done.append(caller)
                await asked.wait()

        tasks = [asyncio.create_task(ask(caller)) for caller in "AAAAB"]
        await asyncio.sleep(0)
        assert (done, queue.waiting) == (["A", "A"], 3)
        asked.set()
        await asyncio.gather(*tasks)
        return done

    assert run_apart(play()) == ["A", "A", "A", "B", "A"]


def test_one_callers_hundred_do_not_stand_before_anothers_one() -> None:
    async def play() -> list[str]:
        line = Line()
        await line.hold()
        for caller in "AAAABBC":
            await line.join(caller)
        assert line.queue.waiting == 7
        await line.let_go()
        assert line.queue.waiting == 0
        return line.done

    assert "".join(run_apart(play())) == "ABCABAA"


@given(st.text("ABC", max_size=12))
def test_everybody_is_served_once_and_in_turn(callers: str) -> None:
    async def play() -> list[str]:
        line = Line()
        await line.hold()
        for caller in callers:
            await line.join(caller)
        assert await line.let_go() == list(callers)
        return line.done

    expected: list[str] = []
    waiting = {caller: callers.count(caller) for caller in dict.fromkeys(callers)}
    while waiting:
        expected += waiting
        waiting = {caller: count - 1 for caller, count in waiting.items() if count > 1}
    assert run_apart(play()) == expected


def test_in_a_full_queue_the_caller_with_most_makes_room() -> None:
    async def play() -> None:
        line = Line(most_waiting=4)
        await line.hold()
        flood = [await line.join("A") for _ in range(4)]
        late = await line.join("A")
        other = await line.join("B")
        with pytest.raises(Crowded):
            await late
        with pytest.raises(Crowded):
            await flood[3]
        assert (line.queue.waiting, line.queue.turned_away) == (4, 2)
        await line.let_go()
        assert await other == "B"
        assert line.done == ["A", "B", "A", "A"]

    run_apart(play())


def test_nothing_is_done_for_a_client_that_is_gone() -> None:
    async def play() -> None:
        line, left = Line(), asyncio.Event()

        async def gone() -> None:
            await left.wait()

        await line.hold()
        first, second, third = await line.join("A", gone), await line.join("A"), await line.join("B")
        left.set()
        with pytest.raises(Crowded):
            await first
        third.cancel()
        await asyncio.gather(third, return_exceptions=True)
        assert (line.queue.waiting, line.queue.given_up) == (1, 1)
        await line.let_go()
        assert await second == "A"
        assert line.done == ["A"]
        assert await line.queue.run("C", never, lambda: "free again") == "free again"

    run_apart(play())


def test_what_fails_leaves_its_thread_to_the_next() -> None:
    async def play() -> None:
        queue = FairQueue("test", 1)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await queue.run("A", never, lambda: 1 // 0)
        assert await queue.run("A", never, lambda: 1) == 1

    run_apart(play())


def test_what_takes_long_is_begun_again_where_only_those_wait_who_take_long() -> None:
    async def play() -> list[str]:
        long, held, done = FairQueue("long", 1), threading.Event(), list[str]()
        queue = FairQueue("test", 1, long=long)

        def work() -> str:
            if BRIEFLY.get():
                raise TakesLong
            assert held.wait(30)
            done.append("long")
            return "long"

        task = asyncio.create_task(queue.run("A", never, work, may_begin_again=True))
        for caller in "BA":
            await queue.run(caller, never, lambda: done.append("short"), may_begin_again=True)
        held.set()
        assert await task == "long"
        return done

    assert run_apart(play()) == ["short", "short", "long"]


def test_what_may_not_be_begun_again_takes_as_long_as_it_takes() -> None:
    async def play() -> bool:
        return await FairQueue("test", 1, long=FairQueue("long", 1)).run("A", never, BRIEFLY.get)

    assert not run_apart(play())
