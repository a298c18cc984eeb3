"""How each file writes days: the spellings that are read, and per format and column what the end of a period means.

The one place that knows it (``CORE`` §15). Inside, periods are half-open; only here an inclusive end is shifted.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from sor.core.day import DENMARK, READ_AS_OPEN, NotADay, day_of, end_after, parse_day
from sor.formats.delivery import BadFile

LAST_VALID, FIRST_INVALID = "last valid day", "first day no longer valid"

END_MEANS: dict[tuple[str, str], str] = {
    ("sor-csv", "Ophoert_dato"): LAST_VALID,
    ("sor2-daily", "ToDate"): LAST_VALID,
    ("sor2-complete", "ToDate"): LAST_VALID,
    ("shak", "DatoTil"): LAST_VALID,
    ("columns", "last_day"): LAST_VALID,
    ("columns", "valid_to"): FIRST_INVALID,
}
"""Format and column to what its date says (SHAK and SDS, Brug af SOR-data: documented). The side files of SOR2 are
read like ``sor2-complete``."""

_SPELLINGS = (
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)"), (1, 2, 3)),
    (re.compile(r"(\d\d)-(\d\d)-(\d{4})"), (3, 2, 1)),
    (re.compile(r"(\d{4})(\d\d)(\d\d)"), (1, 2, 3)),
)
_TIME = re.compile(r"[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?(Z|[+-]\d\d:?\d\d)?")


@lru_cache(maxsize=65536)
def read_day(text: str) -> int:
    """The day in ``2026-07-01``, ``01-07-2026`` or ``20260701``, with or without a time after it.

    A time with a zone is first turned into Danish time; one without is Danish already. Raises NotADay, also for what is
    midnight by another clock than Denmark's and lies on another day here: summer time on a winter's day, say.
    """
    for spelling, (year, month, day) in _SPELLINGS:
        found = spelling.match(text)
        if found:
            iso = f"{found[year]}-{found[month]}-{found[day]}"
            return _in_denmark(iso, text[found.end() :], text)
    raise NotADay(f"'{text}' is not a date; it may be written 2026-07-01, 01-07-2026 or 20260701")


def _in_denmark(iso: str, rest: str, text: str) -> int:
    try:
        day = parse_day(iso)
        if not rest:
            return day
        time = _TIME.fullmatch(rest)
        if time is None:
            raise NotADay
        instant = datetime.fromisoformat(f"{iso}T{time[1]}{time[2] or ''}")
    except ValueError:
        raise NotADay(f"'{text}' is not a date: there is no such day or time") from None
    if day >= READ_AS_OPEN:
        return day
    if time[2] and _is_midnight_elsewhere(instant):
        raise NotADay(f"'{text}' is not a date for certain: it is midnight by another clock than Denmark's")
    return day_of(instant)


def _is_midnight_elsewhere(instant: datetime) -> bool:
    """Whether a time with a zone is midnight by its own clock, or by that of Danish summer in winter, which here is
    late on the day before.
    """
    here = instant.astimezone(DENMARK)
    return (here.hour, here.minute, here.second) == (23, 0, 0) or (
        instant.date() > here.date() and instant.hour == instant.minute == instant.second == 0
    )


def period_end(format: str, column: str, written: int | None) -> int:
    """The half-open end for the day that a column holds; none, or one of the far future, is open."""
    if written is None or END_MEANS[format, column] == LAST_VALID:
        return end_after(written)
    return written if written < READ_AS_OPEN else end_after(None)


def check_meaning_of_end(file: str, format: str, column: str, neighbours: Iterable[tuple[int, int]]) -> None:
    """Refuse a history whose own neighbours contradict what the register takes its end dates to mean.

    neighbours: half-open end of a period, as read, and the start of the next period of the same subject. When the
    ends are read rightly, most next periods begin on that day. Raises BadFile.
    """
    touching = overlapping = 0
    for end, start in neighbours:
        touching += start == end
        overlapping += end == end_after(start)
    if overlapping > touching:
        raise BadFile(
            f"{file}: {column} is read as the {END_MEANS[format, column]}, but in {overlapping} of"
            f" {overlapping + touching} cases the next period begins on that very day, so it is the {FIRST_INVALID}."
            " Either other days stand in the column, or the file counts otherwise than files of its format do: ask who"
            " made it."
        )
