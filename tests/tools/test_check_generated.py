"""A generated document that no longer says what its generator says is found, shown and mended."""

import sys
import types
from pathlib import Path

import pytest

from tools import check_generated


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    module = types.ModuleType("rules_document")
    module.generate = lambda: "# Rules\n\nOne.\n"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rules_document", module)
    return {"RULES.md": "rules_document"}


def test_a_document_that_is_up_to_date_is_not_mentioned(tmp_path: Path, rules: dict[str, str]) -> None:
    (tmp_path / "RULES.md").write_text("# Rules\n\nOne.\n")
    assert check_generated.stale(tmp_path, rules, write=False) == []


def test_a_stale_document_is_shown_with_its_difference_and_left_alone(tmp_path: Path, rules: dict[str, str]) -> None:
    (tmp_path / "RULES.md").write_text("# Rules\n\nNone.\n")
    [found] = check_generated.stale(tmp_path, rules, write=False)
    assert found.splitlines()[0] == "RULES.md"
    assert "-None.\n+One." in found
    assert (tmp_path / "RULES.md").read_text() == "# Rules\n\nNone.\n"


def test_a_missing_document_is_written(tmp_path: Path, rules: dict[str, str]) -> None:
    assert len(check_generated.stale(tmp_path, rules, write=True)) == 1
    assert check_generated.stale(tmp_path, rules, write=False) == []
