"""Identifiers are text: every function says what is wrong, none refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core import identifiers
from sor.core.identifiers import LAST_RUNNING_NUMBER, running_number, sor_code, sor_code_problem, sor_code_repair

running = st.integers(1, LAST_RUNNING_NUMBER)


@given(running)
def test_every_running_number_gives_a_right_code(number: int) -> None:
    assert sor_code_problem(sor_code(number)) is None
    assert running_number(sor_code(number)) == number


@given(running, st.data())
def test_one_wrong_digit_is_always_noticed(number: int, data: st.DataObject) -> None:
    code = sor_code(number)
    place = data.draw(st.integers(0, len(code) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    changed = code[:place] + digit + code[place + 1 :]
    assert (sor_code_problem(changed) is None) == (changed == code)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("6984911000016003", None),
        ("6984911000016004", "its check digit is wrong"),
        ("698491 1000016003", "a SOR code has digits only"),
        ("٦984911000016003", "a SOR code has digits only"),
        ("", "a SOR code has digits only"),
        ("123", "a SOR code is a running number of at most eight digits, then 100001600, then one check digit"),
        (
            "06984911000016003",
            "a SOR code is a running number of at most eight digits, then 100001600, then one check digit",
        ),
        (
            "6984911000017003",
            "a SOR code is a running number of at most eight digits, then 100001600, then one check digit",
        ),
    ],
)
def test_what_is_wrong_with_a_sor_code(code: str, problem: str | None) -> None:
    assert sor_code_problem(code) == problem


def test_the_code_a_spreadsheet_destroyed_is_proposed_again() -> None:
    whole = "1012911000016001"
    assert sor_code_problem(whole) is None
    assert sor_code_repair(whole[:-1] + "0") == whole


@given(running)
def test_a_right_code_is_never_repaired(number: int) -> None:
    assert sor_code_repair(sor_code(number)) is None


@pytest.mark.parametrize(
    ("what", "right", "wrong", "problem"),
    [
        ("location_number", "5790002401473", "5790002401474", "its check digit is wrong"),
        ("location_number", "5790002401473", "579000240147", "a location number has 13 digits"),
        ("shak", "1301011", "13010111", "a SHAK code has 4, 6 or 7 characters, the first four of them digits"),
        ("shak", "4202A1", "A202", "a SHAK code has 4, 6 or 7 characters, the first four of them digits"),
        ("provider", "019062", "1234567890", "a ydernummer has six digits (old ones up to nine)"),
        ("provider", "9", "12A", "a ydernummer has six digits (old ones up to nine)"),
        ("cvr", "13585628", "13585629", "a CVR number has eight digits that pass modulo 11"),
        ("production_unit", "1012345678", "123", "a P-number has ten digits"),
    ],
)
def test_what_is_wrong_with_the_other_identifiers(what: str, right: str, wrong: str, problem: str) -> None:
    judge = getattr(identifiers, f"{what}_problem")
    assert judge(right) is None
    assert judge(wrong) == problem


def test_ydernumre_are_compared_without_leading_zeros() -> None:
    assert identifiers.provider_key("019062") == identifiers.provider_key("19062") == "19062"
    assert identifiers.provider_key("000000") == "0"
