"""Every example of the guides to SORES and to recipients runs against the sample register and finds what it says."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import served
from tests.guide_examples import examples, run

pytestmark = pytest.mark.slow

SORES, RECIPIENTS = examples("sores.md"), examples("recipients.md")


@pytest.fixture(scope="module")
def address(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(copy_demo(demo_file, tmp_path_factory.mktemp("sample"))) as found:
        yield found


@pytest.fixture(autouse=True)
def _needs_curl() -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl: install it, on Debian with apt-get install curl")


def answers(document: Any) -> bool:
    """Whether an answer found something."""
    named = ("SorEntities", "SorIds", "recipients", "checks", "messages", "Status")
    return any(document.get(name) for name in named)


@pytest.mark.parametrize("example", [e for e in SORES + RECIPIENTS if e[0] == "sh"], ids=lambda e: e[1][-60:])
def test_a_curl_example_is_answered(address: str, example: tuple[str, str]) -> None:
    document = json.loads(run(example, address))
    assert "findings" not in document, document
    assert answers(document), document


def test_the_python_examples_print_what_they_find(address: str) -> None:
    (sores,) = [e for e in SORES if e[0] == "python"]
    printed = run(sores, address)
    assert "units below the hospital" in printed
    assert "Lægehuset Havneparken" in printed
    (recipients,) = [e for e in RECIPIENTS if e[0] == "python"]
    assert len(run(recipients, address).splitlines()) == 3


def test_the_guide_shows_every_command() -> None:
    from sor.formats.sores import COMMANDS

    shown = " ".join(text for _, text in SORES)
    assert [command.name for command in COMMANDS if command.name not in shown] == []
