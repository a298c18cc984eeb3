"""What stands in a unit's element, as a dictionary, and the listed unit it means: one way and the other."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from sor.core.day import OPEN, NotADay, begins_something, end_after, last_day_before, parse_day, write_day
from sor.core.shapes import Value
from sor.core.subject import ADDRESS_KINDS
from sor.formats.sor_xml.listed_unit import ListedNumber, ListedStatus, ListedUnit
from sor.formats.sor_xml.tables import MAIN_SPECIALITY
from sor.formats.xml_tables.reading import Raw

NOT_A_FIELD = frozenset(
    {"code", "status", "number", "location", "specialities", "replaces", "replaced_by", "place_name", "has_place"}
)
"""What a unit's element holds that is no field, or not one in the shape in which it stands."""

OWN, NONE, INHERITED = "Own", "None", "Inherited"

_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?")


class UnreadableUnit(ValueError):
    """What makes a unit's row, or its location number, impossible to load."""


@lru_cache(maxsize=65536)
def day(text: str) -> int:
    """An xs:date as a register day; a zone on it is ignored (``CORE`` §15). Raises NotADay."""
    found = _DATE.fullmatch(text)
    return parse_day(found[1] if found else text)


def status_of(raw: Raw) -> ListedStatus:
    """The dates in a SorStatus; ToDate is the last valid day. Raises Unreadable with the reason."""
    days = {key: _day(key, text) for key, text in raw.items()}
    first_from, from_day, last = days.get("first"), days.get("from"), days.get("to")
    for key, start in (("from", from_day), ("first", first_from)):
        if start is not None and not begins_something(start):
            raise UnreadableUnit(f"{_DATE_ELEMENTS[key]} is {raw[key]}, on which nothing begins")
        if start is not None and last is not None and last < start:
            raise UnreadableUnit(f"ToDate {raw['to']} is before {_DATE_ELEMENTS[key]} {raw[key]}")
    return ListedStatus(first_from, from_day, end_after(last), days.get("updated"))


_DATE_ELEMENTS = {"from": "FromDate", "to": "ToDate", "updated": "UpdatedAt", "first": "FirstFromDate"}


def _day(key: str, text: str) -> int:
    try:
        return day(text)
    except NotADay as problem:
        raise UnreadableUnit(f"{_DATE_ELEMENTS[key]}: {problem}") from None


def number_of(raw: Raw) -> ListedNumber | None:
    """The location number in an EanLocationCodeEntity; none when the number itself is missing.

    Raises Unreadable when its dates cannot be used.
    """
    if "number" not in raw:
        return None
    values = {key: value for key, value in raw.items() if key not in ("number", "status")}
    return ListedNumber(raw["number"], values, status_of(raw.get("status", {})))


def number_in(raw: Raw) -> Raw | None:
    """The EanLocationCodeEntity of a unit, wherever its level puts it."""
    found: Raw | None = raw["number"] if "number" in raw else raw.get("location", {}).get("number")
    return found


def unit_of(raw: Raw, level: str, parent: str | None, number: ListedNumber | None) -> ListedUnit:
    """The listed unit that a unit's element means. Raises Unreadable when its dates cannot be used.

    number: the one it holds itself, from ``number_of``.
    """
    values = {key: value for key, value in raw.items() if key not in NOT_A_FIELD and (value or value is False)}
    if location := _location(raw, level):
        values["location"] = location
    if "specialities" in raw and (specialities := _specialities(raw["specialities"])):
        values["specialities"] = specialities
    return ListedUnit(
        raw["code"],
        level,
        parent,
        values,
        status_of(raw.get("status", {})),
        number,
        tuple(raw.get("replaces", ())),
        tuple(raw.get("replaced_by", ())),
        raw.get("place_name"),
    )


def _location(raw: Raw, level: str) -> dict[str, str] | None:
    """Own number, none, or taken from above. An owner has nothing above it: no number in the file is none at all."""
    entity = number_in(raw)
    if entity is not None:
        return {"state": OWN, "number": entity["number"]} if "number" in entity else {"state": OWN}
    if "location" not in raw:
        return {"state": NONE} if level == "IO" else None
    inherited = raw["location"].get("inherited")
    return None if inherited is None else {"state": INHERITED if inherited else NONE}


def _specialities(found: Iterable[Raw]) -> list[Raw]:
    """The specialities with the main one first; a marker that is not the main one's is kept beside the code."""
    listed: list[Raw] = []
    for one in found:
        if "code" not in one:
            continue
        speciality: Raw = {"code": one["code"], "main": one.get("type") == MAIN_SPECIALITY}
        if not speciality["main"] and "type" in one:
            speciality["type"] = one["type"]
        listed.append(speciality)
    return sorted(listed, key=lambda one: not one["main"])


def raw_of(unit: ListedUnit) -> Raw:
    """The dictionary from which a unit's element is written: the inverse of ``unit_of``."""
    number: Raw | None = None
    if unit.number is not None:
        number = {"number": unit.number.number, **unit.number.values, **write_dates(unit.number.status)}
    succession = {"replaces": unit.replaces, "replaced_by": unit.replaced_by, "place_name": unit.place_name}
    return raw_with(unit.level, {"code": unit.code, **unit.values, **write_dates(unit.status), **succession}, number)


def raw_with(level: str, raw: Raw, number: Raw | None) -> Raw:
    """Bring a unit's values into the shapes of its element, in place. number: the data of the one it holds itself."""
    location = raw.pop("location", None) or {}
    state = location.get("state")
    if state == OWN and number is None:
        number = {"number": location.get("number")}
    elif state != OWN:
        number = None
    if level != "IO":
        raw["location"] = _STATES.get(state, {}) if number is None else {"number": number}
    elif number is not None:
        raw["number"] = number
    elif state == INHERITED:
        raw["location"] = _STATES[state]
    if raw.get("specialities"):
        raw["specialities"] = [_raw_speciality(one) for one in raw["specialities"]]
    return raw


def _raw_speciality(one: Raw) -> Raw:
    kind = MAIN_SPECIALITY if one.get("main") else one.get("type")
    return {"code": one["code"], "type": kind} if kind else {"code": one["code"]}


_STATES: dict[Value, Raw] = {INHERITED: {"inherited": True}, NONE: {"inherited": False}}


def write_dates(status: ListedStatus) -> dict[str, Raw]:
    """The dates of a unit or a number as the file writes them; nothing when there are none."""
    days = write_status_days(status.from_day, status.to_day, status.updated, status.first_from)
    return {"status": days} if days else {}


@lru_cache(maxsize=65536)
def write_status_days(from_day: int | None, to_day: int, updated: int | None, first_from: int | None) -> Raw:
    """The texts of a SorStatus, to be written and left as they are. to_day: the first day no longer; OPEN has none."""
    last = None if to_day == OPEN else last_day_before(to_day)
    days = {"from": from_day, "to": last, "updated": updated, "first": first_from}
    return {key: write_day(found) for key, found in days.items() if found is not None}


def leave_out_derived_regions(values: Raw, region_of: Callable[[str], str | None]) -> None:
    """Take out of a unit's addresses each region that follows from the municipality (``CORE`` §6)."""
    for kind in ADDRESS_KINDS:
        address = values.get(kind)
        if not address or "region" not in address or "municipality" not in address:
            continue
        if region_of(address["municipality"]) == address["region"]:
            del address["region"]
