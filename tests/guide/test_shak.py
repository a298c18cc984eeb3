"""The guide on the end of SHAK, followed in the demo."""

import json
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import served
from tests.guide_examples import examples, run

pytestmark = pytest.mark.slow


def test_the_guide_can_be_followed(small_demo_file: Path, tmp_path: Path) -> None:
    with served(copy_demo(small_demo_file, tmp_path)) as address:
        (asked,) = (json.loads(run(one, address)) for one in examples("shak.md"))
    assert [bool(one["units"]) for one in asked["successors"]] == [True, True]
    assert asked["unknown"] == ["0000"]
