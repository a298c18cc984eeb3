"""What `make test-quick` leaves out: all but a few rows of a long table, and what needs much to be built or started;
and what `make test` leaves to `make soak` of what both databases do alike.
"""

import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent

LARGE = frozenset({"written", "large", "demo_file", "small_demo_file", "demo_to_try"})
"""Fixtures that build much: a test that uses one of them is slow."""

REAL = "test_real_"
"""How files of tests that read the real register's files are called."""

LEFT_OUT = ("slow", "postgres", "browser", "soak")
"""The marks of tests that are not in the quick part."""

NO_MATTER = frozenset({"git"})
"""Programs that a quick test may start."""

ASKS_ITSELF = frozenset({"store", "attacks", "spec", "properties"})
"""Folders of tests whose every test goes over PostgreSQL too; of the others, each fourth does."""

LONG = TESTS / "long_tests.txt"
"""Names the tests that are slow because one of their cases took so long."""

SECONDS = 0.04
"""Of processor time, from which on a test is named there; what is made before it does not count."""

LEFT = (pytest.mark.left, pytest.mark.soak)
"""The marks of a case that `make test` leaves to `make soak`."""

MANY = 4
"""Cases of a slow test from which on two of three are left to `make soak`."""

_started: list[str] = []
_took_long: set[str] = set()


def is_large(item: pytest.Item) -> bool:
    """Whether a test builds or reads so much that it is slow, whatever it is marked with."""
    if item.path.name.startswith(REAL) or bool(LARGE & set(getattr(item, "fixturenames", ()))):
        return True
    return _name(item) in _long() and not item.config.getoption("note_long")


@cache
def _long() -> frozenset[str]:
    return frozenset(LONG.read_text("utf-8").split())


def _name(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def note(item: pytest.Item, seconds: float) -> None:
    """Remember how long a test took, in seconds of processor time."""
    if seconds >= SECONDS and is_quick(item):
        _took_long.add(_name(item))


def write_long() -> None:
    """Name the tests that took long: ``pytest --note-long`` of the quick part, in one process, writes them all anew."""
    LONG.write_text("".join(f"{name}\n" for name in sorted(_took_long)), "utf-8")


def leave_to_soak(items: Sequence[pytest.Item]) -> None:
    """Mark what `make test` need not do each time, because what it does beside would see the same faults."""
    _leave_cases(items)
    _leave_databases(items)


def _leave_cases(items: Sequence[pytest.Item]) -> None:
    """Of a slow test with many cases each third is tested, unless it says itself which are (``some``, ``few``), or
    that all are (``every_case``).
    """
    tests: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        is_slow = item.get_closest_marker("slow") or item.get_closest_marker("browser")
        if is_slow and not _is_on_postgresql(item):
            tests[_name(item)].append(item)
    for cases in tests.values():
        if len(cases) >= MANY and not any(one.get_closest_marker("soak") for one in cases):
            for n, case in enumerate(cases):
                if n % 3 and not case.get_closest_marker("every_case"):
                    _leave(case)


def _leave_databases(items: Sequence[pytest.Item]) -> None:
    """Of what runs on both databases, PostgreSQL is asked the first case of each test: the others ask it in the same
    words about other values. Outside the folders that ask most of it, each fourth test is, in the order of its file.
    What is marked ``alike`` is left to SQLite.
    """
    tests: dict[tuple[Path, str], dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        if not _is_on_postgresql(item) or item.get_closest_marker("soak"):
            continue
        folder = item.path.relative_to(TESTS).parts[0]
        if item.get_closest_marker("alike"):
            _leave(item)
            continue
        if folder == "store":
            continue
        name = _name(item)
        of_file = tests[item.path, "" if folder in ASKS_ITSELF else "each fourth"]
        if of_file.setdefault(name, item) is not item:
            _leave(item)
    for (_, which), of_file in tests.items():
        for first in [one for n, one in enumerate(of_file.values()) if n % 4] if which else ():
            _leave(first)


def _leave(item: pytest.Item) -> None:
    for mark in LEFT:
        item.add_marker(mark)


def _is_on_postgresql(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return callspec is not None and "postgresql" in [one for one in callspec.params.values() if isinstance(one, str)]


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


def few(rows: Iterable[Any], *, every: int, tested: int = 3) -> list[Any]:
    """Rows to parametrise a test with: the first and each so manieth after it are quick, the others slow. tested: of a
    long sweep, of which those that are not quick are slow by each so manieth, and else for `make soak`.
    """
    return [pytest.param(row, marks=marks) if marks else row for row, marks in _marked(rows, every, tested)]


def few_of_several(rows: Iterable[tuple[Any, ...]], *, every: int, tested: int = 3) -> list[Any]:
    """The same for rows of several values."""
    return [pytest.param(*row, marks=marks) if marks else row for row, marks in _marked(rows, every, tested)]


def some(rows: Iterable[Any], *, tested: int) -> list[Any]:
    """Rows of a test that is slow whatever it is given: each so manieth is tested, the rest are for `make soak`."""
    return [row if n % tested == 0 else pytest.param(row, marks=LEFT) for n, row in enumerate(rows)]


def _marked(rows: Iterable[Any], every: int, tested: int) -> Iterator[tuple[Any, Sequence[pytest.MarkDecorator]]]:
    for n, row in enumerate(rows):
        yield row, () if n % every == 0 else (pytest.mark.slow,) if n % tested == 0 else LEFT
