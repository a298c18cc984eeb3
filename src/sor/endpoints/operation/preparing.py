"""The server's job that keeps at hand what takes seconds to make, so that no visitor is the one who waits for it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

import structlog

from sor.endpoints.http.unavailable import told_of

LOOK = 5.0
"""Seconds before the first look, when the server answers long since, and between two."""

log = structlog.get_logger()


def preparing(
    prepare: Sequence[Callable[[], None]], look: float = LOOK
) -> Callable[..., contextlib.AbstractAsyncContextManager[None]]:
    """The server's lifespan with this job beside it. prepare: each begins, in a thread of its own, what lacks."""

    @contextlib.asynccontextmanager
    async def running(_: object) -> AsyncIterator[None]:
        job = asyncio.create_task(_go_on(prepare, look))
        try:
            yield
        finally:
            job.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job

    return running


async def _go_on(prepare: Sequence[Callable[[], None]], look: float) -> None:
    while True:
        await asyncio.sleep(look)
        for one in prepare:
            try:
                await asyncio.to_thread(one)
            except Exception as error:  # the job must outlive a database that is away for a moment
                if told_of(error) is None:
                    log.exception("nothing could be prepared")
