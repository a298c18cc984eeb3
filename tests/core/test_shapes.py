"""The shapes of values: what kinds hold follows from them, and what has another shape has no parts."""

from sor.core import shapes
from sor.core.leaves import ADDRESS_PARTS, VIRTUAL_PARTS
from sor.core.subject import FIELDS, PLACE_FIELDS, UNIT_FIELDS


def test_the_fields_of_a_kind_are_those_of_its_shape_and_its_life() -> None:
    assert {*shapes.UnitValues.__annotations__, "open"} - {"assumed", "erased"} == UNIT_FIELDS
    assert all("assumed" not in fields and "open" in fields for fields in FIELDS.values())


def test_a_place_and_an_address_name_their_parts_alike() -> None:
    assert {"open", "name"} == PLACE_FIELDS - ADDRESS_PARTS
    assert not ADDRESS_PARTS & VIRTUAL_PARTS


def test_only_what_has_parts_is_looked_into() -> None:
    assert shapes.parts_of({"state": "Own"}) == {"state": "Own"}
    assert shapes.parts_of(None) == shapes.parts_of("Own") == shapes.parts_of(["Own"]) == {}
    assert shapes.list_items([{"code": "1"}]) == [{"code": "1"}]
    assert shapes.list_items({"code": "1"}) == shapes.list_items(None) == []


def test_a_part_that_is_no_text_is_none() -> None:
    assert shapes.text_in({"number": "5790000000005"}, "number") == "5790000000005"
    assert [shapes.text_in(value, "number") for value in ({"number": 579}, {}, None, "579")] == [None] * 4


def test_a_shape_is_the_same_values() -> None:
    values: shapes.Fields = {"name": "A"}
    for shaped in (shapes.as_unit, shapes.as_number, shapes.as_place, shapes.as_shak, shapes.as_code):
        assert shaped(values) is values
