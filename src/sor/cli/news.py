"""The command that tells what changes in the published formats: `sor news`."""

import click

from sor.cli.opening import settings_with
from sor.cli.output import as_json, print_json
from sor.core.day import write_day
from sor.formats.published.exports import FORMATS
from sor.formats.published.life_cycle import BadStarts, read_starts
from sor.formats.published.news import news


@click.command("news")
@click.option("--language", type=click.Choice(["da", "en"]), default="da", show_default=True, help="In which language.")
@as_json
def news_command(language: str, as_json: bool) -> None:
    """Tell what came and what comes among the published formats: announced, in force, in transition, ended.

    The same stands on the page /files and beside the files. Days that are not public are set with SOR_FORMAT_STARTS.
    """
    try:
        found = news(FORMATS, read_starts(settings_with().format_starts))
    except BadStarts as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        print_json([{"day": write_day(one.day) if one.day else None, "da": one.da, "en": one.en} for one in found])
        return
    undecided = "ikke fastsat" if language == "da" else "not decided"
    for one in found:
        click.echo(f"{write_day(one.day) if one.day else undecided:12}  {one.da if language == 'da' else one.en}")
