"""The command that compares: two dates, two serials, or two files."""

from pathlib import Path

import click

from sor.cli.importing import SHOWN, columns_option, columns_told
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import as_json, console, expected_failures, print_json, progress_bar, table
from sor.cli.questions import tell_if_before_first
from sor.core.as_of import AsOf
from sor.core.canonical import encode
from sor.core.day import NotADay, parse_day, write_day
from sor.core.identifiers import is_digits
from sor.core.shapes import Value
from sor.formats.delivery import BadFile, Delivery, Undated
from sor.formats.recognise import read_file
from sor.jobs.differences import ComparedRegister, Difference, differences, nothing_to_compare
from sor.jobs.importing import code_names
from sor.jobs.trial import day_of_file, how_loaded, register_of_file
from sor.register import BadTime, Register


@click.command("diff")
@click.argument("from_", metavar="FROM")
@click.argument("to", required=False)
@click.option("--valid", metavar="DATE", help="Hold the day still: compare what two serials say of it.")
@click.option("--known", metavar="TIME|SERIAL", help="Hold the knowledge still: compare two dates as known then.")
@click.option("--kind", "kinds", multiple=True, help="Only subjects of this kind (unit, location_number, shak …).")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the JSON to a file.")
@click.option("--exit-code", is_flag=True, help="Exit 1 when there is a difference.")
@columns_option
@as_json
@database_option
def diff_command(
    database: str | None, from_: str, to: str | None, valid: str | None, known: str | None, kinds: tuple[str, ...],
    out: Path | None, exit_code: bool, columns: str | None, as_json: bool,
) -> None:  # fmt: skip
    """List what changed from FROM to TO: two dates (2026-07-01), two serials (@17), or two files.

    A date is what holds on that day as known now; a serial is what was known then, on the day it had reached; a file
    is itself, and a serial beside a file is asked on the file's day. A file that does not say its day describes the
    date beside it, or --valid, else the day named when it was loaded. A file alone is compared with the register on
    the file's day: the proof of a copy. A file differs in what loading it would change: what it does not say is as on
    the other side.
    """
    if to is None and not Path(from_).is_file():
        raise click.UsageError("Name two to compare. Only a file can stand alone.")
    told = columns_told(columns)
    with expected_failures(), progress_bar("diff") as tell:
        settings = settings_with(database)
        register = open_register(settings)
        texts = from_, to or f"@{register.serial()}"
        sides = _sides(register, texts, valid, known, told, settings.shak_end)
        found = []
        for difference in differences(*sides, kinds=kinds):
            tell("subjects", 1)
            found.append(difference)
        for side in sides:
            tell_if_before_first(side.register.at(side.at))
        for kind in nothing_to_compare(*sides, kinds=kinds):
            days = " and ".join(dict.fromkeys(write_day(side.at.valid) for side in sides))
            nothing = f"sor: No {kind.replace('_', ' ')} is valid on {days} on either side, so that none can differ."
            click.echo(f"{nothing} Another day is named with --valid.", err=True)
    if out:
        out.write_bytes(encode(found))
    if as_json:
        print_json(found)
    elif not out:
        _print(found)
    if exit_code and found:
        raise SystemExit(1)


def _sides(
    register: Register,
    texts: tuple[str, str],
    valid: str | None,
    known: str | None,
    columns: dict[str, str] | None,
    shak_end: int,
) -> list[ComparedRegister]:
    """What is no file first, because a file is loaded on top of the other side; of two files the first one."""
    dates = [text for text in texts if not Path(text).is_file() and not _is_serial(text)]
    day = parse_day(valid) if valid else parse_day(dates[0]) if dates and _is_date(dates[0]) else None
    files = {text: _File(register, Path(text), day, columns, shak_end) for text in texts if Path(text).is_file()}
    told = next((write_day(file.day) for file in files.values()), None)
    sides = {
        text: _side(register, text, valid or (told if _is_serial(text) else None), known)
        for text in texts
        if text not in files
    }
    for text, file in files.items():
        sides[text] = file.side(next(iter(sides.values()), None))
    return [sides[text] for text in texts]


class _File:
    """A file to be compared, and the day it describes. Raises BadFile when it does not say its day and nobody did."""

    def __init__(
        self, register: Register, path: Path, day: int | None, columns: dict[str, str] | None, shak_end: int
    ) -> None:
        self._path, self._columns, self._shak_end = path, columns, shak_end
        self._names = code_names(register, register.serial())
        self._loaded = how_loaded(register, path)
        self._told = self._loaded.day if day is None else day
        try:
            self.day = day_of_file(path, self._read)
        except Undated as error:
            raise BadFile(
                f"{error.file} does not say which day it describes. Name the day: --valid 2026-07-01"
            ) from None

    def side(self, beside: ComparedRegister | None) -> ComparedRegister:
        """The file on top of the other side; rows that cannot be read are told on standard error."""
        part = self._loaded.part
        side, report = register_of_file(self._path, self._read, beside, part=part, shak_end=self._shak_end)
        for row in report.rejected[:SHOWN]:
            click.echo(f"not compared: {row['file']}, line {row['line']}: {row['reason']}", err=True)
        if len(report.rejected) > SHOWN:
            click.echo(f"not compared: {len(report.rejected) - SHOWN} more rows.", err=True)
        return side

    def _read(self, file: Path) -> Delivery:
        day, part = self._told, self._loaded.part
        return read_file(file, lookups=self._names, snapshot=day, columns=self._columns, part=part)


def _is_serial(text: str) -> bool:
    plain = text.removeprefix("@")
    return is_digits(plain) and len(plain) < 8


def _is_date(text: str) -> bool:
    try:
        parse_day(text)
    except NotADay:
        return False
    return True


def _side(register: Register, text: str, valid: str | None, known: str | None) -> ComparedRegister:
    if _is_serial(text):
        if known:
            raise BadTime("A serial is a time of knowledge itself: leave --known out, or compare two dates.")
        if valid and not register.serial():
            return ComparedRegister(
                register, AsOf(parse_day(valid), 0)
            )  # an empty register: everything in a file differs
        return ComparedRegister(register, register.as_of(valid, f"@{text.removeprefix('@')}"))
    if valid and valid != text:
        raise BadTime("A date is a valid day itself: leave --valid out, or compare two serials.")
    try:
        return ComparedRegister(register, AsOf(parse_day(text), register.as_of(None, known).known))
    except ValueError:
        raise BadTime(f"'{text}' is no date, serial or file. Write 2026-07-01, @17, or the path of a file.") from None


def _print(found: list[Difference]) -> None:
    shown = table("Change", "Kind", "Key", "Field", "Before", "After")
    for difference in found:
        row = (difference["change"], difference["kind"], difference["key"])
        if not difference["fields"]:
            shown.add_row(*row, "", "", "")
        for field, change in difference["fields"].items():
            shown.add_row(*row, field, _text(change["before"]), _text(change["after"]))
    console().print(shown)
    click.echo(f"{len(found)} subjects differ")


def _text(value: Value) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return "" if value is None else str(value)
