"""The command that publishes: `sor publish`, once or on every change."""

import os
import signal
import threading
import time
from pathlib import Path

import click
from msgspec.structs import replace

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, expected_failures, print_json, progress_bar
from sor.core.day import NotADay, parse_day
from sor.formats.published.life_cycle import BadStarts, read_starts
from sor.formats.published.omitted import CannotWrite
from sor.jobs.editions import KEPT, PublishOptions
from sor.jobs.following_changes import publish_on_change
from sor.jobs.publishing import NotToCome, Publication, publish
from sor.jobs.rehearsing import publish_with_plans
from sor.jobs.whole_files import NotWritten
from sor.settings import Settings


@click.command("publish")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder; else SOR_FILES.", metavar="DIR"
)
@click.option("--keep", type=click.IntRange(min=1), default=KEPT, show_default=True, help="Editions to keep.")
@click.option("--force", is_flag=True, help="Make an edition although nothing changed.")
@click.option("--follow", is_flag=True, help="Go on: publish whenever the register changes and whenever a day comes.")
@click.option("--rehearsal", metavar="DATE", help="Write the edition of a day to come, beside the others, to be tried.")
@click.option("--plan", "plans", multiple=True, metavar="ID", help="Of a rehearsal: with this plan laid over it.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when the process that started this one ends.")
@as_json
@database_option
def publish_command(
    database: str | None, out: Path | None, keep: int, force: bool, follow: bool, rehearsal: str | None,
    plans: tuple[str, ...], with_parent: bool, as_json: bool,
) -> None:  # fmt: skip
    """Publish all files in the folders of sor-filer, with manifest, deltas, schemas and notes.

    A new edition replaces the old one in a single step when it is whole; until then, and when it fails, the old one
    stays. Editions before it are kept under editions/. A rehearsal lies under rehearsals/DATE, marked as one in its
    manifest, until its day comes. With plans laid over it, it goes into a folder of its own that holds no edition.
    """
    settings = settings_with(database)
    folder = out or (Path(settings.files) if settings.files else None)
    if folder is None:
        raise click.UsageError("Name the folder with --out DIR or SOR_FILES.")
    try:
        day = None if rehearsal is None else parse_day(rehearsal)
        options = replace(options_of(settings), keep=keep, force=force, rehearsal=day)
    except NotADay as error:
        raise click.UsageError(f"--rehearsal: {error}") from None
    except BadStarts as error:
        raise click.UsageError(str(error)) from None
    if follow and day is not None:
        raise click.UsageError("--rehearsal writes one edition of a day to come: leave --follow out.")
    if plans and day is None:
        raise click.UsageError("--plan is laid over the rehearsal of a day: give --rehearsal DATE.")
    with expected_failures():
        register = open_register(settings)
        if follow:
            publish_on_change(register, folder, options, stop_signal(with_parent), lambda done: _print(folder, done, 0))
            return
        started = time.monotonic()
        try:
            with progress_bar("publish") as tell:
                if plans:
                    done = publish_with_plans(register, settings, plans, folder, options, tell)
                else:
                    done = publish(register, folder, options, tell)
        except NotToCome as error:
            raise click.UsageError(f"--rehearsal: {error}") from None
        except (CannotWrite, NotWritten) as error:
            raise Fails(f"{error} The edition before stays.") from error
    if as_json:
        print_json(done)
    else:
        _print(folder, done, time.monotonic() - started)


def options_of(settings: Settings) -> PublishOptions:
    """How the settings have files published. Raises BadStarts."""
    return PublishOptions(
        starts=read_starts(settings.format_starts), shak_end=settings.shak_end, checkpoint_key=_key(settings)
    )


def _key(settings: Settings) -> Path | None:
    return Path(settings.checkpoint_key) if settings.checkpoint_key else None


def stop_signal(with_parent: bool) -> threading.Event:
    """Set when the process is asked to end, or its parent is gone."""
    stop = threading.Event()
    if with_parent:
        threading.Thread(target=_watch_parent, args=(stop, os.getppid()), daemon=True).start()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop


def _watch_parent(stop: threading.Event, parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    stop.set()


def _print(folder: Path, done: Publication, seconds: float) -> None:
    if done.edition is None:
        click.echo(f"{folder} shows the register already, at serial {done.serial}: nothing to do.")
    else:
        took = f" in {seconds:.1f} s" if seconds else ""
        click.echo(
            f"{folder}: edition {done.edition} at serial {done.serial}, {done.files} files,"
            f" {done.bytes / 1e6:,.1f} MB{took}"
        )
    for path, why in done.missing.items():
        click.echo(f"  without {path}: {why}")
