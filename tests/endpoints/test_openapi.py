"""The readable page of the contract: complete, and without anything from outside."""

import re
from typing import Any

import pytest

from sor.endpoints.openapi import type_of
from sor.endpoints.problem import KINDS
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
    assert re.findall(r'(?:src|href)="(?!/api|#)', page) == []


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
