"""How many closings by absence are believed."""

import pytest

from sor.formats.delivery import BadFile
from sor.jobs.absence import Absent, refuse_if_many


def absent(closing: int, before: int, kind: str = "unit") -> Absent:
    return Absent("closed", 20261101, gone={kind: ["x"] * closing}, before={kind: before})


@pytest.mark.parametrize(
    ("before", "allowed"), [(0, 10), (30, 10), (1_000, 10), (1_100, 11), (5_000, 50), (20_000, 200), (150_000, 200)]
)
@pytest.mark.parametrize("kind", ["unit", "shak"])
def test_one_per_cent_at_least_ten_at_most_two_hundred(before: int, allowed: int, kind: str) -> None:
    refuse_if_many(absent(allowed, before, kind), None, force=False)
    with pytest.raises(BadFile) as refusal:
        refuse_if_many(absent(allowed + 1, before, kind), None, force=False)
    assert str(refusal.value) == (
        f"The file leaves out {allowed + 1} of {before} open {kind}s, more than {allowed}: it may be cut short."
        f" If it is right, load it with --max-closed {allowed + 1} or --force; if it is only a part, with --part."
    )
    refuse_if_many(absent(allowed + 1, before, kind), allowed + 1, force=False)
    refuse_if_many(absent(allowed + 1, before, kind), None, force=True)


def test_numbers_and_successions_go_with_their_units_and_are_not_counted() -> None:
    refuse_if_many(absent(5_000, 6_000, "location_number"), None, force=False)
