"""Guessing secrets is slow."""

import pytest

from sor.endpoints.failed_tries import MOST_KEPT, PER_ADDRESS, PER_CALLER, FailedTries


class Watch:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def tries(watch: Watch) -> FailedTries:
    return FailedTries(watch)


def fail(tries: FailedTries, times: int, client: str = "rikke", address: str = "10.0.0.1") -> None:
    for _ in range(times):
        tries.failed(client, address)


def test_a_few_failures_are_forgiven(tries: FailedTries) -> None:
    fail(tries, PER_CALLER - 1)
    assert tries.wait("rikke", "10.0.0.1") == 0


def test_after_five_the_next_try_waits_until_the_first_is_a_minute_old(tries: FailedTries, watch: Watch) -> None:
    fail(tries, 1)
    watch.now += 20
    fail(tries, PER_CALLER - 1)
    assert tries.wait("rikke", "10.0.0.1") == 41
    watch.now += 41
    assert tries.wait("rikke", "10.0.0.1") == 0
    fail(tries, 1)
    assert tries.wait("rikke", "10.0.0.1") > 0


def test_another_program_and_another_address_need_not_wait(tries: FailedTries) -> None:
    fail(tries, PER_CALLER)
    assert tries.wait("bo", "10.0.0.1") == 0
    assert tries.wait("rikke", "10.0.0.2") == 0


def test_trying_ever_new_programs_is_slowed_down_too(tries: FailedTries) -> None:
    for n in range(PER_ADDRESS):
        tries.failed(f"program-{n}", "10.0.0.1")
    assert tries.wait("rikke", "10.0.0.1") > 0
    assert tries.wait("rikke", "10.0.0.2") == 0


def test_the_memory_for_failures_is_bounded(tries: FailedTries) -> None:
    for n in range(MOST_KEPT):
        tries.failed("x", f"address-{n}")
    assert len(tries._failures) == MOST_KEPT
