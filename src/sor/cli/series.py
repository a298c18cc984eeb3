"""`sor series`: the series of location numbers that the authority and the regions issue from."""

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json, table
from sor.core.identifiers import location_number_problem
from sor.core.instant import write_instant
from sor.desk.actors import Actors
from sor.store import audit_log, series
from sor.store.series import AUTHORITY, Overlapping


@click.group("series")
def series_command() -> None:
    """Series of location numbers: entered beforehand, each number used once.

    A change issues the next free one when it names a number #n1 (see the guide on changes).
    """


@series_command.command("list")
@as_json
@database_option
def list_command(database: str | None, as_json: bool) -> None:
    """Every series: whose it is, its numbers, and how many are left."""
    with expected_failures():
        register = open_register(settings_with(database))
        found = series.all_series(register.database.reader())
    if as_json:
        print_json([one._asdict() | {"left": one.last - one.next + 1} for one in found])
        return
    shown = table("Owner", "First", "Last", "Left", "Added by", "Added")
    for one in found:
        left = one.last - one.next + 1
        shown.add_row(one.owner, f"{one.first:012d}", f"{one.last:012d}", f"{left:,}", one.added_by, one.added_at)
    console().print(shown)


@series_command.command("history")
@as_json
@database_option
def history_command(database: str | None, as_json: bool) -> None:
    """Show who entered which series, and when; the newest first."""
    with expected_failures():
        register = open_register(settings_with(database))  # held while it is read: who lets go of it closes it
        entered = audit_log.read_notes_of(register.database.reader(), series.WHAT)
    if as_json:
        print_json([one._asdict() for one in entered])
        return
    shown = table("When", "Who", "By", "What", "Series", "Owner")
    for one in entered:
        shown.add_row(one.at, one.who, one.channel, one.what, one.key, one.after["owner"])
    console().print(shown)


@series_command.command("add")
@click.argument("first")
@click.argument("last")
@click.option("--owner", default=AUTHORITY, metavar="CODE", help="The region's SOR code [the authority].")
@click.option("--as", "actor", required=True, metavar="ACTOR", help="Who enters it; see sor user list.")
@database_option
def add_command(database: str | None, first: str, last: str, owner: str, actor: str) -> None:
    """Enter the series from FIRST to LAST: location numbers of 13 digits."""
    for number in (first, last):
        if problem := location_number_problem(number):
            raise click.UsageError(f"{number}: {problem}.")
    if first > last:
        raise click.UsageError(f"{first} comes after {last}.")
    with expected_failures():
        register = open_register(settings_with(database))
        if owner != AUTHORITY and not register.at().is_known("unit", owner):
            raise Fails(f"There is no unit {owner} in the register.")
        Actors(register).refuse_unless_may(actor, "number", None)  # who owns a series nobody can say of themselves
        try:
            with register.database.desk.writing() as connection:
                at = write_instant(register.clock())
                series.add(connection, owner, int(first[:12]), int(last[:12]), actor, at, "command")
        except Overlapping as error:
            raise Fails(str(error)) from None
    click.echo(f"Entered: {int(last[:12]) - int(first[:12]) + 1:,} numbers of {owner}.")
