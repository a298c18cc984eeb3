"""The guide on code lists, followed from its first line to its last in the demo."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import SOR, served
from tests.guide_examples import examples, run

pytestmark = pytest.mark.slow


def test_the_guide_can_be_followed(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = copy_demo(demo_file, tmp_path)
    monkeypatch.setenv("PATH", f"{SOR.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("SOR_DATABASE", url)
    monkeypatch.chdir(tmp_path)
    with served(url) as address:
        regions, lists, councils, _, tried, loaded, found = (run(one, address) for one in examples("codes.md"))
    assert "oestdanmark" in {one["code"] for one in json.loads(regions)["codes"]}
    assert "medcom_type_of_system" in lists
    assert json.loads(councils)["total"] == 17
    assert "0 codes new, 0 changed, 0 ended. Nothing was written." in tried
    assert "There was nothing to write." in loaded
    assert "Kommune" in found
