"""The timeline of one subject: its statements, folded into what holds on each day, as known at a serial.

The whole of the register's idea of time is ``winner``; everything else here only asks it less often.
It knows no kind of subject, no field but ``open`` (life), and no clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from sor.core.canonical import NULL
from sor.core.statement import NEVER, Statement

Timeline: TypeAlias = Mapping[str, Sequence[Statement]]
"""The statements of one subject, by field, in the order of their recording."""

LIFE = "open"
TRUE = b"true"

_begins = attrgetter("from_day")


class Run(NamedTuple):
    """The days [from_day, to_day) on which one statement wins its field."""

    from_day: int
    to_day: int
    statement: Statement


class Stretch(NamedTuple):
    """The days [from_day, to_day) of a subject's life on which the winners of all its fields are the same."""

    from_day: int
    to_day: int
    winners: tuple[Statement, ...]


def winner(statements: Iterable[Statement], day: int, known: int) -> Statement | None:
    """The statement that says what a field holds on a day, as known at a serial; none when nothing was said.

    Of what was recorded by then, holds on that day and is not withdrawn, a statement falls away when a later
    recorded one sets it aside; of the rest the one that begins last wins, then the one recorded last.
    """
    on = [s for s in statements if s.serial <= known < s.withdrawn_at and s.from_day <= day < s.to_day]
    setting_aside = [s for s in on if s.over]
    left = [s for s in on if not any(o.serial > s.serial and s.from_day < o.over for o in setting_aside)]
    return max(left, key=lambda s: (s.from_day, s.serial, s.line, s.place), default=None)


def runs(statements: Sequence[Statement], known: int = NEVER - 1) -> list[Run]:
    """The winners of one field over all days, in order; days on which nothing was said are left out.

    Where no two statements speak of the same day, each wins its own days; only else the winner is sought.
    """
    if len(statements) == 1:
        s = statements[0]
        stands = s.serial <= known < s.withdrawn_at and s.from_day < s.to_day
        return [Run(s.from_day, s.to_day, s)] if stands else []
    standing = [s for s in statements if s.serial <= known < s.withdrawn_at and s.from_day < s.to_day]
    standing.sort(key=_begins)
    if all(one.to_day <= next_one.from_day for one, next_one in pairwise(standing)):
        return [Run(s.from_day, s.to_day, s) for s in standing]
    cuts = sorted({s.from_day for s in statements} | {s.to_day for s in statements})
    found: list[Run] = []
    for start, end in pairwise(cuts):
        won = winner(statements, start, known)
        if won is None:
            continue
        if found and found[-1].statement is won and found[-1].to_day == start:
            found[-1] = Run(found[-1].from_day, end, won)
        else:
            found.append(Run(start, end, won))
    return found


def fold(timeline: Timeline, known: int = NEVER - 1) -> dict[str, list[Run]]:
    """The winners of every field over all days, as known at a serial."""
    return {field: runs(statements, known) for field, statements in timeline.items()}


def life(folded: Mapping[str, Sequence[Run]]) -> list[tuple[int, int]]:
    """The periods in which the subject is alive, joined where they touch."""
    periods: list[tuple[int, int]] = []
    for run in folded.get(LIFE, ()):
        if run.statement.value != TRUE:
            continue
        if periods and periods[-1][1] == run.from_day:
            periods[-1] = (periods[-1][0], run.to_day)
        else:
            periods.append((run.from_day, run.to_day))
    return periods


def stretches(folded: Mapping[str, Sequence[Run]]) -> Iterator[Stretch]:
    """The subject's life cut wherever a winner changes. What is stated outside life is masked, not deleted.

    Neighbours are not joined where a statement begins, even one of equal value.
    """
    periods = life(folded)
    if not periods:
        return
    all_runs = [run for field in sorted(folded) for run in folded[field]]
    cuts = sorted({day for run in all_runs for day in run[:2]})
    for born, died in periods:
        inside = [born, *(day for day in cuts if born < day < died), died]
        for start, end in pairwise(inside):
            yield Stretch(start, end, tuple(run.statement for run in all_runs if run.from_day <= start < run.to_day))


def body_of(winners: Sequence[Statement]) -> bytes:
    """What the winners say, as one canonical object: field to value, empty fields and life left out.

    ``assumed`` is set when some value was stated by no source for these days (first load, ``CORE`` §4).
    Winners come sorted by field.
    """
    parts = [_name(s.field) + s.value for s in winners if s.value != NULL and s.field != LIFE]
    if True in [s.assumed for s in winners]:
        parts = sorted([*parts, b'"assumed":true'])
    return b"{%s}" % b",".join(parts)


@cache
def _name(field: str) -> bytes:
    return b'"%s":' % field.encode()


def differing(field_runs: Sequence[Run], from_day: int, to_day: int, value: bytes) -> list[tuple[int, int]]:
    """The parts of [from_day, to_day) where a field does not surely hold a value; nothing said counts as ``null``.

    What is only assumed differs, even when it is equal: a claim makes it sure.
    """
    found: list[tuple[int, int]] = []

    def add(start: int, end: int) -> None:
        if start >= end:
            return
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))

    at = from_day
    for run in field_runs:
        if run.to_day <= at:
            continue
        if run.from_day >= to_day:
            break
        if value != NULL:
            add(at, min(run.from_day, to_day))
        at = max(at, run.from_day)
        end = min(run.to_day, to_day)
        if run.statement.value != value or run.statement.assumed:
            add(at, end)
        at = end
    if value != NULL:
        add(at, to_day)
    return found
