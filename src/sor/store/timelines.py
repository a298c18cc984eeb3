"""Timelines read back from the log."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sor.core.log import Line, read_line
from sor.core.statement import Statement
from sor.store.database import Connection
from sor.store.log import all_lines_by_subject, lines_of


def timeline_of(lines: Iterable[Line]) -> dict[str, list[Statement]]:
    """The timeline that some lines about one subject, in the order of their recording, make."""
    timeline: dict[str, list[Statement]] = {}
    for line in lines:
        extend(timeline, line)
    return timeline


def extend(timeline: dict[str, list[Statement]], line: Line) -> None:
    """Add what a line states to a timeline, and mark what it takes back."""
    frame, statements = read_line(line)
    for s in statements:
        timeline.setdefault(s.field, []).append(s)
    withdraw(timeline, frame.withdrawn, line.serial)


def withdraw(timeline: dict[str, list[Statement]], ids: Sequence[Sequence[int]], serial: int) -> None:
    """Mark statements of a timeline as taken back from a serial on."""
    if not ids:
        return
    gone = {tuple(found) for found in ids}
    for statements in timeline.values():
        for s in statements:
            if s.id in gone:
                s.withdrawn_at = min(s.withdrawn_at, serial)


def timelines(connection: Connection, kind: str, keys: Sequence[str]) -> dict[str, dict[str, list[Statement]]]:
    """The timelines of some subjects of one kind; those never named are missing."""
    return {key: timeline_of(lines) for key, lines in lines_of(connection, kind, keys).items()}


def subjects(connection: Connection) -> Iterator[tuple[str, str, list[Line]]]:
    """Every subject of the log with all its lines, for a rebuild."""
    for (kind, key), lines in groupby(all_lines_by_subject(connection), key=lambda line: (line.kind, line.key)):
        yield kind, key, list(lines)
