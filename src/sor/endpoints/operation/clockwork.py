"""The clock's job: when a Danish day has come, the log says so, and what was scheduled for it is in the feed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import structlog

from sor.endpoints.http.fair_queue import Crowded, FairQueue, never
from sor.register import Register
from sor.store.unavailable import Busy, Stopped

LOOK = 20.0
"""Seconds between two looks at the clock; a demo's clock may be moved at any time, so nothing longer is slept."""

log = structlog.get_logger()


def clockwork(
    register: Register, queue: FairQueue, look: float = LOOK
) -> Callable[..., contextlib.AbstractAsyncContextManager[None]]:
    """The server's lifespan with the clock's job running beside it."""

    @contextlib.asynccontextmanager
    async def running(_: object) -> AsyncIterator[None]:
        job = asyncio.create_task(turn_days(register, queue, look))
        try:
            yield
        finally:
            job.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job

    return running


async def turn_days(register: Register, queue: FairQueue, look: float = LOOK) -> None:
    """Turn the day now and whenever a new one has come. Every process tries; the first one writes the entry. queue:
    that of those who write.
    """
    turned = 0
    while True:
        today = register.today()
        if today > turned:
            try:
                await queue.run("clock", never, register.turn_day)
                turned = today
            except (Busy, Crowded):
                log.info("day not turned yet, another change is being written", day=today)
            except Stopped as error:
                log.warning("day not turned, nothing is written", reason=str(error))
            except Exception:  # the job must outlive a database that is away for a moment
                log.exception("day not turned", day=today)
        await asyncio.sleep(look)
