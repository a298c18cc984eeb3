"""Somebody is named in a real browser, by keyboard, without scripts, on a telephone; no page has a fault."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.administration.conftest import AUTHORITY, CLINIC, Site
from tests.endpoints.web.administration.test_responsible_pages import unnamed
from tests.endpoints.web.served import faults, served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with served(app(site.register, read_settings({}))) as found:
        yield found


def test_a_clinic_names_somebody(browser: Browser, axe: str, address: str, site: Site) -> None:
    owner = unnamed(site)
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto("/responsible")
    assert faults(page, axe) == []
    page.goto(f"/login?next=/responsible/new?place={owner}")
    page.get_by_role("button", name=CLINIC, exact=True).click()
    assert faults(page, axe) == []
    page.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv personens navn")
    assert faults(page, axe) == []
    page.get_by_label("Navn", exact=True).fill("Anna Ask")
    page.get_by_label("E-mail", exact=True).fill("anna@klinik.example")
    page.get_by_role("button", name="Gem").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Anna Ask")
    assert faults(page, axe) == []
    page.locator("main li", has_text="Anna Ask").get_by_role("link", name=re.compile("^Ret")).click()
    assert faults(page, axe) == []
    page.get_by_role("button", name="Fjern personen").click()
    expect(page.locator("main")).to_contain_text("Ingen.")
    context.close()
    other = browser.new_context(base_url=address, viewport={"width": 320, "height": 800}, java_script_enabled=False)
    page = other.new_page()
    page.goto("/login?next=/responsible")
    page.get_by_role("button", name=AUTHORITY, exact=True).click()
    expect(page.locator("main")).to_contain_text("mangler en eller har for mange")
    page.goto("/responsible?lang=en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Responsible persons")
    other.close()
