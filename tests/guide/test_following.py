"""Every example of the guide to following runs against a small register, from the first to the last."""

import os
from pathlib import Path

import pytest

from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.endpoints.servers import SOR, served
from tests.guide_examples import examples, run
from tests.new_databases import NewDatabases

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def test_the_examples_make_a_copy_that_is_proven(
    new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{SOR.parent}:{os.environ['PATH']}")
    register = Scene.copied(new_sqlite, clock).register
    said = []
    with served(f"sqlite:///{register.database.url.database}") as address:
        for language, text in examples("following.md"):
            here = text.replace("copy.db", str(tmp_path / "copy.db")).replace("docs/", f"{ROOT}/docs/")
            said.append(run((language, here), address))
    made, followed, verified, status, replayed, asked = said
    assert "mirror" in made
    assert followed == status
    assert status.startswith(f"A copy of {address}, which has reached serial {register.serial()}: 0 behind, level with")
    assert f"{register.serial()}" in verified
    assert [line.split(" ", 1)[1] for line in asked.splitlines()] == [
        "Region Sjælland 87654321",
        "Bakkens Fodterapi 87654321",
    ]
    assert replayed == f'{{"entries":{register.serial()},"hash":"{register.head().hash}"}}\n'
