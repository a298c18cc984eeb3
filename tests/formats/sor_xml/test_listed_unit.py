"""The dates of a listed unit when its file leaves some out."""

from sor.core.day import START
from sor.formats.sor_xml.listed_unit import ListedStatus

TODAY = 20260701


def test_a_unit_with_both_dates_tells_its_whole_life() -> None:
    status = ListedStatus(first_from=20180418, from_day=20180725)
    assert (status.exists_from(TODAY), status.since(TODAY), status.silent_before(TODAY)) == (20180418, 20180725, START)


def test_without_its_first_day_it_is_silent_on_what_was_before_its_content() -> None:
    status = ListedStatus(from_day=20180725)
    assert (status.exists_from(TODAY), status.since(TODAY), status.silent_before(TODAY)) == (20180725,) * 3


def test_without_dates_it_begins_on_the_day_of_the_file() -> None:
    assert (ListedStatus().exists_from(TODAY), ListedStatus().since(TODAY), ListedStatus().silent_before(TODAY)) == (
        TODAY,
    ) * 3
