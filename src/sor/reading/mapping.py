"""From any identifier to the units that carry it, and from there to all their other identifiers, on a day.

What ``/map`` and ``sor map`` answer. Pure over a snapshot.
"""

from collections.abc import Sequence
from typing import Any

from sor.core import identifiers
from sor.core.day import previous_day
from sor.core.identifiers import provider_key
from sor.core.unit import shown_date
from sor.reading.snapshot import Snapshot
from sor.store.reads import Holding

SYSTEMS = (
    "shak", "provider_identifier", "pharmacy_identifier", "location_number", "cvr", "production_unit",
)  # fmt: skip
"""The identifier systems that are looked into, in the order in which they are named; the SOR code comes first."""

OF_A_CODE = ("code", "name", "open", "valid_from", "valid_to")
"""What is told of a SHAK code itself."""

FURTHEST = 20
"""Successions are followed no further than this."""


def mapping(snapshot: Snapshot, text: str) -> dict[str, Any]:
    """What an identifier is, and whose.

    ``found_as`` names the systems in which it is known. ``units``: those that carry it on the day; when none does,
    those that carried it last (or will first), with ``carried_from`` and ``carried_to``. Each has its own and
    inherited identifiers on the day (on its last day, when it is closed), and when closed its open ``successors``.
    ``shak``: what the register holds of a SHAK code itself, with its text, also when no unit carries it.
    """
    asked = written(text)
    found: dict[str, list[Holding]] = {}
    unit = snapshot.unit(asked)
    systems = ["sor"] if unit is not None else []
    if unit is not None:
        found[asked] = []
    for system in SYSTEMS:
        holdings = nearest_holdings(snapshot.holdings(*_looked_up(system, asked)), snapshot.at.valid)
        if holdings:
            systems.append(system)
        for holding in holdings:
            found.setdefault(holding.key, []).append(holding)
    code = snapshot.shak_code(asked)
    if code is not None and "shak" not in systems:
        systems.append("shak")
    units = [_mapped(snapshot, key, holdings, asked) for key, holdings in sorted(found.items())]
    told = {} if code is None else {"shak": {part: code[part] for part in OF_A_CODE if part in code}}
    return {"asked": text, "found_as": systems, **told, "units": units}


def written(text: str) -> str:
    """An identifier as the register keeps it: no decorations, capital letters (SHAK codes have some)."""
    return identifiers.asked(text)


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


def open_successors(snapshot: Snapshot, code: str) -> list[dict[str, Any]]:
    """The units that take a closed unit's place on the day: who replaced it, or replaced those who did. A successor
    that is closed too and has none of its own is given with ``open`` false. ``via``: the units in between.
    """
    found: dict[str, dict[str, Any]] = {}
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
                found[current] = _identified(unit) | {"via": via}
                continue
        for key in further:
            seen.add(key)
            waiting.append((key, [*via, current] if current != code else via))
    return list(found.values())


def _looked_up(system: str, asked: str) -> tuple[str, str]:
    return ("provider_key", provider_key(asked)) if system == "provider_identifier" else (system, asked)


def _mapped(snapshot: Snapshot, code: str, holdings: Sequence[Holding], asked: str) -> dict[str, Any]:
    """A unit of the answer: as it is on the day, or as it was when it last carried the identifier."""
    unit = snapshot.unit(code)
    if unit is None:
        return {"code": code, "open": False}
    found = _identified(unit)
    if unit.get("shak") and (text := (snapshot.shak_code(unit["shak"]) or {}).get("name")):
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
            found["then"] = {name: value for name, value in _identified(then).items() if name != "code"}
    if not unit["open"]:
        found["successors"] = open_successors(snapshot, code)
    return found


def _day_inside(holding: Holding, day: int) -> int:
    return previous_day(holding.valid_to) if holding.valid_to <= day else holding.valid_from


def _plain_name(system: str) -> str:
    return "provider_identifier" if system == "provider_key" else system


IDENTIFIERS = ("shak", "provider_identifier", "pharmacy_identifier", "cvr", "production_unit", "local_code")


def _identified(unit: dict[str, Any]) -> dict[str, Any]:
    """A unit with its name, level, life and identifiers."""
    wanted = ("code", "name", "level", "type", "type_name", "owner", "open", "valid_from", "valid_to", *IDENTIFIERS)
    found = {name: unit[name] for name in wanted if name in unit}
    location = unit.get("location") or {}
    if location.get("number"):
        found["location_number"] = location["number"]
        found["location_number_inherited"] = location["inherited"]
    return found
