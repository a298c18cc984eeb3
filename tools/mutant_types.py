"""What mypy finds in the functions that mutmut made.

A mutant that mypy refuses is caught: `make check` would refuse it. What mypy says of an unchanged copy as well is the
wrapping's doing and catches nothing; nor does what it says of comments (`type: ignore`).
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

UNCHANGED = "__mutmut_orig"
MADE = re.compile(r"__mutmut_(\w+)")
OF_THE_WRAPPING = {"has-type", "ignore-without-code", "no-overload-impl", "no-redef", "unused-ignore"}
"""Kinds of errors that are about how mutmut writes its copies into a file."""


def find_refused(made: Path) -> dict[tuple[str, str], str]:
    """What mypy says of the mutants in a folder: path and name of a mutant to the error that catches it."""
    command = [sys.executable, "-m", "mypy", "--output", "json"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, cwd=made)
    if checked.returncode not in (0, 1):
        raise RuntimeError(checked.stdout + checked.stderr)
    errors = [json.loads(line) for line in checked.stdout.splitlines() if line.startswith("{")]
    return {(str(error["file"]), name): str(error["message"]) for name, error in catching(errors, made)}


def catching(errors: list[dict[str, object]], made: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """The errors that stand in a mutant and not in the unchanged copy of its function, each with the mutant's name."""
    places = {file: _functions(made / file) for file in {str(error["file"]) for error in errors}}
    kept = [error for error in errors if error["code"] not in OF_THE_WRAPPING]
    named = [(places[str(error["file"])].get(int(str(error["line"])), ""), error) for error in kept]
    unchanged = {_told(name, error) for name, error in named if name.endswith(UNCHANGED)}
    for name, error in named:
        if name and not name.endswith(UNCHANGED) and _told(name, error) not in unchanged:
            yield name, error


def _told(name: str, error: dict[str, object]) -> tuple[str, str, str]:
    """The file, the function without the number of its copy, and what is said of it."""
    return str(error["file"]), MADE.sub("", name), MADE.sub("", str(error["message"]))


def _functions(file: Path) -> dict[int, str]:
    """The copy of a function that each line of a file stands in."""
    made = [
        node
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and MADE.search(node.name)
    ]
    return {line: node.name for node in made for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
