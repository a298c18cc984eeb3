"""What a sender sets, as the register states it: good forms are taken, others are told with the right one."""

from typing import Any

import pytest

from sor.changes.shapes import given_for


@pytest.mark.parametrize(
    ("field", "value", "stated"),
    [
        ("name", "Afsnit A", "Afsnit A"),
        ("name", None, None),
        ("note", "", None),
        ("reporting_level", False, False),
        ("location", "inherit", {"state": "Inherited"}),
        ("postal_address", "inherit", None),
        ("location", {"state": "Own", "number": "5790-0000-00005"}, {"state": "Own", "number": "5790000000005"}),
        ("specialities", ["1", "2"], [{"code": "1", "main": True}, {"code": "2", "main": False}]),
        ("specialities", [{"code": "2"}, {"code": "1", "main": True}],
         [{"code": "1", "main": True}, {"code": "2", "main": False}]),
        ("postal_address", {"street": "A", "east": 1, "floor": None}, {"street": "A", "east": 1.0}),
        ("virtual_address", {"phone": ""}, None),
        ("geographic_parent", {"relation": "3", "parent": "11000016002"}, {"relation": "3", "parent": "11000016002"}),
        ("geographic_parent", {"parent": " 1100 0016-002"}, {"parent": "11000016002"}),
    ],
)  # fmt: skip
def test_a_value_is_stated_in_its_own_form(field: str, value: Any, stated: Any) -> None:
    assert given_for("unit", {field: value}) == ({field: stated}, [], [])


def test_local_attributes_come_by_number_and_go_together() -> None:
    assert given_for("unit", {"local_attributes": {"2": "to"}}).values == {"local_attribute_2": "to"}
    assert set(given_for("unit", {"local_attributes": None}).values.values()) == {None}


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", 7, "write it as text in quotes"),
        ("name", " A", "it has blanks at its ends or control characters"),
        ("reporting_level", "yes", "write true or false"),
        ("location", {"state": "None", "number": "5790000000005"}, "with the state None there is no number of its own"),
        ("postal_address", {"source": "1"}, "leave out source: these come with answers only"),
        ("postal_address", {"east": True}, "east is a number of metres"),
        ("virtual_address", {"telex": "1"}, "there is no part telex; the parts are email, fax, phone, website"),
        ("specialities", "1", 'write [{"code": "…", "main": true}, …]'),
    ],
)  # fmt: skip
def test_another_form_is_told_with_the_right_one(field: str, value: Any, told: str) -> None:
    given = given_for("unit", {field: value})
    ((named, english, danish),) = given.wrong
    assert (named, given.values) == (field, {})
    assert english.startswith(told)
    assert danish


def test_what_no_set_may_name_is_told() -> None:
    assert given_for("unit", {"colour": "red"}).unknown == ["colour"]
    assert given_for("location_number", {"network": "1", "cvr": "1"}).unknown == ["cvr"]
