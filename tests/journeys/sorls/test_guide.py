"""Every example of the guide is run as it stands there, and gives what stands there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

pytestmark = pytest.mark.slow

GUIDE = (Path(__file__).parents[3] / "docs/guide/sorls.md").read_text("utf-8")
PRINTED = "http://127.0.0.1:8080"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def texts(xml: str) -> list[tuple[str, str | None]]:
    """The elements with a text, in order."""
    return [(element.tag, element.text) for element in etree.fromstring(xml.encode()).iter() if not len(element)]


def test_curl(server: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl: install it, on Debian with apt-get install curl")
    question, answer = blocks("xml")
    (tmp_path / "question.xml").write_text(question)
    (command,) = blocks("sh")
    given = run(["sh", "-c", command.replace(PRINTED, server)], tmp_path)
    assert texts(given) == texts(answer)


def test_python(server: str, tmp_path: Path) -> None:
    (program,) = blocks("python")
    (tmp_path / "example.py").write_text(program.replace(PRINTED, server))
    assert run([sys.executable, "example.py"], tmp_path) == blocks("text")[0]


def test_node(server: str, tmp_path: Path, node_modules: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js: install it, on Debian with apt-get install nodejs")
    (program,) = blocks("js")
    (tmp_path / "example.js").write_text(program.replace(PRINTED, server))
    (tmp_path / "node_modules").symlink_to(node_modules)
    assert run([node, "example.js"], tmp_path) == blocks("text")[1]
