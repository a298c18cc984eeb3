"""Several dated rows of one subject as its history: in order of time, each ending where the next begins.

A row is kept as bytes until its subject's turn comes, because a complete history has more than a million of them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sor.core.canonical import decode, encode
from sor.core.claim import Piece
from sor.core.day import write_day
from sor.core.shapes import Fields

Reject = Callable[[int, str, str, Fields], None]
"""Told the line, the reason, the key and the values of a row that repeats another and is not loaded."""


class DatedRow(NamedTuple):
    """A row that holds on the days [from_day, to_day); body: what it holds beside, as canonical JSON."""

    line: int
    from_day: int
    to_day: int
    body: bytes

    def values(self) -> Fields:
        """What the row holds."""
        found: Fields = decode(self.body)
        return found


class RowHistory:
    """All rows of a file, by subject, in the order in which the subjects were met."""

    def __init__(self, reject: Reject) -> None:
        self._reject = reject
        self._rows: dict[str, list[DatedRow]] = {}
        self._equal = self._cut = 0

    def add(self, key: str, line: int, from_day: int, to_day: int, values: Fields) -> None:
        """Take a row; values must be plain."""
        self._rows.setdefault(key, []).append(DatedRow(line, from_day, to_day, encode(values)))

    def neighbours(self) -> Iterator[tuple[int, int]]:
        """The end of each row that has a next one, and the start of the next (see ``dates.check_meaning_of_end``)."""
        for rows in self._rows.values():
            if len(rows) > 1:
                rows.sort(key=lambda row: row.from_day)
                yield from ((a.to_day, b.from_day) for a, b in pairwise(rows) if a.from_day < b.from_day)

    def subjects(self) -> Iterator[tuple[str, list[DatedRow]]]:
        """Each subject with its rows in order of time, none overlapping. Of two rows that begin on one day the first
        in the file is kept: the other is a repetition, or is rejected. Each subject is forgotten when it was given.
        """
        for key in list(self._rows):
            rows = self._rows.pop(key)
            rows.sort(key=lambda row: row.from_day)
            yield key, self._in_order(key, rows)

    def _in_order(self, key: str, rows: Sequence[DatedRow]) -> list[DatedRow]:
        kept: list[DatedRow] = []
        for row in rows:
            last = kept[-1] if kept else None
            if last is not None and last.from_day == row.from_day:
                self._same_day(key, last, row)
                continue
            if last is not None and last.to_day > row.from_day:
                self._cut += 1
                kept[-1] = last._replace(to_day=row.from_day)
            kept.append(row)
        return kept

    def _same_day(self, key: str, first: DatedRow, row: DatedRow) -> None:
        if first._replace(line=row.line) == row:
            self._equal += 1
        else:
            day = write_day(row.from_day)
            reason = f"{key} with FromDate {day} stands on line {first.line} already, with other content"
            self._reject(row.line, reason, key, row.values())

    def notes(self) -> list[str]:
        """What was read with forbearance."""
        notes = []
        if self._equal:
            notes.append(f"{self._equal} rows stand twice, word for word; each was read once.")
        if self._cut:
            notes.append(f"{self._cut} rows reach into the next row of the same subject; they end where it begins.")
        return notes


def join_periods(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """The periods of pieces in order of time, made one where they touch; gaps stay."""
    periods: list[tuple[int, int]] = []
    for piece in pieces:
        if periods and periods[-1][1] == piece.from_day:
            periods[-1] = (periods[-1][0], piece.to_day)
        else:
            periods.append((piece.from_day, piece.to_day))
    return periods
