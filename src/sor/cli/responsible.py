"""`sor responsible`: who answers for what the register says of a place."""

import click

from sor.access.authority import Actor
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import as_json, console, expected_failures, print_json, table
from sor.core.day import NotADay, parse_day
from sor.core.identifiers import tidy_identifier
from sor.core.shapes import Fields
from sor.desk.actors import Actors
from sor.desk.reminders import DEFAULT, Reminders
from sor.desk.responsible_persons import (
    ADDRESS,
    CONTACTS,
    RESPONSIBLE,
    ROLES,
    GivenPerson,
    PersonAtPlace,
    ResponsiblePersons,
)
from sor.register import Refused, Register
from sor.rules.sentences import sentence

DOOR = "cli"
as_actor = click.option("--as", "by", metavar="ACTOR", required=True, help="Who does it: who keeps the place.")


@click.group("responsible", context_settings={"max_content_width": 100})
def responsible_command() -> None:
    """Who answers for what the register says of a place: one or two of each municipality and region, one and a deputy
    of every other place.
    """


@responsible_command.command("list")
@click.option("--place", metavar="CODE", default="", help="Only those of this place.")
@click.option("--search", metavar="TEXT", default="", help="Only those with this in place, name or public address.")
@click.option("--missing", is_flag=True, help="The places that lack somebody, or have too many.")
@as_json
@database_option
def list_(database: str | None, place: str, search: str, missing: bool, as_json: bool) -> None:
    """List the responsible persons as everybody sees them."""
    with expected_failures():
        persons = ResponsiblePersons(open_register(settings_with(database)))
        if missing:
            lacking = persons.findings()
            if as_json:
                told = [
                    {"unit": one.key, "rule": one.rule, "da": sentence(one, "da"), "en": sentence(one, "en")}
                    for one in lacking
                ]
                print_json({"findings": told})
                return
            for finding in lacking:
                click.echo(sentence(finding, "en"))
            click.echo(f"{len(lacking)} places lack a responsible person, or have too many.", err=True)
            return
        listed = persons.list_persons(tidy_identifier("code", place.strip()), search)
    if as_json:
        print_json({"responsible": [_show_person(one) for one in listed]})
        return
    rows = table("Place", "Code", "Role", "Name", "E-mail", "Telephone", "Id")
    for one in listed:
        row = one.row
        rows.add_row(one.place_name, row.place, row.role, row.name, one.public_email or "(a form)", row.phone, row.id)
    console().print(rows)


@responsible_command.command("set")
@click.argument("place")
@click.option("--name", required=True, help="Name of the person.")
@click.option("--email", required=True, help="E-mail address.")
@click.option("--role", type=click.Choice(ROLES), default=RESPONSIBLE, help="What they are [responsible].")
@click.option("--phone", default="", help="Telephone number; it is public.")
@click.option("--contact", type=click.Choice(CONTACTS), default=ADDRESS, help="How they are reached [address].")
@click.option("--id", metavar="ID", help="Change this person; else whoever has the name at the place, or a new one.")
@as_actor
@as_json
@database_option
def set_(
    database: str | None,
    place: str,
    name: str,
    email: str,
    role: str,
    phone: str,
    contact: str,
    id: str | None,
    by: str,
    as_json: bool,
) -> None:
    """Name somebody who answers for PLACE, a SOR code; or say something else of who does."""
    with expected_failures():
        register = open_register(settings_with(database))
        persons, actor = ResponsiblePersons(register), _actor(register, by)
        given = GivenPerson(tidy_identifier("code", place.strip()), role, name, email, phone, contact)
        there = id or persons.with_name(given.place, name)
        made = persons.change(actor, there, given, DOOR) if there else persons.add(actor, given, DOOR)
    if as_json:
        print_json(_show_person(made))
        return
    click.echo(f"{made.row.name} is {made.row.role} for {made.place_name} ({made.row.place}). Id: {made.row.id}")


@responsible_command.command("remind")
@click.option("--dry-run", is_flag=True, help="Only tell how many would be asked.")
@database_option
def remind(database: str | None, dry_run: bool) -> None:
    """Ask by mail whether everything is still right, where nobody has said so within the place's interval: half a year,
    unless its keeper chose another or a pause (sor responsible pace).

    Whoever answers for several places gets one mail. Who does not confirm is asked again after thirty days. Let it run
    once a day; it needs SOR_SMTP and SOR_MAIL_FROM.
    """
    with expected_failures():
        settings = settings_with(database)
        reminders = Reminders(open_register(settings), settings)
        if dry_run:
            click.echo(f"{len(reminders.due())} would be asked.")
            return
        click.echo(f"{reminders.send()} were asked.")


@responsible_command.command("pace")
@click.argument("place")
@click.option("--months", type=int, default=DEFAULT, help="Between two reminders: 3, 6 or 12 [6].")
@click.option("--pause", metavar="DAY", default="", help="No reminders until this day.")
@as_actor
@database_option
def pace(database: str | None, place: str, months: int, pause: str, by: str) -> None:
    """Choose how often who answers for PLACE is reminded, or let reminders rest."""
    with expected_failures():
        settings = settings_with(database)
        register = open_register(settings)
        try:
            until = parse_day(pause) if pause else 0
        except NotADay as error:
            raise Refused(f"--pause: {error}") from None
        code = tidy_identifier("code", place.strip())
        Reminders(register, settings).choose(_actor(register, by), code, months, until, DOOR)
    click.echo(f"Every {months} months." + (f" Paused until {pause}." if pause else ""))


@responsible_command.command("remove")
@click.argument("id")
@as_actor
@database_option
def remove(database: str | None, id: str, by: str) -> None:
    """Take a person off, who is forgotten with it."""
    with expected_failures():
        register = open_register(settings_with(database))
        ResponsiblePersons(register).remove(_actor(register, by), id, DOOR)
    click.echo("Removed, and forgotten.")


def _actor(register: Register, id: str) -> Actor:
    found = Actors(register).actor(id)
    if found is None:
        raise Refused(f"There is no actor {id}. See: sor user list")
    return found


def _show_person(one: PersonAtPlace) -> Fields:
    row = one.row
    return {
        "id": row.id, "place": row.place, "place_name": one.place_name, "role": row.role, "name": row.name,
        "email": one.public_email or None, "phone": row.phone or None, "contact": row.contact,
    }  # fmt: skip
