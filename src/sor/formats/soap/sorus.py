"""SORUS, the update service of SOR: what its requests say, and its results. The elements stand in ``sorus_tables``.

A unit comes and goes as one dictionary by the fields of those tables; here it is turned into the register's own fields
and back. Nothing here knows the register.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from sor.core.code_book import CodeBook
from sor.core.day import READ_AS_OPEN, NotADay, day_of, end_of_day, last_day_before, parse_day, previous_day, write_day
from sor.core.finding import Finding
from sor.core.identifiers import is_number
from sor.core.shapes import Fields, Value, list_items, parts_of, text_in
from sor.core.subject import ADDRESS_KINDS, LEVELS, LOCAL_ATTRIBUTES
from sor.core.unit import UnitAnswer
from sor.formats.numbers import measure, write_metre
from sor.formats.numbers import number as number_code
from sor.formats.soap.envelope import Call, Contract, Fault, Limits, Trouble
from sor.formats.soap.request_rules import RequestRules
from sor.formats.soap.sorus_choices import OPERATIONS, REQUEST, SorusVersion, response, result
from sor.formats.soap.sorus_codes import SEVERITIES, code_of
from sor.formats.soap.sorus_tables import ADDRESS, ENTITY, NUMBER, REQUESTS, RESULTS, VIRTUAL_ADDRESS
from sor.formats.sor_xml.tables import MAIN_SPECIALITY
from sor.formats.xml_tables.elements import SCHEME_KEY, ElementGroup, Form, Leaf, key_parts, of_version
from sor.formats.xml_tables.reading import Raw, Table, fill, reading_table
from sor.formats.xml_tables.writing import Write, XmlLayout, compile_writer
from sor.rules.sentences import sentence

FOLDER = Path(str(files("sor"))) / "contracts" / "sorus"
LIMITS = Limits(size=200_000, depth=50)
LAYOUT = XmlLayout({Form.METRE: measure})
MIDNIGHT = "00:00:00"

PLAIN = (
    "name", "type", "cvr", "pharmacy_identifier", "provider_identifier", "local_code", "reporting_level",
    "patients_admitted", "ambulant_activity", "shak", "geographic_parent", *ADDRESS_KINDS,
)  # fmt: skip
"""The fields of a unit that SORUS has as they are."""

SINCE = {"organisational_level": 4}
"""Fields that older versions do not know, and therefore leave alone."""

ADDRESS_PARTS = tuple(one.key for one in key_parts(ADDRESS))
VIRTUAL_PARTS = tuple(one.key for one in VIRTUAL_ADDRESS)
NUMBER_DATA = tuple(one.key for one in NUMBER if one.key not in ("number", "status"))


class SorusRequest(NamedTuple):
    """A request, read. given: by the fields of ``sorus_tables.REQUESTS``; day: the first day on which it holds, or of
    a closing the last valid one.
    """

    operation: str
    version: int
    given: Fields
    day: int

    @property
    def entity(self) -> Fields:
        """The unit as it was sent; empty where none is."""
        return parts_of(self.given.get("entity"))

    @property
    def code(self) -> str | None:
        """The SOR code of the unit that it is about."""
        return text_in(self.given, "code") or text_in(self.entity, "code")


def contract(version: SorusVersion, understood: Sequence[str] = ()) -> Contract:
    """What a version of SORUS understands. understood: header entries taken even with mustUnderstand."""
    requests = {name: name for name in OPERATIONS}
    return Contract(version.operations, FOLDER / version.schema, requests, limits=LIMITS, understood=understood)


def read_asked(call: Call, version: SorusVersion) -> SorusRequest:
    """What a checked request asks. Raises Fault for a day that cannot be."""
    parts, given = (*key_parts(REQUESTS[call.operation]),), Raw()
    table, rules = _readings(version)[call.operation]
    fill(_request(call), table, given, rules)
    if any(part.key == "entity" for part in parts):
        sent = parts_of(given.get("entity"))
        given["entity"] = {field: value for field, value in sent.items() if not _is_none(field, value)}
    dated = next(part for part in parts if isinstance(part, Leaf) and part.form is Form.ASKED_DAY)
    return SorusRequest(call.operation, version.number, given, _day(call, dated.name, str(given[dated.key])))


@cache
def _readings(version: SorusVersion) -> dict[str, tuple[Table, RequestRules]]:
    """What reads each request of a version."""
    rules = RequestRules(version.types)
    return {name: (reading_table(of_version(parts, version.number), rules), rules) for name, parts in REQUESTS.items()}


def _is_none(field: str, value: Value) -> bool:
    """Programs that have no way to leave a number out send 0."""
    return field in ("code", "parent", "place") and value == "0"


def _request(call: Call) -> etree._Element:
    found: etree._Element = next(call.element.iterchildren(f"{{*}}{REQUEST}"))
    return found


def _day(call: Call, element: str, text: str) -> int:
    """The Danish day that a date or dateTime means (``CORE`` §15)."""
    try:
        day = parse_day(text[:10]) if "T" not in text else _midnight(text)
    except (NotADay, ValueError, OverflowError):
        raise _bad_day(call, element, f"'{text[:40]}' is no day. Write 2027-01-31.") from None
    if not 18000101 <= day < READ_AS_OPEN:
        raise _bad_day(call, element, f"{text[:40]} is no day of this register.")
    return day


def _midnight(text: str) -> int:
    moment = datetime.fromisoformat(text)
    day = day_of(moment)
    starts = end_of_day(previous_day(day))
    if (moment != starts) if moment.tzinfo else (moment.time().isoformat() != MIDNIGHT):
        raise NotADay
    return day


def _bad_day(call: Call, element: str, text: str) -> Fault:
    found = next(_request(call).iterchildren(f"{{*}}{element}"), None)
    line: Any = None if found is None else found.sourceline  # its stubs do not know the type
    return Fault("Client", Trouble(int(line or 0), element, text))


def fields_of(entity: Mapping[str, Value], version: int, codes: CodeBook, day: int) -> Fields:
    """Every field of the register that the version holds, as it was sent; None where it was left out."""
    found: Fields = {field: entity.get(field) for field in PLAIN}
    found |= {field: entity.get(field) for field, since in SINCE.items() if version >= since}
    attributes = parts_of(entity.get("local_attributes"))
    found |= {field: attributes.get(str(n)) for n, field in enumerate(LOCAL_ATTRIBUTES, 1)}
    found["specialities"] = _specialities(list_items(entity.get("specialities")))
    found["location"] = _location(entity)
    for kind in ADDRESS_KINDS:
        found[kind] = _without_derived_region(found[kind], codes, day)
    return found


def _specialities(sent: list[Fields]) -> list[Fields] | None:
    """The main one is marked; where none is, it is the first."""
    if not sent:
        return None
    marked = any(one.get("type") for one in sent)
    found: list[Fields] = []
    for n, one in enumerate(sent):
        main = one.get("type") == MAIN_SPECIALITY if marked else n == 0
        more = {"type": one["type"]} if one.get("type") and not main else {}
        found.append({"code": one.get("code", ""), "main": main, **more})
    return sorted(found, key=lambda one: not one["main"])


def _location(entity: Mapping[str, Value]) -> Fields | None:
    state = entity.get("location_state")
    if state is None:
        return None
    number = text_in(entity.get("number"), "number")
    return {"state": state, "number": number} if state == "Own" and number else {"state": state}


def _without_derived_region(address: Value, codes: CodeBook, day: int) -> Value:
    """A region that follows from the municipality is not stored."""
    if not isinstance(address, dict) or "region" not in address or "municipality" not in address:
        return address
    if address["region"] != codes.region_of_municipality(text_in(address, "municipality"), day):
        return address
    return {part: value for part, value in address.items() if part != "region"}


def comparable(codes: CodeBook, day: int) -> Callable[[str, Value], Value]:
    """What of a field's value SORUS shows, so that what looks alike is alike."""

    def show_value(field: str, value: Value) -> Value:
        if value is None or value == []:
            return None
        if field == "specialities":
            return sorted(
                (str(one["code"]), bool(one["main"]), str(one.get("type") or "")) for one in list_items(value)
            )
        if field == "virtual_address":
            return {part: held for part in VIRTUAL_PARTS if (held := parts_of(value).get(part)) is not None} or None
        if field in ADDRESS_KINDS:
            told = _with_number(parts_of(_without_derived_region(value, codes, day)), "region")
            return {part: _show_part(told[part]) for part in ADDRESS_PARTS if told.get(part) is not None} or None
        return value

    return show_value


