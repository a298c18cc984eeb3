"""A clinic is sold: the buyer accepts what both have seen; nobody else does, and no answer is one."""

from pathlib import Path

import pytest

from sor.desk.actors import Actors
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock, copy_demo
from tests.endpoints.web.edit.conftest import Site, unit_of
from tests.endpoints.web.login.conftest import csrf_in
from tests.endpoints.web.selfservice.conftest import CLINIC, CLINIC_OWNER, DENTIST_CVR, Owner, post

pytestmark = pytest.mark.slow

FRIDAY = "2026-12-04"
NEW_CVR = "13585628"


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def site(demo_to_try: Path, tmp_path: Path, clock: StandingClock) -> Site:
    return Site(Register(Database(copy_demo(demo_to_try, tmp_path)), clock))


def offer(site: Site, cvr: str) -> Owner:
    """The owner offers the clinic to a CVR number; the receipt, which names the case."""
    seller = Owner(site.of("klinik")).open().tick("sold").tell({"cvr": cvr, "from": FRIDAY})
    assert seller.page.status_code == 200
    assert "Køber ser det samme" in seller.page.text
    return seller.save().follow()


def test_a_buyer_who_is_an_owner_already_takes_the_clinic_over_where_it_is(site: Site, clock: StandingClock) -> None:
    before = site.register.serial()
    offer(site, DENTIST_CVR)
    seller, buyer = site.of("klinik"), site.of("tandlaege")
    token = {"csrf": csrf_in(seller.get("/cases/1").text), "action": "preview"}
    shown_to_seller = seller.post("/cases/1", data=token).text
    assert 'value="approve"' not in shown_to_seller
    assert site.of("fodterapeut").get("/cases/1").status_code == 404
    mine = {"csrf": csrf_in(buyer.get("/cases/1").text)}
    preview = Owner(buyer)
    preview.page = buyer.post("/cases/1", data=mine | {"action": "preview"})
    for who, said in (("klinik", "Svar senest"), ("tandlaege", "Venter på dit svar"), ("fodterapeut", "")):
        for address in ("/changed", "/me"):
            shown = site.of(who).get(address).text
            assert ("/cases/1" in shown, "Sag 1: Salg af en klinik" in shown) == (bool(said), bool(said))
            assert said in shown
    for told in ("Tandlægerne Kirketorvet", "lukket", "4. december 2026"):
        assert told in preview.page.text
        assert told in shown_to_seller
    (seen,) = preview.document().xpath("//input[@name='seen']/@value")
    assert seller.post("/cases/1", data=token | {"action": "approve", "seen": seen}).status_code == 403
    assert site.register.serial() == before
    assert buyer.post("/cases/1", data=mine | {"action": "approve", "seen": seen}).status_code == 303
    assert site.register.serial() == before + 1
    clinic = unit_of(site, CLINIC, FRIDAY)
    assert (clinic["owner"], clinic["postal_address"]["inherited"]) == ("90000161000016001", False)
    assert clinic["postal_address"]["postcode"] == "8600"
    assert not unit_of(site, CLINIC_OWNER, FRIDAY)["open"]
    entry = site.register.entry(before + 1)
    assert entry is not None
    assert (entry.actor, entry.reason) == ("tandlaege", "Sag 1")
    actors = Actors(site.register)
    was_seller = actors.actor("klinik")
    assert was_seller is not None
    assert actors.why_not(was_seller, "edit", CLINIC) is None
    clock.pass_days(40)
    assert actors.why_not(was_seller, "edit", CLINIC) is not None


def test_a_clinic_that_moves_before_it_is_sold_stays_where_it_is_then(site: Site) -> None:
    moves = {"postal_address.street": "Østergade", "postal_address.building": "12", "from": "2026-12-02"}
    Owner(site.of("klinik")).open().tick("address").tell(moves).save()
    seller = Owner(site.of("klinik")).open().tick("sold").tell({"cvr": DENTIST_CVR, "from": FRIDAY})
    assert seller.page.status_code == 200
    assert "Møllebakken" not in seller.document().text_content()  # where it is today
    preview = Owner(site.of("tandlaege"))
    seller.save()
    mine = {"csrf": csrf_in(preview.browser.get("/cases/1").text)}
    preview.page = preview.browser.post("/cases/1", data=mine | {"action": "preview"})
    (seen,) = preview.document().xpath("//input[@name='seen']/@value")
    assert preview.browser.post("/cases/1", data=mine | {"action": "approve", "seen": seen}).status_code == 303
    assert unit_of(site, CLINIC, FRIDAY)["postal_address"]["street"] == "Østergade"


def test_a_new_owner_gets_the_right_and_the_seller_loses_it_on_the_day(site: Site, clock: StandingClock) -> None:
    actors = Actors(site.register)
    actors.add("koeber", "Køber ApS", "sds", cvr=NEW_CVR)
    offer(site, NEW_CVR)
    buyer = site.of("koeber")
    mine = {"csrf": csrf_in(buyer.get("/cases/1").text)}
    page = Owner(buyer)
    page.page = buyer.post("/cases/1", data=mine | {"action": "preview"})
    (seen,) = page.document().xpath("//input[@name='seen']/@value")
    assert buyer.post("/cases/1", data=mine | {"action": "approve", "seen": seen}).status_code == 303
    assert unit_of(site, CLINIC_OWNER)["cvr"] == "90000063"
    assert unit_of(site, CLINIC_OWNER, FRIDAY)["cvr"] == NEW_CVR
    assert 'name="what"' in Owner(site.of("klinik")).open().page.text
    clock.pass_days(40)
    assert 'name="what"' in Owner(site.of("koeber")).open().page.text
    seller = actors.actor("klinik")
    assert seller is not None
    assert actors.why_not(seller, "edit", CLINIC_OWNER) is not None


def test_a_buyer_who_never_answers(site: Site, clock: StandingClock) -> None:
    receipt = offer(site, DENTIST_CVR).page.text
    assert "Svar senest 13. november 2026" in receipt
    before = site.register.serial()
    clock.pass_days(20)
    page = site.of("klinik").get("/cases/1").text
    assert "Afvist" in page
    assert "Køber svarede ikke senest 2026-11-13" in page
    assert "Afvist 21. november 2026." in site.of("klinik").get("/changed").text
    buyer = site.of("tandlaege")
    mine = [("csrf", csrf_in(buyer.get("/me").text)), ("action", "approve"), ("seen", "x")]
    assert post(buyer, "/cases/1", mine).status_code == 409
    assert site.register.serial() == before
