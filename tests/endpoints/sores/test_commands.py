"""What SORES' commands answer, on both databases."""

from typing import Any

import pytest

from sor.endpoints.sores import Sores
from sor.register import Register, Submission
from sor.store.append import LineDraft
from tests.endpoints.sores.asking import ask, door
from tests.endpoints.web import small_register as the
from tests.new_databases import NewDatabases

START = "2024-11-21"
"""The first day that the cache of two years holds."""


@pytest.fixture
def register(new_database: NewDatabases) -> Register:
    return the.copied(new_database)


@pytest.fixture
def sores(register: Register) -> Any:
    made = door(register)
    made.cache.follow()
    yield made
    made.cache.close()


def codes(said: Any) -> list[str]:
    return [unit["SorIdentifier"] for unit in said.json["SorEntities"]]


def test_a_unit_bears_the_documented_names(sores: Sores) -> None:
    said = ask(sores, {"Command": "GetSorEntity", "SorIds": [the.PRACTICE_PROVIDER]})
    assert said.status == 200
    (unit,) = said.json["SorEntities"]
    assert unit["SorIdentifier"] == the.PRACTICE_PROVIDER
    assert unit["SorType"] == "OU"
    assert unit["EntityName"] == "Lægehuset Bakkegården"
    assert unit["EntityTypeIdentifier"] == "255203001"
    assert unit["ParentSorIdentifier"] == the.PRACTICE
    assert unit["ProviderIdentifier"] == "990062"
    assert unit["SorStatus"] == {
        "FromDate": "2021-03-01",
        "UpdatedAt": "2026-11-21",
        "FirstFromDate": "2018-04-18",
    }
    assert unit["ClinicalSpecialityCollection"] == [{"SpecialityCode": "408443003", "Main": True}]
    assert unit["EanLocationCodeState"] == "Inherited"
    assert unit["EanLocationCodeEntity"]["EanLocationCode"] == the.PRACTICE_NUMBER
    assert unit["EanLocationCodeEntity"]["InheritedFromSorIdentifier"] == the.PRACTICE_OWNER
    assert unit["PostalAddressInformation"]["AddressPostal"]["StreetName"] == "Østergade"
    assert unit["PostalAddressInformation"]["EntityInheritedIndicator"] is True
    assert unit["VirtualAddressInformation"]["TelephoneNumberIdentifier"] == "98820000"
    assert said.json["Date"] == "2026-11-21"
    assert said.json["Serial"] == int(said.headers["sor-serial"])


def test_the_old_name_of_a_command_means_the_same(sores: Sores) -> None:
    new = ask(sores, {"Command": "GetSorEntity", "SorIds": [the.HOSPITAL]})
    assert ask(sores, {"Command": "BRSGetSorEntity", "SorIds": [the.HOSPITAL]}).json == new.json


def test_a_command_may_be_the_name_of_its_parameters(sores: Sores) -> None:
    flat = ask(sores, {"Command": "GetSorEntity", "SorIds": [the.HOSPITAL], "Date": "2026-11-21"})
    assert ask(sores, {"GetSorEntity": {"SorIds": [int(the.HOSPITAL)], "Date": "2026-11-21"}}).json == flat.json


def test_a_unit_is_that_of_the_asked_day(sores: Sores) -> None:
    def street(day: str) -> Any:
        said = ask(sores, {"Command": "GetSorEntity", "SorIds": [the.PRACTICE], "Date": day})
        return said.json["SorEntities"][0]["PostalAddressInformation"]["AddressPostal"]["StreetName"]

    assert [street("2026-11-30"), street("2026-12-01")] == ["Østergade", "Nygade"]


def test_units_that_are_not_open_that_day_are_listed(sores: Sores) -> None:
    wanted = [the.CLOSED_CLINIC, the.FUTURE_CLINIC, the.UNKNOWN, the.WARD]
    today = ask(sores, {"Command": "GetSorEntity", "SorIds": wanted})
    assert (codes(today), today.json["NotFound"]) == ([the.WARD], wanted[:3])
    before = ask(sores, {"Command": "GetSorEntity", "SorIds": wanted, "Date": "2025-06-30"})
    assert codes(before) == [the.CLOSED_CLINIC, the.WARD]
    assert before.json["SorEntities"][0]["SorStatus"]["ToDate"] == "2025-06-30"


