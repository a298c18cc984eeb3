"""A module that is read late is the same module, read once."""

import subprocess
import sys

import pytest

from sor.store.late import late

PROGRAM = """
import sys
from sor.store.late import late
found = late("colorsys")
print("rgb_to_hsv" in object.__getattribute__(found, "__dict__"))
print(found.rgb_to_hsv(1, 1, 1), "rgb_to_hsv" in found.__dict__, late("colorsys") is found is sys.modules["colorsys"])
"""


@pytest.mark.slow
def test_it_is_read_when_something_of_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False", "(0.0, 0.0, 1) True True"]


def test_what_is_read_already_is_given_as_it_is() -> None:
    assert late("sys") is sys


def test_a_module_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(ModuleNotFoundError, match="no module"):
        late("sor.no_such")
