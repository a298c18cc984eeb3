"""A module that is read late is the same module, read once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sor.store.late import late

PROGRAM = """
import sys
from sor.store.late import is_read, late
found = late("colorsys")
print("colorsys" in sys.modules, is_read(found))
print(found.rgb_to_hsv(1, 1, 1), is_read(found), late("colorsys") is sys.modules["colorsys"])
"""

SLOW = """
import time
time.sleep(0.3)
value = 1
"""
THREADS = """
import sys, threading
from sor.store.late import is_read, late
found = late("slow_to_read")
told = []
def ask():
    told.append(is_read(found) and found.value or 0)
def read():
    told.append(found.value)
asking = [threading.Thread(target=read) for _ in range(4)]
for one in asking: one.start()
for _ in range(20): ask()
for one in asking: one.join()
print(sorted(told))
"""


@pytest.mark.slow
def test_it_is_read_when_something_of_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False False", "(0.0, 0.0, 1) True True"]


@pytest.mark.slow
def test_no_thread_sees_it_half_read(tmp_path: Path) -> None:
    """Who asks for something of it waits; whether it has been read is answered no until it has been, whole."""
    (tmp_path / "slow_to_read.py").write_text(SLOW)
    given = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True, env=given)
    assert done.stdout == f"{[0] * 20 + [1] * 4}\n"


def test_what_is_read_already_is_given_as_it_is() -> None:
    assert late("sys") is sys


def test_a_module_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(ModuleNotFoundError, match="no module"):
        late("sor.no_such")
