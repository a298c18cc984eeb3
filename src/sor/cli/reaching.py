"""`sor reaching`: what is sent to a unit, whether it arrives, if not why, and who can mend it."""

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json, table
from sor.cli.questions import known_option, snapshot_of, unknown_unit, valid_option
from sor.core.shapes import text_in
from sor.reading.mapping import write_identifier
from sor.recipients.finding import NoSuch
from sor.recipients.reaching import ReachingMessage

COLUMNS = {
    "da": (
        "Meddelelse", "Navn", "Når frem", "Sendere i kommunen", "i regionen", "Af samme type modtager",
        "Hvorfor, og hvem der retter det",
    ),
    "en": (
        "Message", "Name", "Arrives", "Senders in the municipality", "in the region", "Of its type receive",
        "Why, and who mends it",
    ),
}  # fmt: skip
WORDS = {
    "da": {
        "yes": "ja", "no": "nej", "partly": "fra nogle", "unclear": "usikkert", "of": "{count} af {of}",
        "sum": "{arrive} af {total} når frem til {name}",
        "none": "Ingen i {name}s kommune og region sender noget, som enheder af dens type modtager.",
        "not_open": "Enheden {code} er ikke åben den dag.",
    },
    "en": {
        "yes": "yes", "no": "no", "partly": "from some", "unclear": "unclear", "of": "{count} of {of}",
        "sum": "{arrive} of {total} arrive at {name}",
        "none": "Nobody in the municipality and region of {name} sends what units of its type receive.",
        "not_open": "The unit {code} is not open on that day.",
    },
}  # fmt: skip


@click.command("reaching")
@click.argument("code")
@valid_option
@known_option
@click.option("--lang", type=click.Choice(["da", "en"]), default="en", help="Language of sentences [en].")
@as_json
@database_option
def reaching_command(
    database: str | None, code: str, valid: str | None, known: str | None, lang: str, as_json: bool
) -> None:
    """List what reaches a unit: each message that units of its municipality and region send and units of its type
    receive, whether it arrives, if not why, and who can mend it.
    """
    from sor.following.edi_book import EdiBook
    from sor.following.recipient_book import RecipientBook

    words = WORDS[lang]
    with expected_failures():
        register = open_register(settings_with(database))
        snapshot, code = snapshot_of(register, valid, known), write_identifier(code)
        unit = snapshot.unit(code)
        if unit is None:
            raise Fails(unknown_unit(code))
        try:
            found = EdiBook(RecipientBook(register)).reaching(snapshot, code, lang)
        except NoSuch:
            raise Fails(words["not_open"].format(code=code)) from None
    if as_json:
        print_json([one.answer() for one in found])
        return
    name = text_in(unit, "name") or code
    if not found:
        click.echo(words["none"].format(name=name))
        return
    click.echo(words["sum"].format(arrive=sum(one.can == "yes" for one in found), total=len(found), name=name))
    shown = table(*COLUMNS[lang])
    for one in found:
        shown.add_row(*_row(one, words, lang))
    console().print(shown)


def _row(one: ReachingMessage, words: dict[str, str], lang: str) -> tuple[str, ...]:
    peers = words["of"].format(count=one.peers, of=one.of_peers)
    why = " ".join(str(reason.answer()[lang]) for reason in one.against)
    return one.standard, one.name, words[one.can], str(one.near), str(one.region), peers, why
