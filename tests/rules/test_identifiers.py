"""The SOR code."""

import pytest

from tests.rules.registers import institution, owner, said, unit


def test_I1_a_sor_code_with_its_check_digit_is_right() -> None:
    assert said("I1", owner(), institution(), unit()) == []


@pytest.mark.parametrize("code", ["698491000016008", "6984910000160091", "1301011", "", "99999999999"])
def test_I1_any_other_code_is_found(code: str) -> None:
    assert said("I1", owner(code)) == [(code, {})]


def test_I1_a_unit_that_a_set_is_about_to_make_has_no_code_yet() -> None:
    assert said("I1", owner("#1")) == []
