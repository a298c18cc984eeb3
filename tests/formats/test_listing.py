"""Selected rows as the units of a daily file."""

from sor.core.day import OPEN
from sor.formats.listed_unit import ListedNumber, Status
from sor.formats.listing import listed
from tests.formats.selections import GLN, OWNER, OWNER_VALUES, practice, selected, subject


def test_a_row_becomes_the_unit_of_its_day() -> None:
    unit = listed(practice()[0])
    assert (unit.code, unit.level, unit.parent) == (OWNER, "IO", None)
    assert unit.status == Status(20180418, 20180725, OPEN, 20180724)
    assert "status" not in unit.values
    assert "level" not in unit.values
    assert OWNER_VALUES["level"] == "IO", "the row itself stays as it is"


def test_a_number_brings_its_own_dates() -> None:
    status = {"from": "2019-01-01", "updated": "2018-12-01"}
    number = subject("location_number", GLN, {"region": "1081", "status": status}, 20190101)
    unit = listed(selected(OWNER, OWNER_VALUES, own_number=number))
    assert unit.number == ListedNumber(GLN, {"region": "1081"}, Status(20190101, 20190101, OPEN, 20181201))


def test_a_number_without_dates_that_lives_as_its_unit_has_none_in_the_file() -> None:
    number = subject("location_number", GLN, {"region": "1081"}, 20180725)
    assert listed(selected(OWNER, OWNER_VALUES, own_number=number)).number == ListedNumber(GLN, {"region": "1081"})
    shorter = number._replace(closes=20270101)
    found = listed(selected(OWNER, OWNER_VALUES, own_number=shorter)).number
    assert found is not None
    assert found.status.to_day == 20270101
