"""`sor day`: which day the register has reached, and somebody's word on a day that the clock alone may not bring."""

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import as_json, expected_failures, print_json
from sor.core.day import NotADay, parse_day, write_day
from sor.desk.actors import Actors


@click.command("day")
@click.option("--accept", is_flag=True, help="The clock is right: let its day be the register's.")
@click.option("--set", "wanted", metavar="DATE", help="The register's day ran ahead: set it back to this one.")
@click.option("--reason", default="", metavar="TEXT", help="Why; needed to set the day back.")
@click.option("--as", "actor", metavar="ACTOR", help="Who says so: the register authority; see sor user list.")
@as_json
@database_option
def day_command(
    database: str | None, accept: bool, wanted: str | None, reason: str, actor: str | None, as_json: bool
) -> None:
    """Tell which day the register has reached, or say that another one is true.

    A real register stops writing when the computer's clock is before the day it has reached, or more than
    SOR_MOST_DAYS_AHEAD days after it. Set the clock right; or, if the clock is right, say so here.
    """
    if accept and wanted:
        raise click.UsageError("Give --accept or --set DATE, not both.")
    with expected_failures():
        register = open_register(settings_with(database))
        if accept or wanted:
            day = register.today() if wanted is None else _day(wanted)
            register.set_day(day, Actors(register).speaker(actor), "cli", reason)
        head, stopped = register.head(), register.find_stopped()
    if as_json:
        reached = write_day(head.day) if head.serial else None
        print_json(
            {
                "day": reached,
                "today": write_day(register.today()),
                "serial": head.serial,
                "stopped": stopped and str(stopped),
                "recorded_ahead_until": register.recorded_ahead_until(),
            }
        )
        return
    if not head.serial:
        click.echo("The register is empty: its first entry brings its day along.")
        return
    click.echo(f"The register has reached {write_day(head.day)}, at serial {head.serial}.")
    if until := register.recorded_ahead_until():
        click.echo(f"Entries are recorded ahead of their time until {until}: ask by serial for what was known before.")
    if stopped:
        click.echo(str(stopped))


def _day(text: str) -> int:
    try:
        return parse_day(text)
    except NotADay as error:
        raise click.UsageError(str(error)) from None
