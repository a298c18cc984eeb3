"""The book of changes: releases with their dates, the latest first, each once; the program's version is one of them."""

import re
from datetime import date
from pathlib import Path

from sor import __version__

CHANGELOG = (Path(__file__).parents[1] / "CHANGELOG.md").read_text("utf-8")
HEADS = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
RELEASE = re.compile(r"\[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)")


def releases() -> list[tuple[tuple[int, ...], date]]:
    """Version and day of each, in the order of the file."""
    found = [RELEASE.fullmatch(head) for head in HEADS[1:]]
    assert all(found), HEADS
    return [(tuple(map(int, one.groups()[:3])), date.fromisoformat(one[4])) for one in found if one]


def test_the_first_chapter_is_of_what_is_not_released_yet() -> None:
    assert HEADS[0] == "[Unreleased]"


def test_every_release_has_its_day_and_the_latest_comes_first() -> None:
    told = releases()
    assert told
    assert told == sorted(told, reverse=True)
    assert len({version for version, _ in told}) == len(told)


def test_the_version_of_the_program_is_the_latest_release() -> None:
    assert ".".join(map(str, releases()[0][0])) == __version__


def test_a_chapter_holds_kinds_of_changes_that_are_known() -> None:
    kinds = set(re.findall(r"^### (.*)$", CHANGELOG, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
