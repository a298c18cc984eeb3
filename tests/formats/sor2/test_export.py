"""The units of SOR2 as they are published: the daily file, the history, and the days of their rows."""

import csv
import io
from typing import Any

import pytest

from sor.core.day import OPEN
from sor.formats.published.omitted import Omitted
from sor.formats.sor2.export import write_daily, write_history, write_units
from sor.formats.sor2.units import COLUMNS, read
from tests.formats.no_lookups import NoLookups
from tests.formats.selections import (
    CLINIC,
    CLINIC_VALUES,
    DAY,
    DOCTOR,
    DOCTOR_VALUES,
    OWNER,
    OWNER_VALUES,
    Given,
    practice,
    selected,
)

ABOVE = ((CLINIC, CLINIC_VALUES), (OWNER, OWNER_VALUES))
DOCTORS_ROW = {
    "SorId": '="90000031000016005"', "EntityName": "Dr. Asta Klitgaard", "SorType": "OE",
    "EntityTypeName": "almen lægepraksis", "EntityTypeId": "394761003", "FromDate": "2018-07-25", "ToDate": "",
    "FirstFromDate": "2018-04-18", "UpdatedAtDate": "2018-07-24", "ParentSorId": '="90000021000016008"',
    "HealthInstitutionSorId": '="90000021000016008"', "HealthInstitutionEntityName": "Klitgårdens Lægehus",
    "HealthInstitutionEntityTypeName": "almen lægepraksis", "InstitutionOwnerSorId": '="90000011000016004"',
    "InstitutionOwnerEntityName": "Asta Klitgaard ApS", "InstitutionOwnerEntityTypeName": "Privat",
    "PrioritizedEntitySpeciality1Id": "408443003", "PrioritizedEntitySpeciality1Name": "almen medicin",
    "PostalAddressStreetName": "Østergade", "PostalAddressStreetBuildingId": "70", "PostalAddressFloorId": "1",
    "PostalAddressSuiteId": "tv", "PostalAddressPostCodeId": "9700", "PostalAddressDistrictName": "Brønderslev",
    "PostalAddressRegionCode": "1081", "PostalAddressMunicipalityCode": "0810", "PostalAddressStreetCode": "2277",
    "PostalAddressCoordETRS89z32EMeasure": "557481,68", "PostalAddressCoordETRS89z32NMeasure": "6347032,45",
    "VisitingAddressStreetName": "Havnen", "VisitingAddressStreetBuildingId": "2", "VisitingAddressPostCodeId": "9700",
    "ActivityAddressStreetName": "Havnen", "ActivityAddressStreetBuildingId": "2", "ActivityAddressPostCodeId": "9700",
    "VirtualAddressTelephoneNumber": "98765432", "ProviderId": "019062", "InstitutionOwnerCvrNumberId": "13585628",
    "EanLocationCodeState": "None",
}  # fmt: skip
"""Typed by hand after the facts; what is not here is empty."""


def rows_of(data: bytes) -> list[dict[str, str]]:
    """A strict reading, ``="…"`` kept as it stands."""
    assert data.startswith(b"\xef\xbb\xbf")
    text = data[3:].decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def daily(*args: Any, **more: Any) -> tuple[list[dict[str, str]], list[Omitted]]:
    out = io.BytesIO()
    omitted = write_daily(Given(*args, **more), out)
    return rows_of(out.getvalue()), omitted


def history(*units: Any) -> tuple[list[dict[str, str]], list[Omitted]]:
    out = io.BytesIO()
    omitted = write_history(Given(units, history=True), out)
    return rows_of(out.getvalue()), omitted


def test_the_daily_row_is_the_one_typed_by_hand() -> None:
    rows, omitted = daily(practice())
    assert {name: cell for name, cell in rows[2].items() if cell} == {n: c for n, c in DOCTORS_ROW.items() if c}
    assert list(rows[0]) == [column.name for column in COLUMNS]
    assert omitted == []


