"""The register on all its days, in memory: a small tree that is rearranged, and one that stands in a circle."""

from typing import Any, NamedTuple

import pytest

from sor.core.all_days import AllDays, lives
from sor.core.day import OPEN


class Held(NamedTuple):
    from_day: int
    to_day: int
    parent: str | None

    @property
    def values(self) -> dict[str, Any]:
        return {"parent": self.parent, "from": self.from_day}


@pytest.fixture
def days() -> AllDays[Held]:
    """The ward stands below the clinic until day 20, then, after ten days closed, below the other owner."""
    return AllDays(
        {
            ("unit", "owner"): [Held(1, OPEN, None)],
            ("unit", "other"): [Held(1, 15, None), Held(25, OPEN, None)],
            ("unit", "clinic"): [Held(5, 40, "owner")],
            ("unit", "ward"): [Held(5, 20, "clinic"), Held(30, OPEN, "other")],
            ("unit", "bed"): [Held(5, 50, "ward")],
            ("unit", "a"): [Held(1, OPEN, "b")],
            ("unit", "b"): [Held(1, OPEN, "a")],
            ("place", "bed"): [Held(1, OPEN, None)],
        }.items()
    )


@pytest.mark.parametrize(("day", "begun"), [(4, None), (5, 5), (19, 5), (20, None), (29, None), (30, 30), (99, 30)])
def test_a_subject_is_what_it_is_from_its_first_day_to_before_the_last(
    days: AllDays[Held], day: int, begun: int | None
) -> None:
    found = days.on("unit", "ward", day)
    assert (found and found.from_day) == begun


def test_what_is_not_here_is_nothing_on_any_day(days: AllDays[Held]) -> None:
    assert not days.has("unit", "nobody")
    assert days.on("unit", "nobody", 5) is None
    assert days.versions("unit", "nobody") == []
    assert days.line_above("nobody", 5) == days.chain("nobody", 5) == []


def test_the_line_above_is_that_of_the_day(days: AllDays[Held]) -> None:
    assert [key for key, _ in days.line_above("bed", 10)] == ["bed", "ward", "clinic", "owner"]
    assert [key for key, _ in days.line_above("bed", 25)] == ["bed"]
    assert [key for key, _ in days.line_above("bed", 30)] == ["bed", "ward", "other"]
    assert days.chain("ward", 30) == [
        ("ward", {"parent": "other", "from": 30}),
        ("other", {"parent": None, "from": 25}),
    ]
    assert [key for key, _ in days.line_above("a", 5)] == ["a", "b"]


def test_children_are_those_of_any_day_and_units_alone(days: AllDays[Held]) -> None:
    assert days.children("clinic") == days.children("other") == {"ward"}
    assert days.children("bed") == set()
    days.put("unit", "bed", [Held(5, 50, "clinic")])
    assert days.children("clinic") == {"ward", "bed"}
    assert days.children("ward") == set()


def test_below_is_whoever_stands_there_on_a_day_from_the_first_on(days: AllDays[Held]) -> None:
    assert days.below(["owner"], 19) == {"clinic", "ward", "bed"}
    assert days.below(["owner"], 20) == {"clinic"}
    assert days.below(["owner", "clinic"], 20) == set()
    assert days.below(["a"], 1) == {"b"}


def test_above_is_whoever_stands_there_on_a_day_from_the_first_on(days: AllDays[Held]) -> None:
    assert {(v.from_day, v.to_day) for v in days.ever_above("ward", 19)} == {
        (5, 20), (30, OPEN), (5, 40), (1, OPEN), (25, OPEN),
    }  # fmt: skip
    assert {(v.from_day, v.to_day) for v in days.ever_above("ward", 20)} == {(30, OPEN), (25, OPEN)}
    assert len([*days.ever_above("a", 1)]) == 2


def test_a_unit_is_cut_where_it_or_one_above_becomes_something_else(days: AllDays[Held]) -> None:
    assert days.cuts("ward", 19) == [19, 20, 25, 30, 40, OPEN]
    assert days.cuts("ward", 20) == [20, 25, 30, OPEN]
    assert days.cuts("nobody", 20) == [20, OPEN]


def test_everything_can_be_let_go_of(days: AllDays[Held]) -> None:
    assert len(days) == 8
    assert sorted(days.subjects("unit")) == ["a", "b", "bed", "clinic", "other", "owner", "ward"]
    assert days.children("a") == {"b"}
    days.clear()
    assert (len(days), [*days.subjects("unit")], days.children("a")) == (0, [], set())


def test_periods_that_touch_are_one_life() -> None:
    assert lives([]) == []
    assert lives([(1, 5)]) == [(1, 5)]
    assert lives([(1, 5), (5, 9), (10, 12), (12, OPEN)]) == [(1, 9), (1, 9), (10, OPEN), (10, OPEN)]
