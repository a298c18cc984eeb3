"""The command that delivers entries to who subscribed to them: `sor deliver`."""

import asyncio
import threading

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import expected_failures
from sor.cli.publishing import stop_signal
from sor.following.deliverer import Deliverer, DeliveryOptions
from sor.register import Register
from sor.settings import Settings
from sor.store.followed import only_deliverer

STANDBY = 5.0
"""Seconds between two looks whether another program still delivers."""


@click.command("deliver")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when the process that started this one ends.")
@database_option
def deliver_command(database: str | None, with_parent: bool) -> None:
    """Deliver each entry of the log to the webhooks that subscribed to it, until ended.

    The server runs this beside itself. One program delivers for a database; another one waits until that has ended.
    """
    settings = settings_with(database)
    with expected_failures():
        register = open_register(settings)
        deliver_when_alone(register, settings, stop_signal(with_parent))


def deliver_when_alone(register: Register, settings: Settings, stop: threading.Event) -> None:
    """Wait until no other program delivers, then deliver until ``stop`` is set."""
    while not stop.is_set():
        with only_deliverer(register.database) as is_only:
            if is_only:
                asyncio.run(_deliver(register, settings, stop))
                return
        stop.wait(STANDBY)


async def _deliver(register: Register, settings: Settings, stop: threading.Event) -> None:
    from sor.endpoints.rest.entries import first_page

    ending = asyncio.Event()
    loop = asyncio.get_running_loop()

    def watch() -> None:
        stop.wait()
        loop.call_soon_threadsafe(ending.set)

    threading.Thread(target=watch, name="stop", daemon=True).start()
    options = DeliveryOptions(settings.webhook_allowed, settings.webhook_patience)
    await Deliverer(register, first_page, options).run(ending)
