"""A promise about the source is one because it can be broken: each is, on a small copy, and seen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import check_promises as promises

SOUND = {
    "docs/core.md": "## 1. The timeline\n\n`core/day.py:today` decides.\n",
    "README.md": "See `docs/core.md`, `a/b.py` and `inside/a/zip.csv`.\n",
    "src/sor/clock.py": "from datetime import UTC, datetime\n\nnow = datetime.now(UTC)\n",
    "src/sor/core/day.py": '"""Days (``CORE`` §1). Select them."""\n\n\ndef today() -> int: ...\n',
    "src/sor/store/reads.py": 'import sqlalchemy\n\nONE = "SELECT 1 WHERE valid_to > :first AND known_from <= :upto"\n',
    "src/sor/store/as_of.py": 'KNOWN = "known_from <= :known AND :known < known_to"\n',
    "tests/core/test_day.py": "",
    "tests/test_house_rules.py": 'TESTED_ELSEWHERE: dict[str, str] = {"core/as_of.py": "plain values"}\n',
    "src/sor/register.py": 'import time\n\nstarted = time.monotonic()\nasked = "SELECTED"\n',
    "tools/tell.py": 'print(now, today, ONE, KNOWN, started, "sor.register:asked")\n',
}

BROKEN = [
    (promises.cited_sections_stand, "src/sor/core/day.py", '"""``CORE`` §1, §26."""', ":1: CORE §26 does not"),
    (promises.cited_sections_stand, "docs/guide.md", "\n`CORE` §3", "docs/guide.md:2: CORE §3 does not"),
    (promises.cited_files_stand, "README.md", "\n\n`core/month.py`", "README.md:3: there is no file core/month.py"),
    (promises.cited_files_stand, "README.md", "`core/day.py:winner`", "core/day.py has no winner"),
    (promises.only_the_store_speaks_sql, "src/sor/register.py", 'x = f"SELECT a FROM {b}"', ":1: a statement of SQL"),
    (promises.only_the_store_speaks_sql, "src/sor/register.py", 'x = "WITH a AS (SELECT 1)"', "a statement of SQL"),
    (promises.only_the_store_speaks_sql, "src/sor/core/a.py", "import sqlite3", "imports sqlite3"),
    (promises.only_the_store_speaks_sql, "src/sor/core/a.py", "from sqlalchemy.sql import text", "sqlalchemy.sql"),
    (
        promises.the_as_of_condition_stands_once,
        "src/sor/store/a.py",
        'x = "SELECT 1 WHERE :known < known_to"',
        "a.py:1",
    ),
    (promises.the_as_of_condition_stands_once, "src/sor/store/a.py", 'x = f"{y} AND :day < up.valid_to"', "as-of"),
    (promises.the_as_of_condition_stands_once, "src/sor/store/a.py", 'x = "known_to > :known"', "as-of"),
    (promises.the_as_of_condition_stands_once, "src/sor/store/a.py", 'x = "WHERE known_to = :never"', "as-of"),
    (promises.the_as_of_condition_stands_once, "src/sor/store/a.py", 'x = "known_to = 9007199254740992"', "as-of"),
    (promises.only_the_clock_knows_the_time, "src/sor/a.py", "x = datetime.now(UTC)", "asks datetime.now"),
    (promises.only_the_clock_knows_the_time, "src/sor/a.py", "x = datetime.date.today()", "asks date.today"),
    (promises.only_the_clock_knows_the_time, "src/sor/a.py", "default = datetime.now", "asks datetime.now"),
    (promises.only_the_clock_knows_the_time, "src/sor/a.py", "from time import time", "imports time.time"),
    (
        promises.every_module_has_its_test,
        "src/sor/core/a.py",
        "def f(): ...",
        "no test of its own, tests/core/test_a.py",
    ),
    (promises.every_module_has_its_test, "src/sor/core/__init__.py", "def f(): ...", "tests/core/test_core.py"),
    (promises.every_module_has_its_test, "src/sor/core/a.py", "class A:\n    def f(self): ...", "tests/core/test_a.py"),
    (promises.text_becomes_code_in_one_place, "src/sor/a.py", "exec('x = 1')", "a.py:1: makes code of a text"),
    (promises.text_becomes_code_in_one_place, "src/sor/a.py", "x = eval('1')", "makes code of a text"),
    (promises.nothing_stands_for_tests_alone, "src/sor/a.py", "def told(): ...", "a.py:1: nothing but tests uses told"),
    (promises.nothing_stands_for_tests_alone, "src/sor/a.py", "class Told: ...", "uses Told"),
    (promises.nothing_stands_for_tests_alone, "src/sor/a.py", "TOLD = 1", "uses TOLD"),
    (promises.nothing_stands_for_tests_alone, "src/sor/a.py", "TOLD: int = 1", "uses TOLD"),
    (promises.nothing_stands_for_tests_alone, "src/sor/a.py", "ONE, TOLD = 1, 2", "uses TOLD"),
    (
        promises.dropped_words_stay_away,
        "src/sor/a.py",
        "\nclass Sender: ...",
        "a.py:2: class Sender; write ChangeContext",
    ),
    (promises.dropped_words_stay_away, "docs/guide.md", "The desk\njournal. The Desk journal.", "write audit log"),
    (promises.nothing_stands_for_tests_alone, "tools/tell.py", "print(now, today, ONE, KNOWN, started)", "uses asked"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name, text in SOUND.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_what_is_sound_breaks_no_promise(copy: Path) -> None:
    assert [fault for promise in promises.PROMISES for fault in promise(copy)] == []


@pytest.mark.parametrize(("promise", "name", "text", "told"), BROKEN)
def test_each_promise_can_be_broken(
    copy: Path, promise: Callable[[Path], Iterator[str]], name: str, text: str, told: str
) -> None:
    (copy / name).parent.mkdir(parents=True, exist_ok=True)
    (copy / name).write_text(text, "utf-8")
    (fault,) = promise(copy)
    assert told in fault


def test_every_promise_is_among_those_that_are_broken_here() -> None:
    assert {promise for promise, *_ in BROKEN} == set(promises.PROMISES)


@pytest.mark.soak  # `make check` says so each time
def test_this_project_keeps_them() -> None:
    assert promises.main() == 0
