"""Identifiers that change holder by a submission: what a referral is addressed with must not change hands unseen."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sor.changes.outcome import FieldChange, Touched
from sor.core.shapes import Fields, Value

MOVING = frozenset({"location", "shak", "provider_identifier", "pharmacy_identifier"})
"""The fields that hold identifiers of the unit itself; a location's own number is one."""


class IdentifierMove(NamedTuple):
    """A unit gets or loses an identifier on a day."""

    field: str
    value: str
    unit: str
    day: str


def find_moved_identifiers(touched: Iterable[Touched]) -> Iterator[Fields]:
    """Each identifier that is gained or lost: system, value, the unit it leaves, the unit it comes to, the day."""
    units = [one for one in touched if one.kind == "unit"]
    lost = [
        hand for one in units for change in one.changes for hand in _hand(one.key, change, change.before, change.after)
    ]
    gained = [
        hand for one in units for change in one.changes for hand in _hand(one.key, change, change.after, change.before)
    ]
    for hand in sorted(gained):
        old = next((h.unit for h in lost if h[:2] == hand[:2] and h.unit != hand.unit), None)
        yield _show_move(hand, old, hand.unit)
    taken = {hand[:2] for hand in gained}
    for hand in sorted(hand for hand in lost if hand[:2] not in taken):
        yield _show_move(hand, hand.unit, None)


def _hand(unit: str, change: FieldChange, held: Value, other: Value) -> Iterator[IdentifierMove]:
    """The unit as holder of what one side of a change holds and the other does not."""
    if change.field in MOVING:
        value = _own(held)
        if value is not None and value != _own(other):
            yield IdentifierMove(change.field, value, unit, change.from_day)


def _own(value: Value) -> str | None:
    """The identifier that a unit holds itself; an inherited number is another's."""
    if isinstance(value, dict):
        return value.get("number") if value.get("state") == "Own" else None
    return value if isinstance(value, str) else None


def _show_move(hand: IdentifierMove, old: str | None, new: str | None) -> Fields:
    system = "location_number" if hand.field == "location" else hand.field
    return {"system": system, "value": hand.value, "from": old, "to": new, "day": hand.day}
