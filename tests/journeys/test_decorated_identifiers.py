"""Decorated identifiers at every door: taken without their decorations or refused, never kept with them."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.changes.shapes import given_for
from sor.core.identifiers import TIDIED, cvr_digit, location_number_digit, sor_code, tidy_row
from sor.endpoints.app import app
from sor.following.phone_book import PhoneBook
from sor.formats.soap.sorus_tables import ENTITY
from sor.register import Register
from sor.settings import read_settings
from tests.changes.scene import TODAY, Scene
from tests.conftest import sqlite_databases
from tests.endpoints.servers import TRIED
from tests.endpoints.sorus.messages import message, request
from tests.endpoints.sorus.test_door import Made
from tests.faults.written import NEXT, Written, differences
from tests.journeys.test_lengths_at_the_doors import BASE, made, printed
from tests.quick_part import few

__all__ = ["made"]

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


BOTH = ("sender", "receiver")
CASES = [(kind, text) for kind, number in PLAIN.items() for text in decorated(number)]


@pytest.mark.parametrize(("kind", "text"), [case for case in CASES if case[0] in TIDIED])
def test_a_change_and_a_file_keep_them_plain(kind: str, text: str) -> None:
    if kind == "location_number":
        given = given_for("unit", {"location": {"state": "Own", "number": text}}).values["location"]["number"]
        row = tidy_row({"location": {"state": "Own", "number": text}})["location"]["number"]
    else:
        given, row = given_for("unit", {kind: text}).values[kind], tidy_row({kind: text})[kind]
    assert (given, row) == (PLAIN[kind], PLAIN[kind])


def test_a_unit_is_named_in_a_change_with_or_without_decorations(scene: Scene) -> None:
    for text in decorated(scene["ward"]):
        sent = scene.preview({"op": "edit", "unit": text, "from": TODAY, "set": {"note": "Ny"}})
        assert sent.accepted, (text, sent.findings)
    moves = [{"op": "move", "unit": "@ward", "from": TODAY, "parent": text} for text in decorated(scene["lungs"])]
    absorbed = [moves[0]["parent"]]
    merge = {"op": "merge", "unit": "@heart", "absorb": absorbed, "from": "2026-12-01", "carry": ["children"]}
    place = {"parent": decorated(scene["hospital"])[0], "relation": "3"}
    for change in (*moves, merge, {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"geographic_parent": place}}):
        tried = scene.preview(change)
        assert tried.accepted, (change, tried.findings)
    sent = scene.send(moves[0])
    assert scene.unit("ward", 20261101)["parent"] == scene["lungs"]
    assert not set(str(scene.register.lines(sent.serial or 0))) & set("\u00a0\u2009\u202f")


@pytest.mark.slow
def test_whoever_asks_may_decorate_them(scene: Scene) -> None:
    register = scene.register
    scene.send({"op": "edit", "unit": "@feet", "from": TODAY, "set": {"production_unit": PLAIN["production_unit"]}})
    numbers = PLAIN | {"sor": scene["feet"]}
    del numbers["shak"]  # no unit of the scene has one
    book = PhoneBook(register)
    with TestClient(app(register, read_settings(TRIED))) as client:
        for kind, number in numbers.items():
            plain = asked(client, number)
            assert plain["units"], kind
            for text in decorated(number):
                told = asked(client, text)
                assert (told["found_as"], told["units"]) == (plain["found_as"], plain["units"]), text
                assert found(book, text, register) == found(book, number, register) != [], text
        for text in decorated(scene["feet"]):
            assert client.get(f"/api/v1/units/{text}").json()["code"] == scene["feet"], text
            assert client.get(f"/api/v1/units/{text}/history").status_code == 200, text
            for page in ("units", "tree"):
                assert client.get(f"/{page}/{text}").status_code == 200, text
            listed = client.post("/api/v1/units/lookup", json={"codes": [text]}).json()
            assert ([one["code"] for one in listed["units"]], listed["unknown"]) == ([scene["feet"]], []), text
            for address in ("/api/v1/recipients/between", "/recipients/between"):
                sent = {"message": "REF01", "sender": text, "receiver": text}
                answers = [client.get(address, params=one) for one in (sent, sent | dict.fromkeys(BOTH, scene["feet"]))]
                assert answers[0].status_code == answers[1].status_code, text
                if address.startswith("/api"):
                    assert answers[0].content == answers[1].content, text
        for text in decorated(PLAIN["location_number"]):
            told = client.get(f"/api/v1/location-numbers/{text}").json()
            assert told["number"] == PLAIN["location_number"], text


def found(book: PhoneBook, text: str, register: Register) -> list[str]:
    """The units that search finds by an identifier, before whatever it finds by words."""
    return [hit.key for hit in book.search(text, register.at().at).page if "identifier" in hit.why]


def asked(client: TestClient[Any], text: str) -> Any:
    """What the map says of an identifier."""
    return client.get("/api/v1/map", params={"code": text}).json()["codes"][0]


@pytest.mark.parametrize("text", [" ".join(pair) for pair in product(("3509574",), "012345679")])
def test_a_wrong_check_digit_names_the_right_one(text: str) -> None:
    assert cvr_digit(given_for("unit", {"cvr": text}).values["cvr"]) == "8"
    assert location_number_digit("5790999000" + "018") == "7"


FILES = {"sor-csv": "iso-8859-1", "sor2-daily": "utf-8", "xml3": "utf-8", "shak-csv": "iso-8859-1"}
FORMS = (" {} ", "\u00a0{}", "{0:.2}\u00a0{1}", "{0:.2} {1}", "{0:.2}-{1}", "{0:.2}.{1}", "{0:.2}\u2009{1}")
"""Blanks around a number, and marks after its second character."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Iterator[Written]:
    """Files of a register of 90 units."""
    folder = tmp_path_factory.mktemp("small")
    with sqlite_databases(folder, empty_sqlite) as new:
        yield Written(folder, new, units=100)


