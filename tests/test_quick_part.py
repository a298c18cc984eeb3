"""What the quick part leaves out is left out by what a test does, so nobody has to look at a clock."""

import subprocess
import sys
from pathlib import Path

from tests import quick_part
from tests.quick_part import few, few_of_several


def test_the_first_row_and_each_so_manieth_are_quick() -> None:
    rows = few("abcdefg", every=3)
    assert [row for row in rows if isinstance(row, str)] == ["a", "d", "g"]
    assert [(row.values, [mark.name for mark in row.marks]) for row in rows if not isinstance(row, str)] == [
        ((name,), ["slow"]) for name in "bcef"
    ]
    assert [row.values for row in few_of_several([(1, 2), (3, 4)], every=2)[1:]] == [(3, 4)]


def test_of_a_long_sweep_each_so_manieth_is_tested_and_the_rest_soaked() -> None:
    rows = few("abcdefg", every=6, tested=3)
    assert [row for row in rows if isinstance(row, str)] == ["a", "g"]
    assert [(row.values, [mark.name for mark in row.marks]) for row in rows if not isinstance(row, str)] == [
        ((name,), ["slow" if name == "d" else "soak"]) for name in "bcdef"
    ]
    assert [row.marks[0].name for row in few_of_several([(1, 2), (3, 4)], every=2, tested=2)[1:]] == ["soak"]


def test_a_program_that_is_started_is_seen_and_git_does_not_matter() -> None:
    quick_part.begin()
    subprocess.run(["git", "--version"], check=True, capture_output=True)
    assert quick_part.started() == []
    subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True)
    assert quick_part.started() == [Path(sys.executable).name]
    quick_part.begin()
