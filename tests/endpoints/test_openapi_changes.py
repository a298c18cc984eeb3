"""The contract of changes: every rule is a documented error, every example can be sent."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from litestar.testing import TestClient

from sor.changes import document as doc
from sor.cli.opening import open_register
from sor.desk.actors import Actors
from sor.desk.sending import send
from sor.endpoints.app import app
from sor.endpoints.openapi_changes import PATH
from sor.endpoints.rest.change_examples import EXAMPLES
from sor.register import Register
from sor.rules import BOOK
from sor.settings import Settings, read_settings
from tests.conftest import copy_demo
from tests.endpoints.rest.conftest import client, doors, register
from tests.endpoints.servers import TRIED

pytestmark = pytest.mark.slow

__all__ = ["client", "doors", "register"]


@pytest.fixture(scope="module")
def contract(client: TestClient[Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json()
    return found


def test_every_rule_is_a_documented_error(contract: dict[str, Any]) -> None:
    answers = contract["paths"][PATH]["post"]["responses"]
    told = {
        name: example["value"]["findings"][0]
        for status in ("403", "409", "422")
        for name, example in answers[status]["content"]["application/problem+json"]["examples"].items()
    }
    assert set(told) == {f"{code} {case}".strip() for code, case in BOOK}
    assert {(found["da"], found["en"]) for found in told.values()} == {(r.danish, r.english) for r in BOOK.values()}


def test_the_readable_page_lists_the_rules(client: TestClient[Any]) -> None:
    page = client.get("/api/plain").text
    assert 'id="rules"' in page
    for code, _ in BOOK:
        assert f"<code>{code}</code>" in page


def test_every_operation_has_its_form(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    operations = schemas["ChangeSet"]["properties"]["changes"]["items"]["discriminator"]["mapping"]
    assert set(operations) == {op.__name__.lower() for op in doc.Change.__args__}
    for reference in operations.values():
        assert reference.rpartition("/")[2] in schemas


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_the_form(contract: dict[str, Any], name: str) -> None:
    body = contract["paths"][PATH]["post"]["requestBody"]["content"]["application/json"]
    schema = {**body["schema"], "components": contract["components"]}
    document = body["examples"][name]["value"]
    jsonschema_rs.Draft202012Validator(schema).validate(document)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.Draft202012Validator(schema).validate({**document, "actor": "sds"})


@pytest.fixture(scope="module")
def sample(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Register, Settings]]:
    settings = read_settings({**TRIED, "SOR_DATABASE": copy_demo(demo_file, tmp_path_factory.mktemp("sample"))})
    made = open_register(settings)
    yield made, settings
    made.database.close()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_can_be_sent_by_its_actor(sample: tuple[Register, Settings], name: str) -> None:
    register, settings = sample
    example = EXAMPLES[name]
    actor = Actors(register).actor(example.actor)
    assert actor is not None
    outcome = send(register, settings, actor, json.loads(json.dumps(example.document)), "rest", dry_run=True)
    assert [f for f in outcome.findings if f.severity == "error"] == []


def test_the_contract_is_the_same_however_often_it_is_asked_for(sample: tuple[Register, Settings]) -> None:
    with TestClient(app(*sample)) as door:
        first = door.get("/api/openapi.json").json()
        door.get("/api/plain")
        assert door.get("/api/openapi.json").json() == first
