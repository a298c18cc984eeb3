"""Parts of ``sor search``: how many of all that was found have each code."""

import click

from sor.cli.output import console, print_json, table
from sor.following.unit_search import tell_counts
from sor.reading.snapshot import Snapshot
from sor.search.index import Hits


def show_facets(hits: Hits, snapshot: Snapshot, *, as_json: bool) -> None:
    """How many of all that was found have each code."""
    if as_json:
        print_json(tell_counts(hits))
        return
    shown = table("By", "Code", "Name", "Units")
    for kind, found in hits.counts.items():
        for code, units in found:
            if kind == "owner":
                owner = snapshot.summary(code)
                name = (owner and owner.get("name")) or ""
            else:
                name = snapshot.codes.name("entity_type" if kind == "type" else kind, code, snapshot.at.valid) or ""
            shown.add_row(kind, code, name, str(units))
    console().print(shown)
    click.echo(f"{hits.total} in all")
