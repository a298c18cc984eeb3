"""What an owner does together with others, in a real browser of a telephone's width: a clinic is sold and bought, a new
one opened, a vendor let in and out again, an error told by somebody without a login and answered.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import Site, unit_of
from tests.endpoints.web.selfservice.conftest import CLINIC, CLINIC_OWNER, DENTIST_CVR
from tests.endpoints.web.selfservice.test_browser_journey import FRIDAY, MOST, Hand
from tests.endpoints.web.served import served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with served(app(site.register, read_settings({}))) as address:
        context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844})
        yield context.new_page()
        context.close()


def sign_in(page: Page, axe: str, who: str) -> Hand:
    """From the start page as somebody else, by a login of the demo."""
    page.context.clear_cookies()
    page.goto("/")
    page.get_by_role("link", name="Fortæl, hvad der er ændret").click()
    page.get_by_role("button", name=who, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hvad er ændret?")
    return Hand(page, axe)


def test_a_clinic_is_sold_and_both_sides_see_the_same_before_the_buyer_accepts(
    page: Page, axe: str, site: Site
) -> None:
    seller = sign_in(page, axe, "klinik")
    seller.tick("Klinikken er solgt eller overdraget")
    seller.press("Næste", "Hvem har købt klinikken?")
    seller.fill("Købers CVR-nummer", DENTIST_CVR)
    seller.fill("Fra hvilken dag?", FRIDAY)
    seller.press("Næste", "Er det rigtigt?")
    offered = page.locator("dl.changes").all_inner_texts()
    seller.press("Send", "Kvittering")
    before = site.register.serial()

    buyer = sign_in(page, axe, "tandlaege")
    expect(page.get_by_text("Venter på dit svar")).to_be_visible()
    buyer.press("Sag 1: Salg af en klinik", "Sag 1", "sale-waits")
    buyer.press("Se, hvad det medfører", "Sag 1")
    assert page.locator("dl.changes").all_inner_texts() == offered != []
    buyer.press("Godkend", "Sag 1", "sale-seen")
    expect(page.get_by_text("Godkendt").first).to_be_visible()
    assert max(seller.interactions, buyer.interactions) <= MOST
    assert site.register.serial() == before + 1
    assert unit_of(site, CLINIC, FRIDAY)["cvr"] == DENTIST_CVR
    assert not unit_of(site, CLINIC_OWNER, FRIDAY)["open"]


def test_a_new_clinic_is_opened_in_one_go_and_leads_to_its_treatment_site(page: Page, axe: str, site: Site) -> None:
    owner = sign_in(page, axe, "klinik")
    owner.press("Vi åbner en ny klinik", "En ny klinik")
    form = page.locator("form.edit-form")
    for name, typed in (
        ("name", "Lægehuset Fjordbo"), ("postal_address.street", "Havnegade 7"), ("postal_address.postcode", "9000"),
        ("virtual_address.phone", "86123456"), ("practitioner", "Lis Lund"), ("provider_identifier", "012859"),
    ):  # fmt: skip
        owner.interactions += 1
        form.locator(f"[name='{name}']").fill(typed)
    owner.interactions += 1
    form.locator("[name=type]").select_option(label="Almen lægepraksis")
    before = site.register.serial()
    owner.press("Se, hvad det betyder", "Er det rigtigt?", "new-clinic")
    owner.press("Gem", "Kvittering")
    assert owner.interactions <= MOST
    assert site.register.serial() == before + 1
    owner.press("Registrér behandlingssted", "Registrér behandlingssted")
    expect(page.locator("main")).to_contain_text("Havnegade 7, 9000 Aalborg")
    below = site.register.at().children(CLINIC_OWNER)
    (made,) = [one for one in below if one.get("name") == "Lægehuset Fjordbo"]
    assert [one.get("name") for one in site.register.at().children(made["code"])] == ["Lis Lund"]


def test_a_vendor_is_let_in_limited_and_dated_and_out_again(page: Page, axe: str, site: Site) -> None:
    owner = sign_in(page, axe, "klinik")
    owner.press("Hvem må hvad", "Hvem må hvad")
    owner.fill("Brugerens id", "leverandoer")
    owner.choose("Rolle", 1)
    owner.interactions += 1
    page.get_by_role("checkbox", name="rette", exact=True).check()
    owner.fill("Til (første dag uden)", "2026-12-31")
    owner.press("Giv retten", "Hvem må hvad", "access-given")
    given = page.get_by_role("listitem").filter(has_text="leverandoer")
    expect(given).to_contain_text("kun rette")
    expect(given).to_contain_text("til og med 30. december 2026")
    assert owner.interactions <= MOST
    page.get_by_role("listitem").filter(has_text="leverandoer").get_by_role("button").click()
    expect(page.get_by_role("listitem").filter(has_text="leverandoer")).to_have_count(0)


def test_an_error_is_told_without_a_login_and_answered_with_one_button(page: Page, axe: str, site: Site) -> None:
    anybody = Hand(page, axe)
    page.goto(f"/units/{CLINIC}")
    anybody.press("Meld en fejl, eller bed om en ændring", "Meld en fejl")
    for label, typed in (
        ("Hvad er forkert?", "Telefonen svarer ikke"), ("Dit navn", "Lis Lund"), ("Din e-mail", "lis@example.dk"),
    ):  # fmt: skip
        anybody.fill(label, typed)
    anybody.press("Send", "Meld en fejl", "report")
    expect(page.locator("main")).to_contain_text("Din melding er sag 1.")
    keeper = sign_in(page, axe, "klinik")
    keeper.press("Sag 1: Fejl i registret", "Sag 1")
    keeper.fill("Dit svar; det sendes på mail", "Tak, det er rettet.")
    keeper.press("Svar, og luk sagen", "Sag 1", "report-answered")
    assert max(anybody.interactions, keeper.interactions) <= MOST
    assert site.register.serial() == site.register.at().at.known
