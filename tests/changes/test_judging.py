"""A world on one day as rules see it, found as they ask: the same as when all of it is laid out first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.changes.judging import SurroundingsOnDay, days_outside
from sor.changes.world import SubjectOnDays, VersionsByDay
from sor.core.day import OPEN
from sor.core.subject import Subject
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

CODES = ("a", "b", "c", "d", "e")
DAYS = range(7)
NONE = st.none()

SAID = st.tuples(
    st.sampled_from(["IO", "HI", "OU"]),
    NONE | st.sampled_from([*CODES, "z"]),
    st.sampled_from(["Own", "None", None]),
    NONE | st.sampled_from(["579", "580"]),
    NONE | st.sampled_from(["012", "12", "13", "00"]),
)
LIVES = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([1, 2, OPEN]), SAID), max_size=3)


def versions(key: str, lives: list[tuple[int, int, tuple[str | None, ...]]]) -> list[SubjectOnDays]:
    found: list[SubjectOnDays] = []
    for day, days, (level, parent, state, number, provider) in sorted(lives, key=lambda one: one[0]):
        if found and found[-1].to_day > day:
            continue
        end = min(day + days, OPEN)
        facts = UnitFacts(key, level, None, parent, day, end, state, number, provider, None, None, {})
        found.append(SubjectOnDays(day, end, day, end, {"parent": parent}, facts))
    return found


def laid_out(world: VersionsByDay, day: int) -> Surroundings:
    units, closed = {}, {}
    for key in sorted(world.subjects("unit")):
        lived = world.versions("unit", key)
        on = [version for version in lived if version.from_day <= day < version.to_day]
        if on:
            units[key] = on[0].facts
        elif lived:
            closed[key] = ([version for version in lived if version.to_day <= day] or lived[:1])[-1].facts
    return Surroundings(units, {}, day, closed=closed)


@pytest.mark.slow
@given(st.fixed_dictionaries(dict.fromkeys(CODES, LIVES)))
def test_a_day_found_as_rules_ask_is_the_day_laid_out(
    lives: dict[str, list[tuple[int, int, tuple[str | None, ...]]]],
) -> None:
    world = VersionsByDay({Subject("unit", code): versions(code, said) for code, said in lives.items()}.items())
    for day in DAYS:
        asked, all_of_it = SurroundingsOnDay(world, {}, day), laid_out(world, day)
        assert dict(asked.units) == all_of_it.units
        assert dict(asked.closed) == all_of_it.closed
        assert len(asked.units) == len(all_of_it.units)
        for code in (*CODES, "z", None):
            assert asked.find_known(code) == all_of_it.find_known(code)
        for unit in asked.units.values():
            for ask in ("is_in_circle", "has_three_levels", "others_stating", "sharing_provider", "within"):
                assert getattr(asked, ask)(unit) == getattr(all_of_it, ask)(unit), ask


def test_a_unit_that_went_to_another_institution_counts_there_alone() -> None:
    lives: dict[str, list[tuple[int, int, tuple[str | None, ...]]]] = {
        "a": [(0, OPEN, ("HI", None, None, None, None))],
        "b": [(0, OPEN, ("HI", None, None, None, None))],
        "c": [(0, 3, ("OU", "a", None, None, None)), (3, OPEN, ("OU", "b", None, None, None))],
    }
    world = VersionsByDay({Subject("unit", code): versions(code, said) for code, said in lives.items()}.items())
    on_days = (SurroundingsOnDay(world, {}, day) for day in (2, 3))
    assert [[unit for unit in "ab" if on.has_three_levels(on.units[unit])] for on in on_days] == [["a"], ["b"]]


def test_who_has_no_ydernummer_any_more_shares_none_not_even_that_of_noughts() -> None:
    lives: dict[str, list[tuple[int, int, tuple[str | None, ...]]]] = {
        "a": [(0, 3, ("OU", None, None, None, "000000")), (3, OPEN, ("OU", None, None, None, None))],
        "b": [(0, OPEN, ("OU", None, None, None, "000000"))],
    }
    world = VersionsByDay({Subject("unit", code): versions(code, said) for code, said in lives.items()}.items())
    on_days = (SurroundingsOnDay(world, {}, day) for day in (2, 3))
    assert [[unit.key for unit in on.with_provider("0")] for on in on_days] == [["a", "b"], ["b"]]


@pytest.mark.parametrize(
    ("taken", "outside"),
    [
        ([], [(5, 10)]),
        ([(1, 3), (6, 7)], [(5, 6), (7, 10)]),
        ([(12, 14), (6, 7), (1, 3), (2, 4)], [(5, 6), (7, 10)]),
        ([(1, 5), (10, 14)], [(5, 10)]),
        ([(1, 6), (9, 14)], [(6, 9)]),
        ([(6, 9), (7, 8)], [(5, 6), (9, 10)]),
        ([(1, 14)], []),
        ([(5, 7), (7, 10)], []),
    ],
)
def test_the_days_of_a_period_that_lie_in_none_of_some_others(
    taken: list[tuple[int, int]], outside: list[tuple[int, int]]
) -> None:
    assert [*days_outside(5, 10, taken)] == outside


def test_there_is_no_day_after_the_last() -> None:
    assert [*days_outside(OPEN, OPEN + 1, [])] == []
