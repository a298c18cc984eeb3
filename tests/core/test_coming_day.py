"""A computer's clock is believed for some days ahead, never back."""

import pytest

from sor.core.coming_day import unlikely_day


@pytest.mark.parametrize("today", [20261101, 20261102, 20261115])
def test_the_next_days_come_by_themselves(today: int) -> None:
    assert unlikely_day(20261101, today, 14) == ""


def test_a_day_before_the_one_reached_is_told_with_both_ways_out() -> None:
    told = unlikely_day(20261101, 20261031, 14)
    assert "it is 2026-10-31, but the register has reached 2026-11-01" in told
    assert 'sor day --set 2026-10-31 --reason "..."' in told


def test_a_day_too_far_ahead_wants_somebodys_word() -> None:
    told = unlikely_day(20261101, 20261116, 14)
    assert "15 days after the register's last day (2026-11-01)" in told
    assert "sor day --accept" in told
