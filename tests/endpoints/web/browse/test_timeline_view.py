"""The time line."""

from sor.core.story import steps
from sor.endpoints.web.browse.timeline_view import entries_named, life_bar, names_wanted, step_views
from sor.endpoints.web.kit.values import Values
from sor.endpoints.web.kit.visit import visit_of
from sor.register import Register
from tests.endpoints.web.small_register import CLOSED_CLINIC, FUTURE_CLINIC, PRACTICE_OWNER, PRACTICE_PROVIDER


def test_the_newest_stands_first_the_current_and_the_coming_are_marked(register: Register, values: Values) -> None:
    story = steps(register.at().history(PRACTICE_PROVIDER, resolved=True))
    told = step_views(story, [1, 1, 1, None], PRACTICE_PROVIDER, values)
    assert [(step.day, step.is_coming, step.is_current, step.days, step.serial) for step in told] == [
        ("2027-01-15", True, False, 55, None),
        ("2026-12-01", True, False, 10, 1),
        ("2021-03-01", False, True, -2091, 1),
        ("2018-04-18", False, False, -3139, 1),
    ]


def test_a_closing_is_nothing_that_holds(register: Register, values: Values) -> None:
    story = steps(register.at().history(CLOSED_CLINIC, resolved=True))
    assert [step.is_current for step in step_views(story, [1, 1], CLOSED_CLINIC, values)] == [False, False]


def test_the_bar_covers_the_life_and_the_asked_day(register: Register) -> None:
    visit = visit_of(register, "/", {})
    bar = life_bar(register.at().history(PRACTICE_PROVIDER, resolved=True), visit)
    assert bar is not None
    assert [segment.kind for segment in bar.segments] == ["past", "asked", "coming", "coming"]
    assert bar.segments[0].start == 0
    assert round(sum(segment.width for segment in bar.segments)) == 100
    assert bar.segments[1].start < bar.asked < bar.segments[2].start
    assert len(bar.ticks) <= 7
    future = life_bar(register.at().history(FUTURE_CLINIC, resolved=True), visit)
    assert future is not None
    assert future.asked == 0
    assert life_bar([], visit) is None


def test_everything_that_needs_a_name_is_asked_for_once() -> None:
    answers = [{"parent": "2", "owner": "1", "replaces": ["7"], "postal_address": {"source": "1"}}]
    answers.append({"geographic_parent": {"relation": "x", "parent": "9"}, "location": {"state": "Own"}})
    assert names_wanted(answers) == {"1", "2", "7", "9"}
    assert entries_named([3, None, 1, 3]) == [1, 3]
    assert PRACTICE_OWNER not in names_wanted(answers)
