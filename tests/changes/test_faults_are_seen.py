"""Mutation testing of what decides changes and folds timelines: ``mutmut`` puts small faults into its code, one at a
time, and the type checker or a test has to see each (``[tool.mutmut]`` in pyproject.toml says where and by which;
``tools/try_mutants.py`` tries them). Those that nobody sees stand with the reason in docs/decisions/unseen_faults.md.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.soaking import report

ROOT = Path(__file__).parents[2]
COPY = ROOT / ".cache" / "mutants"
BESIDE = ("bench", "contracts", "docs", "src", "tests", "tools")
MOST_UNSEEN = 0.03
LISTED = re.compile(r"^- (`[^`]+` `.*` → `.*`)$", re.MULTILINE)
PLACE = re.compile(r"`(?P<path>[^:]+):(?P<name>[^`]+)` `(?P<line>.*)` → `.*`")


def listed() -> set[str]:
    """The faults that are known to be unseen, as ``tools/try_mutants.py`` writes them."""
    return {*LISTED.findall((ROOT / "docs" / "decisions" / "unseen_faults.md").read_text("utf-8"))}


def source_of(path: str, name: str) -> str:
    """The lines of a function as one, as the list writes them: without the name of the function; empty of none."""
    text = (ROOT / "src" / "sor" / path).read_text("utf-8")
    scope: list[ast.stmt] = ast.parse(text).body
    lines: list[str] = []
    for part in name.split("."):
        named = [one for one in scope if isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name == part]
        scope = [line for one in named for line in one.body]
        lines = [line.strip() for one in named for line in text.splitlines()[one.lineno - 1 : one.end_lineno]]
    return " ".join(lines).replace(f"def {part}(", "def (", 1)


def test_what_is_listed_is_a_line_of_the_program_still() -> None:
    places = [PLACE.fullmatch(fault) for fault in listed()]
    gone = [one[0] for one in places if one is not None and one["line"] not in source_of(one["path"], one["name"])]
    assert places
    assert gone == []


@pytest.mark.soak
def test_hardly_a_fault_in_what_decides_goes_unseen() -> None:
    if os.environ.get("ANEW"):
        shutil.rmtree(COPY, ignore_errors=True)
    for folder in BESIDE:
        shutil.rmtree(COPY / folder, ignore_errors=True)
        shutil.copytree(ROOT / folder, COPY / folder, ignore=shutil.ignore_patterns("__pycache__", ".cache"))
    for file in ("Makefile", "README.md", "GLOSSARY.md", "pyproject.toml"):
        shutil.copy2(ROOT / file, COPY / file)
    command, environment = [sys.executable, "-m", "tools.try_mutants"], {"MINUTES": "1"} | os.environ
    subprocess.run(command, cwd=COPY, env=environment, check=True)
    told = subprocess.run([*command, "--told"], cwd=COPY, check=True, capture_output=True, text=True)
    found = told.stdout.splitlines()
    total, refused, seen, waiting = map(int, found[0].split())
    unseen = found[1:]
    report(total=total, refused=refused, seen=seen, unseen=len(unseen), waiting=waiting)
    if not waiting:
        assert {*unseen} <= listed()
        assert len(unseen) < MOST_UNSEEN * total
