"""A region changes a department in a real browser at 320 pixels: every control can be used, no page has a fault."""

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
