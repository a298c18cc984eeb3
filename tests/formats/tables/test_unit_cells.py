"""A unit as a row: own and inherited values, names, days."""

import pytest

from sor.core.day import OPEN
from sor.formats.published.omitted import Omitted
from sor.formats.tables.unit_cells import UnitCells, days_of_version, days_on, too_many_specialities
from tests.formats.selections import (
    CLINIC,
    CLINIC_VALUES,
    CODES,
    DAY,
    DOCTOR,
    DOCTOR_VALUES,
    GLN,
    OWNER,
    OWNER_VALUES,
    practice,
    selected,
)

owner, clinic, doctor = practice()
cells_of = UnitCells(CODES)


def test_an_inherited_address_and_number_are_shown_as_the_units_own_are() -> None:
    cells = cells_of(clinic)
    assert {path: cells[path] for path in cells if path.startswith("visiting_address.")} == {
        "visiting_address.street": "Østergade", "visiting_address.building": "70", "visiting_address.floor": "1",
        "visiting_address.suite": "tv", "visiting_address.line": "Østergade 70, 1. tv",
        "visiting_address.postcode": "9700", "visiting_address.district": "Brønderslev",
        "visiting_address.municipality": "0810", "visiting_address.street_code": "2277",
        "visiting_address.east": 557481.68, "visiting_address.north": 6347032.45, "visiting_address.region": "1081",
        "visiting_address.region_name": "Region Nordjylland",
    }  # fmt: skip
    assert (cells["location.number"], cells["location.state"]) == (GLN, "Inherited")
    assert (cells["number.network_name"], cells["number.region"]) == ("KMD", "Region Nordjylland")
    assert "number.system_type_name" not in cells, "a code without a name is not written where a name belongs"


def test_an_address_of_its_own_replaces_the_whole_of_the_inherited_one() -> None:
    cells = cells_of(doctor)
    assert cells["visiting_address.line"] == "Havnen 2"
    assert "visiting_address.municipality" not in cells
    assert cells["activity_address.line"] == "Havnen 2", "an empty activity address is the unit's own visiting address"
    assert cells["postal_address.line"] == "Østergade 70, 1. tv"


def test_names_of_types_specialities_and_of_the_units_above() -> None:
    cells = cells_of(doctor)
    assert (cells["type_name"], cells["speciality.1.name"]) == ("almen lægepraksis", "almen medicin")
    assert (cells["institution.name"], cells["institution.code"]) == ("Klitgårdens Lægehus", CLINIC)
    assert (cells["owner.name"], cells["owner.code"], cells["cvr"]) == ("Asta Klitgaard ApS", OWNER, "13585628")
    assert "institution.name" not in cells_of(owner)
    assert cells_of(clinic)["institution.code"] == CLINIC


def test_without_a_main_speciality_its_column_stays_empty() -> None:
    row = practice(specialities=[{"code": "408443003", "main": False}])[2]
    assert {path for path in cells_of(row) if path.startswith("speciality")} == {
        "speciality.2.code",
        "speciality.2.name",
    }


def test_a_ninth_speciality_is_told() -> None:
    nine = [{"code": f"39459400{n}", "main": n == 3} for n in range(9)]
    (told,) = too_many_specialities(practice(specialities=nine)[2])
    assert told == Omitted(DOCTOR, "specialities", "there are columns for eight; left out: 394594008")
    assert cells_of(practice(specialities=nine)[2])["speciality.1.code"] == "394594003"


@pytest.mark.parametrize(("closes", "last"), [(20261224, 20261223), (20270101, 20261231), (OPEN, None)])
def test_a_file_of_a_day_prints_the_last_valid_day(closes: int, last: int | None) -> None:
    row = selected(OWNER, OWNER_VALUES, closes=closes)
    days = {"valid_from": 20180725, "updated": 20180724, "first_from": 20180418}
    assert days_on(row) == (days if last is None else days | {"last_day": last})


def test_a_row_of_a_history_prints_its_own_days_and_keeps_the_day_of_registration() -> None:
    row = selected(DOCTOR, DOCTOR_VALUES, (CLINIC, CLINIC_VALUES), from_day=20200101, to_day=20200301)
    assert days_of_version(row) == {
        "valid_from": 20200101, "last_day": 20200229, "updated": 20180724, "first_from": 20180418,
    }  # fmt: skip
    plain = {field: value for field, value in OWNER_VALUES.items() if field != "status"}
    assert days_of_version(selected(OWNER, plain))["updated"] == 20181001, "the day on which the register learned of it"


def test_the_region_follows_the_municipality_on_the_day() -> None:
    from sor.core.code_book import CodeBook

    book = CodeBook(
        [
            ("municipality/0810", 10101, 20270101, '{"region":"1081"}'),
            ("municipality/0810", 20270101, OPEN, '{"region":"1086"}'),
        ]
    )
    of = UnitCells(book)
    assert [of(selected(OWNER, OWNER_VALUES, day=day))["postal_address.region"] for day in (DAY, 20270101)] == [
        "1081", "1086",
    ]  # fmt: skip
