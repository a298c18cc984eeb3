"""Every example of the guide is run as it stands there, on a register of its own, and gives what stands there."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from sor.store.database import Database
from tests.endpoints.servers import served
from tests.journeys.sorus.conftest import fill_sample

pytestmark = pytest.mark.slow

GUIDE = (Path(__file__).parents[3] / "docs/guide/sorus.md").read_text("utf-8")
PRINTED = "http://127.0.0.1:8080"
SOR = '#!/bin/sh\nexec "{python}" -c "from sor.cli import main; main()" "$@"\n'
CUT = re.compile(rb"<((Activity|Visiting|Postal|Virtual)AddressInformation|SorIdentifier)>.*?</\1>")
"""What differs from register to register, or is too long for a guide."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the register of `make run`, and the program `sor`."""
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


def run(command: list[str], folder: Path) -> str:
    given = os.environ | {"SOR_DATABASE": f"sqlite:///{folder}/sor.db", "SOR_NOW": ""}
    given["PATH"] = f"{folder}/bin:{given['PATH']}"
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def texts(xml: bytes) -> list[tuple[str, str | None]]:
    """The elements with a text, in order."""
    return [(element.tag, element.text) for element in etree.fromstring(xml).iter() if not len(element)]


@pytest.mark.soak
def test_curl(server: str, folder: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl: install it, on Debian with apt-get install curl")
    entity, answer = blocks("xml")
    (folder / "entity.xml").write_text(entity)
    (command,) = blocks("sh")
    given = etree.fromstring(run(["sh", "-c", command.replace(PRINTED, server)], folder).encode())
    body = given.find("{*}Body")
    assert body is not None
    assert texts(CUT.sub(b"", etree.tostring(body[0]))) == texts(CUT.sub(b"", answer.encode()))


def test_python(server: str, folder: Path) -> None:
    (program,) = blocks("python")
    (folder / "example.py").write_text(program.replace(PRINTED, server))
    assert run([sys.executable, "example.py"], folder) == blocks("text")[0]


@pytest.mark.soak
def test_node(server: str, folder: Path, node_modules: Path) -> None:
    """A client in another language, made from the WSDL alone."""
    (program,) = blocks("js")
    (folder / "example.js").write_text(program.replace(PRINTED, server))
    (folder / "node_modules").symlink_to(node_modules)
    assert run([shutil.which("node") or "node", "example.js"], folder) == blocks("text")[1]
