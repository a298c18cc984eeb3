"""Faults are put into a small program, and tried with its tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SETTINGS = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/shop.py"]
pytest_add_cli_args_test_selection = ["tests"]
track_dependencies = false
use_git_change_detection = false

[tool.mypy]
files = ["src"]
strict = true
"""
PROGRAM = '''
from collections.abc import Callable


class Shop:
    """Sells."""

    def price(self, pieces: int, reduced: bool = False) -> int:
        """What pieces cost."""
        if pieces > 10:
            return pieces * 9
        return pieces * 10


def _idle(text: str) -> str:
    return text + "!"


def _raising(by: int) -> Callable[[int], int]:
    def raised(price: int) -> int:
        return price + by

    return raised


with_fee = _raising(2)

'''
TESTS = """
import gc

from shop import Shop, with_fee

gc.freeze()

def test_fee() -> None:
    assert with_fee(20) == 22

def test_few() -> None:
    assert Shop().price(2) == 20

def test_many() -> None:
    assert Shop().price(20) == 180
"""

HEAD = "def (self, pieces: int, reduced: bool = False) -> int:"

UNCHANGED = """def x_f__mutmut_orig(a: int) -> int:
    if (
        a > 1
    ):
        b = a
        return b
    return 2
"""


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("a > 1", "a >= 1", {1, 2, 3}),
        ("return b", "return None", {5}),
        ("return 2", "return 3", {6}),
        ("a: int)", "a: int = 2)", set[int]()),
    ],
)
def test_a_fault_is_tried_with_the_tests_that_run_its_statement(before: str, after: str, lines: set[int]) -> None:
    source = UNCHANGED.replace(before, after).replace("orig", "7")
    from tools.try_mutants import changed_lines, differing  # a second of imports, which only this test needs

    assert changed_lines(UNCHANGED, source) == lines
    if lines:
        without, with_it = differing(UNCHANGED, source)
        assert before in without
        assert after in with_it


@pytest.mark.slow
@pytest.mark.left  # thirty seconds, about a tool that only `make soak` uses
@pytest.mark.soak
def test_what_no_test_sees_is_told(tmp_path: Path) -> None:
    for name, text in (("pyproject.toml", SETTINGS), ("src/shop.py", PROGRAM), ("tests/test_shop.py", TESTS)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    script = (
        f"import sys; sys.path.append({str(ROOT)!r}); from tools.try_mutants import main; sys.exit(main(sys.argv[1:]))"
    )

    def run(*arguments: str, sample: int = 0) -> list[str]:
        command, environment = [sys.executable, "-c", script, *arguments], {**os.environ, "SAMPLE": str(sample)}
        done = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
        return done.stdout.splitlines()

    run(sample=4)
    of_sample, of_all = run("--told", sample=4), run("--told")
    assert (of_sample[0].split()[:2], of_sample[0].split()[3]) == (["4", "0"], "0"), "of a sample all are tried"
    assert of_all[1:] == of_sample[1:], "and no others are"

    run()
    counted, *unseen = run("--told")
    total, refused, seen, waiting = map(int, counted.split())
    assert of_all[0].split() == [str(total), str(refused), of_sample[0].split()[2], str(total - refused - 4)]
    assert [one for one in unseen if one in of_sample] == of_sample[1:]
    assert unseen == [
        f"`shop.py:Shop.price` `{HEAD}` → `{HEAD.replace('False', 'True')}`",
        "`shop.py:Shop.price` `if pieces > 10:` → `if pieces >= 10:`",
        "`shop.py:Shop.price` `if pieces > 10:` → `if pieces > 11:`",
        '`shop.py:_idle` `return text + "!"` → `return text + "XX!XX"`',
    ]
    assert refused
    assert seen == total - refused - len(unseen)
    assert waiting == 0
    (tmp_path / "tests/test_shop.py").write_text(
        f"{TESTS}\n\ndef test_ten() -> None:\n    assert Shop().price(10) == 100\n"
    )
    run("*price*")
    assert run("--told")[1:] == [one for one in unseen if ">=" not in one]
