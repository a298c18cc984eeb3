"""Decorated identifiers at every door: taken without their decorations or refused, never kept with them."""

from itertools import product
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.changes.shapes import given_for
from sor.core.identifiers import TIDIED, cvr_digit, location_number_digit, sor_code, tidied_row
from sor.endpoints.app import app
from sor.following.phone_book import PhoneBook
from sor.register import Register
from sor.settings import read_settings
from tests.changes.scene import TODAY, Scene, faults

BLANKS = (" ", "\u00a0", "\u2009", "\u202f")
PLAIN = {
    "cvr": "35095748", "production_unit": "1012345678", "provider_identifier": "019062", "shak": "1301011",
    "location_number": "5790999000017", "sor": sor_code(9_000_001),
}  # fmt: skip


def decorated(number: str) -> list[str]:
    """A number as people and spreadsheets write it."""
    middle = len(number) // 2
    marks = (*BLANKS, ".", "-", "\u2013")
    return [
        *(f"{blank}{number}{blank}" for blank in BLANKS),
        *(f"{number[:middle]}{mark}{number[middle:]}" for mark in marks),
        *("DK" + blank + number for blank in ("", *BLANKS) if len(number) == 8),
    ]


CASES = [(kind, text) for kind, number in PLAIN.items() for text in decorated(number)]


@pytest.mark.parametrize(("kind", "text"), [case for case in CASES if case[0] in TIDIED])
def test_a_change_and_a_file_keep_them_plain(kind: str, text: str) -> None:
    if kind == "location_number":
        given = given_for("unit", {"location": {"state": "Own", "number": text}}).values["location"]["number"]
        row = tidied_row({"location": {"state": "Own", "number": text}})["location"]["number"]
    else:
        given, row = given_for("unit", {kind: text}).values[kind], tidied_row({kind: text})[kind]
    assert (given, row) == (PLAIN[kind], PLAIN[kind])


def test_a_unit_is_named_plainly_or_the_change_is_refused(register: Register) -> None:
    scene = Scene(register)
    for text in decorated(scene["ward"]):
        sent = scene.send({"op": "edit", "unit": text, "from": TODAY, "set": {"note": "Ny"}})
        assert faults(sent), text
        moved = scene.send({"op": "move", "unit": "@ward", "from": TODAY, "parent": decorated(scene["lungs"])[0]})
        assert faults(moved), text
    assert register.serial() == scene.serial


def test_whoever_asks_may_decorate_them(register: Register) -> None:
    scene = Scene(register)
    scene.send({"op": "edit", "unit": "@feet", "from": TODAY, "set": {"production_unit": PLAIN["production_unit"]}})
    numbers = PLAIN | {"sor": scene["feet"]}
    del numbers["shak"]  # no unit of the scene has one
    book = PhoneBook(register)
    with TestClient(app(register, read_settings({}))) as client:
        for kind, number in numbers.items():
            plain = asked(client, number)
            assert plain["units"], kind
            for text in decorated(number):
                told = asked(client, text)
                assert (told["found_as"], told["units"]) == (plain["found_as"], plain["units"]), text
                if not text.startswith("DK"):
                    assert book.search(text, register.at().at).page, text
        for text in decorated(scene["feet"]):
            assert client.get(f"/api/v1/units/{text}").json()["code"] == scene["feet"], text
            assert client.get(f"/api/v1/units/{text}/history").status_code == 200, text
        for text in decorated(PLAIN["location_number"]):
            told = client.get(f"/api/v1/location-numbers/{text}").json()
            assert told["number"] == PLAIN["location_number"], text


def asked(client: TestClient[Any], text: str) -> Any:
    """What the map says of an identifier."""
    return client.get("/api/v1/map", params={"code": text}).json()["codes"][0]


@pytest.mark.parametrize("text", [" ".join(pair) for pair in product(("3509574",), "012345679")])
def test_a_wrong_check_digit_names_the_right_one(text: str) -> None:
    assert cvr_digit(given_for("unit", {"cvr": text}).values["cvr"]) == "8"
    assert location_number_digit("5790999000" + "018") == "7"
