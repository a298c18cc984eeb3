"""The guide on responsible persons, followed from its first line to its last in the demo."""

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
        asked, named, listed, refused, missing, asked_again = (run(one, address) for one in examples("responsible.md"))
    assert json.loads(asked)["total"] == 1
    assert named.startswith("Anna Ask is deputy for Region Nordjylland (90000001000016001).")
    assert "Anna Ask" in listed
    assert refused == ""
    assert asked_again == "0 would be asked.\n"
    assert "has no responsible person. Name one." in missing
