"""A unit's answer at every door: each member of its type is shown there, or stands in the door's list with the reason.

The type is ``UnitAnswer``. A member that is added to it and forgotten by a door fails here, by name.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import msgspec
import pytest

from sor.cli.shown_unit import UnitRows
from sor.core.as_of import AsOf
from sor.core.code_book import CodeBook
from sor.core.shapes import GeographicParent, NumberValues, Speciality, UnitValues
from sor.core.subject import ADDRESS_KINDS, STREET_ADDRESSES
from sor.core.unit import ShownAddress, ShownLocation, ShownVirtualAddress, UnitAnswer, unit_answer
from sor.endpoints.rest import shapes
from sor.endpoints.rest.status import StatusAnswer
from sor.endpoints.web.browse.unit_view import unit_view
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.values import Values
from sor.endpoints.web.kit.visit import Visit
from sor.formats import sores
from sor.formats.soap import sorls, sorus, sorus_tables
from sor.formats.soap.sorus_choices import VERSIONS
from sor.formats.tables.unit_words import unit_columns
from sor.reading.mapping import MappedUnit
from sor.reading.snapshot import EdiAnswer, NumberAnswer, ShakAnswer, Summary

CODE = "31000016000"
CODES = CodeBook([])
UNIT: UnitValues = {
    "status": {"from": "2020-01-01", "updated": "2020-01-02"}, "name": "Afsnit A", "level": "OU", "type": "309904001",
    "parent": "11000016002", "production_unit": "1012345678", "shak": "1301011", "provider_identifier": "019063",
    "pharmacy_identifier": "362,1", "local_code": "A1", "local_attribute_1": "et", "local_attribute_2": "to",
    "local_attribute_3": "tre", "local_attribute_4": "fire", "local_attribute_5": "fem",
    "specialities": [{"code": "394594003", "main": True}, {"code": "394609007", "main": False, "type": "2"}],
    "organisational_level": "900000000000001", "reporting_level": True, "patients_admitted": True,
    "ambulant_activity": True, "location": {"state": "Inherited"}, "geographic_location": "800538",
    "geographic_parent": {"relation": "3", "parent": "21000016001"},
    "operator": {"unit": "61000016005", "agreement": "Aftale 12"}, "note": "en note", "assumed": True,
    "erased": {"pharmacy_identifier": 7},
}  # fmt: skip
OWNER: UnitValues = {
    "level": "IO", "name": "Ejer", "cvr": "13585628", "location": {"state": "Own", "number": "5790002401473"},
    "virtual_address": {"phone": "98820000", "email": "a@b.example", "website": "www.a.example", "fax": "98820001"},
    "postal_address": {
        "street": "Østergade", "building": "70", "floor": "1", "suite": "tv", "postcode": "9700", "district": "By",
        "municipality": "0810", "street_code": "1234", "region": "1081", "country": "DK", "east": 557481.5,
        "north": 6344123.5, "sublocation": "Gård", "addressing_name": "Østerg.", "subdivision": "Bydel",
        "po_box": "7", "stairway": "B", "additional": "bag huset", "country_scheme": "iso3166-alpha2",
    },
}  # fmt: skip
NUMBER: NumberValues = {
    "system_type": "225", "system_type_name": "Et system", "system_supplier": "7", "system_supplier_name": "Et firma",
    "network": "1", "network_name": "Et net", "region": "1081", "administrator": "9", "active": True, "internal": False,
    "note": "om nummeret",
}  # fmt: skip


def full() -> dict[str, Any]:
    """A unit that shows something in every member; its addresses fall back to the postal one."""
    answer = unit_answer(
        CODE, [(CODE, UNIT), ("11000016002", OWNER)], period=(20210101, 20300101), first_from=20200101,
        open_on_day=True, day=20260601, serial=17, number=NUMBER, replaces=["41000016009"], replaced_by=["51000016008"],
        codes=CodeBook([("entity_type/309904001", 10101, 99991231, '{"name_da":"afsnit"}')]), owner="11000016002",
        registered=20200102,
    )  # fmt: skip
    return {**answer, "shown_on": "2026-06-01"}


def members(shape: Any, path: str = "") -> Iterator[str]:
    """The paths of the members of a type, those inside its blocks with a dot."""
    for name, hint in get_type_hints(shape).items():
        blocks = [one for one in (hint, *get_args(hint)) if is_typeddict(one)]
        if blocks and get_origin(hint) is not list:
            yield from members(blocks[0], f"{path}{name}.")
        else:
            yield f"{path}{name}"


ALL = tuple(members(UnitAnswer))


def other(value: Any) -> Any:
    """Another value of the same form."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, dict):
        return {name: other(one) for name, one in value.items()}
    if isinstance(value, list):
        return [other(one) for one in value]
    if value in (names := {"postal_address": "visiting_address", "pharmacy_identifier": "note"}):
        return names[value]
    if value is None or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return "2024-04-04"
    return value[:-1] + str((int(value[-1]) + 1) % 10) if value[-1].isdigit() else f"{value}x"


def changed(path: str) -> dict[str, Any]:
    """The full unit with another value in one member."""
    field, _, part = path.partition(".")
    answer = full()
    if part:
        return answer | {field: answer[field] | {part: other(answer[field][part])}}
    return answer | {field: other(answer[field])}


def page(answer: Any) -> str:
    visit = Visit("/", (), "da", AsOf(20260601, 17), "2026-06-01", 17, "2026-06-01", "mirror", is_demo=True)
    return repr(unit_view(answer, [answer], "2026-06-01", Values(visit, Names(CODES, 20260601, "da"), {})))


