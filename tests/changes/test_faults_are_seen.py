"""Mutation testing of what decides changes and folds timelines: ``mutmut`` puts small faults into its code, one at a
time, and the type checker or a test has to see each (``[tool.mutmut]`` in pyproject.toml says where and by which).

"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.soaking import report

ROOT = Path(__file__).parents[2]
COPY = ROOT / ".cache" / "mutants"
BESIDE = ("bench", "contracts", "docs", "src", "tests", "tools")
MOST_UNSEEN = 0.03

SURVIVED, NO_TESTS = 0, 33
"""The exit codes that mutmut keeps for a fault that nobody sees; None is for one that was not tried yet."""


def verdicts(made: Path) -> Counter[str]:
    """How many faults were seen, were not, and wait, by what mutmut keeps in its folder."""
    found: Counter[str] = Counter()
    for meta in made.rglob("*.py.meta"):
        for code in json.loads(meta.read_text())["exit_code_by_key"].values():
            found["waiting" if code is None else "unseen" if code in (SURVIVED, NO_TESTS) else "seen"] += 1
    return found


def test_a_fault_is_seen_unless_its_tests_pass_or_there_are_none(tmp_path: Path) -> None:
    kept = {"a.x_f__mutmut_1": 1, "a.x_f__mutmut_2": 0, "a.x_f__mutmut_3": None, "a.x_g__mutmut_1": 33, "a.x_h": 37}
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py.meta").write_text(json.dumps({"exit_code_by_key": kept}))
    assert verdicts(tmp_path) == {"seen": 2, "unseen": 2, "waiting": 1}


@pytest.mark.soak
def test_hardly_a_fault_in_what_decides_goes_unseen() -> None:
    if os.environ.get("ANEW"):
        shutil.rmtree(COPY, ignore_errors=True)
    for folder in BESIDE:
        shutil.rmtree(COPY / folder, ignore_errors=True)
        shutil.copytree(ROOT / folder, COPY / folder, ignore=shutil.ignore_patterns("__pycache__", ".cache"))
    for file in ("Makefile", "README.md", "GLOSSARY.md", "pyproject.toml"):
        shutil.copy2(ROOT / file, COPY / file)
    programs = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    running = subprocess.Popen([programs / "mutmut", "run", "--max-children", "2"], cwd=COPY, env=environment)
    try:
        assert running.wait(60 * float(os.environ.get("MINUTES", "1"))) == 0
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGINT)
        running.wait()
    found = verdicts(COPY / "mutants")
    report(**found)
    if found["seen"] and not found["waiting"]:
        assert found["unseen"] < MOST_UNSEEN * found.total()
