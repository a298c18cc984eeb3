"""Days of units."""

from sor.core.day import START
from sor.rules.dates import DATES_IN_ORDER, FROM_DATE_GIVEN
from sor.rules.sentences import sentence
from tests.rules.registers import CLINIC, OWNER, findings, institution, owner, said


def test_D3_a_child_may_begin_on_the_day_of_its_parent() -> None:
    assert said("D3", owner(first_from=20091008), institution(first_from=20091008)) == []


def test_D3_a_child_that_begins_a_day_before_its_parent_is_found() -> None:
    assert said("D3", owner(first_from=20091008), institution(first_from=20091007)) == [
        (CLINIC, {"day": "2009-10-07", "parent": OWNER, "parent_day": "2009-10-08"})
    ]


def test_D3_is_a_warning() -> None:
    [found] = [f for f in findings(owner(), institution(first_from=20091007)) if f.rule == "D3"]
    assert found.severity == "warning"


def test_D3_is_silent_where_the_beginning_is_not_known() -> None:
    assert said("D3", owner(), institution(first_from=START)) == []


def test_D1_names_both_days() -> None:
    found = DATES_IN_ORDER.finding("unit", "1", {"first_from": "2020-01-02", "day": "2020-01-01"})
    assert sentence(found, "da") == (
        "Enheden 1 gælder først fra 2020-01-02, men seneste ændring gælder allerede fra 2020-01-01."
    )


def test_D1_a_unit_without_a_date_of_its_own_takes_that_of_the_file() -> None:
    found = FROM_DATE_GIVEN.finding("unit", "1", {"day": "2010-01-26"})
    assert sentence(found, "da") == (
        "Enheden 1 har ingen dato for, hvornår oplysningerne gælder fra; de regnes fra 2010-01-26, filens dag."
    )
