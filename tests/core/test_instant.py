"""Instants are written in UTC with microseconds, so that the order of texts is the order of time."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core.instant import parse_instant, write_instant

instants = st.datetimes(timezones=st.just(UTC))


@given(instants)
def test_an_instant_is_written_and_read_back(instant: datetime) -> None:
    assert parse_instant(write_instant(instant)) == instant


@given(instants, instants)
def test_texts_sort_as_instants_do(one: datetime, other: datetime) -> None:
    assert (write_instant(one) < write_instant(other)) == (one < other)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-11-21T22:15:00Z", "2026-11-21T22:15:00.000000Z"),
        ("2026-11-21T23:15:00+01:00", "2026-11-21T22:15:00.000000Z"),
        ("2026-11-21T23:15:00", "2026-11-21T22:15:00.000000Z"),  # no zone: Danish
        ("2026-07-01T12:00", "2026-07-01T10:00:00.000000Z"),
        ("2026-10-25T02:30:00", "2026-10-25T01:30:00.000000Z"),  # the doubled hour: the later one
        ("2026-07-01T12:00:00.1234567+02:00", "2026-07-01T10:00:00.123456Z"),  # seven decimals, as SOR writes
        ("2026-07-01T12:00:00.5Z", "2026-07-01T12:00:00.500000Z"),
        (" 2026-07-01T12:00:00Z ", "2026-07-01T12:00:00.000000Z"),
    ],
)
def test_what_is_read_as_which_instant(text: str, written: str) -> None:
    assert write_instant(parse_instant(text)) == written


@pytest.mark.parametrize("text", ["", "yesterday", "2026-07-01T25:00:00Z", "12:00", "0001-01-01T00:00:00+05:00", "."])
def test_what_is_no_instant_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_instant(text)
