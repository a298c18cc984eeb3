"""What the contract says of changes: the form of the document, examples, and every rule as a documented error.

The framework writes the rest; these come from the structs that read the document, and from the rule book.
"""

import msgspec

from sor.changes.document import ChangeSet
from sor.endpoints.http.problem import KINDS
from sor.endpoints.openapi_form import Schema
from sor.endpoints.rest.change_examples import EXAMPLES
from sor.endpoints.rest.plan_shapes import NewPlan
from sor.endpoints.rest.submission import CONFLICTS
from sor.rules import BOOK
from sor.rules.rule import Rule

PATH = "/api/v1/changes"
PREFIX = "Change"


def with_changes(api: Schema) -> Schema:
    """The contract with everything about changes; doing it again changes nothing."""
    operation = api["paths"][PATH]["post"]
    root, operations = _schemas()
    api["components"]["schemas"] |= {"ChangeSet": root, **operations}
    operation["requestBody"] = {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/ChangeSet"},
                "examples": {
                    name: {"summary": example.summary, "value": example.document} for name, example in EXAMPLES.items()
                },
            }
        },
    }
    _put_plans(api)
    for status in ("403", "409", "422"):
        content = operation["responses"][status]["content"]["application/problem+json"]
        content["examples"] = {
            _name(rule): _example(rule, int(status)) for rule in BOOK.values() if _status(rule) == status
        }
    return api


def _put_plans(api: Schema) -> None:
    """What is sent of a plan: it is read by the door itself, once it is known who sends it."""
    _, shapes = msgspec.json.schema_components([NewPlan], ref_template="#/components/schemas/{name}")
    api["components"]["schemas"] |= shapes
    body = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewPlan"}}}}
    api["paths"]["/api/v1/plans"]["post"]["requestBody"] = body
    api["paths"]["/api/v1/plans/{id}"]["put"]["requestBody"] = body


def rules_told() -> list[Rule]:
    """The rules in the order of the book, for the readable page."""
    return list(BOOK.values())


def _schemas() -> tuple[Schema, Schema]:
    """The form of the document, and of its operations by the name of their schema."""
    _, found = msgspec.json.schema_components([ChangeSet], ref_template=f"#/components/schemas/{PREFIX}{{name}}")
    plain = {name: {**schema, "description": " ".join(schema["description"].split())} for name, schema in found.items()}
    root = plain.pop("ChangeSet")
    return root, {PREFIX + name: schema for name, schema in plain.items()}


def _status(rule: Rule) -> str:
    """With which status a submission is refused when this rule stands against it."""
    if rule.code.startswith("AUTH"):
        return "403"
    return "409" if rule.code in CONFLICTS else "422"


def _name(rule: Rule) -> str:
    return f"{rule.code} {rule.case}".strip()


def _example(rule: Rule, status: int) -> Schema:
    kind = {403: "no-right", 409: "conflict", 422: "refused"}[status]
    finding = {
        "rule": rule.code, "severity": rule.severity, "kind": "unit", "key": "698491000016003", "field": rule.field,
        "from": "2027-01-01", "to": None, "da": rule.danish, "en": rule.english,
    }  # fmt: skip
    problem = {"type": f"/api#{kind}", "title": KINDS[kind].title, "status": status, "detail": rule.english}
    return {"summary": rule.english, "value": problem | {"findings": [finding]}}