def _show_part(value: Value) -> Value:
    return write_metre(value) if isinstance(value, float | int) else value


def number_data(number: Mapping[str, Value]) -> Fields | None:
    """The data of a location number as the register has them, None for what was left out; None when nothing but the
    number was sent.
    """
    if not any(field in number for field in NUMBER_DATA):
        return None
    found = {field: number.get(field) for field in NUMBER_DATA if field != "not_active"}
    not_active = number.get("not_active")
    return found | {"active": None if not_active is None else not not_active}


def entity_of(
    unit: UnitAnswer, level_name: str | None, place_name: str | None, number: Mapping[str, Value] | None
) -> Fields:
    """A unit's answer, inherited values included, as SORUS shows it. number: the facts of the number it uses."""
    location = unit.get("location")
    found: Fields = {field: unit.get(field) for field in PLAIN} | {
        "code": unit["code"],
        "level": unit.get("level") if unit.get("level") in LEVELS else None,
        "status": _status(unit),
        "place": number_code(unit.get("geographic_location")),
        "place_name": place_name,
        "has_place": False,
        "parent": number_code(unit.get("parent")),
        "location_state": location["state"] if location else None,
        "local_attributes": unit.get("local_attributes"),
        "specialities": [
            {"code": one["code"], "type": MAIN_SPECIALITY if one["main"] else one.get("type")}
            for one in unit.get("specialities") or ()
        ],
        "organisational_level": unit.get("organisational_level"),
        "organisational_level_name": level_name,
        "replaces": unit.get("replaces"),
        "replaced_by": unit.get("replaced_by"),
    }
    found["type"] = number_code(found["type"])
    geographic = unit.get("geographic_parent")
    found["geographic_parent"] = geographic and {**geographic, "parent": number_code(geographic.get("parent"))}
    if unit.get("level") != "IO":
        found["cvr"] = None
    if unit.get("level") == "IO":
        found["visiting_address"] = None
    if unit.get("level") in ("IO", "HI"):
        found["activity_address"] = None
    for kind in ADDRESS_KINDS:
        address = _with_number(parts_of(found[kind]), "region")
        if address.get(SCHEME_KEY) == "":  # which a request may say, and which names the usual list
            address[SCHEME_KEY] = None
        found[kind] = address or None
    if location and location.get("number"):
        found["number"] = _number(location, number)
    return {field: value for field, value in found.items() if value is not None}


