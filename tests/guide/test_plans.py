"""The guide on plans, followed from its first line to its last in the demo."""

import os
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import SOR
from tests.guide_examples import examples, run

pytestmark = pytest.mark.slow


def test_the_guide_can_be_followed(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{SOR.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("SOR_DATABASE", copy_demo(demo_file, tmp_path))
    monkeypatch.chdir(tmp_path)
    made, checked, one, both, committed, undone = [run(one, "") for one in examples("plans.md")][1:]
    assert "draft" in made
    assert "flows        1" in checked
    assert [text.partition("\n")[0].rpartition(", ")[2] for text in (one, both, committed, undone)] == [
        "checked.", "approved.", "committed.", "undone.",
    ]  # fmt: skip
