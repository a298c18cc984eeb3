"""The command that makes a synthetic register of Denmark's shape: `sor generate`."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import msgspec

from sor.cli.opening import closed_register, database_option, settings_of, settings_with
from sor.cli.output import Fails, as_json, expected_failures, print_json, progress_bar
from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.core.day import DENMARK, NotADay, parse_day, to_date, write_day
from sor.core.shapes import Value
from sor.formats.sor_xml.listed_unit import ListedUnit
from sor.formats.sor_xml.write import write
from sor.jobs.generating import Filled, Size, clear_half_filled, fill
from sor.jobs.importing import Progress
from sor.jobs.whole_files import NotWritten, whole_file
from sor.register import MASTER
from sor.sample.listed import listed_units
from sor.sample.register import FEWEST, MOST, SAMPLE_DAY, SAMPLE_SEED, SAMPLE_UNITS, SAMPLE_YEARS
from sor.settings import settle_settings
from sor.store.backing_up import is_empty

MOST_YEARS = 50


class LeftOut(msgspec.Struct):
    """What of a sample has no place in a file: units, and values by field."""

    units: int
    fields: dict[str, int]


class FileMade(msgspec.Struct):
    """A sample as a file."""

    file: str
    units: int
    bytes: int
    left_out: LeftOut
    seconds: float = 0.0


class RegisterFilled(msgspec.Struct):
    """A sample in a database, entry by entry."""

    database: str
    role: str
    entries: list[Filled]
    seconds: float = 0.0


def _day(_: Value, __: Value, text: str) -> int:
    try:
        return parse_day(text)
    except NotADay as error:
        raise click.BadParameter(str(error)) from None


@click.command("generate")
@click.option(
    "--units",
    type=click.IntRange(FEWEST, MOST),
    default=SAMPLE_UNITS,
    show_default=True,
    help="How many units, those that open or close on the way included.",
)
@click.option(
    "--years",
    type=click.IntRange(1, MOST_YEARS),
    default=SAMPLE_YEARS,
    show_default=True,
    help="How many years of history.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=SAMPLE_SEED,
    show_default=True,
    help="The same numbers give the same register.",
)
@click.option(
    "--day",
    metavar="DATE",
    callback=_day,
    default=write_day(SAMPLE_DAY),
    show_default=True,
    help="The register's day; some changes are scheduled after it.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the register of that day as SOR XML 2.0.0 instead of loading it.",
)
@as_json
@database_option
def generate_command(database: str | None, out: Path | None, as_json: bool, **given: int) -> None:
    """Make a register of Denmark's shape: real regions and municipalities, invented clinics and people.

    Without --out it is loaded into a new database or an empty demo, with years of history on both times. What it
    makes is a demo; a real register is not filled.
    """  # fmt: skip
    size = Size(**given)
    started = time.monotonic()
    made: FileMade | RegisterFilled
    with expected_failures(), progress_bar("generate") as tell:
        made = _into_file(size, out, tell) if out else _into_database(size, database, tell)
    made.seconds = round(time.monotonic() - started, 2)
    if as_json:
        print_json(made)
    elif isinstance(made, FileMade):
        _print_file(made)
    else:
        _print_entries(made)


def _into_file(size: Size, out: Path, tell: Progress) -> FileMade:
    """Write the file, which is there whole or not at all."""
    names = CodeNames(periods_of(bundled_claims()))
    count = 0

    def count_units() -> Iterator[ListedUnit]:
        nonlocal count
        for unit in listed_units(size.units, size.years, size.seed, size.day):
            count += 1
            if count % 500 == 0:
                tell("units", 500)
            yield unit

    created = datetime.combine(to_date(size.day), datetime.min.time().replace(hour=1), DENMARK)
    try:
        with whole_file(out) as file:
            omitted = write(count_units(), file, "2.0.0", size.day, created, region_of=names.region_of_municipality)
    except NotWritten as error:
        raise Fails(str(error)) from error
    units = sum(not omission.field for omission in omitted)
    fields = Counter(omission.field for omission in omitted if omission.field)
    left = LeftOut(units, dict(sorted(fields.items())))
    return FileMade(str(out), count - units, out.stat().st_size, left)


def _into_database(size: Size, database: str | None, tell: Progress) -> RegisterFilled:
    settings = settings_with(database)
    register = closed_register(settings)
    clear_half_filled(register)
    if is_empty(register.database):  # also where making one was killed
        settle_settings(settings, demo=True, register="what sor generate makes here")
        register.init(settings.role or MASTER, demo=True)
    else:
        register.init()  # perhaps of an older schema
    settings_of(register, settings)
    entries = fill(register, size, tell)
    return RegisterFilled(register.database.shown, register.role, entries)


def _print_file(made: FileMade) -> None:
    size = made.bytes / 1e6
    click.echo(f"{made.file}: {made.units:,} units, {size:,.1f} MB, in {made.seconds:.1f} s")
    if left := made.left_out.units:
        click.echo(f"  {left:,} units have no place in the tree of the file (orphans, institutions below another)")
    for field, number in made.left_out.fields.items():
        click.echo(f"  {field}: {number:,} values have no element in the file")


def _print_entries(made: RegisterFilled) -> None:
    for entry in made.entries:
        subjects = ", ".join(f"{kind} {number:,}" for kind, number in entry.subjects.items())
        click.echo(f"entry {entry.serial}, known from {entry.known}: {subjects}")
        if entry.findings:
            click.echo("  findings: " + ", ".join(f"{rule} {number:,}" for rule, number in entry.findings.items()))
    click.echo(f"{made.database} holds the register, as a {made.role}, in {made.seconds:.1f} s")
