"""`sor quality`: what is found in the register as it stands, and how much of it is free of errors."""

from collections import Counter

import click

from sor.cli.opening import database_option, open_register, settings_with
from sor.cli.output import as_json, console, expected_failures, print_json, table
from sor.core.shapes import Fields
from sor.desk.quality import Quality, asked_unit
from sor.desk.responsible_persons import ResponsiblePersons
from sor.register import Refused


@click.command("quality", context_settings={"max_content_width": 100})
@click.argument("code", default="", required=False)
@click.option("--note", is_flag=True, help="Note the scores of today, for the trend; once a day.")
@click.option("--rule", metavar="CODE", default="", help="Only what this rule found.")
@as_json
@database_option
def quality_command(database: str | None, code: str, note: bool, rule: str, as_json: bool) -> None:
    """List what is found in the register as it is today: rules broken by old data, numbers that are missing, shared, at
    rest or another's, units that may be there twice, addresses that cannot be, and owners who have long said nothing.

    CODE is an owner, or a unit that stands above others: only what is found there, with its score, the share of its
    open units in which no error or warning is open.
    """
    with expected_failures():
        register = open_register(settings_with(database))
        top = asked_unit(code)
        if top and not ResponsiblePersons(register).is_known(top):
            raise Refused(f"There is no unit {top[:40]} in the register.")
        quality = Quality(register)
        if note:
            click.echo(f"{quality.keep_scores()} scores are noted.")
            return
        found = quality.page(owner=top, rule=rule.strip().upper())
        score = found.score
    if as_json:
        told: Fields = {
            "total": found.total, "limit": found.total, "offset": 0, "more": False, "findings": found.findings,
            "score": score.share,
        }  # fmt: skip
        print_json(told)
        return
    rows = table("Rule", "Severity", "Unit", "Field", "Since", "What")
    for one in found.findings:
        rows.add_row(one["rule"], one["severity"], one["unit"], one["field"], one["from"] or "", one["en"])
    console().print(rows)
    counts = Counter(one["severity"] for one in found.findings)
    told_counts = ", ".join(f"{counts[each]} {each}s" for each in ("error", "warning", "note"))
    click.echo(
        f"{found.total} findings ({told_counts}). {score.good} of {score.units} open units have no error or warning:"
        f" {score.share} %.",
        err=True,
    )
