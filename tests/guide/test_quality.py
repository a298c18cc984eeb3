"""The guide on quality, followed from its first line to its last in the demo."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import SOR, served
from tests.guide_examples import examples, run

pytestmark = pytest.mark.slow


def test_the_guide_can_be_followed(small_demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = copy_demo(small_demo_file, tmp_path)
    monkeypatch.setenv("PATH", f"{SOR.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("SOR_DATABASE", url)
    with served(url) as address:
        asked, table, whole = (run(one, address) for one in examples("quality.md"))
    assert json.loads(asked)["score"] > 0
    assert 0 < len(json.loads(asked)["findings"]) <= 2, "as many as were asked for, at most"
    assert "CONFIRM" in table
    assert {one["rule"] for one in json.loads(whole)["findings"]} == {"GLN-SHARED"}
