"""The job that prepares what takes seconds to make: everything at every look, whatever becomes of the one before."""

import asyncio

from sor.endpoints.operation.preparing import preparing
from sor.store.unavailable import Away
from tests.loops import run_apart


def test_everything_is_prepared_again_and_again_also_after_a_failure() -> None:
    told: list[str] = []

    def fails() -> None:
        told.append("fails")
        raise Away("the database is away") if told.count("fails") == 1 else ValueError("a mistake")

    async def go() -> None:
        enough = asyncio.Event()
        loop = asyncio.get_running_loop()

        def works() -> None:
            told.append("works")
            if told.count("works") == 3:
                loop.call_soon_threadsafe(enough.set)

        async with preparing((fails, works), look=0.001)(None):
            async with asyncio.timeout(60):
                await enough.wait()
        ended = told.count("works")
        await asyncio.sleep(0.05)
        assert told.count("works") <= ended + 1  # what had begun ends by itself

    run_apart(go())
    assert told[:6] == ["fails", "works"] * 3
