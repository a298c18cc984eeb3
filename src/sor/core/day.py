"""Danish civil days as the integers the register stores: 20260701 is 1 July 2026; periods are half-open.

Valid time is a day in Denmark, never an instant. Only this file turns an instant into a day (``CORE`` §15).
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

START = 10101
"""The first day there is: what has no beginning of its own begins here."""

OPEN = 99991231
"""The day that never comes: an open end."""

READ_AS_OPEN = 22000101
"""Any end on or after this day is read as open (the files write 2500-01-01, 2999-12-31, 9999-12-31)."""

NO_FIRST_DAY = 17530101
"""Until this day nothing begins: databases write 0001-01-01 and 1753-01-01 where they hold no date."""

WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

DENMARK = ZoneInfo("Europe/Copenhagen")


class NotADay(ValueError):
    """A text that names no calendar day."""


@lru_cache(maxsize=65536)
def parse_day(text: str) -> int:
    """The day that an ISO date such as ``2026-07-01`` names, in this form alone: others of the standard are a number to
    one reader (``20260701``) and a week to the next (``2026-W27``).

    Raises NotADay when the text is no such date.
    """
    try:
        found = date.fromisoformat(text if WRITTEN.fullmatch(text) else "")
    except ValueError:
        raise NotADay(f"'{text}' is not a date. Write it as year-month-day, for example 2026-07-01.") from None
    return of_date(found)


@lru_cache(maxsize=65536)
def write_day(day: int) -> str:
    """The ISO form of a day: 20260701 gives ``2026-07-01``."""
    return f"{day // 10000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"


def of_date(day: date) -> int:
    """A calendar date as a register day."""
    return day.year * 10000 + day.month * 100 + day.day


def to_date(day: int) -> date:
    """A register day as a calendar date."""
    return date(day // 10000, day // 100 % 100, day % 100)


@lru_cache(maxsize=65536)
def next_day(day: int) -> int:
    """The day after; the open end stays open."""
    return day if day >= OPEN else of_date(to_date(day) + timedelta(days=1))


@lru_cache(maxsize=65536)
def previous_day(day: int) -> int:
    """The day before; the open end and the first day stay."""
    return day if day >= OPEN or day <= START else of_date(to_date(day) - timedelta(days=1))


def end_after(last_valid_day: int | None) -> int:
    """The half-open end for a last valid day as the files write it; none, or a day of the far future, is open."""
    return OPEN if last_valid_day is None or last_valid_day >= READ_AS_OPEN else next_day(last_valid_day)


def begins_something(day: int) -> bool:
    """Whether a first day in a file is one: neither what databases write for none, nor a day that never comes."""
    return NO_FIRST_DAY < day < READ_AS_OPEN


def last_day_before(end: int) -> int | None:
    """The last valid day that the files write for a half-open end; an open end has none."""
    return None if end >= OPEN else previous_day(end)


def day_of(instant: datetime) -> int:
    """The Danish day on which an instant falls; an instant without a zone is Danish already."""
    return of_date((instant if instant.tzinfo is None else instant.astimezone(DENMARK)).date())


def end_of_day(day: int) -> datetime:
    """The instant (UTC) at which a Danish day is over."""
    return datetime.combine(to_date(next_day(day)), time(), DENMARK).astimezone(UTC)
