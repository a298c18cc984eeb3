"""Location numbers of units."""

import pytest

from tests.rules.registers import CLINIC, OTHER, OWNER, UNIT, findings, institution, owner, said, unit

NUMBER = "5790002401473"
NONE = {"state": "None", "number": None}


def test_L2_a_number_stated_once_and_inherited_twice_is_right() -> None:
    assert findings(owner(), institution(), unit()) == []


def test_L2_a_number_stated_twice_is_found_at_both_units_and_names_the_other() -> None:
    assert said("L2", owner(), owner(OTHER), institution()) == [
        (OWNER, {"number": NUMBER, "other": OTHER}),
        (OTHER, {"number": NUMBER, "other": OWNER}),
    ]


def test_L2_of_many_holders_one_and_the_count_are_named() -> None:
    assert said("L2", owner("1"), owner("2"), owner("3"))[0] == (
        "1",
        {"case": "several", "number": NUMBER, "count": 2, "other": "2"},
    )


def test_L2_counts_only_days_on_which_both_units_live() -> None:
    leaving = owner(closed_to=20270101)
    assert said("L2", leaving, owner(OTHER, first_from=20270101)) == []
    assert len(said("L2", leaving, owner(OTHER, first_from=20261231))) == 2


def test_L2_a_closed_unit_is_not_judged() -> None:
    closed = owner(closed_to=20261121)
    assert said("L2", closed, owner(OTHER, first_from=20200101)) == [(OTHER, {"number": NUMBER, "other": OWNER})]


def test_L2_a_unit_with_a_number_of_its_own_says_which() -> None:
    assert said("L2", owner(number=None)) == [(OWNER, {"case": "no number"})]


def test_L3_a_number_is_inherited_from_any_unit_above() -> None:
    assert said("L3", owner(), institution(**NONE), unit()) == []


def test_L3_inheriting_with_no_number_above_is_found() -> None:
    assert said("L3", owner(**NONE), institution(), unit()) == [(CLINIC, {}), (UNIT, {})]


def test_L3_an_owner_has_nobody_to_inherit_from() -> None:
    assert said("L3", owner(state="Inherited", number=None)) == [(OWNER, {})]


def test_L3_is_silent_where_nobody_knows_what_stands_above() -> None:
    assert said("L3", institution(), unit()) == []
    assert said("L3", unit(parent=OTHER), unit(OTHER, parent=UNIT)) == []


@pytest.mark.parametrize("number", ["5790002401473", "5790000141227"])
def test_L4_thirteen_digits_with_a_check_digit_are_right(number: str) -> None:
    assert said("L4", owner(number=number)) == []


@pytest.mark.parametrize("number", ["579000240147", "57900024014730", "٥790002401473", "EAN"])
def test_L4_any_other_number_is_found(number: str) -> None:
    assert said("L4", owner(number=number)) == [(OWNER, {"value": number})]


@pytest.mark.parametrize(("number", "digit"), [("5790002401474", "3"), ("9999999999999", "4")])
def test_L4_tells_the_check_digit_that_fits(number: str, digit: str) -> None:
    told = {"case": "check digit", "value": number, "digit": digit}
    assert said("L4", owner(number=number)) == [(OWNER, told)]
    assert said("L4", owner(number=number[:-1] + digit)) == []
