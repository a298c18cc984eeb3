"""Days that moved all together, told by their heaps."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.jobs.plausible_days import DaysStated

FIRSTS = [date(2010 + n // 12, n % 12 + 1, 1) for n in range(120)]
EVENLY = [date(2010, 1, 1) + timedelta(37 * n) for n in range(90)]
EVENLY_EDITED = [day + timedelta(5) for day in EVENLY]
EDITED = [day + timedelta(5) for day in EVENLY] * 9
DAY = 20261101


def taken(days: Iterable[date], edited: Iterable[date] | None = None) -> DaysStated:
    stated = DaysStated(DAY)
    for n, (begun, updated) in enumerate(zip(days, edited or EDITED, strict=False)):
        status = {"from": str(begun), "updated": str(updated)}
        day = int(f"{begun:%Y%m%d}")
        stated.take(Claim("unit", str(n), frozenset({"status"}), [Piece(day, OPEN, {"status": status})], [(day, OPEN)]))
    return stated


def odd_in(days: Iterable[date], edited: Iterable[date] | None = None) -> list[str]:
    return [one.what for one in taken(days, edited).odd() if one.is_suspicious]


def test_firsts_of_months_and_days_without_heaps_are_right() -> None:
    assert odd_in(FIRSTS) == odd_in(EVENLY) == odd_in([*FIRSTS, *EVENLY]) == []


def test_one_day_on_which_all_began_is_no_heap() -> None:
    assert odd_in([date(2007, 4, 17)] * 500) == []


def test_days_that_moved_are_heaped_beside_the_first() -> None:
    for by, told in ((1462, "1 day after"), (-1, "1 day before"), (-1462, "1 day before"), (7, "7 days after")):
        found = odd_in(day + timedelta(by) for day in [*FIRSTS, *EVENLY])
        assert found[0] == f"first days of units that lie {told} the first of a month, where others lie"


def test_days_that_nobody_plans_are_told_with_what_they_stand_at() -> None:
    days = [*EVENLY, date(2062, 10, 22), date(2034, 1, 1)]
    assert next(taken(days, [*EVENLY_EDITED, *EVENLY_EDITED[-2:]]).notes()) == (
        "first days of units more than ten years after 2026-11-01, the day of the file: 90: 2062-10-22."
    )


def test_turned_days_are_all_in_january() -> None:
    found = odd_in(date(day.year, day.day, day.month) for day in FIRSTS)
    assert (
        found[0] == "first days of units in January in the place of firsts of months, as when day and month are turned"
    )


def test_days_of_which_none_is_late_in_its_month_were_turned() -> None:
    early = [day for day in EVENLY if day.day <= 12]
    assert odd_in(early)[0].startswith("first days of units of which none is later in its month than the twelfth")


def test_edits_heaped_as_first_days_stand_under_each_other_s_name() -> None:
    assert odd_in(EVENLY, FIRSTS) == ["days of editing of units on the first of a month, where first days lie"]


def test_first_days_that_are_the_day_of_editing_too_are_told_unless_a_register_began_that_day() -> None:
    one = [date(2026, 6, 30)] * 500
    assert odd_in(EVENLY, EVENLY) == ["first days of units that are the day of editing too"]
    assert odd_in([*one, *EVENLY], [*one, *EVENLY]) == []


def test_a_file_of_long_ago_is_worth_a_look_and_no_more() -> None:
    long_ago = [day for day in EVENLY if day.year < 2018]
    [note] = taken(long_ago, long_ago[1:]).notes()
    assert note.startswith(
        "The newest of the days of units is 2017-11-26, 3,262 days before 2026-11-01, the day that the"
    )
    late = date(2026, 10, 1)
    assert list(taken([*EVENLY, late], [*EVENLY_EDITED, late]).notes()) == []


def century_back(day: date) -> date:
    return day.replace(year=day.year - 100)


def test_first_days_a_century_before_their_editing_are_of_years_of_two_digits() -> None:
    told = "first days of units that lie a century away from their day of editing, as after years of two digits"
    some = [century_back(day) if day.year >= 2018 else day for day in EVENLY]
    assert odd_in(some, EVENLY_EDITED) == [told]
    placeholder = [date(1900, 1, 1) if day.year >= 2018 else day for day in EVENLY]
    assert odd_in(placeholder, EVENLY_EDITED) == []


def test_days_that_all_lie_a_century_back_are_those_of_no_old_file() -> None:
    back = [century_back(day) for day in EVENLY]
    both = odd_in(back, [century_back(day) for day in EVENLY_EDITED])
    assert both == [
        "days of editing of units before 1970, as after years of two digits",
        "days of units, all more than 50 years before 2026-11-01, the day of the file",
    ]
    assert odd_in([date(1900, 1, 1)] * 90, [date(1900, 1, 1)] * 90) == []


@pytest.mark.parametrize(("owners", "ending", "is_odd"), [(3, 39, True), (3, 38, False), (2, 39, False)])
def test_one_day_on_which_nearly_all_end_is_refused_of_several_owners(owners: int, ending: int, is_odd: bool) -> None:
    stated = DaysStated(DAY)
    for n, day in enumerate(EVENLY[:40]):
        begun, end = int(f"{day:%Y%m%d}"), 20270101 if n < ending else OPEN
        values = {"status": {"from": str(day)}, **({"parent": "1"} if n >= owners else {})}
        stated.take(Claim("unit", str(n), frozenset({"status"}), [Piece(begun, end, values)], [(begun, end)]))
    told = "ends of units: one day for nearly all (2026-12-31 is the last)"
    assert [one.what for one in stated.odd() if one.is_suspicious] == [told] * is_odd
    assert list(stated.notes()) == ["ends of units: one day for nearly all (2026-12-31 is the last): 39 of 40."] * (
        owners < 3
    )
