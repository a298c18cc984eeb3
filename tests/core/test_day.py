"""Days are Danish civil days; only here does an instant become a day."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core.day import (
    OPEN,
    START,
    NotADay,
    day_of,
    end_after,
    end_of_day,
    last_day_before,
    next_day,
    of_date,
    parse_day,
    previous_day,
    to_date,
    write_day,
)

days = st.dates().map(of_date)


@given(days)
def test_a_day_is_written_and_read_back(day: int) -> None:
    assert parse_day(write_day(day)) == day
    assert of_date(to_date(day)) == day


@given(st.dates(date(1, 1, 2), date(9999, 12, 30)).map(of_date))
def test_next_and_previous_undo_each_other(day: int) -> None:
    assert previous_day(next_day(day)) == day


@given(days, days)
def test_days_sort_as_dates_do(one: int, other: int) -> None:
    assert (one < other) == (to_date(one) < to_date(other))


@pytest.mark.parametrize("text", [
    "2026-02-29", "2026-13-01", "1.7.2026", "", "2026-07", "tomorrow", "20260701", "2026-W27", "2026-W27-3", "2026W273",
    "2026-07-01x", "2026-07-01 ", " 2026-07-01", "2026-07-01T00:00", "2026-07-01Z", "2026-07-011", "２026-07-01",
    "2026-07-01\n",
])  # fmt: skip
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotADay) as refusal:
        parse_day(text)
    assert str(refusal.value) == f"'{text}' is not a date. Write it as year-month-day, for example 2026-07-01."


def test_the_open_end_and_the_first_day_stay_where_they_are() -> None:
    assert next_day(OPEN) == previous_day(OPEN) == OPEN
    assert previous_day(START) == START


@pytest.mark.parametrize("last", [None, 22000101, 25000101, 29991231, 99991231])
def test_no_end_and_an_end_of_the_far_future_are_open(last: int | None) -> None:
    assert end_after(last) == OPEN


def test_files_write_the_last_valid_day_the_register_the_first_day_no_longer_valid() -> None:
    assert end_after(20261231) == 20270101
    assert end_after(21991231) == 22000101
    assert last_day_before(20270101) == 20261231
    assert last_day_before(OPEN) is None


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-11-30T22:59:59+00:00", 20261130),  # 23:59:59 in Denmark
        ("2026-11-30T23:00:00+00:00", 20261201),  # midnight: the first ten characters would lie
        ("2026-06-30T22:00:00+00:00", 20260701),  # summer time: two hours
        ("2026-03-29T00:30:00+00:00", 20260329),  # the night in which 02:00 becomes 03:00
        ("2026-03-29T21:59:59+00:00", 20260329),  # that day has 23 hours
        ("2026-03-29T22:00:00+00:00", 20260330),
        ("2026-10-24T22:00:00+00:00", 20261025),  # the night in which 03:00 becomes 02:00
        ("2026-10-25T22:59:59+00:00", 20261025),  # that day has 25 hours
        ("2026-10-25T23:00:00+00:00", 20261026),
        ("2026-11-30T23:30:00", 20261130),  # without a zone it is Danish already
    ],
)
def test_an_instant_falls_on_a_danish_day(instant: str, day: int) -> None:
    assert day_of(datetime.fromisoformat(instant)) == day


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (20261130, "2026-11-30T23:00:00"),
        (20260701, "2026-07-01T22:00:00"),
        (20260328, "2026-03-28T23:00:00"),
        (20260329, "2026-03-29T22:00:00"),
        (20261024, "2026-10-24T22:00:00"),
        (20261025, "2026-10-25T23:00:00"),
    ],
)
def test_the_instant_at_which_a_day_is_over(day: int, end: str) -> None:
    assert end_of_day(day) == datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert day_of(end_of_day(day)) == next_day(day)
