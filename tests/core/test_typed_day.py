"""A day is read as people write it."""

import pytest

from sor.core.typed_day import read_typed_day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-04", "2026-12-04"), (" 4-12-2026 ", "2026-12-04"), ("04.12.2026", "2026-12-04"),
        ("4/12/2026", "2026-12-04"), ("fredag", None), ("2026-13-01", None), ("31-02-2026", None), ("", None),
        ("2026-12-4", "2026-12-04"), ("4. 12. 2026", "2026-12-04"), ("4. december 2026", "2026-12-04"),
        ("den 4. dec. 2026", "2026-12-04"), ("4 Dec 2026", "2026-12-04"), ("1. marts 2027", "2027-03-01"),
        ("1 March 2027", "2027-03-01"), ("1. maj 2027", "2027-05-01"), ("1 may 2027", "2027-05-01"),
        ("3. jun 2027", "2027-06-03"), ("3. jul 2027", "2027-07-03"), ("1\u00a0oktober\u00a02027", "2027-10-01"),
        ("\u200e04-12-2026\u200b", "2026-12-04"), ("30. februar 2027", None), ("1. ma 2027", None),
        ("1. xyz 2027", None), ("1. januars 2027", None), ("04-12-26", None), ("20261204", None),
        ("0. januar 2027", None), ("1. januar 2027 kl. 8", None),
    ],
)  # fmt: skip
def test_a_day_as_it_is_written_in_denmark(typed: str, day: str | None) -> None:
    assert read_typed_day(typed) == day
