"""Days whose order nobody can know are told."""

import pytest

from sor.formats.day_order import DayOrder


@pytest.mark.parametrize(
    ("cells", "is_in_doubt"),
    [
        (["04-22-2026", "03-04-2026"], True), (["04-22-2026", "22-04-2026", "03-04-2026"], True),
        (["04-22-2026"], False), (["04-22-2026", "03-03-2026"], False), (["22-04-2026", "03-04-2026"], False),
        (["03-04-2026"], False),
        (["2026-04-22", "2026-03-04", "03-04-2026"], False), (["04-13-2026", "04-12-2026"], True),
        (["04-12-2026", "12-12-2026"], False), (["04-22-2026 00:00:00", "03-04-2026 00:00:00"], True),
    ],
)  # fmt: skip
def test_a_day_may_be_either_beside_one_that_can_only_be_month_first(cells: list[str], is_in_doubt: bool) -> None:
    order = DayOrder()
    for cell in cells:
        order.note("FromDate", cell)
    assert order.is_in_doubt == is_in_doubt


def test_it_says_what_is_written_how() -> None:
    order = DayOrder()
    for cell in ("04-22-2026", "22-04-2026", "03-04-2026", "05-04-2026"):
        order.note("FromDate", cell)
    assert str(order) == (
        "1 days are written month first (FromDate '04-22-2026'), 1 only day first; 2 may be either and were read day"
        " first (FromDate '03-04-2026')"
    )
