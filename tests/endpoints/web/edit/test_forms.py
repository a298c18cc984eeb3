"""From a form to a change document: only what differs is sent, a block whole or not at all, days as Danes write."""

from typing import Any

import pytest

from sor.endpoints.web.edit.forms import (
    About,
    Mistake,
    as_one,
    codes_in,
    copy_fields,
    document,
    fields_changed,
    values_of,
)

CODE = "90000071000016007"
ADDRESS = {
    "inherited": False, "source": CODE, "street": "Vestervej", "building": "3", "floor": None, "suite": None,
    "postcode": "8000", "district": "Aarhus C", "municipality": "0751", "street_code": "1234", "region": None,
    "country": "dk", "east": 574000.0, "north": 6223000.0, "additional": "Port B",
}  # fmt: skip
UNIT: Any = {
    "code": CODE, "name": "Afsnit 3", "note": "n", "postal_address": ADDRESS,
    "virtual_address": {"inherited": True, "source": "1", "phone": "12345678", "email": None},
}  # fmt: skip


def form(**changed: str) -> dict[str, str]:
    return (
        values_of(UNIT) | {"from": "2027-01-01"} | {name.replace("__", "."): value for name, value in changed.items()}
    )


def test_what_stays_as_it_is_is_not_sent() -> None:
    assert fields_changed(form(), UNIT) == {}


def test_a_field_that_differs_and_one_that_is_emptied() -> None:
    assert fields_changed(form(name=" Afsnit 4 ", note=""), UNIT) == {"name": "Afsnit 4", "note": None}


def test_a_field_that_the_form_does_not_hold_stays() -> None:
    assert fields_changed({"name": "Afsnit 4"}, UNIT) == {"name": "Afsnit 4"}


def test_another_street_takes_what_belongs_to_the_place_along() -> None:
    sent = fields_changed(form(postal_address__street="Nygade"), UNIT)["postal_address"]
    assert sent == {
        "street": "Nygade", "building": "3", "floor": None, "suite": None, "postcode": "8000", "district": "Aarhus C",
        "municipality": "0751", "country": "dk", "additional": "Port B",
    }  # fmt: skip


def test_a_block_that_stays_inherited_is_left_out_whatever_its_fields_hold() -> None:
    assert fields_changed(form(virtual_address__phone="87654321"), UNIT) == {}


def test_a_block_becomes_the_units_own_as_it_stands() -> None:
    sent = fields_changed(form(virtual_address="own", virtual_address__email="a@b.dk"), UNIT)
    assert sent == {"virtual_address": {"phone": "12345678", "email": "a@b.dk", "website": None, "fax": None}}


def test_an_address_that_was_inherited_keeps_its_country_and_as_it_stands_where_it_lies() -> None:
    inherited = UNIT | {"postal_address": ADDRESS | {"inherited": True, "source": "1"}}
    own = values_of(inherited) | {"postal_address": "own"}
    typed = {
        "street": "Vestervej", "building": "3", "floor": None, "suite": None, "postcode": "8000",
        "district": "Aarhus C", "municipality": "0751", "country": "dk",
    }  # fmt: skip
    place = {"street_code": "1234", "east": 574000.0, "north": 6223000.0}
    assert fields_changed(own, inherited) == {"postal_address": typed | place}
    moved = fields_changed(own | {"postal_address.street": "Nygade"}, inherited)
    assert moved == {"postal_address": typed | {"street": "Nygade"}}


def test_an_address_is_danish_where_nothing_says_otherwise() -> None:
    typed = values_of(None) | {"postal_address": "own", "postal_address.street": "Nygade"}
    made = fields_changed(typed, None, is_new=True)["postal_address"]
    assert isinstance(made, dict)
    assert (made["country"], made["street"]) == ("DK", "Nygade")
    empty = fields_changed(values_of(None) | {"postal_address": "own"}, None, is_new=True)["postal_address"]
    assert isinstance(empty, dict)
    assert not any(empty.values())


def test_a_block_of_ones_own_is_inherited_from_now_on() -> None:
    assert fields_changed(form(postal_address="inherit"), UNIT) == {"postal_address": "inherit"}


def test_the_documents() -> None:
    assert document(About("edit", UNIT), form(name="A", base="17", reason="r")) == {
        "reason": "r", "base": 17,
        "changes": [{"op": "edit", "unit": CODE, "from": "2027-01-01", "set": {"name": "A"}}],
    }  # fmt: skip
    move = {"op": "move", "unit": CODE, "from": "2027-01-01", "parent": "1"}
    assert document(About("move", UNIT), form(parent=" 1 ")) == {"reason": "", "changes": [move]}
    later = document(About("move", UNIT), form(parent="1", later="carry"))
    assert later == {"reason": "", "changes": [move | {"later": "carry"}]}
    close = {"op": "close", "unit": CODE, "from": "2027-01-01"}
    assert document(About("close", UNIT), form()) == {"reason": "", "changes": [close]}
    assert document(About("close", UNIT), form(branch="1")) == {"reason": "", "changes": [close | {"branch": True}]}


