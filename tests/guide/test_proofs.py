"""The guide on proofs, run from its first example to its last in a demo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import copy_demo
from tests.guide_examples import examples

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_every_example_does_what_the_guide_says(small_demo_file: Path, tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    environment = {**os.environ, "SOR_DATABASE": copy_demo(small_demo_file, tmp_path)}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    told = []
    for language, line in examples("proofs.md"):
        assert language == "sh"
        done = subprocess.run(
            line, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)
    assert "90000071000016007 Kardiologisk Sengeafsnit 1, " in told[1]
    assert '"code":"90000071000016007"' in told[2]
    assert '"of": "entry"' in told[4]
