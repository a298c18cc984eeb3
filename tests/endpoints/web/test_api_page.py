"""The contract in a browser: an address is asked in place, by day and by night, wide and on a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.servers import TRIED
from tests.endpoints.web.served import faults
from tests.endpoints.web.served import served as pages_served
from tests.endpoints.web.small_register import HOSPITAL, small_register
from tests.endpoints.web.test_narrow_pages import NARROWEST

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("api")
    register = small_register(f"sqlite:///{folder}/sor.db")
    with pages_served(app(register, read_settings({**TRIED}))) as found:
        yield found


def ask_for(page: Page, code: str) -> None:
    """Open the first address, write a code and ask."""
    page.locator("#operations-units-get_unit .opblock-summary-control").click()
    page.get_by_placeholder("code").fill(code)
    page.locator("#operations-units-get_unit").get_by_role("button", name="Execute").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROWEST, 1280])
def test_an_address_is_asked_on_the_page_and_breaks_no_rule_of_accessibility(
    address: str, browser: Browser, axe: str, scheme: Any, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith((address, "data:")) else None)
    page.goto(f"{address}/api")
    ask_for(page, HOSPITAL)
    answers = page.locator("#operations-units-get_unit .live-responses-table")
    expect(answers.locator("tbody .response-col_status")).to_have_text("200")
    expect(answers).to_contain_text(f'"code": "{HOSPITAL}"')
    assert wrong == []
    assert faults(page, axe) == []
    context.close()


def test_what_is_wrong_is_told_in_place_too(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{address}/api")
    ask_for(page, "1")
    answers = page.locator("#operations-units-get_unit .live-responses-table")
    expect(answers.locator("tbody .response-col_status")).to_contain_text("404")
    expect(answers).to_contain_text("/api#unknown")
    page.close()
