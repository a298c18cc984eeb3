"""The identifiers a unit bears."""

import pytest

from tests.rules.registers import OWNER, UNIT, institution, owner, said, unit


def test_I1_a_sor_code_with_its_check_digit_is_right() -> None:
    assert said("I1", owner(), institution(), unit()) == []


@pytest.mark.parametrize("code", ["698491000016008", "6984910000160091", "1301011", "", "99999999999"])
def test_I1_any_other_code_is_found(code: str) -> None:
    assert said("I1", owner(code)) == [(code, {})]


@pytest.mark.parametrize("number", ["019062", "123456"])
def test_I4_a_ydernummer_has_six_digits(number: str) -> None:
    assert said("I4", unit(provider_identifier=number)) == []


@pytest.mark.parametrize(("number", "count"), [("19062", 5), ("99019062", 8), ("1", 1), ("123456789", 9)])
def test_I4_fewer_or_more_digits_are_found(number: str, count: int) -> None:
    assert said("I4", unit(provider_identifier=number)) == [(UNIT, {"case": "length", "value": number, "count": count})]


@pytest.mark.parametrize("number", ["01906A", "019 062", "1234567890", "-"])
def test_I4_what_is_no_number_is_found(number: str) -> None:
    assert said("I4", unit(provider_identifier=number)) == [(UNIT, {"value": number})]


@pytest.mark.parametrize("code", ["1301", "130101", "1301011", "1301AB", "1301ABÆ", None])
def test_I5_a_shak_code_has_four_six_or_seven_characters(code: str | None) -> None:
    assert said("I5", unit(shak=code)) == []


@pytest.mark.parametrize("code", ["130", "13010", "13010111", "A301", "1301ab"])
def test_I5_any_other_code_is_found(code: str) -> None:
    assert said("I5", unit(shak=code)) == [(UNIT, {"value": code})]


def test_a_unit_without_identifiers_is_not_at_fault() -> None:
    assert said("I4", owner(provider_identifier=None, shak="")) == []
    assert said("I5", owner(OWNER, provider_identifier="", shak=None)) == []
