"""The import contract of `make check` can be broken: each of its parts is, on a copy, and told."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAULTS = {
    "core/day.py": ("from sor.store import log", "Imports point one way"),
    "formats/packing.py": ("from sor.store import log", "Formats and store know nothing of each other"),
    "access/authority.py": ("import click", "Access decides on values that are handed in"),
    "core/text.py": ("import lxml", "The core is pure"),
    "oss/simulator/noise.py": ("from sor.store import log", "The simulator of FK-ORG knows nothing of its client"),
}
"""Into which module what is put, and the contract that it breaks."""


def told(copy: Path) -> str:
    """What the contract's program says of a copy."""
    program = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run(
        [program, "--no-logo", "--no-cache"], cwd=copy, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(copy / "src")},
    )  # fmt: skip
    return ran.stdout + ran.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    wanted = shutil.ignore_patterns("static", "__pycache__")
    shutil.copytree(ROOT / "src/sor", tmp_path / "src/sor", ignore=wanted)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_among_those_that_are_broken_here() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert sorted(said["name"].partition(":")[0] for said in contracts) == sorted(said for _, said in FAULTS.values())


@pytest.mark.slow
def test_each_contract_can_be_broken(copy: Path) -> None:
    for name, (fault, _) in FAULTS.items():
        module = copy / "src/sor" / name
        module.write_text(f"{module.read_text()}\n{fault}\n")
    said = told(copy)
    for _, contract in FAULTS.values():
        assert any(contract in line and "BROKEN" in line for line in said.splitlines()), said


@pytest.mark.slow
def test_a_module_that_stands_in_no_layer_is_told(copy: Path) -> None:
    (copy / "src/sor/outside.py").write_text("")
    said = told(copy)
    assert "outside" in said
    assert "0 broken" not in said
