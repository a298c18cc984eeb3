"""A unit as every door shows it: own values, inherited values with their source, names of codes.

The shape is a contract (``INTERFACES``, *Shapes that programs rely on*): codes are text, dates ISO, absent fields
left out, ``valid_to`` the first day no longer valid or null.
"""

from collections.abc import Sequence
from typing import Any

from sor.core.code_book import CodeBook
from sor.core.day import OPEN, write_day
from sor.core.inheritance import Chain, Resolved, address, location_number, nearest
from sor.core.subject import LOCAL_ATTRIBUTES, STREET_ADDRESSES

PLAIN_FIELDS = ("production_unit", "shak", "provider_identifier", "pharmacy_identifier", "local_code", "note")
INDICATORS = ("reporting_level", "patients_admitted", "ambulant_activity")
STREET_PARTS = (
    "street", "building", "floor", "suite", "postcode", "district", "municipality", "street_code", "region", "country",
    "east", "north",
)  # fmt: skip
VIRTUAL_PARTS = ("phone", "email", "website", "fax")
NO_STREET: dict[str, Any] = dict.fromkeys(STREET_PARTS)
NO_VIRTUAL: dict[str, Any] = dict.fromkeys(VIRTUAL_PARTS)
"""An address of which nothing is known: every part is shown, empty ones as null."""

NUMBER_PARTS = (
    "system_type", "system_type_name", "system_supplier", "system_supplier_name", "network", "network_name", "region",
    "administrator", "active", "internal", "note",
)  # fmt: skip


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
    number: dict[str, Any] | None,
    replaces: Sequence[str],
    replaced_by: Sequence[str],
    codes: CodeBook,
    owner: str | None,
) -> dict[str, Any]:
    """The JSON form of a unit on a day, from its own values and those of its ancestors.

    period: the asked version, half-open. number: the facts of the location number it uses, when known.
    """
    own = chain[0][1]
    status = own.get("status") or {}
    answer: dict[str, Any] = {
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
        "updated": status.get("updated"),
        "open": open_on_day,
        "cvr": nearest(chain, "cvr"),
    }
    answer |= {field: own.get(field) for field in PLAIN_FIELDS}
    attributes = {str(n): own[field] for n, field in enumerate(LOCAL_ATTRIBUTES, 1) if field in own}
    answer["local_attributes"] = attributes or None
    answer["specialities"] = own.get("specialities")
    answer |= {field: own.get(field) for field in INDICATORS}
    answer["location"] = _location(chain, own, number)
    for kind in STREET_ADDRESSES:
        answer[kind] = _street_address(chain, kind, day, codes)
    answer["virtual_address"] = _shown(address(chain, "virtual_address"), key, "virtual_address", NO_VIRTUAL)
    if own.get("assumed"):
        answer["assumed"] = True
    answer = {field: value for field, value in answer.items() if value is not None or field == "valid_to"}
    answer["organisational_level"] = own.get("organisational_level")
    answer["geographic_location"] = own.get("geographic_location")
    answer["geographic_parent"] = own.get("geographic_parent")
    answer["replaces"] = list(replaces)
    answer["replaced_by"] = list(replaced_by)
    answer["serial"] = serial
    return answer


def _location(chain: Chain, own: dict[str, Any], number: dict[str, Any] | None) -> dict[str, Any] | None:
    stated = own.get("location")
    if stated is None:
        return None
    answer: dict[str, Any] = {"state": stated["state"]}
    found = location_number(chain)
    if found is not None:
        answer |= {"number": found.value, "inherited": found.source != chain[0][0], "source": found.source}
        answer |= {part: number[part] for part in NUMBER_PARTS if number and part in number}
    return answer


def _street_address(chain: Chain, kind: str, day: int, codes: CodeBook) -> dict[str, Any] | None:
    found = address(chain, kind)
    shown = _shown(found, chain[0][0], kind, NO_STREET)
    if shown is not None and shown["region"] is None:
        shown["region"] = codes.region_of_municipality(shown["municipality"], day)
    return shown


def _shown(found: Resolved | None, key: str, kind: str, empty: dict[str, Any]) -> dict[str, Any] | None:
    if found is None:
        return None
    value, source, field = found
    if field == kind:
        return {"inherited": source != key, "source": source, **empty, **value}
    return {"inherited": True, "source": source, "taken_from": field, **empty, **value}
