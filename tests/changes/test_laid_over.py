"""What a submission states lies over what was known: whatever is asked, it is what folding all statements gives."""

from hypothesis import given
from hypothesis import strategies as st

from sor.changes.laid_over import LaidOver
from sor.core import timeline
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import NEVER, Statement

DAY = st.integers(1, 9)
PERIOD = st.tuples(DAY, st.sampled_from([3, 6, 10, OPEN]), st.sampled_from([0, 0, 4, 8]))


def stated(periods: list[tuple[int, int, int]], serial: int) -> list[Statement]:
    return [
        Statement("name", start, end, over, encode(f"{serial}.{place}"), False, serial + place, 1, place)
        for place, (start, end, over) in enumerate(periods)
        if start < end
    ]


def laid_over(before: list[tuple[int, int, int]], now: list[tuple[int, int, int]]) -> tuple[LaidOver, list[Statement]]:
    """What a submission states over what was known, and all of it."""
    known, said = stated(before, 1), stated(now, 100)
    for place, one in enumerate(said):
        one.serial, one.place = 100, place
    laid = LaidOver(timeline.runs(known))
    for one in said:
        laid.add(one)
    return laid, [*known, *said]


@given(st.lists(PERIOD, max_size=4), st.lists(PERIOD, max_size=4))
def test_the_winners_are_those_of_the_whole_timeline(
    before: list[tuple[int, int, int]], now: list[tuple[int, int, int]]
) -> None:
    laid, said = laid_over(before, now)
    won = {day: timeline.winner(said, day, NEVER - 1) for day in range(1, 14)}
    for day, winner in won.items():
        assert laid.winner(day) is winner
        others = (later for later in range(day + 1, 14) if won[later] is not winner)
        if winner is not None:
            assert laid.wins_until(day) == next(others, OPEN)
    for run in laid.known:
        wins = (day for day in range(run.from_day, min(run.to_day, 14)) if won[day] is run.statement)
        assert laid.first_win(run) == next(wins, None)


def test_what_holds_on_no_day_is_nothing() -> None:
    laid = LaidOver([])
    laid.add(Statement("name", 5, 5, 0, encode("A"), False, 100, 1, 0))
    assert [laid.winner(day) for day in (4, 5, 6)] == [None, None, None]


def test_a_winner_wins_until_something_else_does() -> None:
    (known,) = stated([(1, OPEN, 0)], 1)
    laid = LaidOver(timeline.runs([known]))
    (now,) = stated([(5, 8, 0)], 100)
    laid.add(now)
    assert [laid.winner(day) for day in (4, 5, 7, 8)] == [known, now, now, known]
    assert [laid.wins_until(day) for day in (1, 5, 8)] == [5, 8, OPEN]
    assert laid.first_win(timeline.runs([known])[0]) == 1
