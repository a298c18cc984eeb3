"""Location numbers that a table of units names beside them: collected over all rows, then claimed once each.

The data belong to the number, not to the unit (``CORE`` §6). Where rows differ, the unit that owns the number is
believed, then the latest UpdatedAt; the others become findings.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sor.core.claim import ENDLESS, Claim, Piece
from sor.core.day import OPEN
from sor.core.shapes import Fields
from sor.formats import findings
from sor.formats.delivery import Delivery
from sor.formats.tables.unit_rows import UnitRow, untold_paths


class Mention(NamedTuple):
    """What one row says of a number; the row whose first three are greater is believed."""

    owned: bool
    updated: int
    from_day: int
    to_day: int
    unit: str
    line: int
    values: Fields
    untold: frozenset[str] = frozenset()

    def contradicts(self, other: "Mention") -> bool:
        """Whether another unit says something else of the same days."""
        together = self.from_day < other.to_day and other.from_day < self.to_day
        return together and self.unit != other.unit and self.values != other.values


class NumberBook:
    """All numbers of one file."""

    def __init__(
        self,
        delivery: Delivery,
        fields: frozenset[str],
        *,
        untold_when_empty: frozenset[str] = frozenset(),
        untold: frozenset[str] = frozenset(),
    ) -> None:
        """fields: what the file can say of a number. untold_when_empty: those of which a cell without a readable
        value says nothing. untold: as in the claims of the units.
        """
        self._delivery = delivery
        self._fields = fields
        self._untold_when_empty = untold_when_empty
        self._untold = untold & {ENDLESS}
        self._best: dict[str, Mention] = {}
        self._lives: dict[str, tuple[int, int]] = {}

    def add(self, number: str, row: UnitRow, values: Fields, *, owned: bool) -> None:
        """Note what a row says of the number its unit uses."""
        if len(number) != 13 or not (number.isascii() and number.isdigit()):
            return  # the unit keeps it, and rule L4 tells; it is no number with a life of its own
        new = Mention(owned, row.updated or 0, row.from_day, row.to_day, row.key, row.line, values, _untold(row))
        start, end = self._lives.get(number, (new.from_day, new.to_day))
        self._lives[number] = (min(start, new.from_day), max(end, new.to_day))
        old = self._best.setdefault(number, new)
        best, other = (new, old) if new[:3] > old[:3] else (old, new)
        self._best[number] = best
        if other.contradicts(best):
            self._delivery.findings.append(findings.number_differs(number, best.unit, other.unit, other.values))

    def claims(self, snapshot: int | None) -> Iterator[Claim]:
        """One claim per number. A table of units gives a number no dates: it speaks for the snapshot day on, and a
        number not known before is taken to live as long as units of the file name it.
        """
        for number, mention in self._best.items():
            start, end = self._lives[number]
            has_ended = snapshot is not None and end <= snapshot
            speaks_from = start if snapshot is None or has_ended else max(start, snapshot)
            yield Claim(
                "location_number",
                number,
                self._fields - (self._untold_when_empty - mention.values.keys()),
                [Piece(speaks_from, end if has_ended else OPEN, mention.values, mention.untold)],
                life=[(start, end)],
                snapshot=None if has_ended else snapshot,
                line=mention.line,
                life_since=speaks_from,
                gathered="unit",
                untold=self._untold,
            )


def _untold(row: UnitRow) -> frozenset[str]:
    """What of the number's data the row does not say because its cells were rejected."""
    return frozenset(path.removeprefix("number.") for path in untold_paths(row.flat) if path.startswith("number."))


def location_of(number: str | None, *, inherited: bool = False) -> dict[str, str]:
    """The state of a unit's location number: inherited, its own, or none."""
    if inherited:
        return {"state": "Inherited"}
    return {"state": "None"} if number is None else {"state": "Own", "number": number}
