"""`sor erase`: a value that should never have been there goes, by the word of two of the authority."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, console, expected_failures, print_json, table
from sor.cli.publishing import options_of
from sor.core.day import NotADay, parse_day
from sor.formats.published.life_cycle import BadStarts
from sor.jobs.erasing import ErasureDone, FilesToErase, ask, confirm, find_unfinished, finish, look, withdraw
from sor.register import Register
from sor.settings import Settings
from sor.store.erasure_requests import ErasureRequest, all_requests
from sor.store.standing import KINDS, WantedErasure, WhereItStands, shown_days


@click.command("erase")
@click.argument("unit", required=False)
@click.option("--kind", type=click.Choice(KINDS), default="unit", help="Of what, when UNIT is no SOR code [unit].")
@click.option("--field", metavar="NAME", help="The field whose value is to go.")
@click.option("--entry", type=click.IntRange(min=1), metavar="SERIAL", help="The entry that stated it.")
@click.option("--from", "since", metavar="DATE", help="From which day, when the entry stated several values.")
@click.option("--part", metavar="NAME", help="Instead of a field: reason, origin.file, findings.0 of the entry's head.")
@click.option("--reason", metavar="TEXT", help="Why; without the value itself.")
@click.option("--as", "actor", metavar="AUTHORITY", help="Who asks, or who decides.")
@click.option("--second", metavar="AUTHORITY", help="Who confirms it at once: another person than the one who asks.")
@click.option("--confirm", "confirmed", type=int, metavar="N", help="Confirm request N of another person, and erase.")
@click.option("--withdraw", "withdrawn", type=int, metavar="N", help="Take request N back, or turn it down.")
@click.option("--list", "is_list", is_flag=True, help="List the requests.")
@click.option("--finish", "is_finish", is_flag=True, help="Do away with what an erasure could not yet, beside the log.")
@click.option("--dry-run", is_flag=True, help="Only show everywhere the value stands.")
@click.option("--files", "folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="The folder of published files; else SOR_FILES.")  # fmt: skip
@as_json
@database_option
def erase_command(
    database: str | None, unit: str | None, kind: str, field: str | None, entry: int | None, since: str | None,
    part: str | None, reason: str | None, actor: str | None, second: str | None, confirmed: int | None,
    withdrawn: int | None, is_list: bool, is_finish: bool, dry_run: bool, folder: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Erase one value: out of the log, everything made from it, and the published files. The chain still verifies.

    One of the authority asks, and is shown everywhere the value stands; another person confirms. A value in force or
    scheduled has to be replaced first. The value itself is never printed.

    \b
      sor erase 698481000016007 --field virtual_address --entry 4711 --reason "a private number" --as anna
      sor erase --confirm 1 --as bodil
    """
    if sum([bool(unit or part), confirmed is not None, withdrawn is not None, is_list, is_finish]) != 1:
        raise click.UsageError("Say what to erase, or give one of --confirm N, --withdraw N, --list, --finish.")
    settings = settings_with(database)
    with expected_failures():
        register = open_register(settings)
        files = files_to_erase(settings, folder)
        if is_list:
            _list(register, as_json)
        elif is_finish:
            _finish(register, files)
        elif withdrawn is not None:
            withdraw(register, withdrawn, _needed(actor, "--as"), "cli")
            click.echo(f"Request {withdrawn} is withdrawn; nothing was erased.")
        elif confirmed is not None:
            _tell_erased(confirm(register, confirmed, _needed(actor, "--as"), "cli", files), as_json)
        else:
            wanted = _read_wanted(unit, kind, field, entry, since, part)
            if dry_run:
                _tell_found(look(register, wanted), None, as_json)
                return
            made, found = ask(register, wanted, _needed(reason, "--reason"), _needed(actor, "--as"), "cli")
            if second is None:
                _tell_found(found, made, as_json)
                return
            try:
                done = confirm(register, made.number, second, "cli", files)
            except Exception:
                withdraw(register, made.number, made.asked_by, "cli")
                raise
            _tell_erased(done, as_json)


def finish_erasing(register: Register, settings: Settings) -> str | None:
    """What an erasure left outside the log, done away with; else what is left, in a sentence."""
    return finish(register, files_to_erase(settings, None))


