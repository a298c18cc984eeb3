"""What the client reads is what the contract says: every member of every answer, by name, and every example."""

import importlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sor.client import answers, log_answers, recipient_answers
from sor.endpoints.rest import shapes

ROOT = Path(__file__).parents[2]
EXAMPLES = json.loads((ROOT / "src/sor/endpoints/rest/examples.json").read_text("utf-8"))
SHAPES = [importlib.import_module(f"sor.endpoints.rest.{file.stem}") for file in
          sorted((ROOT / "src/sor/endpoints/rest").glob("*shapes.py"))]  # fmt: skip
ONLY_A_PART = {"Status", "Token"}
"""Of these the client reads what a program needs."""
READ = [
    kind
    for module in (answers, log_answers, recipient_answers)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__
]


def members(kind: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(kind)}


@pytest.mark.parametrize("kind", [kind for kind in READ if kind.__name__ not in {"Answer", *ONLY_A_PART}])
def test_every_member_of_an_answer_can_be_read(kind: type[msgspec.Struct]) -> None:
    (said,) = {getattr(module, kind.__name__) for module in SHAPES if hasattr(module, kind.__name__)}
    assert members(kind) == members(said)


def test_what_is_read_of_the_status_is_there() -> None:
    assert members(answers.Status) <= members(shapes.RegisterStatus)


def at_least(said: Any, read: Any) -> bool:
    """Whether everything that was said was read; null says as little as nothing."""
    if isinstance(said, dict):
        return all(at_least(value, read.get(name)) for name, value in said.items())
    if isinstance(said, list):
        return len(said) == len(read) and all(map(at_least, said, read))
    return bool(said == read)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("get_unit", answers.Unit),
        ("search_units", answers.FoundUnits),
        ("get_unit_history", answers.History),
        ("list_children", answers.Children),
        ("list_ancestors", answers.Ancestors),
        ("get_tree", answers.Node),
        ("look_up_units", answers.Lookup),
        ("get_code_list", answers.CodeListContent),
        ("map_identifiers", recipient_answers.Mappings),
        ("get_location_number", recipient_answers.LocationNumber),
        ("find_recipients", recipient_answers.Recipients),
        ("check_recipient", recipient_answers.Between),
        ("list_reaching_messages", recipient_answers.Reaching),
        ("list_entries", log_answers.LogPage),
        ("get_me", log_answers.Me),
    ],
)
def test_the_contract_s_example_is_read_whole(operation: str, kind: type[msgspec.Struct]) -> None:
    said = EXAMPLES[operation]
    said = said.get("answer", said) if "answer" in said else said
    assert at_least(said, msgspec.to_builtins(msgspec.convert(said, kind)))


def test_members_of_a_newer_register_are_passed_over() -> None:
    told = json.dumps({"unit": "1", "agreement": "x", "since_next_year": [1]})
    assert msgspec.json.decode(told, type=answers.OperatedBy) == answers.OperatedBy(unit="1", agreement="x")
