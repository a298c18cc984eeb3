"""The guide on plans, followed from its first line to its last in the demo."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import SOR, served
from tests.guide_examples import examples, run

pytestmark = pytest.mark.slow


def test_the_guide_can_be_followed(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{SOR.parent}:{os.environ['PATH']}")
    url = copy_demo(demo_file, tmp_path)
    monkeypatch.setenv("SOR_DATABASE", url)
    monkeypatch.chdir(tmp_path)
    with served(url) as address:
        said = [run(one, address) for one in examples("plans.md")]
    made, checked, ruled, _, lined, one, both, committed, undone, _, published, copied, _, run_by = said[1:15]
    exported, mapped = said[15:]
    assert len(json.loads(ruled)["changes"]) > 1
    assert json.loads(lined)["changes"][0]["op"] == "move"
    assert "draft" in made
    assert "flows        1" in checked
    assert [text.partition("\n")[0].rpartition(", ")[2] for text in (one, both, committed, undone)] == [
        "checked.", "approved.", "committed.", "undone.",
    ]  # fmt: skip
    assert "rehearsals/2027-01-01" in published
    assert "with plan 2 laid over it" in copied
    assert "operator" in run_by
    assert exported.startswith("crosswalk.csv: ")
    assert json.loads(mapped)["total"] > 0
