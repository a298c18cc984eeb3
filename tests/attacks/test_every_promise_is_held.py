"""``SECURITY.md`` promises nothing that no test holds, and every attack of this folder stands behind a promise."""

import inspect
import re
from collections.abc import Iterator
from math import prod
from pathlib import Path
from types import ModuleType

from tests.attacks import test_no_forged_card_is_believed as cards
from tests.attacks import test_no_hostile_soap_request_gets_through as soap

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent


def promises() -> dict[str, list[str]]:
    """The promises, with the files of tests that each names."""
    text = (ROOT / "SECURITY.md").read_text("utf-8").partition("## What is promised, and what holds it")[2]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", text.partition("\n## ")[0], re.MULTILINE)
    return {
        promise: re.findall(r"`(tests/[^`]+)`", held) for promise, held in rows if promise not in ("promise", "---")
    }


def sizes(module: ModuleType, skipping: str) -> Iterator[tuple[str, int]]:
    """Each test of a module with how many cases it has, those skipped whose names match."""
    for name, test in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("test_") and not re.match(skipping, name):
            marks = [one for one in getattr(test, "pytestmark", ()) if one.name == "parametrize"]
            yield name, prod(len(one.args[1]) for one in marks)


def test_each_promise_names_tests_that_there_are() -> None:
    found = promises()
    assert len(found) > 15
    for promise, files in found.items():
        assert files, f"nothing holds: {promise}"
        for file in files:
            assert re.search(r"^(async )?def test_", (ROOT / file).read_text("utf-8"), re.MULTILINE), file


def test_each_attack_stands_behind_a_promise() -> None:
    named = {file for files in promises().values() for file in files}
    here = {f"tests/attacks/{file.name}" for file in FOLDER.glob("test_*.py")} - {
        f"tests/attacks/{Path(__file__).name}"
    }
    assert here - named == set()
    assert len(here) > 5


def test_the_attacks_that_are_counted() -> None:
    wrappings = {name for name, _ in sizes(cards, "(?!test_wrapping_)")}
    assert {re.sub(r"test_wrapping_(\d).*", r"\1", name) for name in wrappings} == set("12345678")
    refused = "test_wrapping_|test_the_genuine|.*_nobodys_business"
    assert sum(count for _, count in sizes(cards, refused)) >= 30, "variants of the signature"
    assert len(soap.HOSTILE) >= 65, "hostile requests over SOAP"
