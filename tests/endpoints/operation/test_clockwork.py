"""The clock's job: the log says that a day has come, once."""

import asyncio

import pytest

from sor.endpoints.http.fair_queue import FairQueue
from sor.endpoints.operation.clockwork import turn_days
from sor.register import Register
from tests.conftest import StandingClock
from tests.loops import run_apart
from tests.store.units import begin, create


async def _while_running(register: Register, clock: StandingClock) -> None:
    jobs = [asyncio.create_task(turn_days(register, FairQueue("test", 1), look=0.02)) for _ in range(2)]
    await asyncio.sleep(0.2)
    before = register.serial()
    clock.pass_days(1)
    while register.serial() == before:  # noqa: ASYNC110 (nobody tells of it)
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)  # in which the other one would write it again
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)


@pytest.mark.slow
@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_two_processes_write_one_day_entry(register: Register, clock: StandingClock) -> None:
    begin(register, create("A", 20261102, name="Alfa"))
    run_apart(_while_running(register, clock))
    entries = list(register.since(1))
    assert [(entry.kind, entry.day) for entry in entries] == [("day", 20261102)]
