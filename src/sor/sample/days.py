"""Days of the sample register: shifting a day, and the span of years in which things happen."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from sor.core.day import of_date, to_date

PLANNED_AHEAD = 60
"""How many days after the register's day changes are already registered."""


def shift_day(day: int, days: int) -> int:
    """The day so many days later, or earlier when negative."""
    return of_date(to_date(day) + timedelta(days=days))


def first_of_next_month(day: int) -> int:
    """The first day of the month after a day's own."""
    year, month = day // 10000, day // 100 % 100
    return (year + 1) * 10000 + 101 if month == 12 else day - day % 100 + 101


def first_friday_after(day: int) -> int:
    """The first Friday after a day, never the day itself."""
    weekday = to_date(day).isoweekday()
    return shift_day(day, (4 - weekday) % 7 + 1)


def months_before(day: int, months: int) -> int:
    """The first day of the month that lies so many months before a day's own."""
    year, month = divmod(day // 10000 * 12 + day // 100 % 100 - 1 - months, 12)
    return year * 10000 + (month + 1) * 100 + 1


class SampleYears(NamedTuple):
    """The years of history: changes take effect on the days [begin, planned] and are registered by ``day``."""

    begin: int
    day: int
    planned: int

    @classmethod
    def of(cls, years: int, day: int) -> "SampleYears":
        """The span of so many years up to a day."""
        return cls(months_before(day, 12 * years), day, shift_day(day, PLANNED_AHEAD))

    def pick(self, rng: Random, earliest: int, latest: int) -> int:
        """A day of [earliest, latest]; two of five lie on the first of a month."""
        first, last = to_date(earliest).toordinal(), to_date(latest).toordinal()
        found = of_date(date.fromordinal(first + int(rng.random() * (last - first + 1))))
        on_first = found - found % 100 + 1
        return on_first if on_first > earliest and rng.random() < 0.4 else found

    def draw_registered(self, rng: Random, from_day: int) -> int:
        """When a change from that day on was registered: mostly the month before, now and then afterwards."""
        late = rng.random() < 0.05
        found = shift_day(from_day, int(rng.random() * 40) if late else -1 - int(rng.random() * 30))
        return min(found, shift_day(self.day, -int(rng.random() * 14)))
