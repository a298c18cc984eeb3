"""What the quick part leaves out is left out by what a test does, or because it was seen to take long."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import quick_part
from tests.quick_part import few, few_of_several


def test_the_first_row_and_each_so_manieth_are_quick() -> None:
    rows = few("abcdefg", every=3, tested=1)
    assert [row for row in rows if isinstance(row, str)] == ["a", "d", "g"]
    assert [(row.values, [mark.name for mark in row.marks]) for row in rows if not isinstance(row, str)] == [
        ((name,), ["slow"]) for name in "bcef"
    ]
    assert [row.values for row in few_of_several([(1, 2), (3, 4)], every=2, tested=1)[1:]] == [(3, 4)]


def test_of_a_long_sweep_each_so_manieth_is_tested_and_the_rest_soaked() -> None:
    rows = few("abcdefg", every=6, tested=3)
    assert [row for row in rows if isinstance(row, str)] == ["a", "g"]
    assert [(row.values, [mark.name for mark in row.marks]) for row in rows if not isinstance(row, str)] == [
        ((name,), ["slow"] if name == "d" else ["left", "soak"]) for name in "bcdef"
    ]
    assert [row.marks[0].name for row in few_of_several([(1, 2), (3, 4)], every=2, tested=2)[1:]] == ["left"]


def test_of_a_test_on_both_databases_postgresql_is_asked_one_case(request: pytest.FixtureRequest) -> None:
    asked = Counter(
        item.nodeid.partition("[")[0]
        for item in request.session.items
        if item.get_closest_marker("postgres")
        and not item.get_closest_marker("soak")
        and item.path.parent.name != "store"
        and "postgresql" in getattr(item, "callspec", SimpleNamespace(params={})).params.values()
    )
    assert {name: count for name, count in asked.items() if count > 1} == {}


def test_most_of_what_is_named_as_long_is_there() -> None:
    """Tests may move and get other names; when many have, `pytest --note-long` of the quick part names them anew."""
    named = quick_part.LONG.read_text("utf-8").split()
    there = [name for name in named if _is_there(*name.split("::"))]
    assert len(there) > 0.7 * len(named)


def _is_there(path: str, *within: str) -> bool:
    file = quick_part.TESTS.parent / path
    return file.is_file() and f"def {within[-1]}(" in file.read_text("utf-8")


class Case:
    """What pytest knows of a case of a test."""

    def __init__(self, folder: str, name: str, *marks: str, database: str = "") -> None:
        self.path = quick_part.TESTS / folder / "test_it.py"
        self.nodeid = f"tests/{folder}/test_it.py::test_{name}"
        self.marks = [getattr(pytest.mark, mark) for mark in marks]
        if database:
            self.callspec = SimpleNamespace(params={"new_database": database})

    def get_closest_marker(self, name: str) -> Any:
        return next((mark for mark in self.marks if mark.name == name), None)

    def add_marker(self, mark: Any) -> None:
        self.marks.append(mark)


def kept(*cases: Any) -> str:
    """The letters of the cases that `make test` runs."""
    quick_part.leave_to_soak(cases)
    return "".join(case.nodeid[-2] for case in cases if not case.get_closest_marker("soak"))


def test_of_a_slow_test_with_many_cases_each_third_is_tested() -> None:
    assert kept(*(Case("faults", f"it[{n}]", "slow") for n in "abcde")) == "ad"
    assert kept(*(Case("faults", f"it[{n}]") for n in "abcde")) == "abcde", "quick ones all are"
    assert kept(*(Case("faults", f"it[{n}]", "slow") for n in "abc")) == "abc", "a few all are"
    assert kept(*(Case("faults", f"it[{n}]", "slow", "every_case") for n in "abcde")) == "abcde"
    assert (
        kept(*(Case("faults", f"it[{n}]", "slow") for n in "abcd"), Case("faults", "it[x]", "slow", "soak")) == "abcd"
    )


def test_postgresql_is_asked_one_case_of_each_test_or_of_each_fourth() -> None:
    def on_both(folder: str, *marks: str) -> str:
        tests = {"one": "ab", "two": "cd", "three": "ef", "four": "gh", "five": "ij"}
        names = [f"{name}[{n}]" for name, letters in tests.items() for n in letters]
        return kept(*(Case(folder, name, "postgres", *marks, database="postgresql") for name in names))

    assert on_both("attacks") == "acegi"
    assert on_both("changes") == "ai"
    assert on_both("store") == "abcdefghij"
    assert on_both("attacks", "alike") == ""


def test_a_program_that_is_started_is_seen_and_git_does_not_matter() -> None:
    quick_part.begin()
    subprocess.run(["git", "--version"], check=True, capture_output=True)
    assert quick_part.started() == []
    subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True)
    assert quick_part.started() == [Path(sys.executable).name]
    quick_part.begin()
