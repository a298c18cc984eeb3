"""An owner with a telephone tells of a move and a new phone number, in a real browser, from the start page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import Site, unit_of
from tests.endpoints.web.selfservice.conftest import DOCTOR
from tests.endpoints.web.served import faults, picture, served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with served(app(site.register, read_settings({}))) as address:
        context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800})
        yield context.new_page()
        context.close()


def test_we_move_to_oestergade_12_on_friday_and_have_a_new_phone_number(page: Page, axe: str, site: Site) -> None:
    heading, following = page.get_by_role("heading", level=1), page.get_by_role("button", name="Næste")
    page.goto("/")
    page.get_by_role("link", name="Fortæl, hvad der er ændret").click()
    page.get_by_role("button", name="klinik", exact=True).click()  # from here on it counts
    expect(heading).to_contain_text("Hvad er ændret?")
    page.get_by_label("Adressen – vi er flyttet eller flytter").check()  # 1
    page.get_by_label("Telefon, e-mail eller hjemmeside").check()  # 2
    assert faults(page, axe) == []
    picture(page, "changed-what")
    following.last.click()  # 3
    expect(heading).to_have_text("Hvad er den nye adresse?")
    page.get_by_label("Vej", exact=True).fill("Østergade 12")  # 4: the number is parted from it
    page.get_by_label("Fra hvilken dag?").fill("2026-12-04")  # 5
    assert faults(page, axe) == []
    picture(page, "changed-address")
    following.last.click()  # 6
    expect(heading).to_have_text("Hvordan kan man få fat i jer?")
    expect(page.get_by_label("Fra hvilken dag?")).to_have_value("2026-12-04")
    page.get_by_label("Telefon", exact=True).fill("86112233")  # 7
    following.last.click()  # 8
    expect(heading).to_have_text("Er det rigtigt?")
    expect(page.locator("main")).to_contain_text("Østergade 12, 8600 Silkeborg")
    assert faults(page, axe) == []
    picture(page, "changed-preview")
    page.get_by_role("button", name="Gem", exact=True).click()  # 9
    expect(heading).to_have_text("Kvittering")
    expect(page.get_by_role("button", name="Udskriv")).to_be_visible()
    assert faults(page, axe) == []
    picture(page, "changed-receipt")
    moved = unit_of(site, DOCTOR, "2026-12-04")
    assert (moved["postal_address"]["street"], moved["postal_address"]["building"]) == ("Østergade", "12")
    assert moved["virtual_address"]["phone"] == "86112233"
