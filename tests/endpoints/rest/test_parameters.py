"""A parameter that is wrong or unknown is refused in words, never ignored."""

from typing import Any

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
        ("/units?level=SI", "level", "level kan ikke bruges. Skriv IO, HI eller OU.",
         "level cannot be used. Write IO, HI or OU."),
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
