"""SOR XML 1.0.0 demands much of its elements: whatever a register holds the file is valid, and each thing that it does
not show as it is has a line in the side report.
"""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sor.formats.published.omitted import Omitted
from sor.formats.sor_xml import file
from sor.formats.sor_xml.limits import state_parent
from sor.formats.sor_xml.listed_unit import ListedNumber, ListedStatus, ListedUnit
from tests.formats.sor_xml.examples import FIRST, INSTITUTION, NUMBER, OWNER, UNIT
from tests.formats.sor_xml.strict_xml1 import faults
from tests.formats.sor_xml.test_file import trees
from tests.quick_part import few

LIVING = ListedStatus(20180418, 20180725)
HOSPITAL = "22232009"
ADDRESS = {"street": "Æblevej", "building": "7B", "postcode": "0999", "district": "Æbleby"}
SCHEMA = etree.XMLSchema(etree.parse("contracts/sor-xml/1.0.0/SorTree.xsd"))
NUMBER_FACTS = {
    "internal": False, "active": True, "system_supplier": "162", "system_type": "225", "network": "41000035001",
    "region": "1081", "administrator": "639", "note": "en note",
}  # fmt: skip
VALUES: dict[str, dict[str, Any]] = {
    "IO": {
        "name": "Region Midgård", "type": "550891000005100", "postal_address": ADDRESS,
        "virtual_address": {"phone": "00000001"}, "location": {"state": "None"},
    },
    "HI": {
        "name": "Midgård Sygehus", "type": HOSPITAL, "shak": "1301", "location": {"state": "Inherited"},
        "geographic_parent": {"relation": "1"},
    },
    "OU": {
        "name": "Medicin", "type": "550811000005108", "local_code": "MED", "pharmacy_identifier": "362,1",
        "shak": "1301011", "provider_identifier": "019062", "location": {"state": "Own", "number": NUMBER},
        "geographic_parent": {"relation": "3", "parent": INSTITUTION}, "ambulant_activity": True,
        "patients_admitted": False, "reporting_level": True, "local_attribute_1": "en",
        "specialities": [{"code": "408443003", "main": True}],
        "virtual_address": {"phone": "00000001", "email": "a@b.example", "website": "b.example", "fax": "00000002"},
        **dict.fromkeys(
            ("postal_address", "visiting_address", "activity_address"),
            ADDRESS | {
                "floor": "st", "suite": "tv", "sublocation": "Skur", "addressing_name": "Æblev", "subdivision": "Søby",
                "po_box": "17", "country": "DK", "stairway": "A",
            },
        ),
    },
}  # fmt: skip
DIRTY = (
    "",
    " ",
    "\u00a0",
    "0",
    "007",
    "x",
    "ukendt",
    "9" * 19,
    "9" * 40,
    "æ" * 300,
    "a\tb\nc",
    "<&>",
    "12 b",
    "-1",
    "٣",
)


def tree(changed: str = "", number: dict[str, Any] | None = None, status: ListedStatus = LIVING, **values: Any) -> Any:
    """An owner, a hospital and a ward. changed: the level of the one whose values are others; None takes one away."""
    units = []
    above: str | None = None
    for code, level in ((OWNER, "IO"), (INSTITUTION, "HI"), (UNIT, "OU")):
        own = VALUES[level] | (values if level == changed else {})
        own = {field: value for field, value in own.items() if value is not None}
        facts = NUMBER_FACTS if number is None else number
        held = ListedNumber(NUMBER, facts, LIVING) if own["location"]["state"] == "Own" else None
        units.append(ListedUnit(code, level, above, own, status if level == changed else LIVING, held))
        above = code
    return units


def written(units: list[ListedUnit]) -> tuple[bytes, list[Omitted]]:
    out = io.BytesIO()
    omitted = file.write(units, out, "1.0.0", 20261101, datetime(2026, 11, 1, tzinfo=UTC))
    return out.getvalue(), omitted


def read(content: bytes) -> dict[str, ListedUnit]:
    if b"<InstitutionOwner>" not in content:
        return {}
    return {unit.code: unit for unit in file.units(io.BytesIO(content), "Sor.xml")}


def assert_valid_and_told(units: list[ListedUnit]) -> None:
    content, omitted = written(units)
    found = read(content)
    if found:  # a SorTree has at least one owner; without any the file can only be empty
        assert faults(content) == []
        SCHEMA.assertValid(etree.fromstring(content))
    told = {(omission.code, omission.field) for omission in omitted}
    assert {unit.code for unit in units if (unit.code, "") not in told} == found.keys()
    for unit in units:
        if unit.code in found:
            assert unshown(unit, found[unit.code]) <= {field for code, field in told if code == unit.code}


def unshown(unit: ListedUnit, shown: ListedUnit) -> set[str]:
    """The fields in which a unit is not read as it was; where a unit lies is always written."""
    one, two = dict(unit.values), dict(shown.values)
    one["geographic_parent"] = two["geographic_parent"] = "always"
    if unit.level != "IO":
        assert shown.values["geographic_parent"] == state_parent(unit.values)
    fields = {field for field in one.keys() | two.keys() if one.get(field) != two.get(field)}
    if one.get("location", {}).get("state") == "Own" and unit.number != shown.number:
        fields.add("location")
    for name in ("replaces", "replaced_by", "status"):
        if getattr(unit, name) != getattr(shown, name):
            fields.add(name)
    return fields


