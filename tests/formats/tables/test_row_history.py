"""Several dated rows of one subject become its history."""

from typing import Any

from sor.core.claim import Piece
from sor.core.day import OPEN
from sor.formats.tables.row_history import RowHistory, join_periods

Rows = list[tuple[int, int, dict[str, Any]]]


def history_of(*rows: tuple[int, int, dict[str, Any]]) -> tuple[Rows, list[str], list[str]]:
    """Rows (from, to, values) of one subject, on lines 2 and on: what is kept, rejected and noted."""
    rejected: list[str] = []
    history = RowHistory(lambda line, reason, key, _: rejected.append(f"{line} {key}: {reason}"))
    for line, (from_day, to_day, values) in enumerate(rows, 2):
        history.add("A", line, from_day, to_day, values)
    kept = [(row.from_day, row.to_day, row.values()) for _, found in history.subjects() for row in found]
    return kept, rejected, history.notes()


def test_rows_come_in_order_of_time_with_gaps_kept() -> None:
    first, second = (20100101, 20120101, {"name": "a"}), (20130101, OPEN, {"name": "b"})
    assert history_of(second, first) == ([first, second], [], [])


def test_equal_neighbours_stay_two_versions() -> None:
    rows = [(20100101, 20120101, {"name": "a"}), (20120101, OPEN, {"name": "a"})]
    assert history_of(*rows)[0] == rows


def test_a_row_that_stands_twice_counts_once() -> None:
    row = (20100101, OPEN, {"name": "a"})
    assert history_of(row, row) == ([row], [], ["1 rows stand twice, word for word; each was read once."])


def test_two_rows_of_one_day_with_other_content_leave_the_first() -> None:
    row = (20100101, OPEN, {"name": "a"})
    kept, rejected, _ = history_of(row, (20100101, OPEN, {"name": "b"}))
    assert kept == [row]
    assert rejected == ["3 A: A with FromDate 2010-01-01 stands on line 2 already, with other content"]


def test_a_row_that_reaches_into_the_next_ends_there() -> None:
    kept, rejected, notes = history_of((20100101, OPEN, {}), (20150101, OPEN, {}))
    assert kept == [(20100101, 20150101, {}), (20150101, OPEN, {})]
    assert rejected == []
    assert notes == ["1 rows reach into the next row of the same subject; they end where it begins."]


def test_neighbours_are_told_as_they_were_read() -> None:
    history = RowHistory(lambda line, reason, key, _: None)
    history.add("A", 2, 20150101, OPEN, {})
    history.add("A", 3, 20100101, 20150102, {})
    history.add("B", 4, 20100101, OPEN, {})
    assert list(history.neighbours()) == [(20150102, 20150101)]


def test_a_life_is_joined_where_its_pieces_touch() -> None:
    pieces = [Piece(1, 3, {}), Piece(3, 5, {}), Piece(7, 9, {})]
    assert join_periods(pieces) == [(1, 5), (7, 9)]
