"""What mypy finds in the functions that mutmut made, a line of JSON each, as `mutmut run` reads it (pyproject.toml).

A mutant that mypy refuses is caught: `make check` would refuse it. What mypy says of an unchanged copy as well is the
wrapping's doing and catches nothing; nor does what it says of comments (`type: ignore`).
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

UNCHANGED = "__mutmut_orig"
MADE = re.compile(r"__mutmut_(\w+)")
OF_THE_WRAPPING = {"has-type", "ignore-without-code", "no-overload-impl", "no-redef", "unused-ignore"}
"""Kinds of errors that are about how mutmut writes its copies into a file."""


def main(command: Sequence[str]) -> int:
    """Run the checker, whose words these are, and print the errors that catch a mutant."""
    checked = subprocess.run([*command], capture_output=True, text=True, check=False)
    if checked.returncode not in (0, 1):
        sys.stderr.write(checked.stdout + checked.stderr)
        return checked.returncode
    errors = [json.loads(line) for line in checked.stdout.splitlines() if line.startswith("{")]
    for error in catching(errors):
        print(json.dumps(error))
    return 0


def catching(errors: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """The errors that stand in a mutant and not in the unchanged copy of its function."""
    places = {file: _functions(Path(file)) for file in {str(error["file"]) for error in errors}}
    kept = [error for error in errors if error["code"] not in OF_THE_WRAPPING]
    named = [(places[str(error["file"])].get(int(str(error["line"])), ""), error) for error in kept]
    unchanged = {_told(name, error) for name, error in named if name.endswith(UNCHANGED)}
    for name, error in named:
        if name and not name.endswith(UNCHANGED) and _told(name, error) not in unchanged:
            yield error


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
