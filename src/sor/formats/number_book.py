"""Location numbers that a table of units names beside them: collected over all rows, then claimed once each.

The data belong to the number, not to the unit (``CORE`` §6). Where rows differ, the unit that owns the number is
believed, then the latest UpdatedAt; the others become findings.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.formats import findings
from sor.formats.delivery import Delivery
from sor.formats.unit_rows import UnitRow


class Mention(NamedTuple):
    """What one row says of a number; compared by who is believed more."""

    owned: bool
    updated: int
    unit: str
    from_day: int
    line: int
    values: dict[str, Any]


class NumberBook:
    """All numbers of one file."""

    def __init__(
        self, delivery: Delivery, fields: frozenset[str], *, silent_when_empty: frozenset[str] = frozenset()
    ) -> None:
        """fields: what the file can say of a number. silent_when_empty: those of which a cell without a readable
        value says nothing.
        """
        self._delivery = delivery
        self._fields = fields
        self._silent_when_empty = silent_when_empty
        self._best: dict[str, Mention] = {}
        self._since: dict[str, int] = {}

    def add(self, number: str, row: UnitRow, values: dict[str, Any], *, owned: bool) -> None:
        """Note what a row says of the number its unit uses."""
        if len(number) != 13 or not (number.isascii() and number.isdigit()):
            return  # the unit keeps it, and rule L4 tells; it is no number with a life of its own
        new = Mention(owned, row.updated or 0, row.key, row.from_day, row.line, values)
        old = self._best.get(number)
        self._since[number] = min(self._since.get(number, OPEN), row.from_day)
        best = new if old is None or (new.owned, new.updated) > (old.owned, old.updated) else old
        self._best[number] = best
        other = old if best is new else new
        if other is not None and other.values != best.values:
            self._delivery.findings.append(findings.number_differs(number, best.unit, other.unit, other.values))

    def claims(self, snapshot: int | None) -> Iterator[Claim]:
        """One claim per number. A table gives a number no dates: it speaks for the snapshot day on, and a number not
        known before is taken to live as long as a unit of the file names it.
        """
        for number, mention in self._best.items():
            since = self._since[number]
            speaks_from = since if snapshot is None else max(since, snapshot)
            yield Claim(
                "location_number",
                number,
                self._fields - (self._silent_when_empty - mention.values.keys()),
                [Piece(speaks_from, OPEN, mention.values)],
                life=[(since, OPEN)],
                snapshot=snapshot,
                line=mention.line,
                life_since=speaks_from,
            )


def location_of(number: str | None, *, inherited: bool = False) -> dict[str, str]:
    """The state of a unit's location number: inherited, its own, or none."""
    if inherited:
        return {"state": "Inherited"}
    return {"state": "None"} if number is None else {"state": "Own", "number": number}
