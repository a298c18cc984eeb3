"""A right is asked for and given in a real browser, by keyboard and on a telephone; no page has a fault."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.administration.conftest import AUTHORITY, REGION, Site
from tests.endpoints.web.served import faults, served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with served(app(site.register, read_settings({}))) as found:
        yield found


def test_a_new_user_asks_and_the_region_approves(
    browser: Browser, axe: str, address: str, site: Site, ward: str
) -> None:  # fmt: skip
    Actors(site.register).add("anna", "Anna", AUTHORITY)
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800}, java_script_enabled=True)
    page = context.new_page()
    page.goto("/new-user")
    assert faults(page, axe) == []
    page.locator("#main").get_by_role("link", name="Log ind").click()
    page.get_by_role("button", name="anna", exact=True).click()
    page.goto(f"/units/{ward}")
    page.get_by_role("link", name="Bed om noget").click()
    assert faults(page, axe) == []
    page.get_by_role("link", name="Adgang").click()
    assert faults(page, axe) == []
    page.get_by_label("Rolle").select_option("region")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("hvorfor")
    assert faults(page, axe) == []
    page.get_by_label("Hvad beder du om").fill("Jeg passer afdelingen.")
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Adgang")
    assert faults(page, axe) == []
    case = page.url
    other = browser.new_context(base_url=address, viewport={"width": 320, "height": 800}, java_script_enabled=False)
    decides = other.new_page()
    decides.goto(f"/login?next={case.removeprefix(address)}")
    decides.get_by_role("button", name=REGION, exact=True).click()
    decides.get_by_role("button", name="Se, hvad det medfører").click()
    expect(decides.locator("main")).to_contain_text("anna får retten")
    decides.get_by_label("Jeg har set det").check()
    decides.get_by_role("button", name="Godkend").click()
    expect(decides.locator("main")).to_contain_text("Godkendt")
    for where in ("/cases?state=all", "/access", case):
        page.goto(where)
        assert faults(page, axe) == []
    page.goto(f"/units/{ward}")
    expect(page.get_by_role("link", name="Ret", exact=True)).to_be_visible()
    context.close()
    other.close()
