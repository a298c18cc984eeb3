"""The server's job that sends what waits in the outbox; every process tries, and each mail is taken by one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import structlog

from sor.desk.mail import Outbox
from sor.endpoints.http.unavailable import told_of

LOOK = 5.0
"""Seconds between two looks at the outbox."""

log = structlog.get_logger()


def mailing(outbox: Outbox, look: float = LOOK) -> Callable[..., contextlib.AbstractAsyncContextManager[None]]:
    """The server's lifespan with this job beside it."""

    @contextlib.asynccontextmanager
    async def running(_: object) -> AsyncIterator[None]:
        job = asyncio.create_task(_go_on(outbox, look))
        try:
            yield
        finally:
            job.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job

    return running


async def _go_on(outbox: Outbox, look: float) -> None:
    while True:
        try:
            await asyncio.to_thread(outbox.send_due)
        except Exception as error:  # the job must outlive a database that is away for a moment
            if told_of(error) is None:
                log.exception("mail not sent")
        await asyncio.sleep(look)
