"""How a unit stands on the asked day: open, closed, or not open yet; in words. Pure."""

from typing import NamedTuple

from sor.core.day import parse_day, previous_day
from sor.core.unit import UnitAnswer
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.words import day_before


class UnitStanding(NamedTuple):
    """``kind``: open, closing (open, but a last day is known), closed or future. ``text`` says it with its days."""

    kind: str
    text: str


def standing(unit: UnitAnswer, visit: Visit, ends: str | None = None) -> UnitStanding:
    """How the unit stands. ``ends``: the first closed day of the life that the asked day lies in, when known."""
    if not unit["open"]:
        if unit["valid_from"] > visit.day:
            return UnitStanding("future", visit.text("standing.future", day=visit.on(unit["first_from"])))
        return UnitStanding("closed", visit.text("standing.closed", day=visit.on(unit["valid_to"])))
    if ends is not None:
        return UnitStanding("closing", visit.text("standing.closing", day=visit.on(day_before(ends))))
    return UnitStanding("open", visit.text("standing.open", day=visit.on(unit["first_from"])))


def day_shown(unit: UnitAnswer, asked: int) -> int:
    """The day on which an answer describes its unit: the asked one, or for a unit that is not open then the last
    (or first) day that it was.
    """
    if unit["valid_to"] is not None and parse_day(unit["valid_to"]) <= asked:
        return previous_day(parse_day(unit["valid_to"]))
    return max(asked, parse_day(unit["valid_from"]))
