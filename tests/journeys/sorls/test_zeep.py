"""What an independent SOAP client gets that knows nothing but the WSDL: all five answers, today and at an old date."""

import urllib.request
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from zeep import Client

from sor.sample.showcases import (
    BUSIEST,
    CLOSING_CLINIC,
    HOSPITAL,
    INHERITED_ADDRESS,
    MERGED_AWAY,
    MERGED_INTO,
    OPENING_CLINIC,
    RENAMED_WARD,
)

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 1)
NEXT_MONTH = date(2026, 12, 15)
OLD = date(2019, 5, 1)


@pytest.fixture(scope="session")
def sorls(address: str) -> Iterator[Any]:
    """The service as zeep makes it from the WSDL."""
    client = Client(f"{address}?wsdl")
    yield client.service
    client.transport.session.close()


def status(answer: Any) -> tuple[int, str]:
    return answer.Status.Code, answer.Status.Text


def test_a_unit_as_it_stands_today(sorls: Any) -> None:
    answer = sorls.GetSorEntity(SorIdentifier=int(RENAMED_WARD))
    unit = answer.SorEntity
    assert status(answer) == (0, "Fundet.")
    assert (unit.SorIdentifier, unit.SorType, unit.EntityName) == (
        int(RENAMED_WARD),
        "OU",
        "Kardiologisk Sengeafsnit 1",
    )
    assert (unit.OrganisationalLevelCode, unit.OrganisationalLevelName) == ("afdeling", "Afdeling")
    assert unit.SorStatus.ToDate == date(2026, 11, 30), "the last day before its coming name"
    assert unit.EanLocationCodeState == "Inherited"
    assert unit.EanLocationCodeEntity.EanLocationCode.startswith("579")


def test_a_unit_as_it_will_stand_and_as_it_stood(sorls: Any) -> None:
    coming = sorls.GetSorEntity(SorIdentifier=int(RENAMED_WARD), date=NEXT_MONTH).SorEntity
    old = sorls.GetSorEntity(SorIdentifier=int(RENAMED_WARD), date=OLD).SorEntity
    assert coming.EntityName == "Hjertemedicinsk Sengeafsnit"
    assert coming.SorStatus.FromDate == date(2026, 12, 1)
    assert old.EntityName == "Kardiologisk Sengeafsnit 1"


def test_an_inherited_address_says_whose_it_is(sorls: Any) -> None:
    unit = sorls.GetSorEntity(SorIdentifier=int(INHERITED_ADDRESS)).SorEntity
    postal = unit.PostalAddressInformation
    assert postal.EntityInheritedIndicator
    assert postal.InheritedFromSorIdentifier == int(HOSPITAL)
    assert postal.AddressPostal.StreetName == "Vibevænget"
    assert postal.AddressPostal.CountryIdentificationCode.scheme == "iso3166-alpha2"


def test_levels_have_the_addresses_that_are_theirs(sorls: Any) -> None:
    hospital = sorls.GetSorEntity(SorIdentifier=int(HOSPITAL)).SorEntity
    owner = sorls.GetSorEntity(SorIdentifier=hospital.ParentSorIdentifier).SorEntity
    assert (hospital.SorType, owner.SorType) == ("HI", "IO")
    assert hospital.ActivityAddressInformation is None
    assert hospital.VisitingAddressInformation is not None
    assert owner.VisitingAddressInformation is None
    assert owner.HasGeographicalLocalisation is None


def test_what_is_not_found_is_an_answer(sorls: Any) -> None:
    unknown = sorls.GetSorEntity(SorIdentifier=90000000000016000 + 42)
    assert unknown.SorEntity is None
    assert status(unknown) == (
        1,
        "SOR-koden 90000000000016042 findes ikke i registret. Det er ikke en rigtig SOR-kode.",
    )
    closed = sorls.GetSorEntity(SorIdentifier=int(MERGED_AWAY), date=TODAY)
    assert closed.SorEntity is None
    after = f"Den er afløst af {MERGED_INTO}."
    assert status(closed) == (
        2,
        f"Enheden {MERGED_AWAY} er ikke gyldig den 2026-11-01. Den var gyldig til og med 2025-12-31. {after}",
    )
    coming = sorls.GetSorEntity(SorIdentifier=int(OPENING_CLINIC), date=TODAY)
    assert status(coming) == (
        2,
        f"Enheden {OPENING_CLINIC} er ikke gyldig den 2026-11-01. Den er gyldig fra 2026-12-01.",
    )


def test_a_closed_unit_is_found_on_the_days_it_was_open(sorls: Any) -> None:
    assert (
        sorls.GetSorEntity(SorIdentifier=int(MERGED_AWAY), date=OLD).SorEntity.EntityName == "Tandlæge Birgit Fasandahl"
    )
    closing = sorls.GetSorEntity(SorIdentifier=int(CLOSING_CLINIC), date=TODAY).SorEntity
    assert closing.SorStatus.ToDate == date(2026, 12, 31)


