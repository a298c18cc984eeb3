"""What was typed as a number, and what it was meant to be."""

import pytest

from sor.changes.guided.practice import Practice
from sor.changes.guided.typed_numbers import look_at_cvr, look_at_provider, read_digits


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("86 11-22.33", "86112233"), (" 012\u00a0859 ", "012859"), ("12a4", "12a4"), ("", "")],
)
def test_blanks_dots_and_hyphens_are_no_part_of_a_number(typed: str, digits: str) -> None:
    assert read_digits(typed) == digits


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", []), ("012859", []), ("12859", [("changed.lost_nought", "012859")]),
        ("1285", [("changed.six_digits", "")]), ("0128590", [("changed.six_digits", "")]),
    ],
)  # fmt: skip
def test_a_ydernummer_has_six_digits_and_one_that_is_lost_is_offered(number: str, said: list[tuple[str, str]]) -> None:
    assert [(one.text, one.offer) for one in look_at_provider("practitioner_came", number)] == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("88888888", ["changed.phone"]), ("13585682", ["changed.bad_cvr"]), ("13585628", []), ("", ["changed.bad_cvr"]),
    ],
)  # fmt: skip
def test_a_cvr_number_is_not_the_telephone_number_of_the_practice(number: str, said: list[str]) -> None:
    practice = Practice({"1": {"code": "1", "virtual_address": {"phone": "+45 88 88 88 88"}}, "2": {"code": "2"}}, "1")  # type: ignore[typeddict-item]
    assert [one.text for one in look_at_cvr("cvr", number, practice)] == said
