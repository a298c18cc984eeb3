"""`sor sheet`: a tree as a spreadsheet, out and in."""

import sys
from pathlib import Path
from typing import IO

import click

from sor.changes.document import BadDocument
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json
from sor.cli.submitting import named_tables
from sor.core.day import write_day
from sor.core.finding import ERROR, Finding
from sor.core.identifiers import tidy_identifier
from sor.core.typed_day import read_typed_day
from sor.desk.actors import Actors
from sor.desk.sending import OutcomeAnswer, answer_of, send
from sor.endpoints.web.sheets.comments import comment_cells
from sor.endpoints.web.sheets.given_out import give_out, given_out_before
from sor.endpoints.web.sheets.judging import JudgedSheet, judge
from sor.formats.tables.sheet_reading import BadSheet, Remark, cell_name, read_sheet
from sor.register import Refused, Register
from sor.rules.sentences import sentence

WORDS = {
    "da": {
        "nothing": "Regnearket ændrer intet.",
        "tried": "Kan sendes. Intet er skrevet.",
        "written": "Skrevet som post {serial}.",
    },
    "en": {
        "nothing": "The sheet changes nothing.",
        "tried": "Can be sent. Nothing is written.",
        "written": "Written as entry {serial}.",
    },
}


@click.group("sheet", context_settings={"max_content_width": 100})
def sheet_command() -> None:
    """A tree as a spreadsheet (.xlsx): written, edited in any program, and taken back as one set of changes."""


@sheet_command.command("out")
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@database_option
def out(database: str | None, code: str, file: Path) -> None:
    """Write the unit CODE and all below it to FILE."""
    with expected_failures():
        register = open_register(settings_with(database))
        try:
            given = give_out(register, tidy_identifier("code", code))
        except BadSheet as error:
            raise Fails(str(error)) from None
        if given is None:
            raise Refused(f"There is no open unit {code}.")
        file.write_bytes(given.workbook())
    click.echo(f"{len(given.units)} units as of serial {given.facts.serial} in {file}")


@sheet_command.command("in")
@click.argument("file", type=click.File("rb"))
@click.option("--as", "actor", required=True, metavar="ACTOR", help="Who sends it; see sor user list.")
@click.option("--from", "first", metavar="DATE", default="", help="From which day the changes hold [today].")
@click.option("--reason", metavar="TEXT", default="", help="Why; the entry says it.")
@click.option("--dry-run", is_flag=True, help="Only try it, and show what it would bring about.")
@click.option(
    "--returned", type=click.Path(dir_okay=False, path_type=Path), help="Write the sheet with its errors here."
)
@click.option("--lang", type=click.Choice(["da", "en"]), default="en", help="Language of sentences [en].")
@as_json
@database_option
def in_(
    database: str | None, file: IO[bytes], actor: str, first: str, reason: str, dry_run: bool, returned: Path | None,
    lang: str, as_json: bool,
) -> None:  # fmt: skip
    """Take back FILE: what it changes against the sheet as it was written, all of it or nothing.

    Each error names its cell. Exits 1 when there is one, or when it is refused.
    """
    with expected_failures():
        settings = settings_with(database)
        register = open_register(settings)
        who = Actors(register).actor(actor)
        if who is None:
            raise Refused(f"There is no actor {actor}. See: sor user list")
        day = read_typed_day(first or write_day(register.today()))
        if day is None:
            raise Refused(f"'{first}' is no date. Write it as 2027-01-31.")
        try:
            sheet = read_sheet(file.read())
            judged = judge(register, sheet, given_out_before(register, sheet.facts), day, reason)
        except BadSheet as error:
            raise Fails(error.danish if lang == "da" else str(error)) from None
        faults, answer = list(judged.faults), None
        if judged.document["changes"]:
            try:
                outcome = send(register, settings, who, judged.document, "cli", dry_run=dry_run or bool(faults))
            except (BadDocument, Refused) as error:
                raise Fails(error.danish if lang == "da" else str(error)) from None
            answer = answer_of(outcome)
            faults += [_fault(judged, one) for one in outcome.findings if one.severity == ERROR]
        if returned is not None and faults:
            cells = [(one.cell, one.da if lang == "da" else one.en) for one in faults if one.cell]
            returned.write_bytes(comment_cells(sheet, cells))
    _tell(register, judged, faults, answer, lang, as_json=as_json)
    if faults:
        sys.exit(1)


def _fault(judged: JudgedSheet, finding: Finding) -> Remark:
    """What stands against a sheet, at its cell."""
    at = judged.cell_of(finding)
    cell = "" if at is None else cell_name(at[0] + 1, at[1])
    return Remark(cell, sentence(finding, "da"), sentence(finding, "en"))


def _tell(
    register: Register, judged: JudgedSheet, faults: list[Remark], answer: OutcomeAnswer | None, lang: str, *,
    as_json: bool,
) -> None:  # fmt: skip
    """Print what becomes of a sheet."""
    if as_json:
        said = [[one._asdict() for one in those] for those in (faults, judged.remarks)]
        print_json({"units": list(judged.rows), "faults": said[0], "remarks": said[1], "answer": answer})
        return
    for one in (*faults, *judged.remarks):
        text = one.da if lang == "da" else one.en
        click.echo(f"{one.cell}: {text}" if one.cell else text)
    if faults:
        return
    for shown in named_tables(register, answer, lang) if answer is not None else ():
        console().print(shown)
    serial = None if answer is None else answer["serial"]
    click.echo(
        WORDS[lang]["nothing" if answer is None else "tried" if serial is None else "written"].format(serial=serial)
    )
