"""Where the unit of a treatment site stands on which days, as the register says: by that a site moves with its unit,
changes owner with it, and ends when it closes.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from sor.core.day import OPEN, parse_day
from sor.core.shapes import Value
from sor.core.unit import UnitAnswer
from sor.reading.snapshot import Snapshot

PLACES = ("activity_address", "visiting_address", "postal_address")
"""The addresses of a unit; the first that it has is where patients are treated."""

PARTS = ("street", "building", "floor", "suite", "postcode", "district", "municipality")


class Stay(msgspec.Struct, frozen=True):
    """What a unit is on the days [from_day, to_day): its name, type, owner (SOR code), and where patients come."""

    from_day: int
    to_day: int
    name: str
    type: str
    owner: str
    address: dict[str, str]


class Turn(NamedTuple):
    """What becomes otherwise with a site by its unit: moved, renamed, owner, closed, reopened; from which day."""

    what: str
    day: int


_DECODER = msgspec.json.Decoder(list[Stay])


def read_stays(snapshot: Snapshot, unit: str, since: int) -> list[Stay]:
    """Where a unit stands from a day on, as known at the snapshot; days on which it is not open are missing."""
    found: list[Stay] = []
    for one in snapshot.history(unit, resolved=True):
        until = one["valid_to"]
        stay = Stay(
            parse_day(one["valid_from"]), OPEN if until is None else parse_day(until), one.get("name", ""),
            one.get("type", ""), one.get("owner", ""), find_address(one),
        )  # fmt: skip
        if stay.to_day <= since:
            continue
        if found and found[-1].to_day == stay.from_day and _same(found[-1], stay):
            found[-1] = msgspec.structs.replace(found[-1], to_day=stay.to_day)
        else:
            found.append(stay)
    return found


def find_address(unit: UnitAnswer) -> dict[str, str]:
    """Where the patients of a unit come, by parts that are not empty."""
    for block in PLACES:
        shown: Value = {**unit}.get(block)
        if isinstance(shown, dict) and shown.get("street"):
            return {part: str(shown[part]) for part in PARTS if shown.get(part)}
    return {}


def write_stays(stays: Sequence[Stay]) -> str:
    """As it is kept."""
    return msgspec.json.encode(stays).decode()


def parse_stays(text: str) -> list[Stay]:
    """What was kept."""
    return _DECODER.decode(text)


def find_end(stays: Sequence[Stay], first: int, told: int) -> int:
    """The first day on which patients are treated no more: as told, or when the unit closes before that; the first day
    of the site where the unit was open on none since then, for example because its opening was taken back.
    """
    return min(told, max((first, *(one.to_day for one in stays))))


def compare(before: Sequence[Stay], after: Sequence[Stay], first: int, today: int) -> Iterator[Turn]:
    """What becomes otherwise from today on. first: day of the site."""
    ends, ended = find_end(after, first, OPEN), find_end(before, first, OPEN)
    if ends != ended:
        yield Turn("closed" if ends < ended else "reopened", ends if ends < ended else max(today, min(ended, ends)))
    for what, field in (("moved", "address"), ("renamed", "name"), ("owner", "owner")):
        day = next((day for day in _days(before, after, today) if _differs(before, after, day, field)), None)
        if day is not None:
            yield Turn(what, day)


def stay_on(stays: Sequence[Stay], day: int) -> Stay | None:
    """Where a unit stands on a day."""
    return next((one for one in stays if one.from_day <= day < one.to_day), None)


def _days(before: Sequence[Stay], after: Sequence[Stay], today: int) -> list[int]:
    return sorted({max(today, one.from_day) for one in (*before, *after)})


def _differs(before: Sequence[Stay], after: Sequence[Stay], day: int, field: str) -> bool:
    """Whether a field is otherwise on a day on which the unit is open by both."""
    one, other = stay_on(before, day), stay_on(after, day)
    return one is not None and other is not None and getattr(one, field) != getattr(other, field)


def _same(one: Stay, other: Stay) -> bool:
    return (one.name, one.type, one.owner, one.address) == (other.name, other.type, other.owner, other.address)