def held(content: str, register: Register) -> dict[str, str]:
    """One identifier of each kind that a file holds, SOR codes among them."""
    found: dict[str, str] = {}
    asked = "SELECT system, value FROM identifier UNION SELECT 'unit', key FROM version"
    for system, value in register.database.reader().run(asked):
        if system not in found and value.isdigit() and re.search(_alone(value), content):
            found[system] = value
    return found


def _alone(value: str) -> str:
    return f"(?<![0-9A-Za-z]){value}(?![0-9A-Za-z])"


@pytest.mark.slow
@pytest.mark.parametrize("form", few(FORMS, every=len(FORMS)))
@pytest.mark.parametrize("format", few(FILES, every=2))
def test_a_file_keeps_them_plain_or_tells_of_them(format: str, form: str, small: Written) -> None:
    good = small.bytes_of(format).decode(FILES[format])
    mirror = small.mirror(format)
    numbers = held(good, mirror)
    assert len(numbers) >= (1 if format == "shak-csv" else 4), numbers
    for system, value in numbers.items():
        written = form.format(value, value[2:]) if "{0" in form else form.format(value)
        try:
            bad = re.sub(_alone(value), written, good).encode(FILES[format])
        except UnicodeEncodeError:
            return  # this file cannot hold such a blank
        report = small.load(mirror, format, bad, NEXT, dry_run=True, listing=True)
        told = [one for one in report.found if written.strip() in str(one)]
        assert differences(report) == {} or report.rejected or told, (system, written)
        if not (report.rejected or report.cells or told):
            assert report.unchanged, (system, written)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["cvr", "provider_identifier", "shak", "location_number"])
def test_sorus_takes_them_plainly_and_tells_the_right_digit(kind: str, made: Made) -> None:
    """What stands in a decorated number is judged as the number: nothing of the decoration is answered."""

    def answered(text: str) -> bytes:
        own = {"location_state": "Own", "number": {"number": text}}
        values = BASE | {"parent": made.hospital} | (own if kind == "location_number" else {kind: text})
        entity = f"<FromDate>2026-12-24</FromDate><SorEntity>{printed(ENTITY, values)}</SorEntity>"
        answer = made.ask(message(request("CreateSorEntity", entity, 4)), version=4)
        assert (answer.status, answer.code > 1000) == (200, True), answer.body
        told = [one.text or "" for one in answer.root.iter("{*}Text")]
        return "\n".join(told).encode()

    plain = answered(PLAIN[kind])
    for text in decorated(PLAIN[kind]):
        assert answered(text) == plain, text
    right = {"cvr": "8", "location_number": "7"}.get(kind)
    if right:
        wrong = PLAIN[kind][:-1] + "0"
        assert f" {right}." in answered(decorated(wrong)[4]).decode().replace(",", "."), answered(wrong).decode()
