"""How far ahead a change is dated: every door, every operation, the day before and the day of the boundary."""

import pytest

from sor.rules.surroundings import Surroundings
from tests.rules.cases import COMING, SINCE_2018, ask, faults
from tests.rules.registers import TODAY, TYPE_LEVELS, unit

NOWHERE = Surroundings({}, TYPE_LEVELS, TODAY)
YESTERDAY, TOMORROW, IN_SIX_DAYS, IN_A_WEEK = 20261120, 20261122, 20261127, 20261128
CHANGES = ("edit", "move", "replace", "close", "merge", "reschedule")


def too_early(op: str, day: int, door: str, **more: object) -> list[str]:
    """The cases of D2 that an operation breaks."""
    return [found.facts["case"] for found in faults(ask(op, day, door, **more), NOWHERE) if found.rule == "D2"]


@pytest.mark.parametrize("door", ["web", "rest", "cli", "oss"])
@pytest.mark.parametrize("op", ["create", *CHANGES, "number", "shak", "edi"])
def test_these_doors_take_today_and_not_yesterday(op: str, door: str) -> None:
    assert too_early(op, TODAY, door) == []
    assert too_early(op, YESTERDAY, door) == ["past"]


def test_sorus_creates_a_week_ahead() -> None:
    assert too_early("create", IN_A_WEEK, "sorus") == []
    assert too_early("create", IN_SIX_DAYS, "sorus") == ["create"]


@pytest.mark.parametrize("op", CHANGES)
def test_sorus_changes_an_active_unit_from_tomorrow(op: str) -> None:
    assert too_early(op, TOMORROW, "sorus", **SINCE_2018) == []
    assert too_early(op, TODAY, "sorus", **SINCE_2018) == ["edit"]


def test_sorus_changes_a_coming_unit_a_week_after_it_was_registered() -> None:
    assert too_early("edit", 20261125, "sorus", **COMING) == []
    assert too_early("edit", 20261124, "sorus", **COMING) == ["not yet started"]


def test_a_coming_unit_that_was_not_registered_here_is_changed_from_tomorrow() -> None:
    unknown = COMING | {"created": None}
    assert too_early("edit", TOMORROW, "sorus", **unknown) == []
    assert too_early("edit", TODAY, "sorus", **unknown) == ["edit"]


def test_a_unit_that_begins_today_has_begun() -> None:
    assert too_early("edit", TOMORROW, "sorus", starts=TODAY, created=TODAY, after=unit()) == []


@pytest.mark.parametrize("op", ["correct", "withdraw", "undo", "annul", "confirm"])
def test_the_past_is_the_matter_of_corrections_and_of_what_takes_back(op: str) -> None:
    assert too_early(op, 20200101, "rest", **SINCE_2018) == []
