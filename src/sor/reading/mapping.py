"""From any identifier to the units that carry it, and from there to all their other identifiers, on a day.

What ``/map`` and ``sor map`` answer. Pure over a snapshot.
"""

from collections.abc import Sequence
from typing import Any, NotRequired, Required, TypedDict

from sor.core import identifiers
from sor.core.day import previous_day
from sor.core.identifiers import provider_key
from sor.core.shapes import Fields
from sor.core.unit import UnitAnswer, shown_date
from sor.reading.snapshot import Snapshot
from sor.store.reads import Holding

SYSTEMS = (
    "shak", "provider_identifier", "pharmacy_identifier", "location_number", "cvr", "production_unit",
)  # fmt: skip
"""The identifier systems that are looked into, in the order in which they are named; the SOR code comes first."""


class MappedUnit(TypedDict, total=False):
    """A unit with its name, level, life and identifiers.

    Of one that carries the asked identifier: the systems in which it is found so, and, when it carries it on other days
    than the asked one, these days and the unit on the last (or first) of them. Of a closed one: who took its place,
    each with the units in between.
    """

    code: str
    name: str
    level: str
    type: str
    type_name: str
    owner: str
    open: Required[bool]
    valid_from: str
    valid_to: str | None
    shak: str
    provider_identifier: str
    pharmacy_identifier: str
    cvr: str
    production_unit: str
    local_code: str
    location_number: str
    location_number_inherited: bool
    shak_name: str
    location_number_ended: str
    found_as: list[str]
    carried_from: str | None
    carried_to: str | None
    then: "MappedUnit"
    successors: list["MappedUnit"]
    via: list[str]


class Mapped(TypedDict):
    """What an identifier is, and whose."""

    asked: str
    found_as: list[str]
    shak: NotRequired[Fields]
    units: list[MappedUnit]


OF_A_CODE = ("code", "name", "open", "valid_from", "valid_to")
"""What is told of a SHAK code itself."""

FURTHEST = 20
"""Successions are followed no further than this."""


def mapping(snapshot: Snapshot, text: str) -> Mapped:
    """What an identifier is, and whose.

    ``found_as`` names the systems in which it is known. ``units``: those that carry it on the day; when none does,
    those that carried it last (or will first), with ``carried_from`` and ``carried_to``. Each has its own and
    inherited identifiers on the day (on its last day, when it is closed), and when closed its open ``successors``.
    ``shak``: what the register holds of a SHAK code itself, with its text, also when no unit carries it.
    """
    asked = write_identifier(text)
    found: dict[str, list[Holding]] = {}
    unit = snapshot.unit(asked)
    systems = ["sor"] if unit is not None else []
    if unit is not None:
        found[asked] = []
    for system in SYSTEMS:
        holdings = nearest_holdings(snapshot.holdings(*_find_asked(system, asked)), snapshot.at.valid)
        if holdings:
            systems.append(system)
        for holding in holdings:
            found.setdefault(holding.key, []).append(holding)
    code = snapshot.shak_code(asked)
    if code is not None and "shak" not in systems:
        systems.append("shak")
    units = [_map_unit(snapshot, key, holdings, asked) for key, holdings in sorted(found.items())]
    if code is None:
        return {"asked": text, "found_as": systems, "units": units}
    told = {part: code.get(part) for part in OF_A_CODE if part in code}
    return {"asked": text, "found_as": systems, "shak": told, "units": units}


def write_identifier(text: str) -> str:
    """An identifier as the register keeps it: no decorations, capital letters (SHAK codes have some)."""
    return identifiers.tidy_asked(text)


def nearest_holdings(holdings: Sequence[Holding], day: int) -> list[Holding]:
    """Of all times at which an identifier was carried, those on the day; else the last before it; else the first."""
    on = [h for h in holdings if h.valid_from <= day < h.valid_to]
    if on:
        return on
    before = [h for h in holdings if h.valid_to <= day]
    if before:
        last = max(h.valid_to for h in before)
        return [h for h in before if h.valid_to == last]
    first = min((h.valid_from for h in holdings), default=0)
    return [h for h in holdings if h.valid_from == first]


def open_successors(snapshot: Snapshot, code: str) -> list[MappedUnit]:
    """The units that take a closed unit's place on the day: who replaced it, or replaced those who did. A successor
    that is closed too and has none of its own is given with ``open`` false. ``via``: the units in between.
    """
    found: dict[str, MappedUnit] = {}
    waiting: list[tuple[str, list[str]]] = [(code, [])]
    seen = {code}
    while waiting:
        current, via = waiting.pop(0)
        _, later = snapshot.successors(current)
        further = [key for key in later if key not in seen]
        if current != code:
            unit = snapshot.unit(current)
            is_open = unit is not None and bool(unit["open"])
            if unit is not None and (is_open or not further or len(via) >= FURTHEST):
                found[current] = _identify_unit(unit)
                found[current]["via"] = via
                continue
        for key in further:
            seen.add(key)
            waiting.append((key, [*via, current] if current != code else via))
    return list(found.values())


def _find_asked(system: str, asked: str) -> tuple[str, str]:
    return ("provider_key", provider_key(asked)) if system == "provider_identifier" else (system, asked)


def _map_unit(snapshot: Snapshot, code: str, holdings: Sequence[Holding], asked: str) -> MappedUnit:
    """A unit of the answer: as it is on the day, or as it was when it last carried the identifier."""
    unit = snapshot.unit(code)
    if unit is None:
        return {"code": code, "open": False}
    found = _identify_unit(unit)
    if unit.get("shak") and (text := _text_of(snapshot, unit["shak"])):
        found["shak_name"] = text
    number = found.get("location_number")
    if unit["open"] and number and (ended := snapshot.number_ended(number)):
        found["location_number_ended"] = ended  # its source left its tree out without closing it (H3)
    found["found_as"] = ["sor"] * (code == asked) + [_plain_name(holding.system) for holding in holdings]
    gone = [h for h in holdings if not h.valid_from <= snapshot.at.valid < h.valid_to]
    if gone:
        found["carried_from"] = shown_date(gone[0].valid_from)
        found["carried_to"] = shown_date(gone[0].valid_to)
        then = snapshot.on(_day_inside(gone[0], snapshot.at.valid)).unit(code)
        if then is not None:
            found["then"] = _identify_unit(then)
            del found["then"]["code"]
    if not unit["open"]:
        found["successors"] = open_successors(snapshot, code)
    return found


def _text_of(snapshot: Snapshot, shak: str) -> str | None:
    code = snapshot.shak_code(shak)
    return None if code is None else code.get("name")


def _day_inside(holding: Holding, day: int) -> int:
    return previous_day(holding.valid_to) if holding.valid_to <= day else holding.valid_from


def _plain_name(system: str) -> str:
    return "provider_identifier" if system == "provider_key" else system


IDENTIFIERS = ("shak", "provider_identifier", "pharmacy_identifier", "cvr", "production_unit", "local_code")


def _identify_unit(unit: UnitAnswer) -> MappedUnit:
    """A unit with its name, level, life and identifiers."""
    wanted = ("code", "name", "level", "type", "type_name", "owner", "open", "valid_from", "valid_to", *IDENTIFIERS)
    stated: Any = {name: unit.get(name) for name in wanted if name in unit}
    found: MappedUnit = stated
    location = unit.get("location")
    if location and (number := location.get("number")):
        found["location_number"] = number
        found["location_number_inherited"] = location["inherited"]
    return found
