"""`sor whitelist`: which CVR numbers may call which service; a change counts from the next call on."""

import getpass

import click

from sor.cli.opening import database_option, open_register, open_whitelists, settings_with
from sor.cli.output import as_json, console, expected_failures, print_json, table
from sor.desk.actors import Actors
from sor.desk.whitelists import SERVICES, Whitelists
from sor.register import Register

service_argument = click.argument("service", type=click.Choice([*SERVICES, "all"]))
actor_option = click.option(
    "--as",
    "actor",
    metavar="ACTOR",
    help="Who changes it, the authority where there is one; else the name you are logged in with.",
)


@click.group("whitelist")
def whitelist_command() -> None:
    """Say which CVR numbers may call SORLS and SORUS; each has a list of its own, and it counts at once."""


@whitelist_command.command("list")
@as_json
@database_option
def list_command(database: str | None, as_json: bool) -> None:
    """Show the numbers on the lists."""
    with expected_failures():
        rows = _open_whitelists(database).list_rows()
    if as_json:
        print_json([row._asdict() for row in rows])
        return
    shown = table("Service", "CVR", "Comment", "Came by")
    for row in rows:
        shown.add_row(*row)
    console().print(shown)


@whitelist_command.command("add")
@service_argument
@click.argument("cvr")
@click.option("--comment", default="", help="Why, such as the number of the agreement.")
@actor_option
@database_option
def add_command(database: str | None, service: str, cvr: str, comment: str, actor: str | None) -> None:
    """Put a CVR number on the list of a service, or on all."""
    with expected_failures():
        register = open_register(settings_with(database))
        lists, who = open_whitelists(register), _who_changes(register, actor)
        for one in _services(service):
            is_new = lists.add(one, cvr, comment, who, "command")
            click.echo(f"{cvr} is on the list of {one}." if is_new else f"{cvr} was on the list of {one} already.")


@whitelist_command.command("remove")
@service_argument
@click.argument("cvr")
@actor_option
@database_option
def remove_command(database: str | None, service: str, cvr: str, actor: str | None) -> None:
    """Take a CVR number off the list of a service, or off all."""
    with expected_failures():
        register = open_register(settings_with(database))
        lists, who = open_whitelists(register), _who_changes(register, actor)
        for one in _services(service):
            was_there = lists.remove(one, cvr, who, "command")
            click.echo(f"{cvr} is off the list of {one}." if was_there else f"{cvr} was not on the list of {one}.")


@whitelist_command.command("history")
@as_json
@database_option
def history_command(database: str | None, as_json: bool) -> None:
    """Show who changed the lists, and when; the newest first."""
    with expected_failures():
        changes = _open_whitelists(database).history()
    if as_json:
        print_json([change._asdict() for change in changes])
        return
    shown = table("When", "Who", "By", "What", "Before", "After")
    for change in changes:
        before, after = map(_show_change, (change.before, change.after))
        shown.add_row(change.at, change.who, change.channel, change.key, before, after)
    console().print(shown)


def _open_whitelists(database: str | None) -> Whitelists:
    return open_whitelists(open_register(settings_with(database)))


def _show_change(value: object) -> str:
    """What a change says of a number: its comment, that it is listed, that it was not, or that this was erased."""
    if isinstance(value, dict):
        return value["comment"] or "listed"
    return str(value) if value else "–"


def _services(named: str) -> tuple[str, ...]:
    return SERVICES if named == "all" else (named,)


def _who_changes(register: Register, actor: str | None) -> str:
    """Who is named, which must be the authority where there is one; else whoever has the machine."""
    return _logged_in() if actor is None else Actors(register).name_user(actor)


def _logged_in() -> str:
    try:
        return getpass.getuser()
    except OSError:  # a user without a name, in a container
        return "command"