def test_who_has_a_provider_number(sorls: Any) -> None:
    clinic = next(
        unit
        for unit in sorls.Search(SearchText="Lægehuset Havneparken", MaxRecords=10).SorEntityList.SorEntity
        if unit.ProviderIdentifier
    )
    for written in (clinic.ProviderIdentifier, clinic.ProviderIdentifier.lstrip("0")):
        answer = sorls.GetSorEntityByProvider(ProviderIdentifier=written)
        assert [unit.SorIdentifier for unit in answer.SorEntityList.SorEntity] == [clinic.SorIdentifier]
    old = sorls.GetSorEntityByProvider(ProviderIdentifier=clinic.ProviderIdentifier, date=OLD)
    assert old.SorEntityList.SorEntity[0].SorIdentifier == clinic.SorIdentifier
    before = sorls.GetSorEntityByProvider(ProviderIdentifier=clinic.ProviderIdentifier, date=date(1990, 1, 1))
    assert (before.SorEntityList, before.Status.Code) == (None, 2)
    unknown = sorls.GetSorEntityByProvider(ProviderIdentifier="999999")
    assert status(unknown) == (1, "Ydernummer 999999 findes ikke i registret.")


@pytest.mark.parametrize("day", [None, TODAY, OLD])
def test_sor_and_shak_map_both_ways_with_the_attributes_of_both_ends(sorls: Any, day: date | None) -> None:
    there = sorls.SorShakMap(SorIdentifier=int(HOSPITAL), date=day)
    link = there.ShakSorMap
    assert status(there) == (0, "Fundet.")
    assert (link.EntityName, link.SorType, link.ShakName) == ("Fjordby Hospital", "HI", "Fjordby Hospital")
    assert len(link.ShakIdentifier) == 4
    assert link.FromDate < OLD
    assert link.ToDate is None
    assert link.ShakInstitutionKind
    assert link.ShakStatus.FromDate <= OLD
    back = sorls.ShakSorMap(ShakIdentifier=link.ShakIdentifier, date=day)
    assert [found.SorIdentifier for found in back.ShakSorMapList.ShakSorMap] == [int(HOSPITAL)]


def test_the_map_carries_the_organisational_level(sorls: Any) -> None:
    link = sorls.SorShakMap(SorIdentifier=int(RENAMED_WARD)).ShakSorMap
    assert (link.OrganisationalLevelCode, link.OrganisationalLevelName) == ("afdeling", "Afdeling")
    found = sorls.ShakSorMap(ShakIdentifier=link.ShakIdentifier).ShakSorMapList.ShakSorMap
    assert {unit.OrganisationalLevelName for unit in found} == {"Afdeling"}


def test_no_map_says_why(sorls: Any) -> None:
    without = sorls.SorShakMap(SorIdentifier=int(BUSIEST), date=TODAY)
    assert without.ShakSorMap is None
    assert status(without) == (3, f"Enheden {BUSIEST} har ingen SHAK-kode den 2026-11-01.")
    assert status(sorls.SorShakMap(SorIdentifier=11000016002)) == (1, "SOR-koden 11000016002 findes ikke i registret.")
    assert status(sorls.ShakSorMap(ShakIdentifier="0000")) == (1, "SHAK-koden 0000 findes ikke i registret.")
    code = sorls.SorShakMap(SorIdentifier=int(HOSPITAL)).ShakSorMap.ShakIdentifier
    before = sorls.ShakSorMap(ShakIdentifier=code, date=date(1950, 1, 1))
    told, why = status(before)
    assert told == 2
    assert why.startswith(
        f"SHAK-koden {code} er ikke gyldig den 1950-01-01; på andre dage findes den. 1950-01-01 ligger før"
    )


def test_search_forgives_and_filters(sorls: Any) -> None:
    found = sorls.Search(SearchText="fjorbdy hospital", SorType="HI")
    assert found.SorEntityList.SorEntity[0].EntityName == "Fjordby Hospital"
    assert found.TotalCount >= 1
    page = sorls.Search(SorType="IO", RegionCode="1082", MaxRecords=1, Offset=0)
    assert len(page.SorEntityList.SorEntity) == 1
    assert sorls.Search(SearchText="Tandlæge Birgit Fasandahl", date=OLD).SorEntityList.SorEntity[0].SorIdentifier
    nothing = sorls.Search(SearchText="zzzzqqqq")
    assert (nothing.SorEntityList, nothing.TotalCount) == (None, None)
    assert status(nothing) == (1, "Ingen enheder passer til det søgte.")


def test_the_wsdl_names_the_callers_own_host(address: str) -> None:
    request = urllib.request.Request(f"{address}?wsdl", headers={"Host": "sor.example:81"})
    with urllib.request.urlopen(request) as answer:
        wsdl = answer.read().decode()
    assert '<soap:address location="http://sor.example:81/sor-opslag/SORLookupService"/>' in wsdl
    assert 'schemaLocation="http://sor.example:81/sor-opslag/SORLookupService?xsd=sorls.xsd"' in wsdl
