"""The contract in the form that generators take: names, titles, security, examples and empty values are as they say."""

import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from litestar.testing import TestClient

from sor.cli.opening import open_register
from sor.endpoints.app import app
from sor.endpoints.openapi_form import examples
from sor.settings import read_settings
from tests.conftest import copy_demo
from tests.endpoints.rest.conftest import client, doors, register
from tests.endpoints.servers import TRIED
from tools import api_examples

__all__ = ["client", "doors", "register"]

REFUSED = (401, 503)
"""Nobody is known without a token; where no program has access at all, the door is shut."""


@pytest.fixture(scope="module")
def contract(client: TestClient[Any]) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json()
    return found


def operations(contract: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Path, method and description of each operation, by its name."""
    return {
        operation["operationId"]: (path, method, operation)
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
    }


def checked(contract: dict[str, Any], schema: dict[str, Any]) -> Any:
    return jsonschema_rs.Draft202012Validator({**schema, "components": contract["components"]})


VERBS = (
    "get", "list", "search", "find", "check", "look_up", "map", "submit", "withdraw", "follow", "copy", "open",
    "assign", "ask", "answer", "propose", "refuse", "approve", "name", "change", "remove", "resume",
    "comment", "commit", "undo", "gather", "delegate", "set",
)  # fmt: skip


def test_every_operation_has_a_name_of_its_own_that_is_a_verb_and_its_object(contract: dict[str, Any]) -> None:
    named = operations(contract)
    assert len(named) == sum(len(methods) for methods in contract["paths"].values())
    for name, (_, _, operation) in named.items():
        assert re.fullmatch(f"({'|'.join(VERBS)})_[a-z_]+", name)
        assert len(operation["summary"]) > 10


def test_every_shape_has_a_title_of_its_own(contract: dict[str, Any]) -> None:
    for name, schema in contract["components"]["schemas"].items():
        assert schema["title"] == name
        assert re.fullmatch(r"[A-Z][A-Za-z]+", name)


def test_no_choice_stands_in_a_choice_and_no_parameter_is_null(contract: dict[str, Any]) -> None:
    def choices(node: Any) -> Any:
        for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from choices(inner)
        if isinstance(node, dict):
            yield from (node[kind] for kind in ("oneOf", "anyOf") if isinstance(node.get(kind), list))

    for found in choices(contract):
        assert len(found) > 1
        assert not any({"oneOf", "anyOf"} & set(one) for one in found)
    for _, _, operation in operations(contract).values():
        for parameter in operation.get("parameters", ()):
            assert isinstance(parameter["schema"]["type"], str), parameter
            assert None not in parameter["schema"].get("enum", ())


def test_an_operation_wants_a_token_exactly_where_the_contract_says_so(
    client: TestClient[Any], contract: dict[str, Any]
) -> None:
    for name, (path, method, operation) in operations(contract).items():
        if name == "follow_log":
            continue  # it has no end
        address = re.sub(r"\{\w+\}", "1", path)
        status = client.request(method, address, headers={"Content-Type": "application/json"}).status_code
        wants = {"token": []} in operation["security"] and {} not in operation["security"]
        assert (status in REFUSED) == wants, (name, status)


def test_every_operation_has_an_example_that_keeps_to_the_contract(contract: dict[str, Any]) -> None:
    for name, (_, _, operation) in operations(contract).items():
        for parameter in operation.get("parameters", ()):
            if "example" in parameter:
                checked(contract, parameter["schema"]).validate(parameter["example"])
            assert "example" in parameter or not parameter.get("required"), (name, parameter["name"])
        sent = operation.get("requestBody", {"content": {}})["content"]
        for content in sent.values():
            for value in [content["example"]] if "example" in content else _values(content):
                checked(contract, content["schema"]).validate(value)
        answered = [
            (content["schema"], content["example"])
            for response in operation["responses"].values()
            for content in response.get("content", {}).values()
            if "example" in content
        ]
        assert len(answered) == (0 if "204" in operation["responses"] else 1), name
        for schema, example in answered:
            checked(contract, schema).validate(example)
        for response in operation["responses"].values():
            for content in response.get("content", {}).values():
                for value in _values(content) if "examples" in content else ():
                    checked(contract, content["schema"]).validate(value)


def _values(content: dict[str, Any]) -> list[Any]:
    return [one["value"] for one in content["examples"].values()]


@pytest.mark.slow
def test_the_examples_are_what_the_sample_register_answers(demo_file: Path, tmp_path: Path) -> None:
    given = {"SOR_DATABASE": copy_demo(demo_file, tmp_path), "SOR_NOW": api_examples.DAY}
    settings = read_settings({**TRIED, **given, **api_examples.ALLOWED})
    with TestClient(app(open_register(settings), settings)) as door:
        made = dict(api_examples.answered(door))
    assert made.keys() == examples().keys()
    for name, kept in examples().items():
        again = "If the register's answers have changed: PYTHONPATH=. .venv/bin/python tools/api_examples.py"
        if name in api_examples.NEVER_THE_SAME:
            continue
        assert _lasting(made[name]) == _lasting(kept), f"{name}: {again}"


TIMES = {"recorded_at", "known_at", "sent_at", "began_at", "ended_at", "kept_until", "asked_at", "decided_at", "when"}
RANDOM = {
    "hash",
    "previous",
    "last_hash",
    "result",
    "epoch",
    "id",
    "url",
    "access_token",
    "secret",
    "database",
    "version",
}
TIMES |= {"made_at", "written_at", "checked_at"}
RUNNING = {"seconds", "state", "ahead", "most_seconds", "status"}


def _lasting(node: Any) -> Any:
    """What is the same in every run: without times, random values, and how far a job is."""
    if isinstance(node, dict):
        return {n: _lasting(one) for n, one in node.items() if n not in TIMES | RANDOM | RUNNING}
    return [_lasting(one) for one in node] if isinstance(node, list) else node


NEED_A_TOKEN = (
    "follow_log", "list_cases", "list_subscriptions", "list_plans", "list_touched_by_plan", "list_treatment_site_log",
)  # fmt: skip


def test_an_empty_value_is_taken_exactly_where_the_contract_takes_it(
    client: TestClient[Any], contract: dict[str, Any]
) -> None:
    asked = 0
    for name, (path, method, operation) in operations(contract).items():
        given = {parameter["name"]: parameter for parameter in operation.get("parameters", ())}
        for parameter in given.values():
            if parameter["in"] != "query" or method != "get" or name in NEED_A_TOKEN:
                continue
            needed = {
                other["name"]: other["example"]
                for other in given.values()
                if other.get("required") and other["in"] == "query"
            }
            address = re.sub(r"\{(\w+)\}", "1", path)
            empty = [""] if parameter["schema"]["type"] == "array" else ""
            status = client.get(address, params={**needed, parameter["name"]: empty}).status_code
            is_taken = checked(contract, _as_written(parameter["schema"])).is_valid(empty)
            assert (status != 400) == is_taken, (name, parameter["name"], status)
            asked += 1
    assert asked > 40


def _as_written(schema: dict[str, Any]) -> dict[str, Any]:
    """What may stand in an address for a value: a number or a truth value is text there, and never empty."""
    return {"type": "string", "minLength": 1} if schema["type"] in ("integer", "boolean") else schema
