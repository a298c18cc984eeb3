"""The server's job that sends what waits in the outbox, and tells consumers that have stopped; every process tries, and
each mail is made and taken by one.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import structlog

from sor.desk.mail import Outbox
from sor.desk.newsletter import Newsletter
from sor.desk.plan_reminders import PlanReminders
from sor.desk.stopped_consumers import StayedStopped, tell_stopped
from sor.endpoints.http.unavailable import told_of
from sor.following.consumers import Consumers
from sor.register import Register

LOOK = 5.0
"""Seconds between two looks at the outbox."""

log = structlog.get_logger()


def mailing(
    register: Register, outbox: Outbox, consumers: Consumers, newsletter: Newsletter, look: float = LOOK
) -> Callable[..., contextlib.AbstractAsyncContextManager[None]]:
    """The server's lifespan with this job beside it."""
    plans, stayed = PlanReminders(register), StayedStopped()

    def look_once() -> None:
        if outbox.is_open:
            tell_stopped(register, consumers, stayed)
            plans.put_due()
            outbox.send_due()
        newsletter.publish_settled()

    @contextlib.asynccontextmanager
    async def running(_: object) -> AsyncIterator[None]:
        job = asyncio.create_task(_go_on(look_once, look))
        try:
            yield
        finally:
            job.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job

    return running


async def _go_on(look_once: Callable[[], None], look: float) -> None:
    while True:
        try:
            await asyncio.to_thread(look_once)
        except Exception as error:  # the job must outlive a database that is away for a moment
            if told_of(error) is None:
                log.exception("mail not sent")
        await asyncio.sleep(look)
