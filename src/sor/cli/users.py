"""`sor user`: who may change something, and how programs show that they are it."""

from datetime import date

import click

from sor.access.authority import OPERATIONS, ROLES
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import as_json, console, expected_failures, print_json, table
from sor.core.day import OPEN, NotADay, end_after, parse_day, to_date, write_day
from sor.core.identifiers import is_digits
from sor.core.shapes import Fields
from sor.desk.actors import NO_AUTHORITY, Actors, KnownActor, WantedRight
from sor.register import Refused
from sor.store.actors import ActorRow, ClientRow, RightRow

as_actor = click.option("--as", "by", metavar="ACTOR", help="Who does it; not needed while there is no authority.")


@click.group("user", context_settings={"max_content_width": 100})
def user_command() -> None:
    """Actors, their rights, and the secrets of their programs.

    The first one is made on the register's machine:

    \b
      sor user add sds --name "Registermyndigheden"
      sor user grant sds --role authority
      sor user secret sds

    From then on every change names who makes it: --as sds.
    """


@user_command.command("add")
@click.argument("actor")
@click.option("--name", required=True, help="Name of the person or organisation. It can be erased later.")
@click.option("--cvr", help="CVR number by which callers of the web services are known.")
@click.option("--email", help="E-mail.")
@as_actor
@database_option
def add(database: str | None, actor: str, name: str, cvr: str | None, email: str | None, by: str | None) -> None:
    """Add an actor, yet without rights. ACTOR is an id; it stands in the log for ever, so let it name no person."""
    with expected_failures():
        actors = _actors(database)
        actors.add(actor, name, by, cvr=cvr, email=email)
        click.echo(f"{actor} is an actor now. Give it a right: sor user grant {actor} --role … --place …")


@user_command.command("list")
@click.option("--all", "removed", is_flag=True, help="Also those that were removed.")
@as_json
@database_option
def list_(database: str | None, removed: bool, as_json: bool) -> None:
    """List the actors with the rights that count now."""
    with expected_failures():
        actors = _actors(database)
        found = [actors.find_known(row.id) for row in actors.list_all() if removed or not row.removed_at]
    if as_json:
        print_json([_as_json(one) for one in found])
        return
    if not found:
        click.echo(NO_AUTHORITY)
        return
    shown = table("Actor", "Name", "CVR", "Rights")
    for one in found:
        rights = "; ".join(_in_words(right) for right in one.rights if right.number in one.counting)
        state = "removed" if one.row.removed_at else rights or "none"
        shown.add_row(one.row.id, one.row.name, one.row.cvr or "", state)
    console().print(shown)


@user_command.command("show")
@click.argument("actor")
@as_json
@database_option
def show(database: str | None, actor: str, as_json: bool) -> None:
    """Show one actor: its rights, those taken back too, its programs, and who logs in as it."""
    with expected_failures():
        found = _actors(database).find_known(actor)
    if as_json:
        print_json(_as_json(found))
        return
    row = found.row
    click.echo(f"{row.id}: {row.name or '(no name)'}" + (f", CVR {row.cvr}" if row.cvr else ""))
    click.echo(f"added {row.added_at} by {row.added_by}" + (f", removed {row.removed_at}" if row.removed_at else ""))
    rights = table("Right", "Role", "Place", "Operations", "From", "To", "Given by", "Counts")
    for right in found.rights:
        rights.add_row(
            str(right.number), right.role, right.place or "everywhere", right.ops or "all of the role",
            _day(right.from_day), _last_day(right.to_day), right.granted_by,
            "yes" if right.number in found.counting else _show_end(right),
        )  # fmt: skip
    programs = table("Program", "Secret made", "By", "In use")
    for client in found.clients:
        programs.add_row(client.id, client.made_at, client.made_by, "no" if client.withdrawn_at else "yes")
    logins = table("Logs in as", "With", "Since", "By")
    for person in found.persons:
        logins.add_row(person.subject, person.issuer, person.linked_at, person.linked_by)
    for part in (rights, programs, logins):
        if part.row_count:
            click.echo()
            console().print(part)


@user_command.command("remove")
@click.argument("actor")
@click.option("--erase", is_flag=True, help="Also forget its name, CVR number, e-mail and what it wrote in cases.")
@as_actor
@database_option
def remove(database: str | None, actor: str, erase: bool, by: str | None) -> None:
    """Let an actor be one no longer. Its rights, what it handed on, its programs and tokens end at once; what it has
    scheduled stays.
    """
    with expected_failures():
        _actors(database).remove(actor, by, erase=erase)
    gone = " Its name, CVR number, e-mail and what it wrote in cases are erased." if erase else ""
    click.echo(f"{actor} is no actor any more.{gone}")


@user_command.command("grant")
@click.argument("actor")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What it may do there; see the guide on changes.")
@click.option("--place", metavar="CODE", help="SOR code of the owner or unit; all below it too.")
@click.option("--ops", metavar="OP,OP…", help=f"Only these operations: {', '.join(OPERATIONS)}.")
@click.option("--from", "since", metavar="DATE", help="First day [today].")
@click.option("--to", "last", metavar="DATE", help="Last day [no end].")
@as_actor
@database_option
def grant(
    database: str | None,
    actor: str,
    role: str,
    place: str | None,
    ops: str | None,
    since: str | None,
    last: str | None,
    by: str | None,
) -> None:
    """Give an actor a right: a role over a place. Whoever gives it must have it, as wide and as long."""
    with expected_failures():
        actors = _actors(database)
        only = None if ops is None else frozenset(op.strip() for op in ops.split(",") if op.strip())
        first = actors.today() if since is None else _date("--from", since)
        end = OPEN if last is None else end_after(_date("--to", last))
        number = actors.grant(actor, WantedRight(role, place, only, first, end), by)
    click.echo(f"Right {number}: {actor} is {role}" + (f" over {place}" if place else "") + f" from {_day(first)}.")


