"""The guide on treatment sites, followed from its first line to its last in the demo."""

import json
import os
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import SOR
from tests.guide_examples import HOME, examples, run

pytestmark = pytest.mark.slow


def test_the_guide_can_be_followed(small_demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{SOR.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("SOR_DATABASE", copy_demo(small_demo_file, tmp_path))
    tried, listed, ended, lacking, _, _, log = (run(one, HOME) for one in examples("treatment-sites.md"))
    assert "would be of category 2. 2 doctors and dentists who fill 1.5 full-time posts" in tried
    assert len(json.loads(listed)["sites"]) <= 1
    assert ended == "Site 1001 ends: no treatment from 2027-01-01 on.\n"
    assert "is registered as no treatment site" in lacking
    assert log.splitlines()[-1].endswith("site 1001  deregistered  by sds")