def test_a_unit_to_come_is_listed_and_one_whose_tree_never_has_three_levels_is_named() -> None:
    coming = selected(DOCTOR, DOCTOR_VALUES, *ABOVE, from_day=20270101, first_from=20270101, day=20270101)
    rows, omitted = daily(practice()[:2], coming=[coming])
    assert [row["SorId"] for row in rows] == ['="90000031000016005"']
    assert rows[0]["FirstFromDate"] == "2027-01-01"
    assert [told.code for told in omitted] == [OWNER, CLINIC]
    stray = selected(CLINIC, CLINIC_VALUES, from_day=20270101, day=20270101)
    assert daily([], coming=[stray])[1] == [Omitted(CLINIC, "", "it stands below no institution owner")]


@pytest.mark.parametrize(("end", "cell"), [(OPEN, ""), (20200301, "2020-02-29"), (20210101, "2020-12-31")])
def test_to_date_is_the_last_valid_day_and_reads_back_as_the_same_end(end: int, cell: str) -> None:
    row = selected(OWNER, OWNER_VALUES, from_day=20190101, to_day=end)
    out = io.BytesIO()
    write_history(Given([row], history=True), out)
    assert rows_of(out.getvalue())[0]["ToDate"] == cell
    out.seek(0)
    claims = list(read(out, "SOREntity.csv", lookups=NoLookups(), complete=True, snapshot=DAY).claims)
    assert claims[0].pieces[0].to_day == end


def test_a_row_is_split_where_the_owners_name_changes_and_not_where_nothing_shown_does() -> None:
    renamed = OWNER_VALUES | {"name": "Klitgaard A/S"}
    noted = OWNER_VALUES | {"note": "no column of the doctor shows the owner's note"}
    own = dict(DOCTOR_VALUES)
    rows, _ = history(
        selected(DOCTOR, own, ABOVE[0], (OWNER, OWNER_VALUES), from_day=20190101, to_day=20190601, day=20190101),
        selected(DOCTOR, own, ABOVE[0], (OWNER, noted), from_day=20190601, to_day=20200101, day=20190601),
        selected(DOCTOR, own, ABOVE[0], (OWNER, renamed), from_day=20200101, to_day=OPEN, day=20200101),
    )
    assert [(row["FromDate"], row["ToDate"], row["InstitutionOwnerEntityName"]) for row in rows] == [
        ("2019-01-01", "2019-12-31", "Asta Klitgaard ApS"), ("2020-01-01", "", "Klitgaard A/S"),
    ]  # fmt: skip
    assert {row["UpdatedAtDate"] for row in rows} == {"2018-07-24"}, "UpdatedAt stays the unit's own"


def test_two_equal_versions_stay_two_rows() -> None:
    rows, _ = history(
        selected(OWNER, dict(OWNER_VALUES), from_day=20190101, to_day=20200101),
        selected(OWNER, dict(OWNER_VALUES), from_day=20200101),
    )
    assert [row["FromDate"] for row in rows] == ["2019-01-01", "2020-01-01"]


def test_what_is_only_assumed_is_not_written_and_a_unit_of_nothing_else_is_named() -> None:
    assumed = OWNER_VALUES | {"assumed": True}
    rows, omitted = history(
        selected(OWNER, assumed, from_day=20180418, to_day=20180725), selected(OWNER, OWNER_VALUES),
        selected(CLINIC, CLINIC_VALUES | {"assumed": True}),
    )  # fmt: skip
    assert [(row["FromDate"], row["FirstFromDate"]) for row in rows] == [("2018-07-25", "2018-04-18")]
    assert omitted == [Omitted(CLINIC, "", "no source says what it was on any day; it is only assumed")]


def test_the_selection_decides_which_of_the_two_is_written() -> None:
    for is_history, count in ((True, 1), (False, 0)):
        out = io.BytesIO()
        write_units(Given([selected(OWNER, OWNER_VALUES)], history=is_history), out)
        assert len(rows_of(out.getvalue())) == count
