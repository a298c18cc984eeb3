"""The map between SOR and SHAK on a day: which unit carries which SHAK code, with the attributes of both ends.

One view for every door that shows it. A unit carries at most one code at a time, a code may stand on many units. Pure
over a snapshot.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sor.core.unit import UnitAnswer
from sor.reading.snapshot import ShakFacts, Snapshot
from sor.store.reads import Holding


class Link(NamedTuple):
    """A unit (as answers show it) and the SHAK code it carries on the days [from_day, to_day).

    shak: the code's own facts; None when the register holds none for the day.
    """

    unit: UnitAnswer
    code: str
    shak: ShakFacts | None
    from_day: int
    to_day: int


def link_of_unit(snapshot: Snapshot, unit: UnitAnswer) -> Link | None:
    """The SHAK code that a unit, open on the day, carries; None when it has none."""
    code = unit.get("shak")
    if not code:
        return None
    return _link(snapshot, unit, code, snapshot.shak_facts(code), snapshot.holdings("shak", code))


def links_of_code(snapshot: Snapshot, code: str) -> list[Link]:
    """The units that carry a SHAK code on the day, by SOR code."""
    holdings = snapshot.holdings("shak", code)
    day = snapshot.at.valid
    units = [unit for key in _carriers(holdings, day) if (unit := snapshot.unit(key)) is not None]
    if not units:
        return []
    facts = snapshot.shak_facts(code)
    return [_link(snapshot, unit, code, facts, holdings) for unit in units]


def _carriers(holdings: Iterable[Holding], day: int) -> list[str]:
    return sorted({holding.key for holding in holdings if holding.valid_from <= day < holding.valid_to})


def _link(
    snapshot: Snapshot, unit: UnitAnswer, code: str, facts: ShakFacts | None, holdings: Iterable[Holding]
) -> Link:
    own = [holding for holding in holdings if holding.key == unit["code"]]
    return Link(unit, code, facts, *_around(own, snapshot.at.valid))


def _around(holdings: Iterable[Holding], day: int) -> tuple[int, int]:
    """The unbroken run of days around one."""
    start = end = day
    ordered = sorted(holdings, key=lambda holding: holding.valid_from)
    for holding in ordered:
        if holding.valid_from <= end and start <= holding.valid_to:
            start, end = min(start, holding.valid_from), max(end, holding.valid_to)
    for holding in reversed(ordered):
        if start == holding.valid_to:
            start = holding.valid_from
    return start, end
