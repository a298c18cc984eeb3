"""The guide on location numbers and messages, followed from its first line to its last in the demo."""

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
    with served(url) as address:
        numbers, duties = (run(one, address) for one in examples("edi.md"))
    assert ";DIS91;" in numbers
    assert {line.split(";")[5] for line in numbers.strip().split("\n")[1:]} == {"0707"}
    assert duties.lstrip("\ufeff").startswith("number;unit;name")
