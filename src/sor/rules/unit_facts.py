"""What rules look at in a unit, on one piece of time: a few plain values, quick to make and to compare."""

from collections.abc import Mapping
from typing import Any

import msgspec

from sor.core.claim import Claim
from sor.core.day import OPEN, START


class UnitFacts(msgspec.Struct, gc=False):
    """A unit's own values as they are on one piece of time; None = the unit holds nothing there.

    first_from, closed_to: its life, half-open; the first day there is when the beginning is not known.
    state, number: its location number. line: where in a file it stands, for messages. values: all its own values, for
    the rules that ask about others.
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
    values: Mapping[str, Any] = {}


def facts_of(claim: Claim, day: int | None = None) -> UnitFacts:
    """What a claim about a unit says of it on a day; without a day, or when the claim is silent about it, at the end
    of what it says.
    """
    values = claim.pieces[-1].values if claim.pieces else {}
    start, end = claim.life[-1] if claim.life else (START, OPEN)
    if day is not None and (len(claim.pieces) > 1 or (claim.life and len(claim.life) > 1)):
        values = next((p.values for p in claim.pieces if p.from_day <= day < p.to_day), values)
        start, end = next((period for period in claim.life or () if period[0] <= day < period[1]), (start, end))
    location = values.get("location") or {}
    if claim.life_since > START:
        start = START  # The file does not tell when the life began, only since when it speaks of it.
    return UnitFacts(
        claim.key,
        values.get("level"),
        values.get("type"),
        values.get("parent"),
        start,
        end,
        location.get("state"),
        location.get("number"),
        values.get("provider_identifier"),
        values.get("shak"),
        claim.line,
        values,
    )
