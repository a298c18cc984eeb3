"""Days that a sample's history needs."""

from random import Random

import pytest

from sor.sample.days import SampleYears, first_friday_after, first_of_next_month, months_before, shift_day


@pytest.mark.parametrize(
    ("day", "friday"), [(20261101, 20261106), (20261105, 20261106), (20261106, 20261113), (20261231, 20270101)]
)
def test_the_first_friday_after_a_day_is_never_the_day_itself(day: int, friday: int) -> None:
    assert first_friday_after(day) == friday


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert first_of_next_month(20261231) == 20270101
    assert first_of_next_month(20261101) == 20261201
    assert months_before(20260115, 1) == 20251201
    assert months_before(20261101, 18) == 20250501
    assert shift_day(20260228, 1) == 20260301


def test_nothing_is_registered_after_the_registers_day() -> None:
    span, rng = SampleYears.of(8, 20261101), Random(1)
    assert span.begin == 20181101
    for _ in range(500):
        day = span.pick(rng, span.begin, span.planned)
        assert span.begin <= day <= span.planned == 20261231
        assert span.draw_registered(rng, day) <= 20261101