def test_the_document_of_a_new_unit_holds_all_that_is_filled_in() -> None:
    typed = values_of(None) | {
        "from": "2027-01-01", "name": "Ny", "type": "1", "location": "inherit", "reporting_level": "false",
        "specialities.1": "10", "specialities.3": "30", "virtual_address": "own", "virtual_address.phone": "12345678",
        "parent": " 7 ",
    }  # fmt: skip
    contact = {"phone": "12345678", "email": None, "website": None, "fax": None}
    specialities = [{"code": "10", "main": True}, {"code": "30", "main": False}]
    values = {
        "name": "Ny", "type": "1", "reporting_level": False, "specialities": specialities, "virtual_address": contact,
        "location": "inherit",
    }  # fmt: skip
    made = {"op": "create", "as": "#new", "level": "OU", "parent": "7", "from": "2027-01-01", "set": values}
    assert document(About("create", None, level="OU"), typed) == {"reason": "", "changes": [made]}
    issued = typed | {"location": "issue", "location.network": "41000035001"}
    number = {
        "op": "number", "location_number": "#number", "unit": "#new", "from": "2027-01-01",
        "issue": {"network": "41000035001"}, "series": "authority",
    }  # fmt: skip
    found = document(About("create", None, level="OU", series="authority"), issued)
    assert isinstance(found, dict)
    assert found["changes"] == [made | {"set": {k: v for k, v in values.items() if k != "location"}}, number]


def test_a_copy_has_what_the_other_one_has_but_for_its_numbers() -> None:
    other = UNIT | {"shak": "1", "provider_identifier": "2", "location": {"state": "Own", "number": "5790"}}
    values = copy_fields(other)
    assert (values["name"], values["shak"], values["provider_identifier"]) == ("Afsnit 3", "", "")
    assert (values["location"], values["location.number"]) == ("issue", "")
    made = document(About("create", other, level="OU"), values | {"from": "2027-01-01"})
    assert isinstance(made, dict)
    assert made["changes"][0]["set"]["postal_address"]["additional"] == "Port B"


def test_documents_that_name_several_units_and_entries() -> None:
    assert document(About("replace", UNIT), form(by="1, 2\n2")) == {
        "reason": "", "changes": [{"op": "replace", "unit": [CODE], "by": ["1", "2"], "from": "2027-01-01"}],
    }  # fmt: skip
    merged = form(absorb="1") | {"carry.shak": "1"}
    assert document(About("merge", UNIT), merged) == {
        "reason": "",
        "changes": [{"op": "merge", "unit": CODE, "absorb": ["1"], "carry": ["shak"], "from": "2027-01-01"}],
    }
    assert document(About("withdraw", UNIT, 7, 2), {"branch": "1"}) == {
        "reason": "", "changes": [{"op": "withdraw", "entry": 7, "line": 2, "branch": True}],
    }  # fmt: skip
    assert document(About("undo", UNIT, 7), {}) == {"reason": "", "changes": [{"op": "undo", "entry": 7}]}
    moved = {"op": "reschedule", "entry": 7, "from": "2027-01-01"}
    assert document(About("reschedule", UNIT, 7), form()) == {"reason": "", "changes": [moved]}


def test_several_documents_become_one_set_in_which_each_new_unit_has_its_name() -> None:
    made = {"op": "create", "as": "#new", "set": {"name": "#new"}}
    number = {"op": "number", "location_number": "#number", "unit": "#new"}
    assert as_one([
        {"reason": "r", "base": 7, "changes": [made, number]}, {"reason": "r", "base": 5, "changes": [made]},
        {"reason": "", "changes": [{"op": "close", "unit": "1"}]},
    ]) == {
        "reason": "r", "base": 5,
        "changes": [
            made | {"as": "#new1"}, number | {"location_number": "#number1", "unit": "#new1"}, made | {"as": "#new2"},
            {"op": "close", "unit": "1"},
        ],
    }  # fmt: skip


def test_codes_parted_in_any_way() -> None:
    assert codes_in(" 1,2;3\n4  1 ") == ["1", "2", "3", "4"]
    assert codes_in(" , ") == []


@pytest.mark.parametrize(
    ("op", "changed", "mistakes"),
    [
        ("edit", {}, [Mistake("name", "edit.nothing")]),
        ("edit", {"from": "x", "name": "A"}, [Mistake("from", "edit.no_day")]),
        ("edit", {"to": "x", "name": "A"}, [Mistake("to", "edit.no_day")]),
        ("move", {"parent": " "}, [Mistake("parent", "edit.no_parent")]),
        ("close", {"from": ""}, [Mistake("from", "edit.no_day")]),
        ("replace", {"by": " , "}, [Mistake("by", "edit.no_parent")]),
        ("merge", {}, [Mistake("absorb", "edit.no_parent")]),
        ("create", {"name": "x" * 5000}, [Mistake("name", "edit.too_long")]),
    ],
)
def test_what_is_no_change_yet(op: str, changed: dict[str, str], mistakes: list[Mistake]) -> None:
    assert document(About(op, UNIT), form() | changed) == mistakes
