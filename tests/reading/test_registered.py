"""The day of registration of a version: the source's where a source said it last, else that of the entry."""

import pytest

from sor.core.shapes import Fields
from sor.reading.registered import RegisteredDays

ENTRIES = {1: ("2026-10-31T23:30:00Z", "import"), 2: ("2026-11-02T12:00:00Z", "rest")}
TOLD: Fields = {"from": "2020-02-01", "updated": "2020-01-31"}


@pytest.mark.parametrize(
    ("stated", "values", "day"),
    [
        (1, {"status": TOLD}, 20200131),
        (2, {"status": TOLD}, 20261102),
        (2, {}, 20261102),
        (1, {}, 20261101),
        (1, {"status": {"from": "2020-02-01"}}, None),
        (1, {"status": {"updated": "i går"}}, None),
    ],
    ids=["the source's", "of a change after it", "of a change", "of a file without days, in Denmark",
         "the source tells none", "no day"],
)  # fmt: skip
def test_the_day_is_that_of_whoever_said_it_last(stated: int, values: Fields, day: int | None) -> None:
    assert RegisteredDays(ENTRIES.__getitem__).of(stated, values) == day
