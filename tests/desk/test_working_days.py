"""A case is due after ten days on which offices are open in Denmark."""

from datetime import date

import pytest

from sor.desk.working_days import after_working_days, is_working_day


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (20261130, 20261214),  # a Monday: two whole weeks
        (20261128, 20261211),  # a Saturday counts for none itself
        (20261218, 20270107),  # Christmas Eve, Christmas, New Year's Eve and New Year's Day lie between
        (20240416, 20240430),  # store bededag, 26 April 2024, is none any more
        (20230421, 20230508),  # it was one on 5 May 2023
        (20260325, 20260413),  # Easter
    ],
)
def test_a_case_is_due_after_ten_working_days(asked: int, due: int) -> None:
    assert after_working_days(asked, 10) == due


def test_the_half_holidays_are_a_setting() -> None:
    assert after_working_days(20261218, 10, half_holidays_free=False) == 20270105
    for day in (date(2026, 6, 5), date(2026, 12, 24), date(2026, 12, 31)):
        assert not is_working_day(day)
        assert is_working_day(day, half_holidays_free=False)
    assert is_working_day(date(2026, 5, 1))


def test_the_last_days_of_the_calendar_have_an_end() -> None:
    assert after_working_days(99991230, 10) == 99991231
