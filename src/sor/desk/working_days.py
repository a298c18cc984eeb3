"""Danish working days: a case is due after ten of them. Which days are free a maintained library knows."""

from datetime import date, timedelta
from functools import lru_cache

from sor.core.day import of_date, to_date

HALF_HOLIDAYS = frozenset({(6, 5), (12, 24), (12, 31)})
"""Month and day of those on which offices are shut though no law says so."""


def after_working_days(day: int, count: int, *, half_holidays_free: bool = True) -> int:
    """The day on which so many working days have passed since a day, which counts for none itself.

    half_holidays_free: whether 5 June, 24 and 31 December are free too.
    """
    found = to_date(day)
    while count > 0 and found < date.max:
        found += timedelta(days=1)
        count -= is_working_day(found, half_holidays_free=half_holidays_free)
    return of_date(found)


def is_working_day(day: date, *, half_holidays_free: bool = True) -> bool:
    """Whether offices are open on a day in Denmark."""
    if day.weekday() >= 5 or (half_holidays_free and (day.month, day.day) in HALF_HOLIDAYS):
        return False
    return day not in _holidays(day.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    """The public holidays of a year. Great Prayer Day is one up to 2023."""
    from holidays import country_holidays  # noqa: PLC0415 (a quarter of a second, and most programs count no days)

    return frozenset(country_holidays("DK", years=year))
