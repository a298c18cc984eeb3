"""A parameter that is wrong or unknown is refused in words, never ignored."""

from typing import Any
from urllib.parse import quote

import pytest
from litestar.testing import TestClient

from tests.endpoints.rest.clinics import CLINIC

Client = TestClient[Any]


@pytest.mark.parametrize(
    ("address", "field", "danish", "english"),
    [
        (f"/units/{CLINIC}?date=2026-01-01", "date", "date kendes ikke. Denne adresse tager: known, valid.",
         "date is not known. This address takes: known, valid."),
        ("/units?limit=501", "limit", "limit kan ikke bruges. Skriv et helt tal fra 1 til 500.",
         "limit cannot be used. Write a whole number from 1 to 500."),
        ("/units?offset=-1", "offset", "offset kan ikke bruges. Skriv et helt tal fra 0.",
         "offset cannot be used. Write a whole number from 0."),
        ("/units?open=yes", "open", "open kan ikke bruges. Skriv true, false eller any.",
         "open cannot be used. Write true, false or any."),
        ("/units?level=XX", "level", "level kan ikke bruges. Skriv IO, HI eller OU (IE, SI, OE).",
         "level cannot be used. Write IO, HI or OU (IE, SI, OE)."),
        ("/units?q=" + "x" * 201, "q", "q kan ikke bruges. Skriv højst 200 tegn.",
         "q cannot be used. Write at most 200 characters."),
        ("/units?limit=1&limit=2", "limit", "limit står der flere gange. Skriv den én gang.",
         "limit is given more than once. Write it once."),
        (f"/units/{CLINIC}/tree?depth=0", "depth", "depth kan ikke bruges. Skriv et helt tal fra 1 til 60.",
         "depth cannot be used. Write a whole number from 1 to 60."),
        ("/map", "code", "code mangler. Skriv mindst én og højst 500 koder à højst 64 tegn.",
         "code is missing. Write 1 to 500 codes of at most 64 characters."),
        (f"/units/{CLINIC}?valid=1.7.2026", "valid",
         "'1.7.2026' er ikke en dato. Skriv den som år-måned-dag, fx 2026-07-01.",
         "'1.7.2026' is not a date. Write it as year-month-day, for example 2026-07-01."),
        (f"/units/{CLINIC}?valid=9999-12-31", "valid",
         "9999-12-31 betyder 'ingen slutdato' og kan der ikke spørges på. Skriv en tidligere.",
         "9999-12-31 stands for 'no end' and is no day to ask about. Write an earlier one."),
        (f"/units/{CLINIC}?known=soon", "known",
         "'soon' er hverken et tidspunkt, en dato eller et serienummer. Skriv 2026-07-01, 2026-07-01T12:00 eller @17.",
         "'soon' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17."),
        (f"/units/{CLINIC}?known=9", "known", "Serienummer 9 findes ikke endnu; det sidste er 2.",
         "There is no serial 9 yet; the last one is 2."),
        (f"/units/{CLINIC}?known=2020-01-01", "known", "Dette register ved intet før 2026-11-01T11:00:00.000000Z.",
         "This register knows nothing before 2026-11-01T11:00:00.000000Z."),
    ],
)  # fmt: skip
def test_the_sentences(client: Client, address: str, field: str, danish: str, english: str) -> None:
    answer = client.get(f"/api/v1{address}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [(f["field"], f["da"], f["en"]) for f in answer.json()["findings"]] == [(field, danish, english)]


ODD = ("１", "١", "²", "+1", "-1", "1.0", "1e0", "0x1", "1_0", " 1", "1 ", "01", "")
"""Spellings of numbers that some reader of numbers takes."""

WHERE = {"code": CLINIC, "serial": "1", "list": "level", "gln": "5790000000000"}


@pytest.mark.slow
def test_a_number_is_written_in_ascii_digits_at_every_address(client: Client) -> None:
    contract = client.get("/api/openapi.json").json()
    asked = []
    for path, methods in contract["paths"].items():
        for method, told in methods.items():
            if (
                told["security"] and {} not in told["security"]
            ):  # nobody is told what is wrong before it is known who asks
                continue
            numbers = [one for one in told.get("parameters", ()) if "integer" in str(one["schema"])]
            asked += [(method, path, one["in"], one["name"]) for one in numbers]
    assert {name for *_, name in asked} == {"limit", "line", "offset", "depth", "serial", "since"}
    assert len(asked) > 15
    for method, path, place, name in asked:
        for number in ODD if place == "query" else ODD[:-1]:
            address = path.format(**WHERE | ({name: quote(number)} if place == "path" else {}))
            answer = client.request(method, address, params={name: number} if place == "query" else {})
            assert answer.status_code == 400, (method, address, number)
            named = [one["field"] for one in answer.json()["findings"]]
            assert named == [name] or number == "01", (address, number)


@pytest.mark.parametrize("number", [one for one in ODD if one.strip() != "1"])
def test_a_serial_of_knowledge_is_written_in_ascii_digits(client: Client, number: str) -> None:
    for known in (number, f"@{number}"):
        answer = client.get(f"/api/v1/units/{CLINIC}", params={"known": known})
        assert answer.status_code == 400 or number == "01", known
    assert client.get("/version", headers={"SOR-Serial": number.encode()}).status_code == (
        200 if number == "01" else 400
    )


def test_a_code_in_other_digits_is_the_same_code_on_every_way(client: Client) -> None:
    wide = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in CLINIC)
    for code in (wide, CLINIC):
        assert client.get(f"/api/v1/units/{code}").json()["code"] == CLINIC
        assert client.get(f"/api/v1/units/{code}", params={"valid": "2026-11-01"}).json()["code"] == CLINIC


