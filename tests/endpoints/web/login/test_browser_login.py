"""A login in a real browser, by keyboard alone, on a small screen, and without a fault for those who cannot see."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from tests.endpoints.web.served import faults, served

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def address(demo: Register) -> Iterator[str]:
    with served(app(demo, read_settings({}))) as found:
        yield found


@pytest.fixture
def page_of(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()


def test_a_user_signs_in_and_out_by_keyboard(page_of: Page, axe: str) -> None:
    page_of.goto("/me?lang=en")
    expect(page_of.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert faults(page_of, axe) == []
    button = page_of.get_by_role("button", name="medcom", exact=True)
    button.focus()
    page_of.keyboard.press("Enter")
    expect(page_of.get_by_role("heading", level=1)).to_have_text("MedCom (demo)")
    assert faults(page_of, axe) == []
    assert page_of.evaluate("document.cookie") == ""
    page_of.get_by_role("button", name="Sign out", exact=True).focus()
    page_of.keyboard.press("Enter")
    expect(page_of).to_have_url("/?lang=en")
    page_of.goto("/me")
    expect(page_of.get_by_role("heading", level=1)).to_have_text("Log ind")


def test_a_login_that_is_refused_says_so(page_of: Page, axe: str) -> None:
    page_of.goto("/login/demo/callback?code=x&state=y&lang=en")
    expect(page_of.get_by_role("alert")).to_contain_text("Begin again")
    assert faults(page_of, axe) == []