def sorus_xml(answer: Any) -> bytes:
    values = {"error_code": "0", "entity": sorus.entity_of(answer, None, None, answer["location"])}
    return sorus.Writer(VERSIONS[4]).body("CreateSorEntity", values)


def of_addresses(parts: Mapping[str, str]) -> dict[str, str]:
    return {f"{kind}.{part}": reason for kind in STREET_ADDRESSES for part, reason in parts.items()}


def in_services(**parts: str) -> dict[str, str]:
    """What no service about units as they are has an element for."""
    names = {f"location.{name}": "codes alone have elements" for name in NAMES_OF_CODES}
    told = {"open": "only open units are given", "serial": "stands in a header", "assumed": "no element for it"}
    told |= {"erased": "the value is not there, as any that nobody stated"}
    told |= dict.fromkeys(("operator.unit", "operator.agreement"), "no element for it")
    taken = dict.fromkeys(TAKEN_FROM, "no element for it")
    return names | told | taken | of_addresses({"additional": "no element for it", **parts}) | ONLY_HISTORY


TAKEN_FROM = ("visiting_address.taken_from", "activity_address.taken_from")
NAMES_OF_CODES = ("system_type_name", "system_supplier_name", "network_name")
ONLY_HISTORY = {"shown_on": "stands only in a history that is not resolved"}
NEVER_THERE = {"postal_address.taken_from"}
"""No other kind stands in for a postal address."""

ON_A_PAGE = {
    "type_name": "the page asks the code list of the visitor's language",
    "parent": "stands in the path above the name",
    "owner": "stands in the path above the name",
    **{f"{block}.inherited": "told by naming whose it is" for block in (*ADDRESS_KINDS, "location")},
    **of_addresses(dict.fromkeys(("street_code", "stairway", "country_scheme"), "nobody writes it on a letter")),
    "shown_on": "the page asks for a resolved history",
}
IN_SORUS = {
    "cvr": "of owners alone",
    "owner": "the topmost unit is reached by the parent",
    "type_name": "no element for it",
    "production_unit": sorus_tables.LEFT_OUT["production_unit"],
    "note": sorus_tables.LEFT_OUT["note"],
    **{
        f"{block}.{part}": "no element for it"
        for block in (*ADDRESS_KINDS, "location")
        for part in ("inherited", "source")
    },
}

DOORS: dict[str, tuple[Callable[[Any], object], Mapping[str, str]]] = {
    "REST": (msgspec.json.encode, {}),
    "sor show": (lambda answer: list(UnitRows(CODES, 20261101, {}).of(answer)), {}),
    "page": (page, ON_A_PAGE),
    "SORES": (
        lambda answer: sores.entity(answer, "v3"),
        in_services(country_scheme="no element for it")
        | dict.fromkeys(("geographic_parent.relation", "geographic_parent.parent"), "no documented member"),
    ),
    "SORUS": (sorus_xml, in_services() | IN_SORUS),
    "SORLS": (
        lambda answer: sorls.answer("GetSorEntity", sorls.FOUND, sorls.show_unit(answer, None, None)),
        in_services() | {"owner": "the topmost unit is reached by the parent"},
    ),
}


@pytest.mark.parametrize("door", DOORS)
def test_each_member_is_shown_or_left_out_with_a_reason(door: str) -> None:
    show, left_out = DOORS[door]
    as_it_is = show(full())
    hidden = {path for path in ALL if path in present(full()) and show(changed(path)) == as_it_is}
    assert hidden == set(left_out)
    assert all(left_out.values())


def present(answer: dict[str, Any]) -> set[str]:
    return {
        path
        for path in ALL
        for field, _, part in [path.partition(".")]
        if field in answer and (not part or part in answer[field])
    }


def test_the_full_unit_has_every_member() -> None:
    assert set(ALL) - present(full()) == NEVER_THERE


def test_the_columns_of_our_own_formats_are_the_members() -> None:
    columns = {column.name for column in unit_columns()}
    blocks = {path.partition(".")[0] for path in columns if "." in path}
    parts = {path for path in ALL if path.partition(".")[0] in blocks} - NEVER_THERE
    assert columns == parts | {path.partition(".")[0] for path in ALL if path.partition(".")[0] not in blocks} - {
        *ONLY_HISTORY
    }


ANSWERS: dict[Any, type[msgspec.Struct]] = {
    UnitAnswer: shapes.Unit, ShownLocation: shapes.Location, ShownAddress: shapes.Address,
    ShownVirtualAddress: shapes.VirtualAddress, GeographicParent: shapes.GeographicParent,
    Speciality: shapes.Speciality, EdiAnswer: shapes.Edi, StatusAnswer: shapes.RegisterStatus,
    Summary: shapes.Node, MappedUnit: shapes.MappedUnit, NumberAnswer: shapes.LocationNumber, ShakAnswer: shapes.Shak,
}  # fmt: skip
"""Each type of an answer, with the contract of REST for it."""

BESIDE = {MappedUnit: {"via"}, NumberAnswer: {"units"}}
"""What one of both alone has: of a successor the units in between; the units of a number, which the door adds."""


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_contract_of_rest_has_the_members_of_the_answer(answer: Any) -> None:
    told = {field.encode_name for field in msgspec.structs.fields(ANSWERS[answer])}
    assert told ^ set(get_type_hints(answer)) == BESIDE.get(answer, set())
