"""Dates in files: every spelling that is read, and what the end of a period means."""

import pytest

from sor.core.day import OPEN, NotADay
from sor.formats.dates import check_meaning_of_end, period_end, read_day
from sor.formats.delivery import BadFile


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01",
        "01-07-2026",
        "20260701",
        "2026-07-01 00:00:00",
        "01-07-2026 00:00",
        "2026-07-01T00:00:00.000",
        "2026-07-01T00:00:00+02:00",
        "2026-06-30T22:00:00Z",
        "20260701 13:37:00",
    ],
)
def test_a_day_may_be_written_in_three_ways_with_or_without_a_time(text: str) -> None:
    assert read_day(text) == 20260701


def test_a_time_with_a_zone_names_the_danish_day() -> None:
    assert read_day("2026-11-30T23:00:00Z") == 20261201


@pytest.mark.parametrize("text", ["2026-02-30", "30-13-2026", "1/7 2026", "20260701x", "2026-07-01T25:00", "i dag"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(NotADay, match="is not a date"):
        read_day(text)


@pytest.mark.parametrize(
    "text",
    ["2026-12-01T00:00:00+02:00", "2026-11-30T22:00:00Z", "2026-07-01 00:00:00.000+0500", "1975-07-01T00:00:00+02:00"],
)
def test_midnight_by_another_clock_than_denmarks_is_not_taken_for_the_day_before(text: str) -> None:
    """A program that knows one offset for all the year, or of all years, moves half of the days by one."""
    with pytest.raises(NotADay, match="midnight by another clock than Denmark's"):
        read_day(text)


@pytest.mark.parametrize("text", ["2026-12-01T00:00:00Z", "2026-11-30T23:00:00Z", "2026-12-01T00:00:00-05:00"])
def test_midnight_elsewhere_on_the_same_danish_day_is_that_day(text: str) -> None:
    assert read_day(text) == 20261201


def test_the_error_shows_the_spellings() -> None:
    with pytest.raises(NotADay) as wrong:
        read_day("1.7.2026")
    assert str(wrong.value) == "'1.7.2026' is not a date; it may be written 2026-07-01, 01-07-2026 or 20260701"


def test_the_end_in_a_file_is_the_last_valid_day() -> None:
    assert period_end("sor-csv", "Ophoert_dato", 20261231) == 20270101
    assert period_end("shak", "DatoTil", 20260630) == 20260701


@pytest.mark.parametrize("written", [None, 25000101, 29991231, 22000101, 99991231])
def test_no_end_and_one_of_the_far_future_are_open(written: int | None) -> None:
    assert period_end("sor2-daily", "ToDate", written) == OPEN
    assert period_end("columns", "valid_to", written) == OPEN


def test_a_column_may_hold_the_first_day_no_longer_valid() -> None:
    assert period_end("columns", "valid_to", 20261231) == 20261231


def test_a_history_whose_periods_touch_is_read_as_its_constant_says() -> None:
    check_meaning_of_end("SOREntity.csv", "sor2-complete", "ToDate", [(20200101, 20200101), (20210101, 20200930)])


def test_a_history_that_contradicts_the_constant_is_refused() -> None:
    read_too_long = [(20200102, 20200101), (20210102, 20210101), (20220101, 20220101)]
    with pytest.raises(BadFile) as wrong:
        check_meaning_of_end("SOREntity.csv", "sor2-complete", "ToDate", read_too_long)
    assert str(wrong.value) == (
        "SOREntity.csv: ToDate is read as the last valid day, but in 2 of 3 cases the next period begins on that very"
        " day, so it is the first day no longer valid. Either other days stand in the column, or the file counts"
        " otherwise than files of its format do: ask who made it."
    )