def _number(location: Mapping[str, Value], facts: Mapping[str, Value] | None) -> Fields:
    data = _with_number(location, "region")
    data = {field: data.get(field) for field in NUMBER_DATA if field != "not_active"}
    active = location.get("active")
    return data | {
        "number": location["number"],
        "not_active": None if active is None else not active,
        "status": _status(facts) if facts else None,
    }


def _with_number(values: Mapping[str, Value], part: str) -> Fields:
    """The values without a part that has to be a number and is a word, or a key of our own (``CORE`` §6)."""
    return {name: value for name, value in values.items() if name != part or is_number(value)}


def _status(facts: Mapping[str, Value]) -> Fields:
    """The days of a version; ToDate is the last valid one."""
    end = text_in(facts, "valid_to")
    last = last_day_before(parse_day(end)) if end else None
    return {
        "from": facts.get("valid_from"),
        "to": None if last is None else write_day(last),
        "updated": facts.get("updated"),
        "first_from": facts.get("first_from"),
    }


def _element_of() -> dict[str, str]:
    """The element at fault by the register's field."""
    found = {one.key: one.name for one in ENTITY}
    found |= dict.fromkeys(LOCAL_ATTRIBUTES, "LocalAttributeCollection")
    return found | {"location": "EanLocationCodeState", "number": "EanLocationCodeEntity"}


ELEMENT_OF = _element_of()


def finding_of(finding: Finding) -> Fields:
    """A finding as a result holds it."""
    field = finding.field or str(finding.facts.get("name", ""))
    return {
        "code": str(code_of(finding)),
        "severity": SEVERITIES.get(finding.severity, finding.severity),
        "rule": finding.rule,
        "field": finding.facts.get("element") or ELEMENT_OF.get(field) or field or None,
        "unit": number_code(finding.key) if finding.kind == "unit" else None,
        "from": write_day(finding.from_day) if 18000101 <= finding.from_day < READ_AS_OPEN else None,
        "text": sentence(finding, "da"),
    }


@cache
def _writes(version: SorusVersion) -> dict[str, Write]:
    """What writes each result of a version."""
    return {
        name: compile_writer([ElementGroup(result(name), of_version(parts, version.number))], LAYOUT)
        for name, parts in RESULTS.items()
    }


class Writer:
    """Writes the results of one version."""

    def __init__(self, version: SorusVersion) -> None:
        self._version = version
        self._writes = _writes(version)

    def body(self, operation: str, values: Mapping[str, Value]) -> bytes:
        """The body of an answer. values: by the fields of ``sorus_tables.RESULTS``. Raises CannotWrite."""
        pieces: list[str] = []
        self._writes[operation](values, pieces)
        name, inner = response(operation), result(operation)
        pieces[0] = f'<o:{name} xmlns:o="{self._version.operations}" xmlns="{self._version.types}"><o:{inner}>'
        pieces[-1] = f"</o:{inner}></o:{name}>"
        return "".join(pieces).encode()
