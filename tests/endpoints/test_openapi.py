"""The pages of the contract: complete, in both languages, and without anything from outside."""

import re
from typing import Any

import pytest

from sor.endpoints.http.problem import KINDS
from sor.endpoints.openapi import type_of
from sor.endpoints.web.kit.labels import LABELS
from tests.endpoints.rest.conftest import client, doors, register

__all__ = ["client", "doors", "register"]


def test_the_plain_page_shows_every_address_shape_and_problem_without_a_script(client: Any) -> None:
    page = client.get("/api/plain").text
    contract = client.get("/api/openapi.json").json()
    for path in contract["paths"]:
        assert f"<code>{path}</code>" in page
    for name in (*contract["components"]["schemas"], *KINDS):
        assert f'id="{name}"' in page
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!/api|/docs|/static|#)', page) == []


@pytest.mark.parametrize("address", ["/api", "/api/plain", "/api/openapi.json"])
def test_the_pages_may_load_and_run_what_is_this_servers_and_nothing_else(client: Any, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    policy = dict(one.split(" ", 1) for one in answer.headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'", "'none'")
    assert (policy["script-src"], policy["style-src"], policy["connect-src"]) == ("'self'",) * 3
    assert "unsafe" not in str(policy)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]* src=)|(?:src|href)=.(?:https?:)?//", answer.text)


def test_a_problem_leads_to_its_line_on_the_page(client: Any) -> None:
    anchor = client.get("/api/v1/units/1").json()["type"].removeprefix("/api#")
    assert f'<tr id="{anchor}">' in client.get("/api").text
    assert {f'<tr id="{kind}">' in client.get("/api").text for kind in KINDS} == {True}


@pytest.mark.parametrize(
    ("asked", "header", "language", "words"),
    [
        ("/api", "da-DK", "da", "Fejlsvar"),
        ("/api", "en-GB", "en", "Problems"),
        ("/api?lang=en", "da-DK", "en", "Problems"),
        ("/api?lang=da", "en-GB", "da", "Fejlsvar"),
    ],
)
def test_around_the_contract_stands_the_readers_language(
    client: Any, asked: str, header: str, language: str, words: str
) -> None:
    page = client.get(asked, headers={"accept-language": header}).text
    assert f'<html lang="{language}">' in page
    assert words in page
    assert (LABELS["api.lead"][language == "en"] in page, LABELS["api.lead"][language == "da"] in page) == (True, False)
    assert 'href="/docs/vendor"' in page if language == "da" else 'href="/docs/vendor?lang=en"' in page


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "#/components/schemas/Unit"}, "Unit"),
        ({"oneOf": [{"type": "string"}, {"type": "null"}]}, "string | null"),
        ({"type": "array", "items": {"type": "integer"}}, "[integer]"),
        ({"type": ["string", "null"]}, "string | null"),
        ({"enum": ["IO", "HI"]}, "IO | HI"),
        ({"const": 1}, "1"),
        ({}, "any"),
    ],
)
def test_a_type_in_a_few_words(schema: dict[str, Any], words: str) -> None:
    assert type_of(schema) == words


@pytest.mark.parametrize("address", ["/api/plain", "/api/openapi.json"])
def test_the_page_and_the_contract_come_packed_to_who_takes_it_and_whole_to_others(client: Any, address: str) -> None:
    packed, plain = (client.get(address, headers={"accept-encoding": one}) for one in ("gzip", "identity"))
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.num_bytes_downloaded * 4 < plain.num_bytes_downloaded