def test_what_fits_is_written_as_it_is_without_a_word() -> None:
    content, omitted = written(tree())
    assert (faults(content), omitted) == ([], [])
    assert list(read(content).values()) == tree()
    assert faults(FIRST.path.read_bytes()) == []


def places(level: str) -> list[tuple[str, ...]]:
    """Every field of a level, and every part of it."""
    found: list[tuple[str, ...]] = []
    for field, value in VALUES[level].items():
        found.append((field,))
        if isinstance(value, dict) and field != "location":
            found += [(field, part) for part in (*value, *(("country_scheme",) if "country" in value else ()))]
    return found


SWEEP = [(level, *place) for level in VALUES for place in places(level) if place[0] not in ("location", "specialities")]


@pytest.mark.parametrize("place", few(SWEEP, every=4), ids=".".join)
def test_whatever_stands_in_a_field_the_file_is_valid_and_the_rest_is_told(place: tuple[str, ...]) -> None:
    level, field, *part = place
    held = VALUES[level][field]
    if isinstance(held, bool):
        dirty: list[Any] = [None]
    elif part:
        dirty = [{**held, part[0]: text} for text in DIRTY] + [{k: v for k, v in held.items() if k != part[0]}]
    elif isinstance(held, dict):
        dirty = [None]
    else:
        dirty = [None, *DIRTY]
    for value in dirty:
        if value:  # an empty text is in no register
            assert_valid_and_told(tree(level, **{field: _without_blanks(value)}))
        elif value is None:
            assert_valid_and_told(tree(level, **{field: None}))


def _without_blanks(value: Any) -> Any:
    """Texts of blanks only are read as nothing by every reader, as is an empty one: the gate keeps them out."""
    if isinstance(value, dict):
        return {part: text for part, text in value.items() if str(text).strip()} or None
    return value if str(value).strip() else None


@pytest.mark.parametrize("fact", NUMBER_FACTS)
@pytest.mark.parametrize("text", [None, *filter(str.strip, DIRTY)], ids=repr)
def test_a_number_that_lacks_a_code_is_left_out_with_a_line(fact: str, text: str | None) -> None:
    if fact in ("internal", "active") and text is not None:
        return
    facts = {name: value for name, value in (NUMBER_FACTS | {fact: text}).items() if value is not None}
    content, omitted = written(units := tree(number=facts))
    assert faults(content) == []
    if fact != "note" and text is None:
        assert b"<OptionalEanLocationCode />" in content
        assert [(line.code, line.field) for line in omitted] == [(UNIT, "location")]
    assert unshown(units[2], read(content)[UNIT]) <= {line.field for line in omitted}


@pytest.mark.parametrize("field", ["name", "type", "postal_address", "virtual_address"])
def test_an_owner_without_what_it_must_have_is_left_out_with_all_below(field: str) -> None:
    content, omitted = written(tree("IO", **{field: None}))
    assert read(content) == {}
    assert [(line.code, line.field) for line in omitted] == [(OWNER, ""), (INSTITUTION, ""), (UNIT, "")]


def test_an_address_without_house_number_is_left_out_with_a_line() -> None:
    address = {part: text for part, text in ADDRESS.items() if part != "building"}
    content, omitted = written(tree("OU", visiting_address=address))
    assert b"<VisitingAddressInformation>" not in content
    assert [(line.code, line.field) for line in omitted] == [(UNIT, "visiting_address")] * len(omitted)
    assert any("StreetBuildingIdentifier" in line.reason for line in omitted)


def test_only_below_hospitals_a_unit_has_a_type() -> None:
    content, omitted = written(tree("HI", type="394761003"))
    assert b"<UnitType>" not in content
    assert [(line.code, line.field) for line in omitted] == [(UNIT, "type")]


def test_of_specialities_those_stand_whose_marker_is_public_and_eight_at_most() -> None:
    main = {"code": "408443003", "main": True}
    content, omitted = written(tree("OU", specialities=[main, {"code": "394594003", "main": False}]))
    assert read(content)[UNIT].values["specialities"] == [main]
    assert [line.field for line in omitted] == ["specialities"]
    marked = [{"code": str(n), "main": False, "type": "99"} for n in range(1, 9)]
    content, omitted = written(tree("OU", specialities=[main, *marked]))
    assert faults(content) == []
    assert len(read(content)[UNIT].values["specialities"]) == 8
    assert [line.field for line in omitted] == ["specialities"]


@pytest.mark.parametrize(
    ("stated", "place", "shown"),
    [
        (None, None, {"relation": "2"}),
        (None, "800538", {"relation": "1"}),
        ({"relation": "2"}, "800538", {"relation": "2"}),
        ({"relation": "4"}, None, {"relation": "4"}),
        ({"relation": "1", "parent": OWNER}, None, {"relation": "3", "parent": OWNER}),
        ({"relation": "3"}, None, {"relation": "2"}),
    ],
)
def test_where_a_unit_lies_is_always_written(stated: Any, place: str | None, shown: dict[str, str]) -> None:
    content, _ = written(tree("OU", geographic_parent=stated, geographic_location=place))
    assert read(content)[UNIT].values["geographic_parent"] == shown


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_random_tree_is_valid_and_what_it_does_not_show_is_told(data: st.DataObject) -> None:
    assert_valid_and_told(data.draw(trees("1.0.0")))
