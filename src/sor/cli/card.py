"""`sor card`: an ID card of the demo's STS, for whoever wants to try a SOAP service. Production has none."""

import uuid

import click

from sor.access.dgws.issuing import Holder, header
from sor.cli.opening import database_option, open_register, open_whitelists, settings_with
from sor.cli.output import Fails, as_json, expected_failures, print_json
from sor.desk.demo_sts import DemoSts, security_clock
from sor.desk.whitelists import CVR, SERVICES, Whitelists


@click.command("card")
@click.argument("number", metavar="[CVR]", required=False)
@click.option("--cvr", help="Whose card; else a number that is on the whitelists.")
@click.option("--organisation", default="Demo", show_default=True, help="The name of the organisation.")
@click.option("--system", default="Demo", show_default=True, help="The name of the IT system.")
@click.option("--person", metavar="'GIVEN SURNAME'", help="A person's card, of level 4; else a system's, of level 3.")
@click.option("--header", "as_header", is_flag=True, help="Print the whole header of a message, with a new MessageID.")
@as_json
@database_option
def card_command(
    database: str | None,
    number: str | None,
    cvr: str | None,
    organisation: str,
    system: str,
    person: str | None,
    as_header: bool,
    as_json: bool,
) -> None:
    """Print an ID card (DGWS 1.0.1) for a CVR number, signed by the demo's STS; it holds for 24 hours."""
    settings = settings_with(database)
    with expected_failures():
        register = open_register(settings)
        if not register.is_demo:
            raise Fails(
                "A real register has no demo STS. Get ID cards from the STS whose certificate is trusted there."
            )
        whose = _whose(open_whitelists(register), cvr or number)
        given, _, surname = (person or "").rpartition(" ")
        holder = Holder(whose, organisation, system, given or surname, surname if given else "")
        clock = security_clock(register, settings)
        card = DemoSts(register, clock).issue(holder)
    entries = header(card, uuid.uuid4().hex, clock(), level=holder.level)
    if as_json:
        print_json({"cvr": whose, "level": holder.level, "card": card.decode(), "header": entries})
    else:
        click.echo(entries if as_header else card.decode())


def _whose(lists: Whitelists, asked: str | None) -> str:
    """The asked number, with a hint when it is not listed; else one that is. Raises Fails."""
    if asked is None:
        found = lists.usual()
        if found is None:
            raise Fails("No CVR number is on a whitelist. Name one: sor card CVR")
        return found
    if not CVR.fullmatch(asked):
        raise click.UsageError(f"'{asked}' is no CVR number: it has eight digits.")
    missing = [service for service in SERVICES if not lists.of(service)(asked)]
    if missing:
        where = "all" if len(missing) == len(SERVICES) else missing[0]
        click.echo(
            f"{asked} is not on the whitelist of {' and '.join(service.upper() for service in missing)}."
            f" Put it there with: sor whitelist add {where} {asked}",
            err=True,
        )
    return asked
