"""The command that loads files: `sor import`."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from sor.cli.changes_told import brings_only_new, lines_of
from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, expected_failures, print_json, progress_bar
from sor.core.day import NotADay, parse_day
from sor.core.shapes import Fields, Value
from sor.formats.delivery import BadFile, Delivery
from sor.formats.recognise import read_file
from sor.jobs.dated import import_as_dated
from sor.jobs.importing import ImportOptions, Progress, Report, code_names, import_file
from sor.jobs.odd import many
from sor.jobs.refusing import NotLoaded
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
@click.option(
    "--max-changed",
    type=click.IntRange(min=0),
    metavar="N",
    help="Refuse a file that changes one field of more than N units [5 % of those that state it, at least 10; that for"
    " each day since the last file of its format, at most 50 %].",
)
@click.option(
    "--force", is_flag=True, help="Load it however much it closes, changes or is damaged; named in the report."
)
@click.option("--strict", is_flag=True, help="Refuse the whole file at the first finding or rejected row.")
@click.option("--dry-run", is_flag=True, help="Read and compare, but store nothing.")
@click.option(
    "--as-dated",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Load a folder of dated files into an empty register, in order, each known from its own time.",
)
@click.option("--lang", type=click.Choice(["da", "en"]), default="en", help="Language of what it changes [en].")
@as_json
@database_option
def import_command(
    database: str | None, files: tuple[Path, ...], as_json: bool, as_dated: Path | None, lang: str, **given: Any
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
        options = ImportOptions(**given, listing=as_json or given["strict"] or given["dry_run"])
        reports = []
        refused = None
        if as_dated:
            with progress_bar(as_dated.name) as tell:
                reports = import_as_dated(register, as_dated, reader, options, tell)
        for path in files:
            try:
                reports.append(_one(register, path, reader, options))
            except NotLoaded as reason:
                refused = reason
                reports.append(reason.report)
            if not as_json:
                _print(reports[-1], lang)
            if refused:
                break
    if as_json:
        print_json(reports[0] if len(reports) == 1 else reports)
    if refused:
        raise Fails(str(refused))
    if as_json:
        return
    if as_dated:
        for report in reports:
            _print(report, lang)


def _one(register: Register, path: Path, reader: Callable[[Path], Delivery], options: ImportOptions) -> Report:
    started = time.monotonic()
    with progress_bar(path.name) as tell:
        try:
            report = _guard_import(register, path, reader, options, tell)
        except OSError as error:
            raise Fails(f"{path} cannot be read: {error.strerror}.") from error
    report.seconds = round(time.monotonic() - started, 2)
    return report


def _guard_import(
    register: Register, path: Path, reader: Callable[[Path], Delivery], options: ImportOptions, tell: Progress
) -> Report:
    """Every refusal names its file."""
    try:
        return import_file(register, path, reader, options, tell)
    except NotLoaded as error:
        told = error.report.refused = _name_file(path, error)
        raise NotLoaded(told, error.report) from error
    except BadFile as error:
        raise BadFile(_name_file(path, error)) from error
    except Refused as error:
        raise Refused(_name_file(path, error)) from error


def _name_file(path: Path, error: Exception) -> str:
    """What an error says, with the file it is about and what became of it."""
    named = str(error) if path.name in str(error) else f"{path.name}: {error}"
    return named if "othing" in named else f"{named} Nothing of it was loaded."


def _reader(register: Register, snapshot: str | None, columns: str | None, *, part: bool) -> Callable[[Path], Delivery]:
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
    if not text:
        return None
    told: dict[str, str] = {}
    for field, column in map(_pair, text.split(",")):
        if field in told:
            raise click.UsageError(
                f"--columns: {field} is named twice: as {told[field]} and {column}. Name the one column that holds it."
            )
        told[field] = column
    return told


def _pair(text: str) -> tuple[str, str]:
    field, equals, column = text.partition("=")
    if not equals or not field.strip() or not column.strip():
        raise click.UsageError(f"--columns: '{text}' is not FIELD=COLUMN. Write for example code=sor_id,name=name.")
    return field.strip(), column.strip()


def _print(report: Report, lang: str) -> None:
    at = f", describing {report.snapshot}" if report.snapshot else ""
    click.echo(f"{report.file}: {report.format or 'known'}{at}")
    counts = {name: getattr(report, name) for name in ("read", "new", "changed", "closed", "unchanged", "unlisted")}
    counts["rejected"] = len(report.rejected)
    counts["rejected cells"] = len(report.cells)
    counts = {name: count for name, count in counts.items() if count or name != "rejected cells"}
    click.echo("  " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))
    for kind, count in report.others.items():
        click.echo(f"  {kind}: " + ", ".join(f"{name} {n:,}" for name, n in count.items()))
    if report.format and not brings_only_new(report.changes):
        for line in lines_of(report.changes, lang):
            click.echo(f"  {line}")
    _print_columns(report)
    if report.findings:
        click.echo("  findings: " + ", ".join(f"{rule} {count:,}" for rule, count in report.findings.items()))
    for often in report.frequent:
        where = f", line {often['line']}" if "line" in often else ""
        what = f"{often['rule']}: {often['subjects']:,} of {often['of']:,} {many(str(often['kind']))}"
        click.echo(f"  {what}, the first{where}: {often['text']}")
    _print_rows(report)
    _print_findings(report)
    for note in report.notes:
        click.echo(f"  note: {note}")
    if not report.refused:
        click.echo(f"  entry {report.serial} in {report.seconds:.1f} s" if report.serial else "  nothing was written")


def _print_columns(report: Report) -> None:
    """What the columns of a first file hold, for somebody who knows its source."""
    for n, column in enumerate(report.columns):
        if n == 0:
            click.echo("  what its columns hold (filled of all rows, different values, least … greatest):")
        click.echo(f"    {column}")


def _print_rows(report: Report) -> None:
    for row in report.rejected[:SHOWN]:
        meant = f"; did it mean {row['proposal']}?" if row.get("proposal") else ""
        click.echo(f"  rejected {report.file}, line {row['line']}: {row['reason']}{meant}")
    if len(report.rejected) > SHOWN:
        click.echo(f"  … and {len(report.rejected) - SHOWN} more rejected rows; --json lists all.")
    cells = _alike(report.cells)
    for (key, column, value, reason, proposal, table), lines in list(cells.items())[:SHOWN]:
        meant = f"; did it mean {proposal}?" if proposal else ""
        where = f"{report.file}{f', {table}' if table else ''}, line{'s' if lines[1:] else ''} {_spans(lines)}"
        click.echo(f"  rejected cell {where}, {column} of {key}: '{value}' is {reason}{meant}")
    if len(cells) > SHOWN:
        click.echo(f"  … and {len(cells) - SHOWN} more rejected cells; --json lists all.")


def _alike(cells: Iterable[Fields]) -> dict[tuple[Value, ...], list[int]]:
    """Cells by what they are, with the lines on which they stand: a history repeats them."""
    found: dict[tuple[Value, ...], list[int]] = {}
    for cell in cells:
        what = tuple(cell.get(name) for name in ("key", "column", "value", "reason", "proposal", "table"))
        found.setdefault(what, []).append(int(str(cell["line"])))
    return found


def _spans(lines: list[int]) -> str:
    """Lines in few words: 257–259, 261."""
    spans: list[list[int]] = []
    for line in lines:
        if spans and line == spans[-1][-1] + 1:
            spans[-1].append(line)
        else:
            spans.append([line])
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)


def _print_findings(report: Report) -> None:
    at_changes = [(finding["rule"], finding["text"]) for finding in report.found_at_changes]
    others = [one for one in report.found if (one["rule"], one["text"]) not in at_changes]
    found = [*report.found_at_changes, *others]
    for finding in found[:SHOWN]:
        where = f", line {finding['line']}" if "line" in finding else ""
        click.echo(f"  finding {finding['rule']} {report.file}{where}: {finding['text']}")
    if len(found) > SHOWN:
        click.echo(f"  … and {len(found) - SHOWN} more findings; --json lists all.")
