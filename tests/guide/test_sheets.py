"""The guide on spreadsheets, followed from its first line to its last in the demo."""

import os
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import SOR
from tests.guide_examples import examples, run

pytestmark = pytest.mark.slow


def test_the_guide_can_be_followed(small_demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{SOR.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("SOR_DATABASE", copy_demo(small_demo_file, tmp_path))
    monkeypatch.chdir(tmp_path)
    out, tried = (run(one, "") for one in examples("sheets.md"))
    assert out.endswith("in ward.xlsx\n")
    assert tried == "The sheet changes nothing.\n"
