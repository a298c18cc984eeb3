"""From a form to a change document: only what differs is sent, a block whole or not at all, days as Danes write."""

from typing import Any

import pytest

from sor.endpoints.web.edit.forms import Mistake, day_of, document, fields_changed, values_of

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


def test_a_block_of_ones_own_is_inherited_from_now_on() -> None:
    assert fields_changed(form(postal_address="inherit"), UNIT) == {"postal_address": "inherit"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-31", "2027-01-31"),
        (" 31-01-2027 ", "2027-01-31"),
        ("31.1.2027", "2027-01-31"),
        ("1/2/2027", "2027-02-01"),
        ("30-02-2027", None),
        ("2027-02-30", None),
        ("i morgen", None),
        ("", None),
    ],
)
def test_days_in_iso_and_danish_notation(text: str, day: str | None) -> None:
    assert day_of(text) == day


def test_the_documents() -> None:
    assert document("edit", CODE, form(name="A", base="17", reason="r"), UNIT) == {
        "reason": "r", "base": 17,
        "changes": [{"op": "edit", "unit": CODE, "from": "2027-01-01", "set": {"name": "A"}}],
    }  # fmt: skip
    move = {"op": "move", "unit": CODE, "from": "2027-01-01", "parent": "1"}
    assert document("move", CODE, form(parent=" 1 "), UNIT) == {"reason": "", "changes": [move]}
    later = document("move", CODE, form(parent="1", later="carry"), UNIT)
    assert later == {"reason": "", "changes": [move | {"later": "carry"}]}
    close = {"op": "close", "unit": CODE, "from": "2027-01-01"}
    assert document("close", CODE, form(), UNIT) == {"reason": "", "changes": [close]}
    assert document("close", CODE, form(branch="1"), UNIT) == {"reason": "", "changes": [close | {"branch": True}]}


@pytest.mark.parametrize(
    ("op", "changed", "mistakes"),
    [
        ("edit", {}, [Mistake("name", "edit.nothing")]),
        ("edit", {"from": "x", "name": "A"}, [Mistake("from", "edit.no_day")]),
        ("edit", {"to": "x", "name": "A"}, [Mistake("to", "edit.no_day")]),
        ("move", {"parent": " "}, [Mistake("parent", "edit.no_parent")]),
        ("close", {"from": ""}, [Mistake("from", "edit.no_day")]),
    ],
)
def test_what_is_no_change_yet(op: str, changed: dict[str, str], mistakes: list[Mistake]) -> None:
    assert document(op, CODE, form() | changed, UNIT) == mistakes
