"""What is only asked passes the gate for text as well: every parameter of every address, found from the contract."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.endpoints.doors import AT, PROGRAM
from sor.endpoints.web.routes import PAGES
from sor.endpoints.web.trial.card_page import ADDRESS as CARD
from sor.endpoints.web.trial.certification_page import ADDRESS as CERTIFICATION
from tests.endpoints.rest.conftest import client, doors, register
from tests.endpoints.sores.asking import ask, door

__all__ = ["client", "doors", "register"]

HIDDEN = "Lis\u200b"
SAYS = "character 4 is U+200B ZERO WIDTH SPACE"


def questions(client: TestClient[Any], text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Every parameter of every address that is read, with a text in it: address, query, the parameter's name."""
    contract = client.get("/api/openapi.json").json()["paths"]
    for path, methods in contract.items():
        if PROGRAM in AT[path].needs:  # shut while no program has access
            continue
        for parameter in methods.get("get", {}).get("parameters", []):
            name, place = parameter["name"], parameter["in"]
            if place == "header" or (place == "path" and parameter["schema"].get("type") != "string"):
                continue
            parts = [
                (text if part == f"{{{name}}}" else "1") if part.startswith("{") else part for part in path.split("/")
            ]
            yield "/".join(parts), {name: text} if place == "query" else {}, name
    for page in PAGES:
        for path in page.paths:
            yield path.replace("{code:str}", "1"), {"q": text}, "q"


@pytest.mark.slow
def test_every_parameter_of_every_address_is_refused_with_the_character_and_its_place(client: TestClient[Any]) -> None:
    asked = list(questions(client, HIDDEN))
    assert len(asked) > 60
    for address, query, name in asked:
        answer = client.get(address, params=query)
        said = answer.json()["findings"]
        assert answer.status_code == 400, (address, name)
        assert f"{name}: {SAYS}" in [one["en"].partition(", ")[0] for one in said], (address, said)


@pytest.mark.slow
def test_a_reader_of_pages_is_told_on_a_page_in_the_readers_language(client: TestClient[Any]) -> None:
    for language, words in (("da", "tegn nr. 4 er U+200B"), ("en", SAYS)):
        answer = client.get("/", params={"q": HIDDEN, "lang": language}, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (400, "text/html")
        assert words in answer.text


def test_what_is_asked_is_composed(client: TestClient[Any]) -> None:
    whole, parted = ({"q": text} for text in ("\u00c5lborg \u00d8", "A\u030alborg \u00d8"))
    assert client.get("/api/v1/units", params=parted).json() == client.get("/api/v1/units", params=whole).json()
    told = client.get("/api/v1/map", params={"code": "A\u030a1"}).json()
    assert told["codes"][0]["asked"] == "\u00c51"
    path = client.get("/api/v1/units/A\u030a1").json()
    assert "\u00c51" in str(path)


def test_bodies_that_ask_are_refused_too(client: TestClient[Any], register: Any) -> None:
    answer = client.post("/api/v1/units/lookup", json={"codes": ["1", HIDDEN]})
    assert (answer.status_code, SAYS in answer.text) == (400, True)
    sores = door(register)
    sores.cache.follow()
    said = ask(sores, {"Command": "entityNameLookup", "Name": HIDDEN})
    sores.cache.close()
    assert (said.status, SAYS in str(said.json)) == (400, True)
    envelope = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<SearchRequest xmlns="urn:open-sor:sorls:1"><SearchText>{HIDDEN}</SearchText></SearchRequest>'
        "</e:Body></e:Envelope>"
    )
    fault = client.post("/sor-opslag/SORLookupService", content=envelope.encode(), headers={"Content-Type": "text/xml"})
    assert (fault.status_code, SAYS in fault.text, "<Element>SearchText" in fault.text) == (500, True, True)


@pytest.mark.parametrize("address", [CARD, CERTIFICATION])
@pytest.mark.parametrize("field", ["cvr", "person", "organisation", "system"])
def test_the_forms_of_the_demo_refuse_it_too(client: TestClient[Any], address: str, field: str) -> None:
    answer = client.get(address, params={field: HIDDEN})
    assert (answer.status_code, answer.json()["findings"][0]["en"].partition(", ")[0]) == (400, f"{field}: {SAYS}")


@pytest.mark.parametrize(
    "address", ["/api/v1/units?q=%ff", "/api/v1/units?q=%ED%A0%80", "/?q=%E6", "/units/%ff", "/login?next=%C3"]
)
def test_what_is_no_utf_8_is_not_looked_for_as_something_else(client: TestClient[Any], address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "UTF-8" in answer.text
