"""Invented numbers are well formed, different from each other, and in nobody's use."""

import pytest

from sor.core.identifiers import (
    DEMO_RANGE,
    cvr_problem,
    location_number_problem,
    production_unit_problem,
    provider_problem,
    running_number,
    shak_problem,
    sor_code_problem,
)
from sor.sample import numbers

PLACES = [*range(200), *range(300_000, 300_100), 899_998, 899_999]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (numbers.sor_code, sor_code_problem),
        (numbers.location_number, location_number_problem),
        (numbers.production_unit, production_unit_problem),
        (numbers.provider_identifier, provider_problem),
    ],
)
def test_every_place_has_its_own_right_number(make, problem) -> None:  # type: ignore[no-untyped-def]
    made = [make(place) for place in PLACES]
    assert [problem(number) for number in made] == [None] * len(PLACES)
    assert len(set(made)) == len(PLACES)


def test_cvr_numbers_differ_from_every_other_place_on() -> None:
    made = [numbers.cvr_number(place) for place in range(0, 4000, 2)]
    assert {cvr_problem(number) for number in made} == {None}
    assert len(set(made)) == 2000


def test_sor_codes_lie_in_the_demo_range_and_neighbour_each_other() -> None:
    assert [running_number(numbers.sor_code(place)) for place in (0, 1, 2)] == [9_000_000, 9_000_001, 9_000_002]
    assert running_number(numbers.sor_code(899_999)) < DEMO_RANGE[1]


def test_a_wrong_location_number_differs_in_its_check_digit_only() -> None:
    assert location_number_problem(numbers.wrong_location_number(7)) == "its check digit is wrong"
    assert numbers.wrong_location_number(7)[:-1] == numbers.location_number(7)[:-1]


def test_shak_codes_go_down_from_hospital_to_department_to_ward() -> None:
    assert numbers.shak_department("9100", 12) == "91000C"
    assert numbers.shak_ward("91000C", 3) == "91000C3"
    assert shak_problem("91000C3") is None
    assert numbers.shak_department("9100", 360) == ""
    assert numbers.shak_ward("91000C", 36) == numbers.shak_ward("", 1) == ""


def test_telephone_numbers_ring_nowhere() -> None:
    assert numbers.phone(4711) == "01004711"
