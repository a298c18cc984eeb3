"""The guide on changes, followed from its first line to its last by the demo's regional administrator."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from sor.changes import document as doc
from tests.conftest import copy_demo
from tests.endpoints.servers import served
from tests.guide_examples import GUIDES, HOME, examples, is_ours, said_by_ours

GUIDE = (GUIDES / "changes.md").read_text("utf-8")
FILES = re.findall(r"^\*\*`([\w.]+)`\*\*\n\n```json\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
WARD = "90000071000016007"


class Reader:
    """Who follows the guide: a folder with its files, the demo's register, and its server."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address
        self.environment = {
            **os.environ,
            "SOR_DATABASE": f"sqlite:///{folder}/sor.db",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }

    def run(self, language: str, text: str) -> str:
        text = text.replace(HOME, self.address)
        if is_ours(text):
            with chdir(self.folder):
                return said_by_ours(text, self.environment)
        command = ["sh", "-c", text] if language == "sh" else [sys.executable, "-c", text]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def reader(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("changes")
    url = copy_demo(demo_file, folder)
    for name, text in FILES:
        (folder / name).write_text(text, "utf-8")
    with served(url) as address:
        yield Reader(folder, address)


@pytest.mark.slow
def test_the_guide_can_be_followed_from_beginning_to_end(reader: Reader) -> None:
    said = [(text, reader.run(language, text)) for language, text in examples("changes.md")]

    def answer(words: str) -> list[str]:
        return [" ".join(out.split()) for text, out in said if words in text]

    assert "region over 90000011000016004" in " ".join(reader.run("sh", "sor user list").split())
    (preview,) = answer("center.json --as region-1082 --dry-run")
    assert f"{WARD} Hjertemedicinsk Sengeafsnit kontakt 2027-01-01 telefon 01673937, E-mail" in preview
    assert "Kan sendes. Intet er skrevet (--dry-run)." in preview
    sent, again = answer("center2.json --as region-1082 --key")
    assert "#center 90030031000016002" in sent
    assert "#center 90030031000016002" in GUIDE.replace("          ", " ")
    assert sent.endswith("Written as entry 14; 2 touched.")
    assert "Answered before under the same key:" in again
    moved, reopened = answer(f"sor show {WARD}")
    assert "parent 90030031000016002" in moved
    assert "parent 90000061000016002" in reopened
    known = {text.rpartition("=")[2].rstrip("'"): json.loads(out)["parent"] for text, out in said if "&known=" in text}
    before, after = "90000061000016002", "90030031000016002"
    assert known == {"@13": before, "2026-10-31": before, "@14": after, "2026-11-01": after}
    assert "`@13` and yesterday's end say\n`90000061000016002`" in GUIDE
    tried, withdrawn = answer("withdraw.json")
    assert tried.endswith("Can be sent. Nothing is written (--dry-run).")
    assert withdrawn.endswith("Written as entry 15; 2 touched.")
    (refused,) = answer("hospital.json")
    told = (
        "Som region må region-1082 ikke rette 90000051000016000, der er SI under region. Det må: registermyndigheden."
    )
    assert told in refused
    assert told in GUIDE
    (job,) = answer("respond-async")
    assert job == "done 200 2"
    (rest,) = answer("consequences")
    assert rest == "True ['Hjertemedicinsk Sengeafsnit', 'Hjertecentret, Fjordby']"
    assert "parent 90000061000016002" in " ".join(reader.run("sh", f"sor show {WARD} --valid 2027-01-01").split())
    (removed,) = answer("user remove")
    gone = " Its name, CVR number, e-mail and what it wrote in cases are erased."
    assert removed == f"systemhuset is no actor any more.{gone}"


def test_every_operation_and_its_keys_are_told() -> None:
    for operation in doc.Change.__args__:
        (row,) = re.findall(rf"^\| `{operation.__name__.lower()}` \|.*$", GUIDE, re.MULTILINE)
        told = set(re.findall(r"`(\w+)", row)) | {"series"}
        keys = {name for field in operation.__struct_fields__ if (name := field.strip("_"))}
        assert keys <= told | {"day"}, operation.__name__