def test_the_versions_add_the_owner_and_the_level(sores: Sores) -> None:
    def unit(path: str) -> dict[str, Any]:
        found: dict[str, Any] = ask(sores, {"Command": "GetSorEntity", "SorIds": [the.HOSPITAL]}, path).json[
            "SorEntities"
        ][0]
        return found

    v1, v2, v3 = unit("/sores"), unit("/sores/v2"), unit("/sores/v3")
    assert v2 == v1 | {"InstitutionOwnerSorIdentifier": the.REGION}
    assert v3.items() >= (v2 | {"OrganisationalLevelCode": "hospital"}).items()
    assert v3["OrganisationalLevelName"]


def test_all_units_below_one(sores: Sores) -> None:
    said = ask(sores, {"Command": "SearchAllChildren", "SorIds": [the.CENTRE, the.UNKNOWN]}, "/sores/v2")
    assert set(codes(said)) >= {the.MAIN_DEPARTMENT, the.DEPARTMENT, the.WARD}
    assert the.CENTRE not in codes(said)
    assert the.HOSPITAL not in codes(said)
    assert {unit["InstitutionOwnerSorIdentifier"] for unit in said.json["SorEntities"]} == {the.REGION}
    assert said.json["NotFound"] == [the.UNKNOWN]
    assert ask(sores, {"Command": "BRSSearchAllChildren", "SorIds": [the.CENTRE]}).status == 200


def test_shak_cvr_and_ydernummer_lead_to_units(sores: Sores) -> None:
    def found(**command: str) -> Any:
        return ask(sores, command).json["SorIds"]

    assert found(Command="MapShakToSor", ShakId="9901") == [the.HOSPITAL]
    assert found(Command="BRSMapShakToSor", ShakId=" 9901 ") == [the.HOSPITAL]
    assert found(Command="MapCvrToSor", CVRnumberIdentifier="99000007") == [the.PRACTICE_OWNER]
    assert found(Command="MapProviderToSor", ProviderIdentifier="0990062") == [the.PRACTICE_PROVIDER]
    missing = ask(sores, {"Command": "MapShakToSor", "ShakId": "0000"})
    assert (missing.json["SorIds"], missing.json["NotFound"]) == ([], ["0000"])


def test_a_name_finds_the_unit_that_bears_it_that_day(sores: Sores) -> None:
    now = ask(sores, {"Command": "entityNameLookup", "EntityName": "lægehuset bakkegården"})
    assert set(codes(now)) == {the.PRACTICE, the.PRACTICE_PROVIDER}
    part = ask(sores, {"Command": "entityNameLookup", "EntityName": "fodklinik", "Date": "2025-06-30"})
    assert codes(part) == [the.CLOSED_CLINIC]
    one = ask(sores, {"Command": "entityNameLookup", "EntityName": "bakkegård", "MaxResultCount": 1})
    assert len(codes(one)) == 1
    assert ask(sores, {"Command": "entityNameLookup", "EntityName": "findes ikke"}).json["NotFound"] == ["findes ikke"]


def test_the_settings_bound_what_a_name_may_find(register: Register) -> None:
    sores = door(register, names=1)
    assert len(codes(ask(sores, {"Command": "entityNameLookup", "EntityName": "e", "MaxResultCount": 100}))) == 1
    sores.cache.close()


def test_a_change_is_answered_as_soon_as_the_cache_has_looked(register: Register, sores: Sores) -> None:
    asked = {"Command": "GetSorEntity", "SorIds": [the.WARD]}
    before = ask(sores, asked)
    renamed = [LineDraft("unit", the.WARD, [the.says("name", 20261121, "Sengeafsnit Syd")])]
    entry = register.submit(Submission(renamed, "anna", "web", "nyt navn"))
    assert ask(sores, asked).json == before.json
    sores.cache.follow()
    after = ask(sores, asked)
    assert after.json["SorEntities"][0]["EntityName"] == "Sengeafsnit Syd"
    assert after.json["Serial"] == entry.serial
    assert codes(ask(sores, {"Command": "entityNameLookup", "EntityName": "sengeafsnit syd"})) == [the.WARD]


def test_every_unit_of_the_copy_is_the_registers_own_answer(register: Register, sores: Sores) -> None:
    for day in (20241121, 20250630, 20261121, 20270301):
        theirs = sores.cache.snapshot(sores.cache.find_kept(), day)
        ours = register.at(theirs.at)
        for code in (the.PRACTICE_PROVIDER, the.WARD, the.CLOSED_CLINIC, the.FUTURE_CLINIC, the.HOSTILE):
            if (unit := ours.unit(code)) and unit["open"]:
                assert theirs.unit(code) == unit
