"""The type of a unit."""

from tests.rules.registers import CLINIC, HOSPITAL, OWNER, PRACTICE, PRIVATE, UNIT, institution, owner, said, unit


def test_T1_types_from_the_lists_of_their_levels_are_right() -> None:
    assert said("T1", owner(), institution(), unit(), unit("1", type="42665001")) == []


def test_T1_every_unit_needs_a_type() -> None:
    assert said("T1", owner(type=None), institution(type=None), unit(type=None)) == [
        (OWNER, {"case": "no type"}),
        (CLINIC, {"case": "no type"}),
        (UNIT, {"case": "no type"}),
    ]


def test_T1_a_type_given_by_an_unknown_name_is_found() -> None:
    assert said("T1", owner(), institution(type="rumstation")) == [(CLINIC, {"value": "rumstation"})]


def test_T1_a_type_of_another_level_is_found() -> None:
    assert said("T1", owner(), institution(type=PRIVATE)) == [
        (CLINIC, {"case": "other level", "level": "HI", "type": PRIVATE, "levels": ["IO"]})
    ]


def test_T1_a_type_whose_level_nobody_knows_may_stand_anywhere() -> None:
    assert said("T1", owner(), institution(type="284546000"), unit(type="284546000")) == []


def test_T2_before_November_2012_only_units_of_hospitals_needed_a_type() -> None:
    clinic = [owner(), institution(type=PRACTICE), unit(type=None)]
    assert said("T1", *clinic, day=20121031) == []
    assert said("T1", *clinic, day=20121101) == [(UNIT, {"case": "no type"})]

    hospital = [owner(), institution(type=HOSPITAL), unit(type=None), unit("1", parent=UNIT, type=None)]
    assert [key for key, _ in said("T1", *hospital, day=20121031)] == [UNIT, "1"]


def test_T2_excuses_no_owner_and_no_institution() -> None:
    assert [key for key, _ in said("T1", owner(type=None), institution(type=None), day=20121031)] == [OWNER, CLINIC]
