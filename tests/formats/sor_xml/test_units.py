"""A unit's element and the listed unit it means: dates, states of the location number, specialities, regions."""

import pytest

from sor.core.day import OPEN, NotADay
from sor.formats.sor_xml.listed_unit import ListedNumber, ListedStatus, ListedUnit
from sor.formats.sor_xml.units import (
    UnreadableUnit,
    day,
    leave_out_derived_regions,
    number_of,
    raw_of,
    status_of,
    unit_of,
)
from sor.formats.xml_tables.reading import Raw


def location(raw: Raw, level: str = "OU") -> object:
    return unit_of({"code": "1", **raw}, level, None, None).values.get("location")


def test_a_zone_on_a_date_is_ignored() -> None:
    assert day("2018-07-25") == day("2018-07-25Z") == day("2018-07-25+02:00") == 20180725
    with pytest.raises(NotADay):
        day("2018-07-25T00:00:00")


def test_to_date_is_the_last_valid_day() -> None:
    assert status_of(
        {"from": "2018-07-25", "to": "2018-12-31", "updated": "2018-07-24", "first": "2018-04-18"}
    ) == ListedStatus(20180418, 20180725, 20190101, 20180724)
    assert status_of({"from": "2018-07-25", "to": "2500-01-01"}).to_day == OPEN
    assert status_of({}) == ListedStatus()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({"from": "2018-07-25", "to": "2018-07-24"}, "ToDate 2018-07-24 is before FromDate 2018-07-25"),
        ({"first": "2018-07-25", "to": "2018-07-24"}, "ToDate 2018-07-24 is before FirstFromDate 2018-07-25"),
        ({"from": "2500-01-01"}, "FromDate is 2500-01-01, on which nothing begins"),
        (
            {"updated": "2018-02-30"},
            "UpdatedAt: '2018-02-30' is not a date. Write it as year-month-day, for example 2026-07-01.",
        ),
    ],
)
def test_dates_that_cannot_be_used_are_told(raw: Raw, reason: str) -> None:
    with pytest.raises(UnreadableUnit) as found:
        status_of(raw)
    assert str(found.value) == reason


def test_a_unit_may_close_on_its_first_day() -> None:
    assert status_of({"from": "2018-07-25", "to": "2018-07-25"}).to_day == 20180726


def test_the_location_number_is_own_none_inherited_or_not_told() -> None:
    assert location({"location": {"number": {"number": "5"}}}) == {"state": "Own", "number": "5"}
    assert location({"location": {"number": {}}}) == {"state": "Own"}
    assert location({"location": {"inherited": True}}) == {"state": "Inherited"}
    assert location({"location": {"inherited": False}}) == {"state": "None"}
    assert location({"location": {}}) is None
    assert location({}) is None


def test_an_owner_without_a_number_has_none() -> None:
    assert location({}, "IO") == {"state": "None"}
    assert location({"number": {"number": "5"}}, "IO") == {"state": "Own", "number": "5"}


def test_a_location_number_may_have_no_dates_of_its_own() -> None:
    assert number_of({"number": "5", "region": "1081"}) == ListedNumber("5", {"region": "1081"})
    assert number_of({"region": "1081"}) is None


def test_the_main_speciality_comes_first_and_an_unknown_marker_is_kept() -> None:
    found = [{"code": "2", "type": "7"}, {"type": "51000095001"}, {"code": "1", "type": "51000095001"}, {"code": "3"}]
    assert unit_of({"code": "1", "specialities": found}, "OU", None, None).values["specialities"] == [
        {"code": "1", "main": True},
        {"code": "2", "main": False, "type": "7"},
        {"code": "3", "main": False},
    ]


def test_empty_blocks_hold_nothing() -> None:
    assert unit_of({"code": "1", "postal_address": {}, "specialities": []}, "OU", None, None).values == {}


def test_raw_is_the_inverse() -> None:
    unit = ListedUnit(
        "1", "HI", "2", {"name": "A", "location": {"state": "Own", "number": "5"}}, ListedStatus(20180418)
    )
    raw = raw_of(unit)
    assert raw["location"] == {"number": {"number": "5"}}
    assert raw["status"] == {"first": "2018-04-18"}
    assert unit_of({key: value for key, value in raw.items() if value is not None}, "HI", "2", None) == unit


def test_a_region_that_follows_from_the_municipality_is_not_kept() -> None:
    regions = {"0810": "1081"}
    values = {
        "postal_address": {"municipality": "0810", "region": "1081"},
        "visiting_address": {"municipality": "0810", "region": "1085"},
        "activity_address": {"municipality": "9999", "region": "1085"},
    }
    leave_out_derived_regions(values, regions.get)
    assert values["postal_address"] == {"municipality": "0810"}
    assert values["visiting_address"]["region"] == values["activity_address"]["region"] == "1085"
    alone = {"postal_address": {"region": "1081"}}
    leave_out_derived_regions(alone, regions.get)
    assert alone == {"postal_address": {"region": "1081"}}
