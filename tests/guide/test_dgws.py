"""Every example of the guide to ID cards is run as it stands there, and gives what stands there."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import served
from tests.guide_examples import GUIDES, HOME, examples, run, said_by_ours

pytestmark = pytest.mark.slow

GUIDE = examples("dgws.md")
SHELL = [text for language, text in GUIDE if language == "sh"]


@pytest.fixture(scope="module")
def database(small_demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return copy_demo(small_demo_file, tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def address(database: str) -> Iterator[str]:
    with served(database, SOR_NOW="") as found:
        yield found


def test_a_request_with_a_card_is_answered(address: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl: install it, on Debian with apt-get install curl")
    for line in SHELL[:2]:
        command = ["sh", "-c", line.replace(HOME, address)]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
    assert "<Code>0</Code>" in done.stdout
    assert "InResponseToMessageID" in done.stdout


def test_zeep(address: str) -> None:
    (program,) = [text for language, text in GUIDE if language == "python"]
    printed = re.findall(r"^```text\n(.*?)^```$", (GUIDES / "dgws.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert [run(("python", program), address)] == printed


def test_the_commands(database: str) -> None:
    commands = [line for line in SHELL if line.startswith("sor ")]
    assert len(commands) == 4
    said = [said_by_ours(line, {"SOR_DATABASE": database, "SOR_NOW": ""}) for line in commands]
    assert "sorls/12345678" in said[-1]
