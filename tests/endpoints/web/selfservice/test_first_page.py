"""The first page of what an owner tells: the ticks, how the clinic stands, what is scheduled, and who keeps none."""

from pathlib import Path

import pytest

from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock, copy_demo
from tests.endpoints.web.edit.conftest import Site
from tests.endpoints.web.selfservice.conftest import CLINIC_OWNER, Owner
from tests.endpoints.web.told_mistakes import badly_told

pytestmark = pytest.mark.slow

FRIDAY, MONDAY = "2026-12-04", "2026-12-07"


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def site(demo_to_try: Path, tmp_path: Path, clock: StandingClock) -> Site:
    return Site(Register(Database(copy_demo(demo_to_try, tmp_path)), clock))


def test_nothing_ticked(owner: Owner) -> None:
    owner.open().tick()
    assert owner.page.status_code == 422
    assert 'href="#what"' in owner.page.text


def test_who_keeps_no_clinic_is_led_to_a_claim(site: Site) -> None:
    page = Owner(site.of("medcom")).open().page
    assert page.status_code == 200
    assert "/cases/new?kind=claim" in page.text
    assert site.reader().get("/changed").headers["location"] == "/login?next=/changed"


def test_what_is_scheduled_stands_on_the_first_page_by_day(site: Site, owner: Owner) -> None:
    owner.open().tick("contact", "practitioner_came").tell({"virtual_address.phone": "86112233", "from": FRIDAY})
    owner.tell({"name": "Anna Holm", "provider_identifier": "012859", "from": MONDAY}).save()
    assert owner.page.status_code == 303
    told = [one.text_content() for one in owner.open().document().iter("a") if "december 2026" in one.text_content()]
    assert told == [
        "4. december 2026: Kontakt – Lægehuset Havneparken",
        "7. december 2026: Anna Holm begynder",
    ]


def test_who_ticks_nothing_is_told_so_beside_the_ticks(owner: Owner) -> None:
    owner.open().tick()
    assert (owner.page.status_code, badly_told(owner.page.text)) == (422, [])
    assert owner.document().get_element_by_id("what-error").text_content() in owner.page.text


def test_what_others_are_asked_stands_on_the_last_page_and_then_on_the_first(owner: Owner) -> None:
    owner.open().tick("system").tell({"system": "al-dente", "from": FRIDAY})
    assert "Klinikken bruger journalsystemet Al Dente fra 4. december 2026." in owner.page.text  # before it is sent
    owner.save()
    assert "Sag 1: Ændring af en enhed" in owner.open().page.text
    assert "Svar senest 13. november 2026." in owner.page.text


def test_who_kept_what_is_closed_is_told_so(site: Site, clock: StandingClock, owner: Owner) -> None:
    owner.open().tick("close").tell({"from": FRIDAY})
    assert owner.save().page.status_code == 303
    clock.pass_days(40)
    page = owner.open()
    assert "Lægehuset Havneparken er lukket i registret" in page.page.text
    assert "for mange enheder" not in page.page.text
    assert page.document().xpath("//main//a/@href").count(f"/units/{CLINIC_OWNER}") == 1


def test_who_edits_for_others_is_led_to_their_units_and_not_to_a_claim(site: Site) -> None:
    vendor = Owner(site.of("leverandoer")).open()
    assert "Du må rette for andre." in vendor.page.text
    assert "ikke knyttet til en klinik" not in vendor.page.text
    (link,) = vendor.document().xpath("//main//a[starts-with(@href, '/units/')]")
    assert (link.get("href"), link.text_content()) == (f"/units/{CLINIC_OWNER}", "Lægehuset Havneparken")
