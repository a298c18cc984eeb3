"""A unit as every door shows it: own values, inherited values with their source, names of codes.

The shape is a contract (``INTERFACES``, *Shapes that programs rely on*): codes are text, dates ISO, absent fields
left out, ``valid_to`` the first day no longer valid or null.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from sor.core.code_book import CodeBook
from sor.core.day import OPEN, write_day
from sor.core.inheritance import Chain, address, location_number, nearest
from sor.core.shapes import (
    Address,
    Fields,
    GeographicParent,
    NumberValues,
    OperatedBy,
    Speciality,
    UnitValues,
    VirtualAddress,
)
from sor.core.subject import ADDRESS_KINDS, LOCAL_ATTRIBUTES, STREET_ADDRESSES, StreetKind

PLAIN_FIELDS = ("production_unit", "shak", "provider_identifier", "pharmacy_identifier", "local_code", "note")
INDICATORS = ("reporting_level", "patients_admitted", "ambulant_activity")
STREET_PARTS = (
    "street", "building", "floor", "suite", "postcode", "district", "municipality", "street_code", "region", "country",
    "east", "north",
)  # fmt: skip
VIRTUAL_PARTS = ("phone", "email", "website", "fax")
NO_STREET: dict[str, None] = dict.fromkeys(STREET_PARTS)
NO_VIRTUAL: dict[str, None] = dict.fromkeys(VIRTUAL_PARTS)
"""An address of which nothing is known: every part is shown, empty ones as null."""

NUMBER_PARTS = (
    "system_type", "system_type_name", "system_supplier", "system_supplier_name", "network", "network_name", "region",
    "administrator", "active", "internal", "note",
)  # fmt: skip

_NUMBERED = tuple((str(n), field) for n, field in enumerate(LOCAL_ATTRIBUTES, 1))


class ShownAddress(TypedDict):
    """A street address that a unit shows, and whose it is: parts that are empty are null, the rare ones are left out.

    source: the unit that states it. taken_from: the kind of address that stands in for an empty one.
    """

    inherited: bool
    source: str
    taken_from: NotRequired[str]
    street: str | None
    building: str | None
    floor: str | None
    suite: str | None
    postcode: str | None
    district: str | None
    municipality: str | None
    street_code: str | None
    region: str | None
    country: str | None
    east: float | None
    north: float | None
    sublocation: NotRequired[str]
    addressing_name: NotRequired[str]
    subdivision: NotRequired[str]
    po_box: NotRequired[str]
    stairway: NotRequired[str]
    additional: NotRequired[str]
    country_scheme: NotRequired[str]


class ShownVirtualAddress(TypedDict):
    """A virtual address that a unit shows, and whose it is."""

    inherited: bool
    source: str
    phone: str | None
    email: str | None
    website: str | None
    fax: str | None


class ShownLocation(TypedDict):
    """How a unit is reached: with the number that it uses, whose it is, and what the number itself holds."""

    state: str
    number: NotRequired[str | None]
    inherited: NotRequired[bool]
    source: NotRequired[str]
    system_type: NotRequired[str]
    system_type_name: NotRequired[str]
    system_supplier: NotRequired[str]
    system_supplier_name: NotRequired[str]
    network: NotRequired[str]
    network_name: NotRequired[str]
    region: NotRequired[str]
    administrator: NotRequired[str]
    active: NotRequired[bool]
    internal: NotRequired[bool]
    note: NotRequired[str]


class UnitAnswer(TypedDict):
    """A unit as every door shows it. shown_on: only in a history that is not resolved (``reading/snapshot.py``)."""

    code: str
    level: NotRequired[str]
    name: NotRequired[str]
    type: NotRequired[str]
    type_name: NotRequired[str]
    parent: NotRequired[str]
    owner: NotRequired[str]
    valid_from: str
    valid_to: str | None
    first_from: str
    updated: NotRequired[str]
    open: bool
    cvr: NotRequired[str]
    production_unit: NotRequired[str]
    shak: NotRequired[str]
    provider_identifier: NotRequired[str]
    pharmacy_identifier: NotRequired[str]
    local_code: NotRequired[str]
    note: NotRequired[str]
    local_attributes: NotRequired[dict[str, str]]
    specialities: NotRequired[list[Speciality]]
    reporting_level: NotRequired[bool]
    patients_admitted: NotRequired[bool]
    ambulant_activity: NotRequired[bool]
    location: NotRequired[ShownLocation]
    postal_address: NotRequired[ShownAddress]
    visiting_address: NotRequired[ShownAddress]
    activity_address: NotRequired[ShownAddress]
    virtual_address: NotRequired[ShownVirtualAddress]
    operator: NotRequired[OperatedBy]
    assumed: NotRequired[bool]
    erased: NotRequired[list[str]]
    organisational_level: str | None
    geographic_location: str | None
    geographic_parent: GeographicParent | None
    replaces: list[str]
    replaced_by: list[str]
    serial: int
    shown_on: NotRequired[str]


def number_used(unit: UnitAnswer | None) -> str | None:
    """The location number that a unit uses, its own or inherited; None when it has none, or there is no unit."""
    location = unit.get("location") if unit is not None else None
    return location.get("number") if location is not None else None


def shown_date(day: int | None) -> str | None:
    """A day as answers write it; the open end is null."""
    return None if day is None or day >= OPEN else write_day(day)


def unit_answer(
    key: str,
    chain: Chain,
    *,
    period: tuple[int, int],
    first_from: int,
    open_on_day: bool,
    day: int,
    serial: int,
    number: NumberValues | None,
    replaces: Sequence[str],
    replaced_by: Sequence[str],
    codes: CodeBook,
    owner: str | None,
    registered: int | None,
) -> UnitAnswer:
    """The JSON form of a unit on a day, from its own values and those of its ancestors.

    period: the asked version, half-open. number: the facts of the location number it uses, when known. registered: the
    day on which what the version says was registered, None when its source told none.
    """
    own = chain[0][1]
    answer: Fields = {
        "code": key,
        "level": own.get("level"),
        "name": own.get("name"),
        "type": own.get("type"),
        "type_name": codes.name("entity_type", own.get("type"), day),
        "parent": own.get("parent"),
        "owner": owner,
        "valid_from": write_day(period[0]),
        "valid_to": shown_date(period[1]),
        "first_from": write_day(first_from),
        "updated": None if registered is None else write_day(registered),
        "open": open_on_day,
        "cvr": nearest(chain, "cvr"),
    }
    answer |= {field: own.get(field) for field in PLAIN_FIELDS}
    attributes = {n: own.get(field) for n, field in _NUMBERED if field in own}
    answer["local_attributes"] = attributes or None
    answer["specialities"] = own.get("specialities")
    answer |= {field: own.get(field) for field in INDICATORS}
    answer["location"] = _location(chain, own, number)
    for kind in STREET_ADDRESSES:
        answer[kind] = _street_address(chain, kind, day, codes)
    answer["virtual_address"] = _virtual_address(chain)
    answer["operator"] = own.get("operator")
    if own.get("assumed"):
        answer["assumed"] = True
    if erased := find_erased_fields(chain):
        answer["erased"] = erased
    found: Any = {field: value for field, value in answer.items() if value is not None or field == "valid_to"}
    shown: UnitAnswer = found  # what fields it has is held by tests/core/test_unit.py, since empty ones are left out
    shown["organisational_level"] = own.get("organisational_level")
    shown["geographic_location"] = own.get("geographic_location")
    shown["geographic_parent"] = own.get("geographic_parent")
    shown["replaces"] = list(replaces)
    shown["replaced_by"] = list(replaced_by)
    shown["serial"] = serial
    return shown


def find_erased_fields(chain: Chain) -> list[str]:
    """The fields of which a unit shows nothing because the value was erased: its own, and those that it would show of
    a unit above.
    """
    if not any("erased" in values for _, values in chain):
        return []
    found = set(chain[0][1].get("erased", ()))
    for kind in ADDRESS_KINDS:
        shown = address(chain, kind)
        if shown and any(shown.source == code and shown.field in values.get("erased", ()) for code, values in chain):
            found.add(kind)
    nearest_cvr = next((values for _, values in chain if "cvr" in values), None)
    if nearest_cvr is not None and "cvr" in nearest_cvr.get("erased", ()):
        found.add("cvr")
    return sorted(found)


def _location(chain: Chain, own: UnitValues, number: NumberValues | None) -> Fields | None:
    stated = own.get("location")
    if stated is None:
        return None
    answer: Fields = {"state": stated["state"]}
    found = location_number(chain)
    if found is not None:
        answer |= {"number": found.value, "inherited": found.source != chain[0][0], "source": found.source}
        if number is not None:
            answer |= {part: number.get(part) for part in NUMBER_PARTS if part in number}
    return answer


def _street_address(chain: Chain, kind: StreetKind, day: int, codes: CodeBook) -> Fields | None:
    found = address(chain, kind)
    if found is None:
        return None
    shown = _show_field(found.value, found.source, found.field, chain[0][0], kind, NO_STREET)
    if shown["region"] is None:
        shown["region"] = codes.region_of_municipality(found.value.get("municipality"), day)
    return shown


def _virtual_address(chain: Chain) -> Fields | None:
    found = address(chain, "virtual_address")
    return found and _show_field(found.value, found.source, found.field, chain[0][0], "virtual_address", NO_VIRTUAL)


def _show_field(
    value: Address | VirtualAddress, source: str, field: str, key: str, kind: str, empty: Mapping[str, None]
) -> Fields:
    if field == kind:
        return {"inherited": source != key, "source": source, **empty, **value}
    return {"inherited": True, "source": source, "taken_from": field, **empty, **value}
