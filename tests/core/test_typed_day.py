"""A day is read as people write it."""

import pytest

from sor.core.typed_day import read_typed_day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-04", "2026-12-04"), (" 4-12-2026 ", "2026-12-04"), ("04.12.2026", "2026-12-04"),
        ("4/12/2026", "2026-12-04"), ("fredag", None), ("2026-13-01", None), ("31-02-2026", None), ("", None),
    ],
)  # fmt: skip
def test_a_day_as_it_is_written_in_denmark(typed: str, day: str | None) -> None:
    assert read_typed_day(typed) == day
