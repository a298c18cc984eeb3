"""The command that writes files: `sor export`."""

import time
from pathlib import Path

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import Fails, as_json, expected_failures, print_json, progress_bar
from sor.cli.questions import snapshot_of
from sor.core.day import NotADay, parse_day, write_day
from sor.formats.published.export_format import FormatUnavailable
from sor.formats.published.omitted import CannotWrite
from sor.jobs.crosswalk_file import write_crosswalk
from sor.jobs.exporting import EXPORTS, Exported, ExportRequest, WrongUse, check, export
from sor.jobs.whole_files import NotWritten

CROSSWALK = "crosswalk"
YEAR = 1_00_00
"""A year, in days as they are written (yyyymmdd)."""


@click.command("export")
@click.argument("format", type=click.Choice([*EXPORTS, CROSSWALK]), metavar="FORMAT")
@click.option("--valid", metavar="DATE", help="What holds on this day [today].")
@click.option("--known", metavar="TIME|SERIAL", help="As known then: a time, a date, or a serial [now].")
@click.option("--since", metavar="SERIAL", help="Only what is new, changed or gone since a serial.")
@click.option("--history", is_flag=True, help="Every version instead of one day.")
@click.option("--municipality", metavar="CODE", help="Only this municipality's units, e.g. 0810.")
@click.option("--from", "first", metavar="DATE", help="Of the crosswalk: the first of two days [a year before].")
@click.option("--to", "last", metavar="DATE", help="Of the crosswalk: the second one [today].")
@click.option("--out", type=click.Path(path_type=Path), required=True,
              help="The file to write; for regiondump the folder.")  # fmt: skip
@as_json
@database_option
def export_command(
    database: str | None, format: str, valid: str | None, known: str | None, since: str | None, history: bool,
    municipality: str | None, first: str | None, last: str | None, out: Path, as_json: bool,
) -> None:  # fmt: skip
    """Write the register as a file: FORMAT is one of those listed below.

    The file takes its name when it is whole. What it cannot show is listed beside it, in FILE.left-out.csv.
    """
    started = time.monotonic()
    if format == CROSSWALK:
        if valid or known or since or history or municipality:
            raise click.UsageError("The crosswalk takes --from and --to.")
        _write_crosswalk(database, first, last, out, as_json=as_json)
        return
    if first or last:
        raise click.UsageError("--from and --to are of the crosswalk.")
    settings = settings_with(database)
    asked = ExportRequest(format, valid, known, since, history, out.name, settings.shak_end, municipality)
    try:
        check(asked)
        with expected_failures(), progress_bar(out.name) as tell:
            register = open_register(settings)
            if valid is not None:
                snapshot_of(register, valid, known)
            report = export(register, asked, out, tell)
    except WrongUse as error:
        raise click.UsageError(str(error)) from None
    except (CannotWrite, NotWritten, FormatUnavailable) as error:
        raise Fails(str(error)) from error
    if as_json:
        print_json(report)
    else:
        _print(report, time.monotonic() - started)


export_command.epilog = (
    "Formats: "
    + ", ".join(
        f"{name} ({' '.join(f'--{option}' for option in sorted(made.takes)) or 'no options'})"
        for name, made in EXPORTS.items()
    )
    + ", crosswalk (--from --to)"
)


def _write_crosswalk(
    database: str | None, first: str | None, last: str | None, out: Path, *, as_json: bool
) -> None:  # fmt: skip
    with expected_failures():
        register = open_register(settings_with(database))
        try:
            to_day = register.today() if last is None else parse_day(last)
            from_day = to_day - YEAR if first is None else parse_day(first)
        except NotADay as error:
            raise click.UsageError(str(error)) from None
        if from_day >= to_day:
            raise click.UsageError("--from must be before --to.")
        try:
            rows = write_crosswalk(register, from_day, to_day, out)
        except NotWritten as error:
            raise Fails(str(error)) from error
    told = {"file": str(out), "format": CROSSWALK, "from": write_day(from_day), "to": write_day(to_day), "rows": rows}
    if as_json:
        print_json(told)
    else:
        click.echo(f"{out}: {rows:,} units that are otherwise on {told['to']} than on {told['from']}")


def _print(report: Exported, seconds: float) -> None:
    size = report.bytes / 1e6
    click.echo(
        f"{report.file}: {report.format}, {report.day}, serial {report.serial}, {size:,.1f} MB in {seconds:.1f} s"
    )
    for reason, count in report.left_out.items():
        click.echo(f"  left out {count:,}: {reason}")
    if report.report:
        click.echo(f"  each of them is named in {report.report}")