@user_command.command("withdraw")
@click.argument("what", metavar="RIGHT|PROGRAM")
@as_actor
@database_option
def withdraw(database: str | None, what: str, by: str | None) -> None:
    """Take back a right (its number) with all that was handed on out of it, or let a program (its id) get no tokens.

    What was scheduled with a right stays scheduled.
    """
    with expected_failures():
        actors = _actors(database)
        if is_digits(what):
            gone = actors.withdraw(int(what), by)
            click.echo(f"Taken back: {', '.join(map(str, gone)) or what}.")
        else:
            actors.withdraw_client(what, by)
            click.echo(f"The program {what} gets no tokens any more; those it has are refused from now on.")


@user_command.command("secret")
@click.argument("actor")
@click.option("--client", metavar="ID", help="Id of the program [the actor's own].")
@as_json
@as_actor
@database_option
def secret(database: str | None, actor: str, client: str | None, as_json: bool, by: str | None) -> None:
    """Make a secret with which a program gets tokens as ACTOR. An older secret of the program ends. Shown only once."""
    with expected_failures():
        made, text = _actors(database).new_secret(actor, by, client)
    if as_json:
        print_json({"client_id": made, "client_secret": text})
        return
    click.echo(f"client_id      {made}\nclient_secret  {text}")
    click.echo("Keep the secret now: only a hash of it is stored.", err=True)


@user_command.command("link")
@click.argument("actor")
@click.option("--issuer", required=True, help="The identity provider, as it calls itself.")
@click.option("--subject", required=True, help="The person, as that provider calls them for ever.")
@as_actor
@database_option
def link(database: str | None, actor: str, issuer: str, subject: str, by: str | None) -> None:
    """Let a person log in as ACTOR. Who has logged in before is known as person-…, and shown with both."""
    with expected_failures():
        _actors(database).link(actor, issuer, subject, by)
        click.echo(f"Who logs in as {subject} with {issuer} is {actor} now.")


@user_command.command("unlink")
@click.option("--issuer", required=True, help="The identity provider, as it calls itself.")
@click.option("--subject", required=True, help="The person, as that provider calls them.")
@as_actor
@database_option
def unlink(database: str | None, issuer: str, subject: str, by: str | None) -> None:
    """Let a person be nobody here any more; where they are signed in, they are signed out."""
    with expected_failures():
        _actors(database).unlink(issuer, subject, by)
        click.echo(f"{subject} at {issuer} is nobody here any more.")


def _actors(database: str | None) -> Actors:
    return Actors(open_register(settings_with(database)))


def _date(option: str, text: str) -> int:
    try:
        return parse_day(text)
    except NotADay as error:
        raise Refused(f"{option}: {error}") from None


def _day(day: int) -> str:
    return "" if to_date(day) == date.min else write_day(day)


def _last_day(end: int) -> str:
    return "" if end >= OPEN else write_day(end) + " (first day no longer)"


def _show_end(right: RightRow) -> str:
    if right.withdrawn_at:
        return f"no: taken back by {right.withdrawn_by} {right.withdrawn_at}"
    return f"no: fell with right {right.handed_from}" if right.handed_from else "no: the actor was removed"


def _in_words(right: RightRow) -> str:
    ops = f" ({right.ops})" if right.ops else ""
    return f"{right.number}: {right.role}" + (f" over {right.place}" if right.place else "") + ops


def _as_json(found: KnownActor) -> Fields:
    row: ActorRow = found.row
    return {
        "id": row.id,
        "name": row.name,
        "cvr": row.cvr,
        "email": row.email,
        "added": {"at": row.added_at, "by": row.added_by},
        "removed": {"at": row.removed_at, "by": row.removed_by} if row.removed_at else None,
        "rights": [_right_as_json(right, counts=right.number in found.counting) for right in found.rights],
        "programs": [_client_as_json(client) for client in found.clients],
        "logins": [
            {"issuer": one.issuer, "subject": one.subject, "linked": {"at": one.linked_at, "by": one.linked_by}}
            for one in found.persons
        ],
    }


def _right_as_json(right: RightRow, *, counts: bool) -> Fields:
    return {
        "number": right.number,
        "role": right.role,
        "place": right.place,
        "operations": right.ops.split() if right.ops else None,
        "from": _day(right.from_day) or None,
        "to": None if right.to_day >= OPEN else write_day(right.to_day),
        "handed_from": right.handed_from or None,
        "granted": {"at": right.granted_at, "by": right.granted_by},
        "withdrawn": {"at": right.withdrawn_at, "by": right.withdrawn_by} if right.withdrawn_at else None,
        "counts": counts,
    }


def _client_as_json(client: ClientRow) -> Fields:
    return {"id": client.id, "made_at": client.made_at, "made_by": client.made_by, "in_use": not client.withdrawn_at}
