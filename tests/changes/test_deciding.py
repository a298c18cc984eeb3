"""What others said otherwise since the sender read is found as day by day: each statement once, with the first."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from sor.changes.deciding import find_first_contradictions
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import Statement
from sor.core.timeline import Run, run_on, runs

LAST = 13
PERIOD = st.tuples(st.integers(1, 9), st.sampled_from([3, 5, 6, 8, 10, OPEN]), st.sampled_from("AB"))


def stated(periods: list[tuple[int, int, str]], serial: int) -> list[Run]:
    """The winners of what one entry states, each statement of a field from its own day."""
    return runs([
        Statement("name", start, end, 0, encode(value), False, serial, 1, place)
        for place, (start, end, value) in enumerate(periods)
    ])  # fmt: skip


def contradictions(own: list[Run], theirs: list[Run]) -> Iterator[tuple[Statement, Statement]]:
    """The same, day by day."""
    told = set()
    for day in range(1, LAST):
        mine, other = run_on(own, day), run_on(theirs, day)
        if mine is None or other is None or mine.statement.place in told:
            continue
        if mine.statement.value != other.statement.value:
            told.add(mine.statement.place)
            yield mine.statement, other.statement


@given(st.lists(PERIOD, max_size=5), st.lists(PERIOD, max_size=6))
def test_each_statement_is_told_with_the_first_that_says_otherwise(
    mine: list[tuple[int, int, str]], others: list[tuple[int, int, str]]
) -> None:
    own, theirs = stated(mine, 100), stated(others, 1)
    assert [*find_first_contradictions(own, theirs)] == [*contradictions(own, theirs)]
