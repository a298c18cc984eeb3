"""The life of a format: announced, in force, in transition until a day, ended. Data, and what follows from a day.

When a successor comes into force, a format goes on beside it for the transition and then stops by itself. When an
official date is not public, the operator names it in the setting ``SOR_FORMAT_STARTS``.
"""

import calendar
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sor.core.day import START, NotADay, of_date, parse_day, to_date

ANNOUNCED, IN_FORCE, IN_TRANSITION, ENDED = "announced", "in force", "in transition", "ended"

TRANSITION_MONTHS = 6
"""How long a format goes on after its successor came into force (SDS: version 2 for half a year beside version 3)."""


class Life(NamedTuple):
    """What is known of a format's life. starts: its first day in force, None while it is only announced."""

    starts: int | None = START
    successor: str | None = None
    transition_months: int = TRANSITION_MONTHS


class State(NamedTuple):
    """How a format stands on a day. since: from when it does (or will, when it is only announced); until: the first
    day on which it is no longer written.
    """

    name: str
    since: int | None = None
    until: int | None = None

    @property
    def is_written(self) -> bool:
        """Whether the format is among the published files; one that is announced is there to be tried."""
        return self.name != ENDED


LIVES: dict[str, Life] = {
    "xml1": Life(20091001, successor="xml2"),
    "xml2": Life(20121101, successor="xml3"),
    "xml3": Life(None),
}
"""Formats with a history or a future; every other is in force. 1 November 2012: the description of 2.0.0."""


class BadStarts(ValueError):
    """A setting of start days that cannot be read; the message says what to write."""


def read_starts(text: str) -> dict[str, int]:
    """``xml3=2027-01-01,…`` as days by format. Raises BadStarts."""
    found: dict[str, int] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, equals, day = pair.partition("=")
        try:
            if not equals or not name.strip():
                raise NotADay(f"'{pair}' is not FORMAT=DATE.")
            found[name.strip()] = parse_day(day.strip())
        except NotADay as error:
            raise BadStarts(f"SOR_FORMAT_STARTS: {error} Write for example xml3=2027-01-01.") from None
    return found


def state_of(name: str, day: int, starts: Mapping[str, int] | None = None) -> State:
    """How a format stands on a day. starts: start days that the operator named, before those of the table."""
    life = LIVES.get(name, Life())
    begun = _start(name, starts)
    if begun is None or day < begun:
        return State(ANNOUNCED, begun)
    after = _start(life.successor, starts) if life.successor else None
    if after is None or day < after:
        return State(IN_FORCE, begun)
    end = months_after(after, life.transition_months)
    return State(IN_TRANSITION, after, end) if day < end else State(ENDED, end)


def _start(name: str, starts: Mapping[str, int] | None) -> int | None:
    given = (starts or {}).get(name)
    return given if given is not None else LIVES.get(name, Life()).starts


class Event(NamedTuple):
    """A turn in a format's life: on ``day`` it comes into ``state``; day None = not decided."""

    day: int | None
    format: str
    state: str


def roadmap(names: Mapping[str, object], starts: Mapping[str, int] | None = None) -> list[Event]:
    """Every dated or announced turn in the lives of some formats, the latest first, undated ones before all."""
    found: list[Event] = []
    for name in names:
        begun = _start(name, starts)
        if begun is None:
            found.append(Event(None, name, ANNOUNCED))
        elif begun > START:
            found.append(Event(begun, name, IN_FORCE))
        life = LIVES.get(name, Life())
        after = _start(life.successor, starts) if life.successor else None
        if after is not None:
            found.append(Event(after, name, IN_TRANSITION))
            found.append(Event(months_after(after, life.transition_months), name, ENDED))
    return sorted(found, key=lambda event: (event.day is not None, -(event.day or 0), event.format))


def months_after(day: int, months: int) -> int:
    """The same day of the month some months later, or the month's last day."""
    start = to_date(day)
    year, month = divmod(start.month - 1 + months, 12)
    last = calendar.monthrange(start.year + year, month + 1)[1]
    return of_date(date(start.year + year, month + 1, min(start.day, last)))
