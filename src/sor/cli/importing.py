"""The command that loads files: `sor import`."""

import time
from pathlib import Path
from typing import Any

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, expected_failures, print_json, progress_bar
from sor.core.day import NotADay, parse_day
from sor.formats.delivery import BadFile, Delivery
from sor.formats.recognise import read_file
from sor.jobs.dated import import_as_dated
from sor.jobs.importing import Options, Progress, Report, code_names, import_file
from sor.register import Refused, Register

SHOWN = 20
"""Rejected rows that are printed for people; `--json` has all."""

columns_option = click.option(
    "--columns", metavar="FIELD=COLUMN,…", help="What the columns of any other CSV hold, e.g. code=id,parent=up."
)


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--part", is_flag=True, help="The file is not the whole register: what it omits stays.")
@click.option("--snapshot", metavar="DATE", help="The day the file describes, where it does not say.")
@columns_option
@click.option("--backfill", is_flag=True, help="Load a file older than what is loaded; it fills only what is unknown.")
@click.option(
    "--max-closed",
    type=click.IntRange(min=0),
    metavar="N",
    help="Refuse a file whose absences close more than N [1 %, at least 10, at most 200].",
)
@click.option("--force", is_flag=True, help="Load it however many it closes.")
@click.option("--strict", is_flag=True, help="Refuse the whole file at the first finding or rejected row.")
@click.option("--dry-run", is_flag=True, help="Read and compare, but store nothing.")
@click.option(
    "--as-dated",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Load a folder of dated files into an empty register, in order, each known from its own time.",
)
@as_json
@database_option
def import_command(
    database: str | None, files: tuple[Path, ...], as_json: bool, as_dated: Path | None, **given: Any
) -> None:
    """Load files: SOR XML 1, 2 or 3 (plain or zip), sor.csv, SOR2 CSV, SHAKCOMPLETE, or any CSV told its columns.

    What a file is, is told by its content. The first file is a first load, the next exactly the differences. Rejected
    rows are listed and leave exit 0; a refused file changes nothing and exits 1.
    """  # fmt: skip
    if bool(files) == bool(as_dated):
        raise click.UsageError("Name the files to load, or a folder with --as-dated FOLDER.")
    with expected_failures():
        register = open_register(settings_with(database))
        reader = _reader(register, given.pop("snapshot"), given.pop("columns"), part=given["part"])
        options = Options(**given)
        reports = []
        if as_dated:
            with progress_bar(as_dated.name) as tell:
                reports = import_as_dated(register, as_dated, reader, options, tell)
        for path in files:
            reports.append(_one(register, path, reader, options))
            if not as_json:
                _print(reports[-1])
    if as_json:
        print_json(reports[0] if len(reports) == 1 else reports)
    elif as_dated:
        for report in reports:
            _print(report)


def _one(register: Register, path: Path, reader: Any, options: Options) -> Report:
    started = time.monotonic()
    with progress_bar(path.name) as tell:
        try:
            report = _guarded(register, path, reader, options, tell)
        except OSError as error:
            raise Fails(f"{path} cannot be read: {error.strerror}.") from error
    report.seconds = round(time.monotonic() - started, 2)
    return report


def _guarded(register: Register, path: Path, reader: Any, options: Options, tell: Progress) -> Report:
    """Every refusal names its file."""
    try:
        return import_file(register, path, reader, options, tell)
    except (BadFile, Refused) as error:
        named = str(error) if path.name in str(error) else f"{path.name}: {error}"
        told = named if "othing" in named else f"{named} Nothing of it was loaded."
        raise type(error)(told) from error


def _reader(register: Register, snapshot: str | None, columns: str | None, *, part: bool) -> Any:
    """How a file is opened and read, with what was said on the command line and the register's code lists."""
    try:
        day = None if snapshot is None else parse_day(snapshot)
    except NotADay as error:
        raise click.UsageError(f"--snapshot: {error}") from None
    told = columns_told(columns)
    names = code_names(register, register.serial())

    def read(path: Path) -> Delivery:
        return read_file(path, snapshot=day, columns=told, lookups=names, part=part)

    return read


def columns_told(text: str | None) -> dict[str, str] | None:
    """What ``--columns`` says: field to column; None when it is not given."""
    return dict(_pair(part) for part in text.split(",")) if text else None


def _pair(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not equals or not field.strip() or not column.strip():
        raise click.UsageError(f"--columns: '{text}' is not FIELD=COLUMN. Write for example code=sor_id,name=name.")
    return field.strip(), column.strip()


def _print(report: Report) -> None:
    at = f", describing {report.snapshot}" if report.snapshot else ""
    click.echo(f"{report.file}: {report.format or 'known'}{at}")
    counts = {name: getattr(report, name) for name in ("read", "new", "changed", "closed", "unchanged", "unlisted")}
    counts["rejected"] = len(report.rejected)
    click.echo("  " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))
    for kind, count in report.others.items():
        click.echo(f"  {kind}: " + ", ".join(f"{name} {n:,}" for name, n in count.items()))
    if report.findings:
        click.echo("  findings: " + ", ".join(f"{rule} {count:,}" for rule, count in report.findings.items()))
    for row in report.rejected[:SHOWN]:
        proposal = f"; did it mean {row['proposal']}?" if row.get("proposal") else ""
        click.echo(f"  rejected {report.file}, line {row['line']}: {row['reason']}{proposal}")
    if len(report.rejected) > SHOWN:
        click.echo(f"  … and {len(report.rejected) - SHOWN} more rejected rows; --json lists all.")
    for note in report.notes:
        click.echo(f"  note: {note}")
    click.echo(f"  entry {report.serial} in {report.seconds:.1f} s" if report.serial else "  nothing was written")
