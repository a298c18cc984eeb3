"""A new clinic on one page: made below one's own owner, or asked for where there is none yet."""

import pytest

from sor.core.day import OPEN
from sor.desk.actors import Actors, WantedRight
from tests.endpoints.web.edit.conftest import Site, said_in, unit_of
from tests.endpoints.web.login.conftest import csrf_in
from tests.endpoints.web.selfservice.conftest import CLINIC_OWNER, Owner, post

pytestmark = pytest.mark.slow

CLINIC = {
    "name": "Klinikken ved Åen", "type": "394761003", "postal_address.street": "Åvej 3",
    "postal_address.postcode": "8600", "postal_address.municipality": "0740", "virtual_address.phone": "86778899",
    "virtual_address.email": "post@aaen.example", "from": "2026-12-01",
}  # fmt: skip
DOCTOR = {"practitioner": "Dr. Å", "provider_identifier": "123456", "specialities.1": "408443003"}


def tell(owner: Owner, typed: dict[str, str], action: str) -> Owner:
    fields = [*((name, value) for name, value in owner.fields() if name not in typed), *typed.items()]
    owner.page = post(owner.browser, "/changed/new", [*fields, ("action", action)])
    return owner


def test_a_clinic_of_ones_own_owner_is_made_as_one_entry(site: Site, owner: Owner) -> None:
    before = site.register.serial()
    owner.open(f"/changed/new?place={CLINIC_OWNER}")
    tell(owner, CLINIC | DOCTOR | {"provider_identifier": "12345"}, "preview")
    assert owner.page.status_code == 422
    assert "012345" in owner.page.text
    tell(owner, DOCTOR, "preview")
    assert (owner.page.status_code, site.register.serial()) == (200, before)
    tell(owner, {}, "save")
    assert (owner.page.status_code, site.register.serial()) == (303, before + 1)
    assert "Klinikken ved Åen" in owner.follow().page.text
    snapshot = site.register.at(site.register.as_of("2026-12-01", None))
    (made,) = [one["code"] for one in snapshot.children(CLINIC_OWNER) if one.get("name") == "Klinikken ved Åen"]
    (doctor,) = [unit_of(site, one["code"], "2026-12-01") for one in snapshot.children(made)]
    address = doctor["postal_address"]
    assert (address["street"], address["building"], address["district"]) == ("Åvej", "3", "Silkeborg")
    assert (doctor["provider_identifier"], doctor["location"]["source"]) == ("123456", CLINIC_OWNER)


def test_without_a_practitioner_it_is_not_published_yet_and_that_is_told(owner: Owner) -> None:
    tell(owner.open(f"/changed/new?place={CLINIC_OWNER}"), CLINIC | {"from": "2026-11-01"}, "preview")
    assert owner.page.status_code == 200
    assert "ikke offentliggjort endnu: en enhed under den mangler" in owner.page.text
    assert tell(owner, {}, "save").page.status_code == 303
    assert "Klinikken ved Åen er ikke offentliggjort endnu" in owner.open().page.text


def test_who_has_no_owner_asks_for_it_and_the_authority_makes_it(site: Site) -> None:
    before = site.register.serial()
    stranger = Owner(site.of("medcom")).open("/changed/new")
    firm = {"owner_name": "Åens Læger ApS", "cvr": "13585628"}
    tell(stranger, CLINIC | DOCTOR | firm | {"cvr": "13585682"}, "preview")
    assert stranger.page.status_code == 422
    tell(stranger, firm, "preview")
    assert stranger.page.status_code == 200, said_in(stranger.page.text)
    tell(stranger, {}, "save")
    assert stranger.page.status_code == 303
    assert "Sag 1" in stranger.follow().page.text
    assert site.register.serial() == before
    authority = Owner(site.of("sds"))
    mine = {"csrf": csrf_in(authority.browser.get("/cases/1").text)}
    authority.page = authority.browser.post("/cases/1", data=mine | {"action": "preview"})
    (seen,) = authority.document().xpath("//input[@name='seen']/@value")
    approved = authority.browser.post("/cases/1", data=mine | {"action": "approve", "seen": seen})
    assert (approved.status_code, site.register.serial()) == (303, before + 1)


@pytest.mark.parametrize("field", ["owner_name", "name", "postal_address.street", "virtual_address.email"])
@pytest.mark.parametrize("character", ["\x00", "\u200b"])
def test_what_no_text_may_hold_stands_beside_its_field(site: Site, field: str, character: str) -> None:
    stranger = Owner(site.of("medcom")).open("/changed/new")
    firm = {"owner_name": "Åens Læger ApS", "cvr": "13585628"}
    tell(stranger, CLINIC | DOCTOR | firm | {field: f"Å{character}b"}, "preview")
    assert stranger.page.status_code == 422
    (beside,) = stranger.document().xpath(f"//*[@name='{field}']/@aria-describedby")
    assert "tegn nr. 2 er" in stranger.page.text.lower()
    assert beside


def test_a_number_of_another_is_told_to_the_asker_and_confirmed_by_the_authority(site: Site) -> None:
    stranger = Owner(site.of("medcom")).open("/changed/new")
    firm = {"owner_name": "Åens Læger ApS", "cvr": "13585628", "provider_identifier": "112858"}
    tell(stranger, CLINIC | DOCTOR | firm, "preview")
    assert "Ydernummer 112858 hører til" in stranger.page.text
    tell(stranger, {}, "save")
    assert stranger.page.status_code == 303
    authority, before = Owner(site.of("sds")), site.register.serial()
    mine = {"csrf": csrf_in(authority.browser.get("/cases/1").text)}
    authority.page = authority.browser.post("/cases/1", data=mine | {"action": "preview"})
    assert "Ydernummer 112858 hører til" in authority.page.text
    (seen,) = authority.document().xpath("//input[@name='seen']/@value")
    approve = mine | {"action": "approve", "seen": seen}
    assert authority.browser.post("/cases/1", data=approve).status_code == 422
    assert site.register.serial() == before
    assert authority.browser.post("/cases/1", data=approve | {"confirmed": "1"}).status_code == 303


def test_a_place_of_somebody_else_is_not_replaced_by_ones_own(site: Site) -> None:
    dentist = Owner(site.of("tandlaege")).open("/changed/new")
    tell(dentist, CLINIC | DOCTOR | {"place": CLINIC_OWNER}, "preview")
    assert dentist.page.status_code == 403
    fields = [*Owner(site.of("tandlaege")).open().fields(), ("what", "phone")]
    fields = [(name, value) for name, value in fields if name != "place"]
    assert Owner(site.of("tandlaege")).open().send([*fields, ("place", CLINIC_OWNER)]).page.status_code == 403
    assert Owner(site.of("tandlaege")).open(f"/changed?place={CLINIC_OWNER}").page.status_code == 403


@pytest.mark.parametrize(("first", "last"), [(20261201, OPEN), (20260101, 20260201)])
def test_a_right_that_does_not_hold_today_opens_no_clinic(site: Site, first: int, last: int) -> None:
    Actors(site.register).grant("medcom", WantedRight("private", CLINIC_OWNER, None, first, last), "sds")
    page = Owner(site.of("medcom")).open(f"/changed?place={CLINIC_OWNER}").page
    assert 'name="what"' not in page.text