def test_addresses_without_parameters_say_so(client: Client) -> None:
    assert client.get("/version?v=1").json()["detail"] == "v is not known: this address takes no parameters."


@pytest.mark.parametrize("known", ["0001-01-01T00:00", "0300-01-01", "9999-12-31", "²", "@", "1e5", "2026-02-30"])
def test_odd_times_are_answered_not_stumbled_over(client: Client, known: str) -> None:
    assert client.get(f"/api/v1/units/{CLINIC}", params={"known": known}).status_code in (200, 400)


def test_a_body_that_is_no_json_is_refused_with_an_example(client: Client) -> None:
    answer = client.post("/api/v1/units/lookup", content=b"{")
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        'The request cannot be read. Send JSON such as {"codes": ["698491000016003"]}.',
    )


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"[" * 200_000, "it is nested deeper than 100 levels"),
        (b'{"codes": ' + b"[" * 2_000 + b"]" * 2_000 + b"}", "it is nested deeper than 100 levels"),
        (b'{"codes": ["1\xff"]}', "it holds bytes that are no UTF-8"),
        (b'{"now": "\xed\xa0\x80"}', "it holds bytes that are no UTF-8"),
        (b'{"codes": ["1"], "codes": ["2"]}', 'an object names "codes" twice; write it once'),
    ],
)
@pytest.mark.parametrize("address", ["/api/v1/units/lookup", "/demo/clock"])
def test_json_that_readers_read_differently_is_refused(client: Client, address: str, body: bytes, says: str) -> None:
    answer = client.post(address, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["detail"]) == (400, f"The request is not JSON: {says}.")


def test_a_question_larger_than_its_address_takes_is_refused(client: Client) -> None:
    answer = client.post("/api/v1/units/lookup", content=b" " * 300_000)
    assert (answer.status_code, answer.json()["findings"][0]["rule"]) == (413, "too-large")


def test_a_level_is_taken_in_both_notations(client: TestClient[Any]) -> None:
    found = {level: client.get(f"/api/v1/units?level={level}").json()["units"] for level in
             ("IO", "IE", "HI", "SI", "OU", "OE")}  # fmt: skip
    assert (found["IO"], found["HI"], found["OU"]) == (found["IE"], found["SI"], found["OE"])
    assert [units[0]["level"] for units in (found["IO"], found["HI"], found["OU"])] == ["IO", "HI", "OU"]
