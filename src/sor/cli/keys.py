"""`sor keys`: the keys that sign tokens, exchanged without anybody noticing, or at once when one may be known; and keys
towards identity providers of SAML.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import click

from sor.access.login.saml.keys import make_key, read_key
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import as_json, console, expected_failures, print_json, table
from sor.clock import Clock
from sor.desk.actors import Actors
from sor.settings import read_settings

NOT_THESE = "SOR_TOKEN_KEY is set: tokens are signed and believed by it, and not by the keys in the database."

by_option = click.option(
    "--as", "actor", metavar="ACTOR", help="Who does it: the register authority; see sor user list."
)


@click.group("keys")
def keys_command() -> None:
    """The keys that sign tokens: kept in the database, so that all servers of a register have the same.

    Tokens are good for a quarter of an hour. A new key signs at once; the one before is believed until its last token
    has run out, so that no program notices.
    """


@keys_command.command("list")
@as_json
@database_option
def list_command(database: str | None, as_json: bool) -> None:
    """The key that signs and those that are still believed; never the secrets themselves."""
    with expected_failures():
        settings = settings_with(database)
        keys = Actors(open_register(settings)).signing_keys()
    if as_json:
        print_json([{"id": key.id, "made_at": key.made_at, "signs": key is keys[0]} for key in keys])
        return
    shown = table("Key", "Made", "")
    for key in keys:
        shown.add_row(key.id, key.made_at, "signs" if key is keys[0] else "is believed until its tokens run out")
    console().print(shown)
    if settings.token_keys:
        click.echo(NOT_THESE)


@keys_command.command("new")
@by_option
@database_option
def new_command(database: str | None, actor: str | None) -> None:
    """Make a key that signs from now on."""
    with expected_failures():
        settings = settings_with(database)
        made = Actors(open_register(settings)).new_signing_key(actor)
    click.echo(f"Key {made.id} signs from now on. Tokens of the one before are good until they run out.")
    if settings.token_keys:
        click.echo(NOT_THESE)


@keys_command.command("saml")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--name", metavar="HOST", help="Whose key it is; as a rule the register's host name.")
def saml_command(file: Path, name: str | None) -> None:
    """Make a key towards identity providers of SAML, with its certificate, in FILE, which must not exist yet.

    SOR_SAML_KEYS names such files. A new one is exchanged without a pause: put it behind the old one, have the
    providers read the register's metadata, put it first, have them read again, and take the old one out.
    """
    host = name or urlsplit(read_settings().public_url).hostname or "sor"
    with expected_failures():
        made = make_key(host, Clock()())
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise click.ClickException(f"{file} cannot be made: {error.strerror}.") from None
        with os.fdopen(descriptor, "wb") as out:
            out.write(made)
        until = read_key(file).not_after
    click.echo(f"{file} holds a key and its certificate, which holds until {until:%Y-%m-%d}. Only you may read it.")


@keys_command.command("drop")
@click.argument("key")
@by_option
@database_option
def drop_command(database: str | None, key: str, actor: str | None) -> None:
    """Forget KEY at once, because others may know it: every token that it signed ends now."""
    with expected_failures():
        Actors(open_register(settings_with(database))).drop_signing_key(key, actor)
    click.echo(f"Key {key} is gone: programs with a token of it get a new one with their secret.")
