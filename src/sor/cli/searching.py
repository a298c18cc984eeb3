"""Parts of ``sor search``: where the nearest are wanted from, what is told of a unit found, and the counts."""

import click

from sor.cli.output import Fails, console, print_json, table
from sor.core.as_of import AsOf
from sor.core.shapes import Fields
from sor.core.unit import UnitAnswer
from sor.core.utm import Point
from sor.following.phone_book import PhoneBook
from sor.reading.snapshot import Snapshot
from sor.search.index import Hit, Hits


def find_start(book: PhoneBook, near: str | None, at: AsOf) -> Point | None:
    """The place from which the nearest are wanted; None for none. Raises Fails for one that nobody knows."""
    found = None if near is None else book.where(near, at)
    if near is not None and found is None:
        raise Fails(f"Nobody knows where '{near}' lies. Name a town, postcode, municipality, SOR code or degrees.")
    return found


def tell_found(hit: Hit, unit: UnitAnswer) -> Fields:
    """A unit with how well it fits, why, and how far away it is."""
    far = {} if hit.metres is None else {"distance_km": round(hit.metres / 1000, 1)}
    return {**unit, "score": round(hit.score, 4), "why": list(hit.why), **far}


def show_facets(hits: Hits, snapshot: Snapshot, *, as_json: bool) -> None:
    """How many of all that was found have each code."""
    if as_json:
        print_json({
            kind: [{"code": code, "units": units} for code, units in found] for kind, found in hits.counts.items()
        })  # fmt: skip
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
