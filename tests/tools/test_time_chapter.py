"""The guide's chapter on time tells every scenario."""

from tests.spec.scenarios import SCENARIOS
from tools import time_chapter


def test_every_scenario_has_its_section_with_what_is_recorded_and_what_holds() -> None:
    chapter = time_chapter.generate()
    assert [line.removeprefix("## ") for line in chapter.splitlines() if line.startswith("## ")] == [
        scenario.title for scenario in SCENARIOS
    ]
    assert "Recorded:\n\n```text\ncreate 0: name A\nfrom 10: name B\nfrom 1: name C\n```" in chapter
    assert "Holds:\n\n```text\nname: 0 A | 1 C | 10 B\nknown 2: name: 0 A | 10 B\nknown 1: name: 0 A\n```" in chapter


def test_the_notation_is_explained() -> None:
    assert "* `withdraw 2`" in time_chapter.generate()
