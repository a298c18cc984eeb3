"""The units around a unit."""

import pytest

from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts
from tests.rules.registers import TODAY, TYPE_LEVELS


def around(**parents: str) -> Surroundings:
    """Units by name with the name of the unit above."""
    units = {key: UnitFacts(key, parent=parent or None) for key, parent in parents.items()}
    return Surroundings(units, TYPE_LEVELS, TODAY)


def names(found: Surroundings, key: str) -> list[str]:
    return [unit.key for unit in found.above(found.units[key])]


def test_the_units_above_come_nearest_first() -> None:
    assert names(around(a="", b="a", c="b"), "c") == ["b", "a"]


def test_walking_up_a_circle_ends() -> None:
    assert names(around(a="c", b="a", c="b"), "c") == ["b", "a"]
    assert names(around(a="b", b="b"), "a") == ["b"]


def test_a_unit_is_rooted_when_the_way_up_ends_at_one_without_parent() -> None:
    found = around(a="", b="a", c="b", orphan="gone", below="orphan", x="y", y="x")
    assert [key for key, unit in found.units.items() if found.is_rooted(unit)] == ["a", "b", "c"]


def test_circles_are_found_without_the_units_that_lead_to_them() -> None:
    assert around(a="b", b="c", c="a", d="a", e="d", root="", f="root").circles == {"a", "b", "c"}


def test_a_unit_above_itself_directly_is_no_circle() -> None:
    assert around(a="a", b="a").circles == frozenset()


@pytest.mark.parametrize("first", ["a", "b", "c", "d"])
def test_who_is_asked_about_first_makes_no_difference_in_a_circle(first: str) -> None:
    levels = {"a": "HI", "b": "OU", "c": "HI", "d": "OU"}
    parents = {"a": "b", "b": "c", "c": "a", "d": "b"}
    found = Surroundings(
        {key: UnitFacts(key, level=level, parent=parents[key]) for key, level in levels.items()}, TYPE_LEVELS, TODAY
    )
    found.within(found.units[first])
    told = {key: found.within(unit).institution for key, unit in found.units.items()}
    assert {key: unit and unit.key for key, unit in told.items()} == {"a": "a", "b": "c", "c": "c", "d": "c"}
