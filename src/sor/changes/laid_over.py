"""What wins one field of a subject on a day while a submission goes on stating: a statement costs the same however many
were made before it, in whatever order of days, and so does a question.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sor.core.day import OPEN
from sor.core.statement import Statement
from sor.core.timeline import Run, run_on

DAYS = 2**27
"""More than there are days, as whole numbers (``core.day``)."""

_begins = attrgetter("from_day")


Put = TypeVar("Put", bound=tuple[Any, ...])


class LaidOver:
    """The winners of a field, with the statements of one submission over them, which are recorded after all others.

    known: the winners without it, over all days.
    """

    def __init__(self, known: Sequence[Run]) -> None:
        self.known = known
        self._own: _Highest[tuple[int, int, Statement]] = _Highest()
        self._over: _Highest[tuple[int, int]] = _Highest()
        self._turns: list[int] = []

    def add(self, s: Statement) -> None:
        """One more statement of the submission."""
        self._own.put(s.from_day, s.to_day, (s.from_day, s.place, s))
        insort(self._turns, s.from_day)
        if s.over:
            self._over.put(s.from_day, s.to_day, (s.over, s.to_day))
            insort(self._turns, s.to_day)

    def winner(self, day: int) -> Statement | None:
        """What wins on a day."""
        run, own = run_on(self.known, day), self._own.at(day)
        known = None if run is None or self._is_set_aside(run.statement, day) else run.statement
        if own is None or (known is not None and known.from_day > own[0]):
            return known
        return own[2]

    def wins_until(self, day: int) -> int:
        """The first day after one on which something wins, on which that does not win any more."""
        won, at = self.winner(day), day
        end = OPEN if won is None else won.to_day
        while at < end:
            at = min(end, self._next_turn(at))
            if self.winner(at) is not won:
                break
        return at

    def first_win(self, run: Run) -> int | None:
        """The first day of a known run on which its statement still wins."""
        s, at = run.statement, run.from_day
        while at < run.to_day:
            over, own = self._over.at(at), self._own.at(at)
            if over is not None and s.from_day < over[0]:
                at = over[1]
            elif own is not None and own[0] >= s.from_day:
                at = own[2].to_day
            else:
                return at
        return None

    def _is_set_aside(self, s: Statement, day: int) -> bool:
        over = self._over.at(day)
        return over is not None and s.from_day < over[0]

    def _next_turn(self, day: int) -> int:
        """The next day on which something begins, or is set aside no longer."""
        own, known = bisect_right(self._turns, day), bisect_right(self.known, day, key=_begins)
        next_own = self._turns[own] if own < len(self._turns) else OPEN
        return min(next_own, self.known[known].from_day if known < len(self.known) else OPEN)


class _Highest(Generic[Put]):
    """The highest of the values that were put on a day: a tree over all days, of which only what was put on is kept."""

    def __init__(self) -> None:
        self._best: dict[int, Put] = {}

    def put(self, start: int, end: int, value: Put) -> None:
        """Put a value on the days [start, end)."""
        low, high = start + DAYS, end + DAYS
        while low < high:
            if low & 1:
                self._raise(low, value)
            if high & 1:
                self._raise(high - 1, value)
            low, high = (low + 1) >> 1, high >> 1

    def at(self, day: int) -> Put | None:
        """The highest value on a day; None where none was put."""
        if not self._best:
            return None
        found: Put | None = None
        node = day + DAYS
        while node:
            here = self._best.get(node)
            if here is not None:
                found = here if found is None else max(here, found)
            node >>= 1
        return found

    def _raise(self, node: int, value: Put) -> None:
        here = self._best.get(node)
        self._best[node] = value if here is None else max(here, value)
