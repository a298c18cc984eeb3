"""What rules look at in a unit, on one piece of time: a few plain values, quick to make and to compare."""

import msgspec

from sor.core.claim import Claim
from sor.core.day import OPEN, START
from sor.core.shapes import Fields, Location, UnitValues, as_unit


class UnitFacts(msgspec.Struct, gc=False):
    """A unit's own values as they are on one piece of time; None = the unit holds nothing there.

    first_from, closed_to: its life, half-open; the first day there is when the beginning is not known.
    state, number: its location number. line: where in a file it stands, for messages. values: all its own values by
    field, those above among them. told: the fields of which its source can tell at all; None = every field.
    """

    key: str
    level: str | None = None
    type: str | None = None
    parent: str | None = None
    first_from: int = START
    closed_to: int = OPEN
    state: str | None = None
    number: str | None = None
    provider_identifier: str | None = None
    shak: str | None = None
    line: int | None = None
    values: UnitValues = {}
    told: frozenset[str] | None = None


def facts_of(claim: Claim, day: int | None = None) -> UnitFacts:
    """What a claim about a unit says of it on a day; without a day, or when the claim is silent about it, at the end
    of what it says.
    """
    values: Fields = claim.pieces[-1].values if claim.pieces else {}
    start, end = claim.life[-1] if claim.life else (START, OPEN)
    if day is not None and (len(claim.pieces) > 1 or (claim.life and len(claim.life) > 1)):
        values = next((p.values for p in claim.pieces if p.from_day <= day < p.to_day), values)
        start, end = next((period for period in claim.life or () if period[0] <= day < period[1]), (start, end))
    if claim.life_since > START:
        start = START  # The file does not tell when the life began, only since when it speaks of it.
    return facts_from(claim.key, as_unit(values), (start, end), line=claim.line, told=frozenset(claim.fields))


def facts_from(
    key: str,
    values: UnitValues,
    life: tuple[int, int] = (START, OPEN),
    *,
    line: int | None = None,
    told: frozenset[str] | None = None,
) -> UnitFacts:
    """The facts of a unit that has these own values and this life, half-open."""
    location: Location = values.get("location") or {}
    return UnitFacts(
        key,
        values.get("level"),
        values.get("type"),
        values.get("parent"),
        life[0],
        life[1],
        location.get("state"),
        location.get("number"),
        values.get("provider_identifier"),
        values.get("shak"),
        line,
        values,
        told,
    )
