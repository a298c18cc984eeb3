"""The command that takes a signed checkpoint: `sor checkpoint`. `sor verify --checkpoint` holds it against the log."""

from pathlib import Path

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, expected_failures, print_json
from sor.jobs.checkpoints import make_key, take
from sor.jobs.whole_files import NotWritten


@click.command("checkpoint")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--key", type=click.Path(path_type=Path), help="The private key to sign with; else SOR_CHECKPOINT_KEY.")
@click.option("--new-key", is_flag=True, help="Make FILE a new private key, with FILE.pub beside it, and nothing else.")
@as_json
@database_option
def checkpoint_command(database: str | None, file: Path, key: Path | None, new_key: bool, as_json: bool) -> None:
    """Write how far the register has come – serial, hash, epoch, time – into FILE, signed with Ed25519.

    Keep it where nobody who can change the register can reach it: a log whose end was cut off looks whole, and only
    something outside of it can tell.
    """
    settings = settings_with(database)
    with expected_failures():
        if new_key:
            public = make_key(file)
            click.echo(f"{file} is the private key; keep it secret. {public} is for those who check.")
            return
        signing = key or (Path(settings.checkpoint_key) if settings.checkpoint_key else None)
        if signing is None:
            raise click.UsageError("Name the private key with --key or SOR_CHECKPOINT_KEY; make one with --new-key.")
        try:
            made = take(open_register(settings), file, signing)
        except NotWritten as error:
            raise Fails(str(error)) from error
    if as_json:
        print_json(made)
    else:
        click.echo(f"{file}: serial {made.serial}, hash {made.hash}, signed.")
