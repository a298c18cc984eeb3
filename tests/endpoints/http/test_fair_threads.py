"""Whoever reads: nobody has more than half of the threads, callers take turns, and nothing is done for who has left."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.endpoints.http.fair_queue import Crowded
from sor.endpoints.http.fair_threads import ASKER, FairThreads, WhoAsks, works_for
from sor.endpoints.http.half_sent import LINE
from sor.endpoints.http.spending import Spending
from tests.loops import run_apart


def stays() -> bool:
    return False


def ask(
    threads: FairThreads, caller: str, work: Callable[[], str], has_left: Callable[[], bool] = stays
) -> Future[str]:
    """Hand something to the threads for a caller; for the server itself when nobody is named."""

    def submit() -> Future[str]:
        if caller:
            ASKER.set(WhoAsks(caller, has_left))
        return threads.submit(work)

    return copy_context().run(submit)


class Held:
    """Work that begins, and ends when it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self._free = threading.Event()

    def __call__(self) -> str:
        self.begun.release()
        assert self._free.wait(60)
        return "held"

    def let_go(self) -> None:
        self._free.set()


def test_one_caller_leaves_half_of_the_threads_to_others() -> None:
    threads, held = FairThreads(4), Held()
    heavy = [ask(threads, "many", held) for _ in range(10)]
    for _ in range(2):
        assert held.begun.acquire(timeout=60)
    others = [ask(threads, name, lambda: "answered").result(60) for name in ("one", "other", "")]
    assert others == ["answered"] * 3
    assert not held.begun.acquire(blocking=False), "a third of the same caller"
    assert threads.waiting == 8
    held.let_go()
    assert {one.result(60) for one in heavy} == {"held"}
    assert threads.waiting == 0


def test_callers_take_turns_and_the_server_itself_waits_for_nobody() -> None:
    threads, held, done = FairThreads(2), Held(), list[str]()
    holding = [ask(threads, "x", held), ask(threads, "y", held)]
    for _ in range(2):
        assert held.begun.acquire(timeout=60)

    def note(name: str) -> Callable[[], str]:
        def work() -> str:
            done.append(name)
            return name

        return work

    waiting = [ask(threads, name, note(name or "ours")) for name in ("a", "a", "a", "b", "")]
    held.let_go()
    for one in (*holding, *waiting):
        one.result(60)
    assert done.index("ours") < done.index("b") < len(done) - 1
    assert sorted(done) == ["a", "a", "a", "b", "ours"]


def test_who_cost_little_comes_before_all_who_cost_much_and_these_after_a_while_in_their_turn() -> None:
    passed = [0.0]
    threads, done = FairThreads(1, spending=Spending(lambda: passed[0])), list[str]()

    def work(name: str, seconds: float) -> Callable[[], str]:
        def take() -> str:
            passed[0] += seconds
            done.append(name)
            return name

        return take

    def hold_and(*asked: tuple[str, float]) -> list[str]:
        held = Held()
        holding = ask(threads, "", held)
        assert held.begun.acquire(timeout=60)
        done.clear()
        waiting = [ask(threads, name, work(name, seconds)) for name, seconds in asked]
        held.let_go()
        for one in (holding, *waiting):
            one.result(60)
        return [*done]

    assert hold_and(("a", 3), ("b", 2), ("c", 1)) == ["a", "b", "c"]
    assert hold_and(("a", 0), ("b", 0), ("c", 0), ("new", 0)) == ["new", "c", "b", "a"]
    passed[0] += 600
    assert hold_and(("a", 0), ("b", 0), ("new", 0)) == ["a", "b", "new"]


def test_nothing_is_done_for_who_has_left_and_what_is_given_up_is_left_out() -> None:
    threads, held = FairThreads(2), Held()
    holding = ask(threads, "a", held)
    assert held.begun.acquire(timeout=60)
    gone, cancelled, stayed = (
        ask(threads, "a", lambda: "done", lambda: True), ask(threads, "a", held), ask(threads, "a", lambda: "done"),
    )  # fmt: skip
    assert cancelled.cancel()
    held.let_go()
    assert (holding.result(60), stayed.result(60)) == ("held", "done")
    with pytest.raises(Crowded, match="left while it waited"):
        gone.result(60)
    assert threads.given_up == 1


def test_who_has_too_many_waiting_is_told_to_come_again_and_others_are_not() -> None:
    threads, held = FairThreads(2, most_waiting=3), Held()
    heavy = [ask(threads, "many", held)]
    assert held.begun.acquire(timeout=60)
    heavy += [ask(threads, "many", held) for _ in range(3)]
    with pytest.raises(Crowded, match="of this caller"):
        ask(threads, "many", held).result(60)
    assert ask(threads, "one", lambda: "answered").result(60) == "answered"
    assert (threads.turned_away, threads.waiting) == (1, 3)
    held.let_go()
    assert {one.result(60) for one in heavy} == {"held"}


def test_what_is_raised_is_told_to_who_asked_and_the_thread_goes_on() -> None:
    threads = FairThreads(1)

    def fail() -> str:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        ask(threads, "a", fail).result(60)
    assert ask(threads, "a", lambda: "answered").result(60) == "answered"


@given(callers=st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=40), count=st.integers(1, 5))
def test_all_that_is_handed_in_is_done_once(callers: list[str], count: int) -> None:
    threads, done = FairThreads(count), list[int]()

    def work(n: int) -> Callable[[], str]:
        def note() -> str:
            done.append(n)
            return ""

        return note

    futures = [ask(threads, caller, work(n)) for n, caller in enumerate(callers)]
    for one in futures:
        one.result(60)
    assert sorted(done) == [*range(len(callers))]


def test_what_a_loop_hands_out_is_done_by_these_threads() -> None:
    async def play() -> str:
        async with FairThreads(2).running(None):
            return await asyncio.to_thread(lambda: threading.current_thread().name)

    assert run_apart(play()).startswith("readers")


def test_an_application_is_started_again_in_another_loop() -> None:
    threads = FairThreads(2)

    async def play() -> str:
        async with threads.running(None):
            return await asyncio.to_thread(lambda: "done")

    assert [run_apart(play()) for _ in range(3)] == ["done"] * 3


@pytest.mark.parametrize(("method", "has_left"), [("GET", True), ("HEAD", True), ("POST", False), ("PATCH", False)])
def test_only_who_reads_may_leave(method: str, has_left: bool) -> None:
    scope = {"type": "http", "method": method, "client": ("2001:db8::7", 1), "state": {LINE: lambda: True}}
    asker = works_for(scope)  # type: ignore[arg-type]
    assert (asker.address, asker.has_left()) == ("2001:db8::/64", has_left)
    assert not works_for({"type": "http", "method": "GET", "client": None}).has_left()  # type: ignore[typeddict-item]
