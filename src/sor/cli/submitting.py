"""`sor submit` and `sor withdraw`: changes, tried or sent as an actor, with their consequences as tables."""

import sys
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

import click
from rich.console import Console
from rich.table import Table

from sor.changes.document import BadDocument
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json
from sor.cli.preview import named_units, tables
from sor.cli.shown_unit import name_code
from sor.core.outside_json import NotJson, read_json
from sor.core.shapes import Value
from sor.desk.actors import Actors
from sor.desk.sending import OutcomeAnswer, answer_of, send
from sor.register import Refused, Register

WORDS = {
    "da": {
        "refused": "Afvist: intet er skrevet.",
        "possible": "Kan sendes. Intet er skrevet (--dry-run).",
        "impossible": "Kan ikke sendes sådan. Intet er skrevet (--dry-run).",
        "written": "Skrevet som post {serial}; {touched} berørt.",
        "unchanged": "Intet at skrive.",
        "confirmed": "Bekræftet: {units}.",
        "replayed": "Besvaret før med samme nøgle:",
    },
    "en": {
        "refused": "Refused: nothing is written.",
        "possible": "Can be sent. Nothing is written (--dry-run).",
        "impossible": "Cannot be sent like this. Nothing is written (--dry-run).",
        "written": "Written as entry {serial}; {touched} touched.",
        "unchanged": "Nothing to write.",
        "confirmed": "Confirmed: {units}.",
        "replayed": "Answered before under the same key:",
    },
}


@click.command("submit")
@click.argument("file", type=click.File("rb"))
@click.option("--as", "actor", required=True, metavar="ACTOR", help="Who sends it; see sor user list.")
@click.option("--dry-run", is_flag=True, help="Only try it, and show what it would bring about.")
@click.option("--key", metavar="KEY", help="The same document again under this key is done once.")
@click.option("--lang", type=click.Choice(["da", "en"]), default="en", help="Language of sentences [en].")
@as_json
@database_option
def submit_command(
    database: str | None, file: IO[bytes], actor: str, dry_run: bool, key: str | None, lang: str, as_json: bool
) -> None:
    """Send a document of changes as one entry, all of them or none. FILE is JSON; - reads standard input.

    \b
      {"reason": "…", "changes": [{"op": "edit", "unit": "…", "from": "2027-01-01", "set": {"name": "…"}}]}

    Exits 1 when it is refused. The guide on changes shows every operation.
    """
    _send(database, actor, lambda: _read(file), "cli", Way(dry_run, key, lang, as_json))


@click.command("withdraw")
@click.argument("entry", type=int)
@click.option("--line", type=int, metavar="N", help="Only this line of it.")
@click.option("--branch", is_flag=True, help="Of a unit that never begins, all that was to begin below it too.")
@click.option("--undo", is_flag=True, help="The whole entry, also what is in effect: on the day it was sent only.")
@click.option("--as", "actor", required=True, metavar="ACTOR", help="Who sends it; see sor user list.")
@click.option("--dry-run", is_flag=True, help="Only try it, and show what it would bring about.")
@click.option("--lang", type=click.Choice(["da", "en"]), default="en", help="Language of sentences [en].")
@as_json
@database_option
def withdraw_command(
    database: str | None, entry: int, line: int | None, branch: bool, undo: bool, actor: str, dry_run: bool, lang: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Take back ENTRY, or one line of it, as if it had never been sent: what has not taken effect yet."""
    if undo and (line is not None or branch):
        raise click.UsageError("--undo takes the whole entry back; leave --line and --branch out.")
    change = {"op": "undo", "entry": entry} if undo else {"op": "withdraw", "entry": entry, "branch": branch}
    if line is not None:
        change["line"] = line
    _send(database, actor, lambda: change, "cli", Way(dry_run, None, lang, as_json))


class Way(NamedTuple):
    """How a document is to be sent and its answer shown."""

    dry_run: bool
    key: str | None
    lang: str
    as_json: bool


def _send(database: str | None, actor: str, document: Callable[[], Value], door: str, way: Way) -> None:
    """Send a document and print the answer; exits 1 when it is refused."""
    with expected_failures():
        settings = settings_with(database)
        register = open_register(settings)
        who = Actors(register).actor(actor)
        if who is None:
            raise Refused(f"There is no actor {actor}. See: sor user list")
        try:
            outcome = send(register, settings, who, document(), door, key=way.key, dry_run=way.dry_run)
        except (BadDocument, Refused) as error:
            raise Fails(error.danish if way.lang == "da" else str(error)) from None
    answer = answer_of(outcome)
    if way.as_json:
        print_json(answer)
    else:
        _print(answer, register, way)
    if not outcome.accepted:
        sys.exit(1)


def _read(file: IO[bytes]) -> Value:
    try:
        return read_json(file.read())
    except NotJson as error:
        raise Fails(f"{getattr(file, 'name', '<stdin>')} is not JSON: {error}.") from None


def named_tables(register: Register, answer: OutcomeAnswer, lang: str) -> Iterator[Table]:
    """The tables of an answer, with the names that units and codes have today beside them."""
    today = register.at()
    found = today.summaries(sorted(named_units(answer)))
    names = {code: summary["name"] for code, summary in found.items() if "name" in summary}

    def name_of(path: str, code: str) -> str | None:
        return name_code(today.codes, path, code, today.at.valid, lang)

    return tables(answer, lang, names, name_of)


def _print(answer: OutcomeAnswer, register: Register, way: Way) -> None:
    words = WORDS[way.lang]
    out: Console = console()
    for shown in named_tables(register, answer, way.lang):
        out.print(shown)
        out.print()
    if answer["replayed"]:
        out.print(words["replayed"])
    if answer["confirmed"]:
        out.print(words["confirmed"].format(units=", ".join(answer["confirmed"])))
    out.print(_result(answer, words, dry_run=way.dry_run))


def _result(answer: OutcomeAnswer, words: dict[str, str], *, dry_run: bool) -> str:
    if dry_run:
        return words["possible"] if answer["accepted"] else words["impossible"]
    if not answer["accepted"]:
        return words["refused"]
    if answer["serial"] is None:
        return words["unchanged"]
    return words["written"].format(serial=answer["serial"], touched=answer["touched"]["count"])
