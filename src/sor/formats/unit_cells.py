"""A selected unit as a row of a table: what it uses, its own or inherited, and the names of what it names.

The reverse of ``unit_rows``: a dictionary by the paths that the formats' columns name. The days of a row and how a
street is written are each format's own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sor.core.code_book import CodeBook
from sor.core.day import last_day_before
from sor.core.inheritance import address, location_number, nearest
from sor.formats.omitted import Omitted
from sor.formats.selected import SelectedUnit, ends, source_dates
from sor.formats.unit_rows import (
    FIRST,
    FROM,
    KEY,
    LAST,
    LEVEL_NAME,
    NUMBER,
    NUMBER_REGION,
    REGION_NAME,
    SPECIALITY_CODES,
    SPECIALITY_NAMES,
    STATE,
    STREET_ADDRESSES,
    TYPE_NAME,
    UPDATED,
)

PLAIN = (
    "name", "level", "parent", "shak", "provider_identifier", "pharmacy_identifier", "local_code", "local_attribute_1",
    "local_attribute_2", "local_attribute_3", "local_attribute_4", "local_attribute_5", "production_unit", "type",
    "organisational_level", "geographic_location", "reporting_level", "patients_admitted", "ambulant_activity", "note",
)  # fmt: skip
"""Fields that a table shows as they are."""

STREET_PARTS = (
    "street", "building", "floor", "suite", "postcode", "district", "municipality", "street_code", "east", "north",
    "additional",
)  # fmt: skip
_STREET = {kind: tuple((part, f"{kind}.{part}") for part in STREET_PARTS) for kind in STREET_ADDRESSES}
_VIRTUAL = tuple((part, f"virtual_address.{part}") for part in ("phone", "fax", "email", "website"))
_NAMED = (
    ("system_type", ("system_type_v2", "system_type_v1")),
    ("system_supplier", ("system_supplier_v2", "system_supplier_v1")),
    ("network", ("network",)),
)
"""Facts of a location number that tables show by name, and the lists that may have it."""


def unit_cells(row: SelectedUnit, codes: CodeBook) -> dict[str, Any]:
    """What a table may show of a unit, without its days; paths of nothing are left out."""
    own, day = row.own, row.day
    cells = {field: own[field] for field in PLAIN if field in own}
    cells[KEY] = row.code
    cells[TYPE_NAME] = codes.name("entity_type", own.get("type"), day)
    cells[LEVEL_NAME] = codes.name("organisational_level", own.get("organisational_level"), day)
    cells["cvr"] = nearest(row.chain, "cvr")
    _add_addresses(cells, row, codes)
    _add_location(cells, row, codes)
    if "specialities" in own:
        _add_specialities(cells, own["specialities"], codes, day)
    if "geographic_parent" in own:
        cells |= {f"geographic_parent.{part}": value for part, value in own["geographic_parent"].items()}
    _add_above(cells, row, codes)
    return {path: value for path, value in cells.items() if value is not None}


def days_on(row: SelectedUnit) -> dict[str, Any]:
    """The days of a unit as a file of one day prints them: from when the latest change holds, and the last valid day
    of the unit when its closing is known.
    """
    since, updated = source_dates(row)
    closes = ends(row)
    found = {FROM: since, UPDATED: updated, FIRST: row.first_from}
    return found if closes is None else found | {LAST: last_day_before(closes)}


def days_of_version(row: SelectedUnit) -> dict[str, Any]:
    """The days of a row of a history: those on which it holds."""
    status = row.own.get("status") or {}
    updated = int(status["updated"].replace("-", "")) if "updated" in status else row.registered
    found = {FROM: row.from_day, UPDATED: updated, FIRST: row.first_from}
    last = last_day_before(row.to_day)
    return found if last is None else found | {LAST: last}


def too_many_specialities(row: SelectedUnit) -> Iterator[Omitted]:
    """What of a unit's specialities has no column."""
    beyond = _slots(row.own.get("specialities", ()))[len(SPECIALITY_CODES) :]
    if beyond:
        left = ", ".join(str(one["code"]) for one in beyond if one)
        yield Omitted(row.code, "specialities", f"there are columns for eight; left out: {left}")


def _add_addresses(cells: dict[str, Any], row: SelectedUnit, codes: CodeBook) -> None:
    for kind in STREET_ADDRESSES:
        found = address(row.chain, kind)
        if found is None:
            continue
        value = found.value
        for part, path in _STREET[kind]:
            if part in value:
                cells[path] = value[part]
        region = value.get("region") or codes.region_of_municipality(value.get("municipality"), row.day)
        if region is not None:
            cells[f"{kind}.region"] = region
            cells[f"{kind}.{REGION_NAME}"] = codes.name("region", region, row.day) or region
    virtual = address(row.chain, "virtual_address")
    if virtual is not None:
        for part, path in _VIRTUAL:
            if part in virtual.value:
                cells[path] = virtual.value[part]


def _add_location(cells: dict[str, Any], row: SelectedUnit, codes: CodeBook) -> None:
    stated = row.own.get("location")
    if stated is None:
        return
    cells[STATE] = stated.get("state")
    used = location_number(row.chain)
    if used is None:
        return
    cells[NUMBER] = used.value
    facts = row.number or {}
    region = facts.get("region")
    if region is not None:
        cells[NUMBER_REGION] = codes.name("region", region, row.day) or region
    for fact, lists in _NAMED:
        name = facts.get(f"{fact}_name") or _name_in(lists, facts.get(fact), codes, row.day)
        if name is not None:
            cells[f"number.{fact}_name"] = name
    if "active" in facts:
        cells["number.active"] = facts["active"]


def _name_in(lists: tuple[str, ...], code: str | None, codes: CodeBook, day: int) -> str | None:
    """The name of a code in the first of some lists that has it; none when it has no name: a code is not one."""
    return next((name for code_list in lists if (name := codes.name(code_list, code, day))), None)


def _add_specialities(cells: dict[str, Any], specialities: list[dict[str, Any]], codes: CodeBook, day: int) -> None:
    for one, by_code, by_name in zip(_slots(specialities), SPECIALITY_CODES, SPECIALITY_NAMES, strict=False):
        if one is not None:
            cells[by_code] = one["code"]
            cells[by_name] = codes.name("speciality", one["code"], day)


def _slots(specialities: list[dict[str, Any]]) -> list[dict[str, Any] | None]:
    """The specialities as the columns take them: the first place is the main one's, and stays empty without one."""
    main = next((one for one in specialities if one.get("main")), None)
    return [main, *(one for one in specialities if one is not main)] if specialities else []


def _add_above(cells: dict[str, Any], row: SelectedUnit, codes: CodeBook) -> None:
    """The names of the institution and the owner that a unit belongs to; each also belongs to itself."""
    for place, level in (("institution", "HI"), ("owner", "IO")):
        found: tuple[str, Mapping[str, Any]] | None = next(
            ((code, values) for code, values in row.chain if values.get("level") == level), None
        )
        if found is not None:
            code, values = found
            cells[f"{place}.code"] = code
            cells[f"{place}.name"] = values.get("name")
            cells[f"{place}.type_name"] = codes.name("entity_type", values.get("type"), row.day)
