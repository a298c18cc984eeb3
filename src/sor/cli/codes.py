"""`sor codes`: the code lists of the register, and an official file in their place."""

from functools import partial
from pathlib import Path

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json, table
from sor.core.day import write_day
from sor.desk.actors import Actors
from sor.jobs.loading_codes import LoadedCodes, load
from sor.reading.code_lists import code_shown, list_shown


@click.group("codes")
def codes_command() -> None:
    """What the codes of the register mean: its code lists, with days, names and sources."""


@codes_command.command("list")
@click.argument("name", metavar="[LIST]", required=False)
@click.option("--valid", metavar="DATE", help="As of this day [today].")
@click.option("--known", metavar="TIME", help="As known at this time, date or serial [now].")
@as_json
@database_option
def list_(database: str | None, name: str | None, valid: str | None, known: str | None, as_json: bool) -> None:
    """List the code lists, or the codes of LIST that hold on a day, as REST does."""
    with expected_failures():
        register = open_register(settings_with(database))
        at = register.as_of(valid, known)
        book = register.at(at).codes
    if name is None:
        lists = [list_shown(book, one, at.valid) for one in book.lists()]
        if as_json:
            print_json({"lists": lists})
            return
        shown = table("List", "Danish title", "English title", "Codes")
        for one in lists:
            shown.add_row(
                str(one["list"]), str(one.get("title_da", "")), str(one.get("title_en", "")), str(one["codes"])
            )
        console().print(shown)
        return
    if name not in book.lists():
        raise Fails(f"There is no code list {name}. The register has: {', '.join(book.lists())}.")
    codes = [code_shown(code, entry) for code, entry in book.on(name, at.valid)]
    if as_json:
        print_json({"list": name, "total": len(codes), "codes": codes})
        return
    shown = table("Code", "Danish name", "English name", "From", "To", "Mark")
    for row in codes:
        values = row["values"] if isinstance(row["values"], dict) else {}
        cells = (row["code"], row["name_da"], row["name_en"], row["valid_from"], row["valid_to"], values.get("mark"))
        shown.add_row(*("" if cell is None else str(cell) for cell in cells))
    console().print(shown)


@codes_command.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "by", metavar="ACTOR", required=True, help="Who does it: the register authority.")
@click.option("--dry-run", is_flag=True, help="Only tell what it would do, and who holds codes that vanish.")
@as_json
@database_option
def load_(database: str | None, file: Path, by: str, dry_run: bool, as_json: bool) -> None:
    """Let a SorDataTypes.xml take the place of the register's lists, in one entry.

    What the file does not have ends on the day that it describes; lists that it does not name stay as they are. Units
    and numbers that hold what vanishes are named.
    """
    with expected_failures():
        register = open_register(settings_with(database))
        done = load(register, file, partial(Actors(register).actor, by), dry_run=dry_run)
    if as_json:
        print_json(
            {
                "serial": done.serial, "snapshot": write_day(done.snapshot), "lists": done.lists, "added": done.added,
                "changed": done.changed, "ended": done.ended,
                "vanishing": [
                    {"code": one.key, "name": one.name, "holders": one.holders} for one in done.held
                ],
            }
        )  # fmt: skip
        return
    _tell(done, dry_run=dry_run)


def _tell(done: LoadedCodes, *, dry_run: bool) -> None:
    if done.held:
        shown = table("Code that vanishes", "Name", "Held by", "For example")
        for one in done.held:
            shown.add_row(one.key, one.name, str(len(one.holders)), ", ".join(one.holders[:5]))
        console().print(shown)
    counts = f"{len(done.added)} codes new, {len(done.changed)} changed, {len(done.ended)} ended"
    told = f"{len(done.lists)} lists as of {write_day(done.snapshot)}: {counts}."
    if dry_run:
        click.echo(f"{told} Nothing was written.")
    elif done.serial is None:
        click.echo(f"{told} There was nothing to write.")
    else:
        click.echo(f"{told} Entry {done.serial}.")
