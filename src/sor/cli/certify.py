"""`sor certify`: how far a caller of SORUS is with the test protocol, and its sandbox."""

import getpass

import click

from sor.certification.misses import sentences
from sor.certification.protocols import Certification, ProtocolLine
from sor.cli.opening import database_option, open_register, settings_of, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json, table
from sor.core.shapes import Fields
from sor.desk.whitelists import CVR
from sor.jobs.sandbox import PreparedSandbox, prepare

LANGUAGES = ("da", "en")


@click.command("certify")
@click.argument("cvr")
@click.option(
    "--reset", is_flag=True, help="Demo only: empty the checklist, and put the caller's sandbox back as at first."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="Language of sentences [en].")
@as_json
@database_option
def certify_command(database: str | None, cvr: str, reset: bool, lang: str, as_json: bool) -> None:
    """Show the checklist of the SORUS test protocol for a CVR number: what is ticked, why not, what to send next.

    SORUS ticks by itself. With --reset a demo register also makes a small tree of the caller's own, the sandbox.
    """
    if not CVR.fullmatch(cvr):
        raise click.UsageError(f"'{cvr}' is no CVR number: it has eight digits.")
    with expected_failures():
        register = open_register(settings := settings_with(database))
        settings = settings_of(register, settings)
        if reset and not register.is_demo:
            raise Fails("A real register has no sandbox, and nobody empties a checklist there. Use a demo for a trial.")
        prepared = prepare(register, cvr, _logged_in()) if reset else None
        lines = Certification(register).protocol(cvr)
    if as_json:
        print_json(protocol(cvr, lines, prepared))
        return
    if not settings.certification:
        click.echo("SORUS keeps no checklists here. Set SOR_CERTIFICATION=on.", err=True)
    if prepared is not None:
        _show_sandbox(prepared)
    _show(lines, lang)


def protocol(cvr: str, lines: list[ProtocolLine], prepared: PreparedSandbox | None) -> Fields:
    """A caller's protocol for programs."""
    found: Fields = {"cvr": cvr, "done": all(line.is_ticked for line in lines)}
    found["cases"] = [_case(line) for line in lines]
    if prepared is not None:
        box = prepared.sandbox
        found["sandbox"] = {"units": box.names(), "numbers": [box.number(n) for n in range(2, 10)]}
    return found


def _case(line: ProtocolLine) -> Fields:
    standing = line.standing
    found: Fields = {
        "case": line.case.key,
        "operation": line.case.operation,
        "title": dict(zip(LANGUAGES, line.case.title, strict=True)),
        "ticked": line.is_ticked,
    }
    if standing is None:
        return found
    if line.is_ticked:
        by = {"at": standing.ticked_at, "message_id": standing.message_id, "serial": standing.serial}
        return found | by | {"unit": standing.unit, "version": standing.version}
    misses = line.misses()
    why = {language: sentences(misses, language) for language in LANGUAGES}
    return found | {"tried_at": standing.tried_at, "tried_by": standing.tried_by, "why_not": why}


def _show(lines: list[ProtocolLine], lang: str) -> None:
    shown = table("Case", "", "Ticked", "Serial", "Unit", "MessageID")
    place = LANGUAGES.index(lang)
    for line in lines:
        standing = line.standing
        if standing is not None and line.is_ticked:
            told = (standing.ticked_at[:16], str(standing.serial), standing.unit, standing.message_id)
        else:
            told = ("", "", "", "")
        shown.add_row(line.case.key, line.case.title[place], *told)
    console().print(shown)
    left = [line for line in lines if not line.is_ticked]
    click.echo(f"\n{len(lines) - len(left)} of {len(lines)} cases are ticked.")
    for line in left:
        for sentence in sentences(line.misses(), lang):
            click.echo(f"  {line.case.key} did not tick: {sentence}")
    if left:
        click.echo(f"Next: {left[0].case.send[place]}")


def _show_sandbox(prepared: PreparedSandbox) -> None:
    box = prepared.sandbox
    click.echo(
        f"The sandbox of CVR {box.cvr} is as at first ({prepared.subjects} units and numbers put back), its checklist"
        " is empty. What was changed elsewhere stays."
    )
    for code, name in box.names().items():
        click.echo(f"  {code}  {name}")
    click.echo(f"  Location numbers to issue: {', '.join(box.number(n) for n in range(2, 10))}\n")


def _logged_in() -> str:
    try:
        return getpass.getuser()
    except OSError:  # a user without a name, in a container
        return "command"
