"""What a file says twice, and differently: who stands above a unit, by the unit above and by the columns that repeat
that; and days of editing that have not come yet.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from sor.codes.names import normalise_name
from sor.core.claim import Claim
from sor.core.day import to_date, write_day
from sor.core.finding import WARNING, Finding
from sor.core.shapes import Value, parts_of, text_in
from sor.core.tree import line_above
from sor.formats.delivery import ANNULLED, Delivery, RejectedCell, Shown
from sor.formats.findings import EDITED, unreadable
from sor.rules.unit_facts import UnitFacts
from sor.store import reads
from sor.store.database import Connection

SHOWN_OTHERWISE = "X15"

PLACEHOLDER_DAY, LAST_OF_NONE = 10101, 17530101
"""Between the days that databases write for none nothing was edited: a year lost a digit, or got another."""

FIELDS = {"location.number": "location", "owner.cvr": "cvr"}
"""The fields that such columns are about; the others are about the parent."""

SHOWN = 3
"""Numbers or units that a note quotes."""

ABOVE = {"owner": "IO", "institution": "HI"}
"""What the columns for what stands above a unit are about, by the level of that unit."""


def reject_edits_to_come(claims: Sequence[Claim], delivery: Delivery, today: int) -> None:
    """Leave out the days of editing after today, and after the file's own day, and those of a time when there was no
    register: what is known of them stays.

    A day more is let pass, since clocks differ about midnight.
    """
    last = max(today, delivery.snapshot or 0)
    for claim in claims:
        told = False
        for piece in claim.pieces:
            status = parts_of(piece.values.get("status"))
            updated = text_in(status, "updated")
            if updated is None:
                continue
            edited = int(updated.replace("-", ""))
            if PLACEHOLDER_DAY < edited < LAST_OF_NONE:
                reason = "a day of editing on which there was no register"
            elif edited <= last or _is_next(updated, last):
                continue
            else:
                reason = f"a day of editing that has not come: it lies after {write_day(last)}"
            piece.values["status"] = {part: value for part, value in status.items() if part != "updated"}
            piece.untold |= {EDITED}
            if not told:
                told = True
                _reject(claim, delivery, updated, reason)


def _is_next(day: str, last: int) -> bool:
    return (to_date(int(day.replace("-", ""))) - to_date(last)).days <= 1


def _reject(claim: Claim, delivery: Delivery, updated: str, reason: str) -> None:
    column = delivery.called.get((claim.kind, EDITED), EDITED)
    delivery.cells.append(RejectedCell(claim.line or 0, claim.kind, claim.key, column, EDITED, updated, reason))
    delivery.findings.append(unreadable(claim.kind, claim.key, "status", column, updated))


class Standing:
    """Where units stand by the units above them, in a file and above it in the register."""

    def __init__(self, facts: Mapping[str, UnitFacts]) -> None:
        self._facts = facts
        self._kept: dict[str | None, list[UnitFacts]] = {}

    def line(self, key: str) -> list[UnitFacts]:
        """A unit and all above it, nearest first; up to an owner, or to a unit of which nothing is known."""
        unit = self._facts.get(key)
        if unit is None:
            return []
        if unit.parent not in self._kept:
            self._kept[unit.parent] = [found for _, found in line_above(unit.parent, self._facts.get, _parent)]
        return [unit, *self._kept[unit.parent]]


def _parent(unit: UnitFacts) -> str | None:
    return unit.parent


def find_shown_otherwise(
    rows: Sequence[Shown], facts: Mapping[str, UnitFacts], known_cvr: Callable[[str], str | None]
) -> Iterator[Finding]:
    """Rows whose columns for the owner, the institution or an inherited number say another than the units above do.

    known_cvr: the CVR number that the register shows for a unit: one of its own, which tables cannot tell from the
    owner's, is no contradiction.
    """
    standing = Standing(facts)
    for row in rows:
        line = standing.line(row.key)
        if not line or line[-1].level != "IO":
            continue  # what stands above is not known, which H2 tells
        for path, value in row.cells:
            expected = _find_expected(path, line)
            if expected is None or _is_same(path, value, expected):
                continue
            if path == "owner.cvr" and known_cvr(row.key) == value:
                continue
            told = {"shown": path, "value": value, "expected": expected}
            yield Finding(SHOWN_OTHERWISE, WARNING, "unit", row.key, FIELDS.get(path, "parent"), told)


def _find_expected(path: str, line: Sequence[UnitFacts]) -> str | None:
    """What the units above say that a row shows; None when they do not say it."""
    if path == "location.number":
        return next((unit.number for unit in line[1:] if unit.number), None)
    level, _, part = path.partition(".")
    above = next((unit for unit in line if unit.level == ABOVE[level]), None)
    if above is None:
        return None
    found: Value = above.key if part == "code" else above.values.get(part)
    return found if found is None else str(found)


def _is_same(path: str, value: str, expected: str) -> bool:
    return normalise_name(value) == normalise_name(expected) if path.endswith(".name") else value == expected


def names_nowhere(connection: Connection, delivery: Delivery, seen: Mapping[str, set[str]]) -> Iterator[str]:
    """Notes on what a file tells of numbers and units that neither it nor the register has, as after one of its tables
    was cut off: message types at numbers, successions of units. A file of open units alone rightly lacks old ones.
    """
    if delivery.silence != ANNULLED:
        return
    numbers = {key.partition("/")[0] for key in seen.get("edi", ())}
    units = {code for key in seen.get("succession", ()) for code in key.split(">")}
    for what, named, kind in (("message types", numbers, "location_number"), ("successions", units, "unit")):
        missing = named - seen.get(kind, set())
        if missing and (missing := missing - reads.read_known_keys(connection, kind)):
            shown = ", ".join(sorted(missing)[:SHOWN]) + (", …" if len(missing) > SHOWN else "")
            called = f"{len(missing)} {kind.replace('_', ' ')}s"
            yield (
                f"{what}: the file tells of {called} that neither it nor the register has: {shown}. Loaded as it says;"
                " a table of the file may have been cut off."
            )
