"""What `make test-quick` leaves out: all but a few rows of a long table, and what needs much to be built or started."""

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

LARGE = frozenset({"written", "large", "demo_file"})
"""Fixtures that build much: a test that uses one of them is slow."""

REAL = "test_real_"
"""How files of tests that read the real register's files are called."""

LEFT_OUT = ("slow", "postgres", "browser", "soak")
"""The marks of tests that are not in the quick part."""

NO_MATTER = frozenset({"git"})
"""Programs that a quick test may start."""

_started: list[str] = []


def is_large(item: pytest.Item) -> bool:
    """Whether a test builds or reads so much that it is slow, whatever it is marked with."""
    return item.path.name.startswith(REAL) or bool(LARGE & set(getattr(item, "fixturenames", ())))


_start = subprocess.Popen.__init__


def _note(program: Any, args: Any, *more: Any, **named: Any) -> None:
    _started.append(Path(str(args if isinstance(args, str | Path) else args[0])).name)
    _start(program, args, *more, **named)


subprocess.Popen.__init__ = _note  # an audit hook is asked about everything that Python does


def begin() -> None:
    """Forget what was started for other tests."""
    _started.clear()


def started() -> list[str]:
    """The programs that were started since, but for those that do not matter."""
    return sorted(set(_started) - NO_MATTER)


def is_quick(item: pytest.Item) -> bool:
    """Whether `make test-quick` runs it."""
    return not any(item.get_closest_marker(name) for name in LEFT_OUT)


def few(rows: Iterable[Any], *, every: int, tested: int = 1) -> list[Any]:
    """Rows to parametrise a test with: the first and each so manieth after it are quick, the others slow. tested: of a
    long sweep, of which those that are not quick are slow by each so manieth, and else for `make soak`.
    """
    return [row if mark is None else pytest.param(row, marks=mark) for row, mark in _marked(rows, every, tested)]


def few_of_several(rows: Iterable[tuple[Any, ...]], *, every: int, tested: int = 1) -> list[Any]:
    """The same for rows of several values."""
    return [row if mark is None else pytest.param(*row, marks=mark) for row, mark in _marked(rows, every, tested)]


def _marked(rows: Iterable[Any], every: int, tested: int) -> Iterator[tuple[Any, pytest.MarkDecorator | None]]:
    for n, row in enumerate(rows):
        yield row, None if n % every == 0 else pytest.mark.slow if n % tested == 0 else pytest.mark.soak
