"""The guide to the client, followed from its first line to its last; and its notebook, which shows what it says."""

import contextlib
import io
import json
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.endpoints.servers import served
from tests.guide_examples import HOME, examples, run

pytestmark = pytest.mark.slow
NOTEBOOK = Path(__file__).parents[2] / "docs/notebooks/client.ipynb"


def run_notebook(address: str) -> list[tuple[str, str]]:
    """(what it shows, what it prints now) of each cell of code, run one after the other as a reader does."""
    names: dict[str, object] = {}
    shown = []
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile("".join(cell["source"]).replace(HOME, address), str(NOTEBOOK), "exec"), names)
        shown.append(("".join(text for output in cell["outputs"] for text in output["text"]), said.getvalue()))
    return shown


def test_the_guide_and_the_notebook_can_be_followed(
    small_demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with served(copy_demo(small_demo_file, tmp_path)) as address:
        cells = run_notebook(address)
        asked, sent, listed, followed, changed, names = (run(one, address) for one in examples("client.md"))
    assert [now for _, now in cells] == [shown for shown, _ in cells]
    assert asked.splitlines()[0] == "Hjertemedicinsk Sengeafsnit · 5790990000061"
    assert {line.split()[1] for line in sent.splitlines()} <= {"yes", "no", "partly", "unclear"}
    assert any(int(line.split()[3]) > 0 for line in sent.splitlines())
    total, read = listed.splitlines()
    assert total.split()[0] == read.split()[0] != "0"
    assert followed.splitlines()[-1].startswith("read up to ")
    assert len(followed.splitlines()) > 2
    assert (tmp_path / "position.json").exists()
    assert changed.splitlines()[0] == "True 1"
    assert len(changed.splitlines()) == 2
    assert names == "['Kardiologisk Sengeafsnit 1', 'Fjordby Hospital']\n"
