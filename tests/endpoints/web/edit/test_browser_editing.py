"""A region changes a department in a real browser at 320 pixels: every control can be used, no page has a fault."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import Site
from tests.endpoints.web.served import faults, served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with served(app(site.register, read_settings({}))) as found:
        yield found


def test_a_department_gets_a_contact_of_its_own(browser: Browser, axe: str, address: str, ward: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(f"/units/{ward}/edit")
    page.get_by_role("button", name="region-1082", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ret oplysninger")
    assert faults(page, axe) == []
    page.get_by_label("Gælder fra").fill("2027-01-01")
    contact = page.get_by_role("group", name="Kontakt")
    contact.get_by_label("Enhedens egen").check()
    contact.get_by_label("E-mail").fill("ikke en adresse")
    page.get_by_role("button", name="Se, hvad det medfører").click()
    expect(page.get_by_role("alert")).to_contain_text("ikke en adresse")
    assert faults(page, axe) == []
    contact.get_by_label("E-mail").fill("post@example.dk")
    page.get_by_role("button", name="Se, hvad det medfører").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Det medfører ændringen")
    assert faults(page, axe) == []
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gemt")
    assert faults(page, axe) == []
    context.close()


def test_what_was_typed_is_sent_again_by_keyboard_once_its_sender_is_signed_in(
    browser: Browser, axe: str, address: str, ward: str
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800}, java_script_enabled=True)
    page = context.new_page()
    page.goto(f"/cases/new?kind=error&unit={ward}")
    page.get_by_role("button", name="region-1082", exact=True).click()
    text = page.locator("textarea, input[name='text'], input[name='reason']").first
    text.fill("Adressen er forkert, og det er telefonen også.")
    context.clear_cookies()
    page.locator("form.edit-form button.button-primary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Du er logget ud")
    expect(page.locator(".typed")).to_contain_text("Adressen er forkert")
    assert faults(page, axe) == []
    with context.expect_page() as opened:
        page.get_by_role("link", name="Log ind i et nyt vindue").press("Enter")
    opened.value.get_by_role("button", name="region-1082", exact=True).click()
    expect(opened.value).to_have_url(f"{address}/me")
    page.get_by_role("button", name="Send det samme igen").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Intet er ændret")
    assert faults(page, axe) == []
    page.get_by_role("button", name="Send det samme igen").press("Enter")
    expect(page).to_have_url(re.compile(r"/cases/\d+"))
    expect(page.locator("main")).to_contain_text("Adressen er forkert")
    context.close()
