"""What holds on each day: the fold, and what is asked of it. The scenarios in tests/spec show the cases in words."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from sor.core.canonical import NULL
from sor.core.statement import Statement
from sor.core.timeline import body_of, differing, fold, life, run_on, runs, stretches, winner

OPEN = 99991231
DAYS = range(9)


def said(serial: int, from_day: int, to_day: int = OPEN, over: int = 0, value: bytes = b'"x"', **more) -> Statement:
    return Statement(
        more.pop("field", "name"), from_day, to_day, over, value, more.pop("assumed", False), serial, 1, 0, **more
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Statement]:
    found = []
    for serial in range(1, draw(st.integers(0, 6)) + 1):
        from_day = draw(st.integers(0, 6))
        to_day = draw(st.sampled_from([from_day, from_day + 1, from_day + 3, OPEN]))
        over = draw(st.sampled_from([0, 0, from_day + 1, to_day]))
        withdrawn = draw(st.sampled_from([2**53, 2**53, serial + 1]))
        value = draw(st.sampled_from([b'"x"', b'"y"', NULL]))
        found.append(Statement("name", from_day, to_day, over, value, draw(st.booleans()), serial, 1, 0, withdrawn))
    return found


@given(histories(), st.integers(0, 7))
def test_runs_say_what_the_winner_of_each_day_is(history: list[Statement], known: int) -> None:
    found = runs(history, known)
    for day in DAYS:
        held = [run.statement for run in found if run.from_day <= day < run.to_day]
        assert held == [s for s in [winner(history, day, known)] if s is not None]
    assert all(one.to_day <= other.from_day for one, other in itertools.pairwise(found))


@given(histories())
def test_the_run_of_a_day_is_found(history: list[Statement]) -> None:
    found = runs(history)
    for day in DAYS:
        run = run_on(found, day)
        assert (run and run.statement) == winner(history, day, 2**53 - 1)


@given(st.lists(histories(), min_size=1, max_size=4))
def test_a_stretch_holds_the_winners_of_its_days_by_field(fields: list[list[Statement]]) -> None:
    alive = [said(1, 1, 4, field="open", value=b"true"), said(2, 6, field="open", value=b"true")]
    timeline = {"open": alive} | {f"f{n}": history for n, history in enumerate(fields)}
    found = list(stretches(fold(timeline)))
    for day in DAYS:
        won = [winner(timeline[field], day, 2**53 - 1) for field in sorted(timeline)]
        held = [list(one.winners) for one in found if one.from_day <= day < one.to_day]
        assert held == ([[s for s in won if s is not None]] if 1 <= day < 4 or day >= 6 else [])


@given(histories(), st.sampled_from([b'"x"', b'"y"', NULL]), st.integers(0, 8), st.integers(0, 8))
def test_differing_names_exactly_the_days_on_which_a_value_does_not_surely_hold(
    history: list[Statement], value: bytes, start: int, end: int
) -> None:
    found = differing(runs(history), start, end, value)
    for day in DAYS:
        won = winner(history, day, 2**53 - 1)
        holds = (won.value == value and not won.assumed) if won else value == NULL
        assert any(a <= day < b for a, b in found) == (start <= day < end and not holds)


def test_a_statement_is_taken_back_from_a_serial_on_and_known_before() -> None:
    history = [said(1, 1), said(2, 5, value=b'"y"', withdrawn_at=3)]
    assert winner(history, 6, 2) is history[1]
    assert winner(history, 6, 3) is history[0]


def test_a_period_of_no_days_says_nothing() -> None:
    assert runs([said(1, 5, 5)]) == []


def test_life_is_joined_where_periods_touch_and_keeps_its_gaps() -> None:
    history = [
        said(1, 1, 5, value=b"true", field="open"), said(2, 5, 8, value=b"true", field="open"),
        said(3, 10, value=b"true", field="open"), said(4, 12, value=b"false", field="open"),
    ]  # fmt: skip
    assert life(fold({"open": history})) == [(1, 8), (10, 12)]


def test_a_life_is_cut_where_any_field_has_a_new_statement() -> None:
    timeline = {
        "open": [said(1, 2, 9, value=b"true", field="open")],
        "name": [said(1, 0, value=b'"A"'), said(2, 5, value=b'"A"')],
        "note": [said(1, 7, 20, field="note")],
    }
    assert [(s.from_day, s.to_day) for s in stretches(fold(timeline))] == [(2, 5), (5, 7), (7, 9)]


def test_what_never_lived_has_no_stretches() -> None:
    assert list(stretches(fold({"name": [said(1, 0)]}))) == []


def test_a_body_holds_what_is_said_without_life_and_without_what_is_empty() -> None:
    winners = [said(1, 0, value=b'"A"'), said(1, 0, value=NULL, field="note"), said(1, 0, value=b"true", field="open")]
    assert body_of(winners) == b'{"name":"A"}'


def test_a_body_of_assumed_values_says_so_in_its_place() -> None:
    winners = [
        said(1, 0, value=b'{"street":"x"}', field="activity_address"),
        said(1, 0, value=b'"A"', assumed=True),
    ]
    assert body_of(winners) == b'{"activity_address":{"street":"x"},"assumed":true,"name":"A"}'


def test_a_body_names_what_was_erased_with_who_did_it_and_an_erased_address_stays_said() -> None:
    name = said(1, 1, field="name", value=b'"A"')
    note = said(1, 1, field="note", value=b"null ", erased_by=7)
    address = said(1, 1, field="postal_address", value=b"{} ", erased_by=8)
    assert body_of([name, note, address]) == b'{"erased":{"note":7,"postal_address":8},"name":"A","postal_address":{}}'
