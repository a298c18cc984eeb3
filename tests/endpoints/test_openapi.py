"""The readable page of the contract: complete, and without anything from outside."""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from sor.endpoints.http.problem import KINDS
from sor.endpoints.openapi import type_of
from tests.endpoints.rest.conftest import client, doors, register

__all__ = ["client", "doors", "register"]


def test_the_page_shows_every_address_shape_and_problem_and_asks_nobody_else(client: Any) -> None:
    page = client.get("/api").text
    contract = client.get("/api/openapi.json").json()
    for path in contract["paths"]:
        assert f"<code>{path}</code>" in page
    for name in (*contract["components"]["schemas"], *KINDS):
        assert f'id="{name}"' in page
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!/api|/docs|#)', page) == []


def test_the_page_may_load_and_run_nothing_and_its_own_style_is_the_only_one(client: Any) -> None:
    for address in ("/api", "/api/openapi.json"):
        answer = client.get(address)
        assert answer.status_code == 200
        policy = dict(one.split(" ", 1) for one in answer.headers["content-security-policy"].split("; "))
        assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'", "'none'")
        assert "script-src" not in policy
        assert "unsafe" not in str(policy)
        assert answer.headers["x-content-type-options"] == "nosniff"
    page = client.get("/api").text
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digests = [f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles]
    assert policy["style-src"].split() == digests
    assert not re.search(r"<[^>]+\sstyle=", page)


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


@pytest.mark.parametrize("address", ["/api", "/api/openapi.json"])
def test_the_page_and_the_contract_come_packed_to_who_takes_it_and_whole_to_others(client: Any, address: str) -> None:
    packed, plain = (client.get(address, headers={"accept-encoding": one}) for one in ("gzip", "identity"))
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.num_bytes_downloaded * 4 < plain.num_bytes_downloaded
