"""Where a unit may stand."""

import pytest

from tests.rules.registers import CLINIC, OTHER, OWNER, UNIT, findings, institution, owner, said, unit


def test_owner_institution_unit_and_units_below_units_are_right() -> None:
    assert findings(owner(), institution(), unit(), unit(OTHER, parent=UNIT)) == []


@pytest.mark.parametrize("level", ["XX", "", None, "IE"])
def test_H1_a_unit_is_of_one_of_three_levels(level: str | None) -> None:
    assert said("H1", owner(), institution(level=level)) == [(CLINIC, {"value": level or ""})]


def test_H1_a_wrong_level_is_not_held_against_its_neighbours() -> None:
    assert said("H2", owner(), institution(level="XX"), unit()) == []


def test_H2_an_owner_stands_below_nothing() -> None:
    assert said("H2", owner(), owner(OTHER, parent=OWNER)) == [
        (OTHER, {"level": "IO", "parent": OWNER, "parent_level": "IO"})
    ]


def test_H2_an_institution_stands_below_an_owner() -> None:
    assert said("H2", owner(), institution(), institution(OTHER, parent=CLINIC)) == [
        (OTHER, {"level": "HI", "parent": CLINIC, "parent_level": "HI"})
    ]


def test_H2_a_unit_does_not_stand_below_an_owner() -> None:
    assert said("H2", owner(), unit(parent=OWNER)) == [(UNIT, {"level": "OU", "parent": OWNER, "parent_level": "IO"})]


def test_H2_only_an_owner_may_lack_a_parent() -> None:
    assert said("H2", owner(parent=None), unit(parent=None)) == [(UNIT, {"case": "no parent", "level": "OU"})]


def test_H2_a_parent_that_is_not_in_the_register_makes_an_orphan() -> None:
    assert said("H2", owner(), unit()) == [(UNIT, {"case": "unknown parent", "parent": CLINIC})]


def test_H2_a_unit_may_state_itself_as_its_parent_but_that_is_found() -> None:
    assert said("H2", unit(parent=UNIT)) == [(UNIT, {"case": "own parent"})]


def test_H2_every_unit_of_a_circle_is_found_and_none_below_it() -> None:
    below = unit("9")
    assert said("H2", unit(parent=OTHER), unit(OTHER, parent=UNIT), unit(below.key, parent=UNIT)) == [
        (UNIT, {"case": "circle", "parent": OTHER}),
        (OTHER, {"case": "circle", "parent": UNIT}),
    ]


def test_H2_a_closed_parent_still_has_a_level() -> None:
    assert said("H2", owner(closed_to=20200101), institution()) == []


def test_H3_a_tree_of_three_levels_appears_in_the_extracts() -> None:
    assert said("H3", owner(), institution(), unit()) == []


@pytest.mark.parametrize("below", [[], [institution()], [unit(parent=OWNER)]])
def test_H3_a_smaller_tree_is_noted_at_its_owner(below: list[object]) -> None:
    assert said("H3", owner(), *below) == [(OWNER, {})]


def test_H3_is_a_note_since_owner_and_institution_come_first() -> None:
    assert [(found.rule, found.severity) for found in findings(owner(), institution())] == [("H3", "note")]
