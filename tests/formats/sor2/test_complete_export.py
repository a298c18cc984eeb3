"""``SOR_complete.zip``: its members, the two SHAK maps, the tables beside the units, the same bytes each time."""

import csv
import io
import zipfile

import pytest

from sor.core.day import OPEN, START
from sor.formats.published.omitted import Omitted
from sor.formats.sor2.complete_export import CLASSIFICATION_NAMES, CSV2, write_complete
from sor.formats.sor2.tables import LISTS, SIDES, by_name, spelling
from tests.formats.selections import (
    CLINIC,
    CLINIC_VALUES,
    DOCTOR,
    GLN,
    NUMBER,
    OWNER,
    OWNER_VALUES,
    Given,
    practice,
    selected,
    subject,
)

ABOVE = ((OWNER, OWNER_VALUES),)
SUBJECTS = [
    subject(
        "location_number", GLN, NUMBER | {"active": False, "status": {"from": "2018-01-01", "updated": "2017-12-20"}}
    ),
    subject("edi", f"{GLN}/DIS91/D9134L/send", {"format": "EDIFACT"}, 20180101, 20200101),
    subject("place", "800538", {"name": "Sygehuset", "postcode": "9700", "east": 557481.68}, START),
    subject("succession", f"{CLINIC}>{DOCTOR}", {"replaces": True}, 20190101),
]


def members(*units, subjects=SUBJECTS) -> tuple[dict[str, list[str]], list[Omitted]]:
    out = io.BytesIO()
    omitted = write_complete(Given(units or practice(), subjects, history=True), out)
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig").splitlines() for name in archive.namelist()}, omitted


def test_the_zip_holds_every_table_under_the_names_of_the_facts_and_the_second_map() -> None:
    assert list(members()[0]) == [
        "SOREntity.csv", "SHAKSORMap.csv", "SORSHAKMap.csv", "SORReplacedEntities.csv", "LocationsCodes.csv",
        "LocationsCodeEDITypeMap.csv", "EDITypes.csv", "Geolocations.csv", "SORClassifications.csv",
    ]  # fmt: skip


def test_each_table_beside_the_units_as_typed_by_hand() -> None:
    tables, _ = members()
    assert tables["SORReplacedEntities.csv"] == [
        "SorId;ReplacedBySorId;FromDate;ToDate;UpdatedAtDate",
        '="90000021000016008";="90000031000016005";2019-01-01;;',
    ]
    assert tables["LocationsCodes.csv"] == [
        (
            "EanLocationCode;SystemTypeId;SystemTypeName;SystemSupplierId;SystemSupplierName;CommunicationSupplierId;"
            "CommunicationSupplierName;RegionCode;EdiAdministratorId;OnlyInternalIndicator;NonActiveIndicator;Note;"
            "FirstFromDate;FromDate;ToDate;UpdatedAtDate"
        ),
        "5790002401473;225;;;;41000035001;;1081;;;true;;2018-01-01;2018-01-01;;2017-12-20",
    ]
    assert tables["LocationsCodeEDITypeMap.csv"][1] == "5790002401473;DIS91;D9134L;send;EDIFACT;2018-01-01;2019-12-31;"
    assert tables["Geolocations.csv"][1] == "800538;Sygehuset;;9700;;;;557481,68;;;;"
    assert tables["EDITypes.csv"] == [
        "EDITypeCode;EDITypeVersion;Format;EDITypeName;FromDate;ToDate;UpdatedAtDate",
        "DIS91;D9134L;;Korrespondancebrev;;;",
    ]
    assert "Region;1081;Region Nordjylland;;;" in tables["SORClassifications.csv"]
    assert "ClinicalSpeciality;408443003;almen medicin;;;" in tables["SORClassifications.csv"]


def test_both_maps_hold_the_whole_history_each_in_its_own_order() -> None:
    other = CLINIC_VALUES | {"shak": "1101"}
    levelled = CLINIC_VALUES | {"organisational_level": "afsnit"}
    tables, omitted = members(
        selected(CLINIC, CLINIC_VALUES, *ABOVE, from_day=20180101, to_day=20190101, day=20180101),
        selected(CLINIC, CLINIC_VALUES, *ABOVE, from_day=20190101, to_day=20200101, day=20190101),
        selected(CLINIC, other, *ABOVE, from_day=20200101, to_day=20210101, day=20200101),
        selected(CLINIC, levelled, *ABOVE, from_day=20210101, to_day=OPEN, day=20210101),
        selected(DOCTOR, other, *ABOVE, from_day=20190101, day=20190101),
    )
    first = '1301;="90000021000016008";;;2018-01-01;2019-12-31;'
    second = '1101;="90000021000016008";;;2020-01-01;2020-12-31;'
    third = '1301;="90000021000016008";;Afsnit;2021-01-01;;'
    doctor = '1101;="90000031000016005";;;2019-01-01;;'
    assert tables["SHAKSORMap.csv"][1:] == [second, doctor, first, third]
    assert tables["SHAKSORMap.csv"][0].startswith("ShakId;SorId;OrganisationalLevelCode;")
    assert tables["SORSHAKMap.csv"][0].startswith("SorId;ShakId;OrganisationalLevelCode;")
    turned = [
        ";".join([line.split(";")[1], line.split(";")[0], *line.split(";")[2:]])
        for line in (first, second, third, doctor)
    ]
    assert tables["SORSHAKMap.csv"][1:] == turned
    told = Omitted(
        CLINIC, "organisational_level", "OrganisationalLevelCode is a number, which 'afsnit' is not: left out"
    )
    assert omitted.count(told) == 3, "in the units' own table and in both maps"


def test_a_number_that_is_only_assumed_is_named() -> None:
    _, omitted = members(subjects=[subject("location_number", GLN, {"assumed": True})])
    assert Omitted(GLN, "", "no source says what it was on any day; it is only assumed") in omitted


def test_a_code_of_our_own_stands_in_no_list_of_numbers() -> None:
    tables, omitted = members()
    assert "afsnit" not in "".join(tables["SORClassifications.csv"])
    assert Omitted("afsnit", "", "SORClassifications.csv: Code is a number, which the key afsnit is not") in omitted


def test_the_same_selection_gives_the_same_bytes() -> None:
    one, two = io.BytesIO(), io.BytesIO()
    for out in (one, two):
        write_complete(Given(practice(), SUBJECTS, history=True), out)
    assert one.getvalue() == two.getvalue()


@pytest.mark.parametrize("side", SIDES, ids=lambda side: side.name)
def test_every_table_of_the_zip_is_found_again_by_its_name(side) -> None:
    assert by_name(f"{side.name}.csv") is side


def test_every_list_is_written_under_a_name_that_reading_knows() -> None:
    assert {LISTS[spelling(name)] for name in CLASSIFICATION_NAMES.values()} == set(LISTS.values())
    assert all(LISTS[spelling(name)] == code_list for code_list, name in CLASSIFICATION_NAMES.items())


def test_csv2_is_the_daily_file_or_the_zip_as_the_ending_asks() -> None:
    assert CSV2.for_file("a.csv").file == "SorEntity_daily.csv"
    assert CSV2.for_file("A.ZIP").file == "SOR_complete.zip"
    assert CSV2.for_file("A.ZIP").whole
    explained = {shown.name.partition(": ")[0] for shown in CSV2.for_file("a.zip").columns()}
    assert explained == set(members()[0])


def test_strict_reading_of_every_member() -> None:
    for lines in members()[0].values():
        rows = list(csv.reader(lines, delimiter=";", strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}
