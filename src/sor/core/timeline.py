"""The timeline of one subject: its statements, folded into what holds on each day, as known at a serial.

``winner`` is what the register means by time; ``runs`` says the same of all days at once, and a property holds it so.
It knows no kind of subject, no field but ``open`` (life), and no clock.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import heappop, heappush
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from sor.core.canonical import NULL, encode
from sor.core.erased import ERASED, STOPS
from sor.core.statement import NEVER, Statement

Timeline: TypeAlias = Mapping[str, Sequence[Statement]]
"""The statements of one subject, by field, in the order of their recording."""

LIFE = "open"
TRUE = b"true"

_begins, _ends = attrgetter("from_day"), attrgetter("to_day")


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

    Where no two statements speak of the same day, each wins its own days; only else the winner is sought. That takes
    time in proportion to the statements, save for those that many later ones set aside.
    """
    if len(statements) == 1:
        s = statements[0]
        stands = s.serial <= known < s.withdrawn_at and s.from_day < s.to_day
        return [Run(s.from_day, s.to_day, s)] if stands else []
    standing = [s for s in statements if s.serial <= known < s.withdrawn_at and s.from_day < s.to_day]
    standing.sort(key=_begins)
    if all(one.to_day <= next_one.from_day for one, next_one in pairwise(standing)):
        return [Run(s.from_day, s.to_day, s) for s in standing]
    return _join_pieces(_sweep(standing))


def _sweep(standing: Sequence[Statement]) -> Iterator[Run]:
    """The winner from each day on which one begins or ends; each statement is looked at when it does.

    standing: what is recorded and not withdrawn, by first day.
    """
    cuts = sorted({day for s in standing for day in (s.from_day, s.to_day)})
    waiting = list(reversed(standing))
    best_first: list[tuple[int, int, int, int, int]] = []
    setting_aside: list[Statement] = []
    for start, end in pairwise(cuts):
        while waiting and waiting[-1].from_day <= start:
            s = waiting.pop()
            heappush(best_first, (-s.from_day, -s.serial, -s.line, -s.place, len(waiting)))
            setting_aside += [s] if s.over else []
        setting_aside = [o for o in setting_aside if start < o.to_day]
        passed_over = []
        while best_first:
            s = standing[len(standing) - 1 - best_first[0][-1]]
            if s.to_day <= start:
                heappop(best_first)
            elif any(o.serial > s.serial and s.from_day < o.over for o in setting_aside):
                passed_over.append(heappop(best_first))
            else:
                yield Run(start, end, s)
                break
        for one in passed_over:
            heappush(best_first, one)


def _join_pieces(pieces: Iterable[Run]) -> list[Run]:
    """Pieces of time in order, those of one statement that touch made one."""
    found: list[Run] = []
    for piece in pieces:
        if found and found[-1].statement is piece.statement and found[-1].to_day == piece.from_day:
            found[-1] = Run(found[-1].from_day, piece.to_day, piece.statement)
        else:
            found.append(piece)
    return found


def run_on(found: Sequence[Run], day: int) -> Run | None:
    """Of the winners of a field, the one of a day."""
    place = bisect_right(found, day, key=_begins) - 1
    return found[place] if place >= 0 and day < found[place].to_day else None


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
    fields = sorted(folded)
    waiting = sorted(((run.from_day, n, run) for n, field in enumerate(fields) for run in folded[field]), reverse=True)
    cuts = sorted({day for _, _, run in waiting for day in run[:2]})
    held: list[Run | None] = [None] * len(fields)
    for born, died in periods:
        inside = [born, *cuts[bisect_right(cuts, born) : bisect_left(cuts, died)], died]
        for start, end in pairwise(inside):
            while waiting and waiting[-1][0] <= start:
                _, n, run = waiting.pop()
                held[n] = run
            yield Stretch(start, end, tuple(run.statement for run in held if run is not None and start < run.to_day))


def body_of(winners: Sequence[Statement]) -> bytes:
    """What the winners say, as one canonical object: field to value, empty fields and life left out.

    ``assumed`` is set when some value was stated by no source for these days (first load, ``CORE`` §4). ``erased``
    names the fields whose value was erased, each with the serial that did it, so that two erased values stay two.
    Winners come sorted by field.
    """
    parts = [_name(s.field) + s.value for s in winners if s.value != NULL and s.field != LIFE and not s.erased_by]
    if True in [s.assumed for s in winners]:
        parts = sorted([*parts, b'"assumed":true'])
    if gone := [s for s in winners if s.erased_by]:
        parts += [_name(s.field) + s.value.rstrip() for s in gone if s.field in STOPS]
        parts.append(_name(ERASED) + encode({s.field: s.erased_by for s in gone}))
        parts.sort()
    return b"{%s}" % b",".join(parts)


@cache
def _name(field: str) -> bytes:
    return b'"%s":' % field.encode()


def differing(field_runs: Sequence[Run], from_day: int, to_day: int, value: bytes) -> list[tuple[int, int]]:
    """The parts of [from_day, to_day) where a field does not surely hold a value; nothing said counts as ``null``.

    What is only assumed differs, even when it is equal: a claim makes it sure. What was erased does not: a file that
    still holds it does not bring it back.
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
        start, end = max(at, run.from_day), min(run.to_day, to_day)
        if value != NULL:
            add(at, min(start, to_day))
        if not run.statement.erased_by and (run.statement.value != value or run.statement.assumed):
            add(start, end)
        at = max(at, end)
    if value != NULL:
        add(at, to_day)
    return found
