"""How much may change in a file."""

import pytest

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.jobs.suspicion import days_between, may_change


@pytest.mark.parametrize(
    ("stating", "days", "allowed"),
    [
        (0, 1, 10), (14, 1, 10), (200, 1, 10), (220, 1, 11), (1_000, 1, 50), (1_000, 3, 150), (1_000, 10, 500),
        (1_000, 400, 500), (39, 8, 19), (39, 1, 10), (1_000, 0, 50), (1_000, -4, 50), (15, 30, 10),
    ],
)  # fmt: skip
def test_five_per_cent_a_day_at_least_ten_at_most_half(stating: int, days: int, allowed: int) -> None:
    assert may_change(stating, days) == allowed


def test_days_are_counted_from_the_last_file_and_are_one_without_one() -> None:
    assert (days_between(20261001, 20261101), days_between(None, 20261101)) == (31, 1)


@pytest.mark.parametrize(
    ("code", "day", "ended"),
    [("1084", 20261231, False), ("1084", 20270101, True), ("1082", 20270101, False), ("9", 20270101, False)],
)
def test_the_code_of_a_region_that_is_no_more_has_ended(code: str, day: int, ended: bool) -> None:
    """Every number of that region needs another one, which is not suspicious."""
    assert CodeNames(periods_of(bundled_claims())).has_ended("region", code, day) == ended
