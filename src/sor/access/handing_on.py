"""Handing a right on: never wider than one's own, never for longer; and what is left of it when one above it falls."""

from collections.abc import Iterable

import msgspec

from sor.access.authority import (
    AUTHORITY,
    EVERYWHERE,
    EVERYWHERE_SHOWN,
    OPERATIONS,
    ROLES,
    VENDOR,
    Actor,
    Place,
    Right,
    may,
)
from sor.core.day import OPEN, START, last_day_before, write_day
from sor.core.finding import Finding
from sor.rules import authority as said

KIND = "actor"


class GivenRight(msgspec.Struct, frozen=True):
    """A right as it was given: its number, who has it, and the right out of which it was handed on (0 = none).

    stands: it was not withdrawn.
    """

    number: int
    actor: str
    right: Right
    handed_from: int = 0
    stands: bool = True


def hand_on(giver: Actor, held: Iterable[GivenRight], wanted: Right, place: Place | None) -> int | Finding:
    """The number of the giver's right out of which a right is handed on, 0 for the authority's; or why it cannot be.

    held: the giver's rights that count now (``in_force``). place: where the wanted right's place stands now.
    """
    if wanted.place is None and wanted.role not in EVERYWHERE:
        return said.NEEDS_A_PLACE.finding(KIND, giver.id, {"role": wanted.role})
    nearest: tuple[int, Finding] | None = None
    for given in held:
        found = _short_of(giver, given.right, wanted, place)
        if found is None:
            return 0 if given.right.role == AUTHORITY and given.right.place is None else given.number
        if nearest is None or found[0] > nearest[0]:
            nearest = found
    return nearest[1] if nearest else _not_had(giver, wanted)


def roles_to_hand_on(held: Iterable[Right]) -> list[str]:
    """The roles of which somebody with some rights can give a part to others, in the order of all roles."""
    own = list(held)
    return [role for role in ROLES if any(_holds_role(one, Right(role)) for one in own)]


def in_force(given: Iterable[GivenRight]) -> list[GivenRight]:
    """The rights that count: those withdrawn are left out with all that was handed on out of them, and what was handed
    on is cut to what those above it still are.
    """
    by_number = {one.number: one for one in given}
    found: dict[int, GivenRight | None] = {}
    for number in sorted(by_number):  # what is handed on has a higher number than what it came from
        one = by_number[number]
        source = found.get(one.handed_from) if one.handed_from else None
        if not one.stands or (one.handed_from and source is None):
            found[number] = None
        else:
            found[number] = one if source is None else msgspec.structs.replace(one, right=_cut(one.right, source.right))
    return [one for one in found.values() if one is not None]


def _short_of(giver: Actor, own: Right, wanted: Right, place: Place | None) -> tuple[int, Finding] | None:
    """In what a right falls short of the wanted one, with how near it comes; None when it is wide enough."""
    where = {"place": wanted.place or EVERYWHERE_SHOWN}
    if not _holds_role(own, wanted) or not _covers(own, wanted, place):
        return 0, _not_had(giver, wanted)
    missing = [] if own.role == AUTHORITY and own.ops is None else [op for op in _ops(wanted) if op not in _ops(own)]
    if missing:
        return 1, said.WIDER_OPERATIONS.finding(KIND, giver.id, where | {"actor": giver.id, "op": missing})
    if wanted.from_day < own.from_day or wanted.to_day > own.to_day:
        return 2, said.LONGER.finding(KIND, giver.id, where | {"actor": giver.id, "held": _days(own)})
    return None


def _holds_role(own: Right, wanted: Right) -> bool:
    """The same role; or the authority's, which gives any; or one whose message types a vendor may look after."""
    return own.role in (wanted.role, AUTHORITY) or (wanted.role == VENDOR and "edi" in _ops(own))


def _covers(own: Right, wanted: Right, place: Place | None) -> bool:
    if own.place is None:
        return True
    if wanted.place is None or place is None or not own.covers(place):
        return False
    return own.role == AUTHORITY or wanted.role != VENDOR or may(own.role, "edi", place)


def _ops(right: Right) -> list[str]:
    """The operations that a right includes for some unit."""
    places = [
        Place("", level, "", kind, hospital=False)
        for level in ("IO", "HI", "OU")
        for kind in ("region", "municipality", "private", "state")
    ]
    return [op for op in OPERATIONS if right.includes(op) and any(may(right.role, op, place) for place in places)]


def _cut(right: Right, source: Right) -> Right:
    if source.role == AUTHORITY and source.place is None:
        return right
    within = tuple(one for one in (source.place, *source.within) if one is not None)
    ops = right.ops
    if source.ops is not None:
        ops = source.ops if ops is None else ops & source.ops
    return msgspec.structs.replace(
        right,
        ops=ops,
        within=(*right.within, *within),
        from_day=max(right.from_day, source.from_day),
        to_day=min(right.to_day, source.to_day),
    )


def _not_had(giver: Actor, wanted: Right) -> Finding:
    facts = {"actor": giver.id, "role": wanted.role, "place": wanted.place or EVERYWHERE_SHOWN}
    return said.WIDER_ROLE.finding(KIND, giver.id, facts)


def _days(right: Right) -> str:
    first = "" if right.from_day <= START else write_day(right.from_day)
    last = last_day_before(right.to_day) if right.to_day < OPEN else None
    return f"{first} – {write_day(last) if last else ''}".strip()
