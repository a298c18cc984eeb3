"""`sor sites`: the treatment sites, and their log for the supervising authority."""

from pathlib import Path

import click

from sor.access.authority import Actor
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import as_json, console, expected_failures, print_json, table
from sor.core.day import write_day
from sor.core.identifiers import tidy_identifier
from sor.core.shapes import parts_of
from sor.desk.actors import Actors
from sor.desk.sites.category import GROUPS
from sor.desk.sites.shown import show_site, shown_trial, write_site_file
from sor.desk.sites.site_on_day import STATES
from sor.desk.sites.told import EXEMPTIONS, GivenSite
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.endpoints.web.kit.postal import one_line
from sor.register import Refused, Register

DOOR = "cli"
as_actor = click.option("--as", "by", metavar="ACTOR", required=True, help="Who does it: who keeps the unit.")


@click.group("sites", context_settings={"max_content_width": 100})
def sites_command() -> None:
    """Treatment sites (Behandlingsstedsregisteret): every fixed place where patients are treated. Units that treat
    patients and have none: sor quality --rule SITE.
    """


@sites_command.command("list")
@click.option("--unit", metavar="CODE", default="", help="Only those of this unit.")
@click.option("--state", type=click.Choice(STATES), help="Only those of this state.")
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write the public file there.")
@as_json
@database_option
def list_(database: str | None, unit: str, state: str | None, file: Path | None, as_json: bool) -> None:
    """List the treatment sites as everybody sees them."""
    with expected_failures():
        register = open_register(settings_with(database))
        listed = TreatmentSites(register).list_sites(tidy_identifier("code", unit.strip()))
        found = [one for one in listed if state in (None, one.state)]
        if file is not None:
            file.write_bytes(write_site_file(register.at(), found))
            click.echo(f"{file}: {len(found)} treatment sites.")
            return
    if as_json:
        print_json({"sites": [show_site(one) for one in found]})
        return
    rows = table("Number", "Name", "Unit", "Category", "State", "From", "To", "Address")
    for one in found:
        told = show_site(one)
        rows.add_row(
            str(one.row.number), str(told["name"]), one.row.unit, str(told["category"] or "exempt"), one.state,
            str(told["from_day"]), str(told["to_day"] or ""), one_line(parts_of(told["address"])),
        )  # fmt: skip
    console().print(rows)


@sites_command.command("register")
@click.argument("unit")
@click.option("--staff", metavar="GROUP=N", multiple=True, help=f"How many treat patients: {', '.join(GROUPS)}.")
@click.option("--posts", default="", help="Full-time posts that its doctors and dentists fill together.")
@click.option("--leadership", is_flag=True, help="A hospital unit with a clinical leadership of its own.")
@click.option("--exempt", type=click.Choice(EXEMPTIONS), help="Tell that it is exempt, and why.")
@click.option("--turnover", default="", help="Yearly turnover in kroner, for --exempt turnover.")
@click.option("--reason", default="", help="Why it is exempt, in a sentence.")
@click.option("--name", default="", help="Who answers for the treatment.")
@click.option("--email", default="", help="E-mail address of the person.")
@click.option("--phone", default="", help="Telephone of the person.")
@click.option("--from", "from_day", metavar="DAY", default="", help="First day of treatment [today].")
@click.option("--number", metavar="N", help="Change this site in the place of making one.")
@click.option("--dry-run", is_flag=True, help="Only tell what it would be, with its category.")
@as_actor
@as_json
@database_option
def register_(
    database: str | None,
    unit: str,
    staff: tuple[str, ...],
    posts: str,
    leadership: bool,
    exempt: str | None,
    turnover: str,
    reason: str,
    name: str,
    email: str,
    phone: str,
    from_day: str,
    number: str | None,
    dry_run: bool,
    by: str,
    as_json: bool,
) -> None:
    """Register the treatment site of UNIT, a SOR code, or tell that it is exempt. The category is worked out."""
    with expected_failures():
        register = open_register(settings_with(database))
        sites, actor = TreatmentSites(register), _actor(register, by)
        groups = dict((*one.partition("=")[::2],) for one in staff)
        given = GivenSite(
            unit, from_day, groups, posts, leadership, exempt or "", turnover, reason, name, email, phone
        )  # fmt: skip
        if dry_run:
            told = shown_trial(sites.try_to(actor, given, number or ""))
        else:
            made = (
                sites.change_site(actor, number, given, DOOR) if number else sites.register_site(actor, given, DOOR)
            )  # fmt: skip
            told = show_site(made)
    if as_json:
        print_json(told)
        return
    what = "would be" if dry_run else f"is treatment site {told['number']},"
    as_what = f"exempt: {exempt}." if exempt else f"of category {told['category']}. {told['why_en']}"
    click.echo(f"{told['name']} {what} {as_what}")


@sites_command.command("deregister")
@click.argument("number")
@click.option("--from", "day", metavar="DAY", default="", help="First day without treatment [today].")
@as_actor
@database_option
def deregister(database: str | None, number: str, day: str, by: str) -> None:
    """Deregister a treatment site. Closing its unit does so by itself."""
    with expected_failures():
        register = open_register(settings_with(database))
        made = TreatmentSites(register).end_site(_actor(register, by), number, day, DOOR)
    click.echo(f"Site {number} ends: no treatment from {write_day(made.ends)} on.")


@sites_command.command("log")
@as_actor
@as_json
@database_option
def log(database: str | None, by: str, as_json: bool) -> None:
    """Tell what was done to treatment sites and became of them, the oldest first: for the supervising authority."""
    with expected_failures():
        register = open_register(settings_with(database))
        lines = TreatmentSites(register).log(_actor(register, by))
    told = [
        {"n": n, "at": one.at, "who": one.who, "what": one.what, "site": one.key, "before": one.before,
         "after": one.after}
        for n, one in lines
    ]  # fmt: skip
    if as_json:
        print_json({"log": told})
        return
    for _, one in lines:
        click.echo(f"{one.at}  site {one.key}  {one.what}  by {one.who}")


def _actor(register: Register, id: str) -> Actor:
    found = Actors(register).actor(id)
    if found is None:
        raise Refused(f"There is no actor {id}. See: sor user list")
    return found
