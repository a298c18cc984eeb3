"""Somebody sees on a telephone what is found in their clinic and says that all is still right; no page has a fault."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from sor.desk.responsible_persons import ResponsiblePersons
from sor.desk.still_right import StillRight
from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.administration.conftest import CLINIC, Site
from tests.endpoints.web.served import faults, served

pytestmark = [pytest.mark.slow, pytest.mark.browser]
SETTINGS = read_settings({})


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with served(app(site.register, SETTINGS)) as found:
        yield found


def test_a_clinic_says_that_all_is_right(browser: Browser, axe: str, address: str, site: Site) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto("/quality")
    page.get_by_text("Kommune for kommune").click()
    expect(page.get_by_role("img", name="Danmarkskort")).to_be_visible()
    assert faults(page, axe) == []
    page.get_by_role("link", name="Delt lokationsnummer").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("Delt lokationsnummer")
    assert faults(page, axe) == []
    page.goto("/login?next=/quality")
    page.get_by_role("button", name=CLINIC, exact=True).click()
    page.locator("section[aria-labelledby='mine-title'] li a").first.click()
    page.get_by_text("Påmindelser", exact=True).click()
    assert faults(page, axe) == []
    page.get_by_role("button", name="Alt er stadig rigtigt").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Det er noteret, at alt stadig er rigtigt.")
    context.close()
    person = next(one for one in ResponsiblePersons(site.register).list_persons() if one.owner_kind == "private")
    link = StillRight(site.register, SETTINGS).link(person)
    other = browser.new_context(base_url=address, viewport={"width": 320, "height": 800}, java_script_enabled=False)
    page = other.new_page()
    page.goto(f"/still-right?link={link}&lang=en")
    page.get_by_role("button", name="Everything is still right").click()
    expect(page.get_by_role("status")).to_contain_text("It is noted that everything is still right.")
    page.goto(f"/still-right?link={link}")
    expect(page.get_by_role("alert")).to_contain_text("Linket er brugt")
    other.close()
