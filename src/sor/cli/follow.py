"""The command that keeps a copy of another register: `sor follow`."""

from collections.abc import Iterator
from pathlib import Path

import click

from sor.cli.ending import ending_when_asked
from sor.cli.erasing import files_to_erase
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, expected_failures, print_json, progress_bar
from sor.core.identifiers import tidy_identifier
from sor.core.shapes import Value
from sor.desk.demo_sts import security_clock
from sor.following.krs_source import ADDRESS, KrsSource
from sor.following.source import NoSource, ProgramName, Source, SourceAway
from sor.following.standing import CopyStanding, standing_of
from sor.formats.delivery import BadFile
from sor.jobs.follow import Following, FollowOptions
from sor.jobs.follow_krs import NOT_IN_KRS, FollowingKrs, tell_left_out
from sor.register import Register
from sor.settings import Settings
from sor.store.followed import FollowedTwice, only_follower
from sor.store.taking import NotProven


def _owner(_: Value, __: Value, text: str | None) -> str | None:
    return None if text is None else tidy_identifier("code", text.strip())


@click.command("follow")
@click.argument("url", required=False)
@click.option(
    "--from",
    "snapshot",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Begin with this SQLite file (open/sor.sqlite of an edition), not with the one that the source publishes.",
)
@click.option(
    "--owner", metavar="CODE", callback=_owner,
    help="Only the part of one owner; the lines of others come as hashes, by which each entry is proven.",
)  # fmt: skip
@click.option(
    "--card", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The ID card to show to a copy register (KRS): URL is then that of StamdataReplication.",
)  # fmt: skip
@click.option("--once", is_flag=True, help="End as soon as the copy has all that the source has.")
@click.option("--status", is_flag=True, help="Say how the copy stands, and ask nobody.")
@as_json
@database_option
def follow_command(
    database: str | None, url: str | None, snapshot: Path | None, owner: str | None, card: Path | None, once: bool,
    status: bool, as_json: bool,
) -> None:  # fmt: skip
    """Keep a copy of the register at URL: every entry of its log, proven, with the same serial and the same bytes.

    The database is a mirror, made by `sor init`, empty at the first start. It goes on until it is ended, waits while
    the source is away, and begins where it was. `sor serve` answers from the copy beside it.
    """
    settings = settings_with(database)
    with expected_failures():
        register = open_register(settings)
        if status:
            _tell_standing(register, as_json)
            return
        followed = register.follows()
        address = url or (followed.url if followed else None)
        if address is None:
            raise click.UsageError("Name the address of the register to follow, such as https://sor.example.")
        if address.rstrip("/").endswith(ADDRESS):
            if snapshot is not None or owner is not None:
                raise click.UsageError("--from and --owner are of a register's own log; a copy register has none.")
            _follow_krs(register, settings, address.rstrip("/"), card, once=once)
            if once:
                _tell_standing(register, as_json)
            return
        part = owner or (followed.owner if followed else None)
        _follow(register, settings, address, snapshot, part, once=once)
        if once:
            _tell_standing(register, as_json)


def _follow(
    register: Register, settings: Settings, url: str, snapshot: Path | None, owner: str | None, *, once: bool
) -> None:
    shown = settings.follow_client, settings.follow_secret
    if any(shown) and not all(shown):
        raise click.UsageError("SOR_FOLLOW_CLIENT and SOR_FOLLOW_SECRET belong together. Write both or neither.")
    key = Path(settings.checkpoint_public_key) if settings.checkpoint_public_key else None
    options = FollowOptions(snapshot, key, files_to_erase(settings, None), once)
    try:
        with ending_when_asked(), only_follower(register.database), progress_bar("follow") as tell:
            source = Source(url, name=ProgramName(*shown) if all(shown) else None, owner=owner)
            try:
                Following(register, source, options, lambda said: click.echo(said, err=True), tell).run()
            finally:
                source.close()
    except NoSource as error:
        raise click.UsageError(str(error)) from None
    except (FollowedTwice, SourceAway) as error:
        raise Fails(str(error)) from None
    except NotProven as error:
        raise Fails(f"{error} Nothing of it was taken; the copy stays as it was.") from None


def _follow_krs(register: Register, settings: Settings, url: str, card: Path | None, *, once: bool) -> None:
    """Follow a copy register."""
    if card is None:
        raise click.UsageError(
            "A copy register (KRS) answers whoever shows an ID card. Name the file that holds yours: --card FILE"
            " (of a demo: sor card CVR > FILE)."
        )
    try:
        with ending_when_asked(), only_follower(register.database), progress_bar("follow") as tell:
            source = KrsSource(url, card.read_bytes, security_clock(register, settings))
            try:
                said = FollowingKrs(
                    register,
                    source,
                    lambda text: click.echo(text, err=True),
                    tell,
                    files=files_to_erase(settings, None),
                )
                said.run(once=once)
            finally:
                source.close()
    except (NoSource, BadFile, FollowedTwice, SourceAway) as error:
        raise Fails(str(error)) from None


def _tell_standing(register: Register, as_json: bool) -> None:
    found = standing_of(register)
    if as_json:
        print_json(found)
        return
    click.echo("This register follows nobody." if found is None else in_words(found))


def in_words(found: CopyStanding) -> str:
    """How a copy stands, in sentences."""
    if not found["proven"]:
        return "\n".join(_krs_in_words(found))
    level = f"level with it at {found['since']}" if found["since"] else "never yet level with it"
    part = f"the part of owner {found['owner']} in " if found["owner"] else ""
    reached = f"which has reached serial {found['serial']}: {found['behind']} behind, {level}"
    words = [f"A copy of {part}{found['url']}, {reached}.", *_away_in_words(found)]
    words += [f"It is followed no further: {found['stopped']}"] if found["stopped"] else []
    words += [f"Kept from before it was restored: {aside}" for aside in found["aside"]]
    return "\n".join(words)


def _away_in_words(found: CopyStanding) -> list[str]:
    """That the source is gone, in a sentence; nothing while it answers."""
    if not found["away"]:
        return []
    return [f"Nothing has been heard of its source since {found['away']}: what has changed since then is not known."]


def _krs_in_words(found: CopyStanding) -> Iterator[str]:
    """How a copy of a copy register stands: in the offsets and times that this one tells."""
    had = f"had all that it told at {found['since']}" if found["since"] else "never yet had all that it told"
    yield f"A copy of the copy register {found['url']}, which {had}; how far that register itself is, it does not tell."
    yield from _away_in_words(found)
    if found["offsets"]:
        reached = ", ".join(f"{datatype} {offset}" for datatype, offset in sorted(found["offsets"].items()))
        at = found["told"] or "a time that is none"
        yield f"Taken up to what became known there at {at}, offsets: {reached}."
    yield "Nothing of it is provable: a copy register tells rows, and no hash over them."
    if found["left_out"]:
        yield tell_left_out(found["left_out"], found["left_out_at"])
    yield NOT_IN_KRS
