"""Selected rows as SOR XML writes them."""

from sor.core.day import OPEN
from sor.formats.sor_xml.rows import write_row
from tests.formats.selections import GLN, OWNER, OWNER_VALUES, practice, selected, subject


def test_a_row_becomes_the_unit_of_its_day() -> None:
    unit = write_row(practice()[0])
    assert (unit.code, unit.level, unit.parent) == (OWNER, "IO", None)
    assert unit.raw["code"] == OWNER
    assert unit.raw["status"] == {"from": "2018-07-25", "updated": "2018-07-24", "first": "2018-04-18"}
    assert OWNER_VALUES["status"] == {"from": "2018-07-25", "updated": "2018-07-24"}, "the row itself stays as it is"
    assert "code" not in OWNER_VALUES


def test_a_unit_that_closes_has_its_last_valid_day() -> None:
    unit = write_row(selected(OWNER, OWNER_VALUES, closes=20270101))
    assert unit.raw["status"]["to"] == "2026-12-31"


def test_a_number_brings_its_own_dates() -> None:
    status = {"from": "2019-01-01", "updated": "2018-12-01"}
    number = subject("location_number", GLN, {"region": "1081", "status": status}, 20190101)
    unit = write_row(selected(OWNER, OWNER_VALUES, own_number=number))
    assert unit.raw["number"] == {
        "number": GLN,
        "region": "1081",
        "status": {"from": "2019-01-01", "updated": "2018-12-01", "first": "2019-01-01"},
    }


def test_a_number_without_dates_that_lives_as_its_unit_has_none_in_the_file() -> None:
    number = subject("location_number", GLN, {"region": "1081"}, 20180725)
    unit = write_row(selected(OWNER, OWNER_VALUES, own_number=number))
    assert unit.raw["number"] == {"number": GLN, "region": "1081"}
    shorter = number._replace(closes=20270101)
    assert shorter.closes < OPEN
    found = write_row(selected(OWNER, OWNER_VALUES, own_number=shorter)).raw["number"]
    assert found["status"]["to"] == "2026-12-31"
