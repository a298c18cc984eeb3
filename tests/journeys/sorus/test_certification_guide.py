"""Every step of the tutorial on certification is taken as it stands there, and gives what stands there."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sor.store.database import Database
from tests.endpoints.servers import served
from tests.journeys.sorus.conftest import fill_sample
from tests.journeys.sorus.test_guide import PRINTED, SOR, run

pytestmark = pytest.mark.slow

GUIDE = (Path(__file__).parents[3] / "docs/guide/certification.md").read_text("utf-8")
STEP = re.compile(r"```(sh|python)\n(.*?)```\n(?:(?!```).)*?```text\n(.*?)```", re.DOTALL)
CVR = "98765433"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill_sample(Database(f"sqlite:///{tmp_path}/sor.db"))
    command = tmp_path / "bin/sor"
    command.parent.mkdir()
    command.write_text(SOR.format(python=sys.executable))
    command.chmod(0o755)
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    with served(f"sqlite:///{folder}/sor.db", SOR_NOW="") as address:
        yield address


def test_from_nothing_to_certified(server: str, folder: Path) -> None:
    program: list[str] = []
    steps = STEP.findall(GUIDE)
    assert [language for language, _, _ in steps] == ["sh", "python", "sh", "python", "sh", "sh"]
    for language, text, told in steps:
        if language == "python":
            program = [*program[:-7], *text.splitlines()]
            (folder / "calls.py").write_text("\n".join(program).replace(PRINTED, server))
            assert run([sys.executable, "calls.py"], folder) == told
        else:
            assert told.strip() in run(["sh", "-c", text.replace(PRINTED, server)], folder)
    page = httpx.get(f"{server}/certification/{CVR}").text
    assert f"Alle 10 tilfælde er gennemført: CVR {CVR} har bestået testprotokollen." in page
    unit = httpx.get(f"{server}/api/v1/units/987654341000016003").json()
    assert unit["name"] == "Afsnit A1, dag", "today is the day to which the clock was moved"
