"""The contract in the form that generators of clients take whole: plain types, a title for each shape that is its own,
every operation with its summary, its security and an example.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

Schema: TypeAlias = dict[str, Any]
"""An object of the contract: whatever JSON holds, by name."""

Node: TypeAlias = Any
"""Any part of the contract."""

EXAMPLES = Path(__file__).parent / "rest" / "examples.json"
"""A question to each address and its answer, from the sample register; ``tools/api_examples.py`` writes them."""

CHANGES = "submit_changes"
"""The operation whose examples stand beside it (``openapi_changes``)."""

VALUES = frozenset({"example", "examples", "default"})
"""Members that hold values and no schemas."""

ALTERNATIVES = ("oneOf", "anyOf")


def form_contract(api: Schema) -> Schema:
    """The contract in its final form; doing it again changes nothing."""
    plain: Schema = _plain(api)
    for name, schema in plain["components"]["schemas"].items():
        schema["title"] = name
    for operation in _operations(plain):
        operation["summary"] = _first_sentence(operation["description"])
        operation.setdefault("security", [])
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _not_null(parameter["schema"])
        _exemplify(operation)
    return plain


def _operations(api: Schema) -> Iterator[Schema]:
    for methods in api["paths"].values():
        yield from methods.values()


def _plain(node: Node) -> Node:
    """Everything below a place of the document, with each schema in its simplest form."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {name: value if name in VALUES else _plain(value) for name, value in node.items()}
    for bound in ("minimum", "maximum"):
        if isinstance(value := made.get(bound), float) and value.is_integer():
            made[bound] = int(value)
    for kind in ALTERNATIVES:
        if isinstance(made.get(kind), list):
            made = _unite_choices(kind, made)
    return made


def _unite_choices(kind: str, schema: Schema) -> Schema:
    """A choice without choices of its own; a choice of one is that one, and of simple types a list of their names."""
    rest = {name: value for name, value in schema.items() if name != kind}
    choices: list[Schema] = []
    for one in schema[kind]:
        choices += one[kind] if set(one) == {kind} else [one]
    if len(choices) == 1:
        return {**choices[0], **rest}
    if all(set(one) == {"type"} and isinstance(one["type"], str) for one in choices):
        return {"type": [one["type"] for one in choices], **rest}
    return {kind: choices, **rest}


def _not_null(schema: Schema) -> Schema:
    """What a parameter may be; that it may be left out is said elsewhere, and null cannot be written in an address."""
    made = dict(schema)
    if isinstance(made.get("type"), list):
        (made["type"],) = (one for one in made["type"] if one != "null")
    if "enum" in made:
        made["enum"] = [one for one in made["enum"] if one is not None]
    for kind in ALTERNATIVES:
        if kind in made:
            choices = [one for one in made.pop(kind) if one.get("type") != "null"]
            made = {**choices[0], **made} if len(choices) == 1 else {kind: choices, **made}
    return made


def _first_sentence(text: str) -> str:
    """The first sentence of a description, up to its full stop or colon: what follows tells more than a title."""
    plain = " ".join(text.split())
    return plain.partition(". ")[0].partition(":")[0].rstrip(".")


def _exemplify(operation: Schema) -> None:
    """The example of an operation: a value for each parameter that it is given, and what is sent and answered."""
    example = examples().get(operation["operationId"])
    if example is None:  # a test insists that there is one; without it the contract is still to be read
        return
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example["parameters"]:
            parameter["example"] = example["parameters"][parameter["name"]]
    if "body" in example and operation["operationId"] != CHANGES:
        (content,) = operation["requestBody"]["content"].values()
        content["example"] = example["body"]
    for content in operation["responses"][str(example["status"])].get("content", {}).values():
        content["example"] = example["answer"]


@cache
def examples() -> dict[str, Schema]:
    """By operation: the parameters, the body where there is one, the status and the answer."""
    found: dict[str, Schema] = msgspec.json.decode(EXAMPLES.read_bytes())
    return found
