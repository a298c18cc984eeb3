"""The life of a format, as its states follow from the days."""

import pytest

from sor.formats.published.life_cycle import (
    ANNOUNCED,
    ENDED,
    IN_FORCE,
    IN_TRANSITION,
    BadStarts,
    Event,
    State,
    months_after,
    read_starts,
    roadmap,
    state_of,
)

STARTS = {"xml3": 20270101}


@pytest.mark.parametrize(
    ("name", "day", "state"),
    [
        ("xml3", 20261231, State(ANNOUNCED, 20270101)),
        ("xml3", 20270101, State(IN_FORCE, 20270101)),
        ("xml2", 20121031, State(ANNOUNCED, 20121101)),
        ("xml2", 20261231, State(IN_FORCE, 20121101)),
        ("xml2", 20270101, State(IN_TRANSITION, 20270101, 20270701)),
        ("xml2", 20270630, State(IN_TRANSITION, 20270101, 20270701)),
        ("xml2", 20270701, State(ENDED, 20270701)),
        ("xml1", 20130430, State(IN_TRANSITION, 20121101, 20130501)),
        ("xml1", 20130501, State(ENDED, 20130501)),
    ],
)
def test_a_version_goes_on_beside_its_successor_for_half_a_year(name: str, day: int, state: State) -> None:
    assert state_of(name, day, STARTS) == state


def test_without_a_date_version_3_is_announced_and_version_2_stays() -> None:
    assert state_of("xml3", 20300101) == State(ANNOUNCED)
    assert state_of("xml2", 20300101).name == IN_FORCE


def test_a_format_that_has_ended_is_no_longer_written_one_that_is_announced_may_be_tried() -> None:
    assert not state_of("xml1", 20261101).is_written
    assert state_of("xml3", 20261101).is_written


def test_a_format_without_a_history_is_in_force() -> None:
    assert state_of("ndjson", 20261101).name == IN_FORCE


def test_the_roadmap_names_every_turn() -> None:
    assert roadmap({"xml2": 1, "xml3": 1}) == [Event(None, "xml3", ANNOUNCED), Event(20121101, "xml2", IN_FORCE)]
    assert roadmap({"xml2": 1, "xml3": 1}, STARTS) == [
        Event(20270701, "xml2", ENDED),
        Event(20270101, "xml2", IN_TRANSITION),
        Event(20270101, "xml3", IN_FORCE),
        Event(20121101, "xml2", IN_FORCE),
    ]


@pytest.mark.parametrize(("day", "after"), [(20260831, 20270228), (20270831, 20280229), (20270101, 20270701)])
def test_half_a_year_after_the_last_of_a_month(day: int, after: int) -> None:
    assert months_after(day, 6) == after


def test_starts_are_read_from_a_setting() -> None:
    assert read_starts("") == {}
    assert read_starts("xml3=2027-01-01, csv = 2028-02-29") == {"xml3": 20270101, "csv": 20280229}


@pytest.mark.parametrize("text", ["xml3", "=2027-01-01", "xml3=soon"])
def test_a_setting_that_cannot_be_read_says_what_to_write(text: str) -> None:
    with pytest.raises(BadStarts, match=r"^SOR_FORMAT_STARTS: .* Write for example xml3=2027-01-01\.$"):
        read_starts(text)