def files_to_erase(settings: Settings, folder: Path | None) -> FilesToErase | None:
    """The folder of published files, from which erased values have to go; None where none is named."""
    at = folder or (Path(settings.files) if settings.files else None)
    try:
        return None if at is None else FilesToErase(at, options_of(settings))
    except BadStarts as error:
        raise click.UsageError(str(error)) from None


def _read_wanted(
    unit: str | None, kind: str, field: str | None, entry: int | None, since: str | None, part: str | None
) -> WantedErasure:
    if entry is None:
        raise click.UsageError("Name the entry that stated it with --entry SERIAL.")
    if part is not None:
        if unit or field or since:
            raise click.UsageError("--part stands alone with --entry: a part of its head is of no unit and no field.")
        return WantedErasure(entry, part=part)
    try:
        day = 0 if since is None else parse_day(since)
    except NotADay as error:
        raise click.UsageError(f"--from: {error}") from None
    return WantedErasure(entry, kind, unit or "", _needed(field, "--field"), day)


def _needed(given: str | None, option: str) -> str:
    if given is None:
        raise click.UsageError(f"{option} is needed.")
    return given


def _list(register: Register, as_json: bool) -> None:
    found = all_requests(register.database.reader())
    if as_json:
        print_json([one._asdict() for one in found])
        return
    shown = table("Request", "What", "Entry", "Reason", "Asked by", "State", "By", "Became")
    for one in found:
        became = str(one.serial) if one.serial else ""
        shown.add_row(
            str(one.number),
            _what(one),
            str(one.entry),
            one.reason,
            one.asked_by,
            one.state,
            one.decided_by or "",
            became,
        )
    console().print(shown)


def _what(one: ErasureRequest | WantedErasure) -> str:
    return one.part or f"{one.field} of {one.kind} {one.key}"


def _finish(register: Register, files: FilesToErase | None) -> None:
    if not find_unfinished(register):
        click.echo("Nothing is left of any erasure.")
        return
    if left := finish(register, files):
        raise Fails(left)
    click.echo("Done: nothing is left of any erasure.")


def _tell_found(found: WhereItStands, made: ErasureRequest | None, as_json: bool) -> None:
    if as_json:
        print_json(_list_places(found) | ({"request": made.number} if made else {}))
        return
    click.echo(f"{_what(found.wanted)} stands, and would go, in:")
    for stated in found.statements:
        click.echo(f"  entry {stated.place.serial}, line {stated.place.line}: stated {shown_days(stated)}")
    for part in found.parts:
        click.echo(f"  entry {part.serial}: its {part.part}")
    if found.answers:
        click.echo(f"  {found.answers} kept answers")
    _tell_elsewhere(found)
    if made:
        click.echo(
            f"This is request {made.number}. Another person confirms it: sor erase --confirm {made.number} --as …"
        )


def _tell_elsewhere(found: WhereItStands) -> None:
    if found.elsewhere:
        click.echo("The same text stands elsewhere too, and stays there unless it is erased as well:")
    for kind, key, field, serial in found.elsewhere:
        click.echo(f"  {field} of {kind} {key}, entry {serial}")


def _tell_erased(done: ErasureDone, as_json: bool) -> None:
    if as_json:
        print_json(_list_places(done.found) | {"serial": done.serial, "left": done.left})
    else:
        count = len(done.found.statements) + len(done.found.parts)
        places = "1 place" if count == 1 else f"{count} places"
        click.echo(f"Erased in {places} of the log, by entry {done.serial}: {_what(done.found.wanted)}.")
        _tell_elsewhere(done.found)
    if done.left:
        raise Fails(done.left)


def _list_places(found: WhereItStands) -> dict[str, Any]:
    """Where a value stands, in plain values; never the value."""
    wanted = found.wanted
    elsewhere: Sequence[Any] = [
        dict(zip(("kind", "key", "field", "entry"), one, strict=True)) for one in found.elsewhere
    ]
    return {
        "kind": wanted.kind,
        "key": wanted.key,
        "field": wanted.field,
        "part": wanted.part,
        "statements": [
            {"entry": one.place.serial, "line": one.place.line, "number": one.place.number} for one in found.statements
        ],
        "parts": [{"entry": one.serial, "part": one.part} for one in found.parts],
        "answers": found.answers,
        "elsewhere": elsewhere,
    }
