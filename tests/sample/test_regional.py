"""Hospitals with departments and wards: SHAK codes, indicators, levels, places, and types as frequent as observed."""

from collections import Counter
from random import Random

import pytest

from sor.core.identifiers import shak_problem
from sor.core.subject import STREET_ADDRESSES
from sor.sample.days import SampleYears
from sor.sample.family import Family, SampleUnit
from sor.sample.regional import hospital_name, make
from sor.sample.showcases import make as showcases

SPAN = SampleYears.of(8, 20261101)


@pytest.fixture(scope="module")
def region() -> Family:
    return make(5, SPAN, 1000, 600, showcases(SPAN).regions["1082"], 0)


def by_level(family: Family, level: str) -> list[SampleUnit]:
    return [unit for unit in family.units if unit.level == level]


def test_hospitals_stand_below_the_region_and_have_number_shak_code_and_place(region: Family) -> None:
    hospitals = [unit for unit in by_level(region, "HI") if unit.type_name == "hospital"]
    assert len(hospitals) > 5
    for unit in hospitals:
        values = unit.changes[0].values
        assert {"postal_address", "virtual_address", "shak", "geographic_location"} <= values.keys()
        assert values["location"]["state"] == "Own"
        assert unit.town.region == "1082"


def test_types_below_hospitals_are_as_frequent_as_observed(region: Family) -> None:
    """Of 3,500 units with a SHAK code below hospital level 2,439 were klinisk enhed, 444 administrativ enhed."""
    found = Counter(unit.type_name for unit in by_level(region, "OU"))
    assert found["klinisk enhed"] / found.total() == pytest.approx(2439 / 3500, abs=0.12)
    assert found["administrativ enhed"] / found.total() == pytest.approx(444 / 3500, abs=0.12)


def test_shak_codes_are_well_formed_different_and_begin_with_those_above(region: Family) -> None:
    codes = [unit.shak.key for unit in region.units if unit.shak is not None]
    assert {shak_problem(code) for code in codes} == {None}
    assert len(set(codes)) == len(codes)
    for unit in by_level(region, "OU"):
        if unit.shak is not None and unit.parent is not None and unit.parent.shak is not None:
            assert unit.shak.key.startswith(unit.parent.shak.key)


def test_hospital_units_have_indicators_and_an_organisational_level_but_no_ydernummer(region: Family) -> None:
    fields = {"reporting_level", "patients_admitted", "ambulant_activity", "organisational_level"}
    for unit in by_level(region, "OU"):
        values = unit.changes[0].values
        above = institution_of(unit).type_name
        assert values.keys() & fields == (fields if above in ("hospital", "administrativ enhed") else set())
        assert "provider_identifier" not in values


def institution_of(unit: SampleUnit) -> SampleUnit:
    while unit.level != "HI":
        assert unit.parent is not None
        unit = unit.parent
    return unit


def test_the_same_seed_makes_the_same_hospitals() -> None:
    assert hospital_name(Random(3), "hospital") == hospital_name(Random(3), "hospital")


def test_a_region_lies_in_whole_houses_without_floor_and_door(region: Family) -> None:
    streets = [
        value
        for unit in region.units
        for change in unit.changes
        for field, value in change.values.items()
        if field in STREET_ADDRESSES and isinstance(value, dict)
    ]
    assert len(streets) > 30
    assert [street for street in streets if {"floor", "suite"} & street.keys()] == []
