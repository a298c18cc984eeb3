"""Commands that keep a register safe: `sor backup` and `sor restore`."""

from pathlib import Path

import click

from sor.cli.opening import closed_register, database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, expected_failures, print_json, progress_bar
from sor.jobs.backing_up import back_up, restore
from sor.jobs.checkpoints import read_checkpoint
from sor.jobs.whole_files import NotWritten


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
@database_option
def backup_command(database: str | None, file: Path, as_json: bool) -> None:
    """Copy the whole register into FILE, one SQLite file whatever the database, and check the copy's log.

    It may run while the register is used: the copy is of one moment.
    """
    try:
        with expected_failures(), progress_bar("backup") as tell:
            done = back_up(open_register(settings_with(database)), file, tell)
    except NotWritten as error:
        raise Fails(str(error)) from error
    if as_json:
        print_json(done)
    else:
        click.echo(f"{done.file}: serial {done.serial}, hash {done.hash}, {done.bytes / 1e6:,.1f} MB, checked.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--checkpoint",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A manifest.json or checkpoint that remembers how far the register had come.",
)
@click.option("--replace", is_flag=True, help="Put it in the place of the register that the database holds.")
@as_json
@database_option
def restore_command(database: str | None, file: Path, checkpoint: Path | None, replace: bool, as_json: bool) -> None:
    """Bring a backup into a new, empty database of either kind, after checking its log.

    With --replace it takes the place of the register that the database holds, users and settings included; no other
    program may have that open. What it knows beyond the backup is lost, and counted.

    The register gets a new epoch, so that followers start over; a master counts its codes on from the checkpoint, or
    10,000 above the backup's.
    """
    with expected_failures(), progress_bar("restore") as tell:
        settings = settings_with(database)
        trusted = Path(settings.checkpoint_public_key) if settings.checkpoint_public_key else None
        head = read_checkpoint(checkpoint, trusted) if checkpoint else None
        done = restore(closed_register(settings), file, head, tell, replace=replace)
    if as_json:
        print_json(done)
        return
    click.echo(f"{done.database} holds the register at serial {done.serial}, hash {done.hash}. Its epoch is new.")
    if done.counter is not None:
        click.echo(f"New SOR codes begin after running number {done.counter:,}.")
    if done.lost:
        ahead = "the checkpoint" if head else "the register that was replaced"
        click.echo(f"warning: {ahead} is {done.lost} entries ahead; what they said is lost.", err=True)
        for serial in done.erasures:
            click.echo(f"warning: what entry {serial} had erased is there again: erase it once more.", err=True)
    if head is None and not replace:
        click.echo("note: without --checkpoint nobody can tell whether entries after the backup are lost.", err=True)
