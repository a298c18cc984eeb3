"""Journeys of people through the pages, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.endpoints.web.served import broken_rules
from tests.endpoints.web.small_register import (
    AREA,
    CLOSED_CLINIC,
    HOSPITAL,
    PRACTICE_PROVIDER,
    UNKNOWN,
    WARD,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """A new window; it notes requests to elsewhere and errors of scripts, and at the end there must be none."""
    context = browser.new_context(base_url=served, locale="da-DK", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda r: None if r.url.startswith((served, "data:", "blob:")) else wrong.append(r.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" and "status of 4" not in m.text else None)
    yield page
    context.close()
    assert wrong == []


def test_results_appear_while_typing_and_the_address_can_be_shared(page: Page, served: str) -> None:
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("bakegarden brondersl", delay=15)
    expect(page.locator(".hit")).to_have_count(2)
    expect(page.get_by_role("status")).to_contain_text("2 af 2 enheder")
    expect(page).to_have_url(re.compile(r"/\?q=bakegarden(\+|%20)brondersl$"))
    page.get_by_text("Filtre", exact=True).click()
    page.get_by_label("Sundhedsinstitution").check()
    expect(page.locator(".hit")).to_have_count(1)
    page.reload()
    expect(page.locator(".hit")).to_have_count(1)


def test_a_stranger_reads_since_when_an_address_holds_where_it_comes_from_and_what_changes(page: Page) -> None:
    page.goto(f"/units/{PRACTICE_PROVIDER}")
    card = page.locator("#postal_address")
    expect(card).to_contain_text("Østergade 70")
    expect(card).to_contain_text("Siden 18. april 2018")
    expect(card).to_contain_text("Arvet fra Lægerne Bakkegården I/S")
    expect(card).to_contain_text("Ændres 1. december 2026")
    coming = page.get_by_role("region", name="Kommende ændringer")
    expect(coming).to_contain_text("Nygade 12, 1., 9700 Brønderslev")
    expect(page.locator("#map path.leaflet-interactive, #map .leaflet-place-pane path")).to_have_count(1)
    assert page.locator("#map .leaflet-overlay-pane path").count() > 90


def test_the_date_picker_takes_the_whole_site_to_a_day_and_back(page: Page) -> None:
    page.goto("/?q=sengeafsnit")
    page.locator("#valid").fill("2026-08-01")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.get_by_role("note")).to_contain_text("Du ser registret, som det var 1. august 2026.")
    page.get_by_role("link", name="Hjertesygdomme, Sengeafsnit 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hjertesygdomme, Sengeafsnit 1")
    expect(page.get_by_role("note")).to_be_visible()
    page.get_by_role("link", name="Tilbage til i dag").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hjertesygdomme, Sengeafsnit Nord")
    expect(page.get_by_role("note")).to_have_count(0)


def test_the_tree_is_walked_with_the_keyboard_alone(page: Page) -> None:
    page.goto(f"/tree/{HOSPITAL}")
    tree = page.get_by_role("tree")
    tree.get_by_role("treeitem").first.focus()
    page.keyboard.press("ArrowDown")
    area = page.locator(f"li[data-branch*='{AREA}'] > [role=treeitem]")
    expect(area).to_be_focused()
    expect(area).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowRight")
    expect(area).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus .node-name")).to_have_text("Hjertecenter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(area).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("s")
    expect(page.locator(":focus .node-name")).to_have_text("Sekretariat")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sekretariat")


def test_everything_works_without_script(browser: Browser, served: str) -> None:
    context = browser.new_context(base_url=served, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("990062")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".hit mark")).to_have_text("990062")
    page.locator(".hit h2 a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lægehuset Bakkegården")
    page.goto(f"/tree/{HOSPITAL}")
    page.locator(".expander").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hospitalsområde Nord")
    context.close()


def test_a_visitor_reads_english_on_every_page_after_choosing_it(page: Page) -> None:
    page.goto(f"/units/{WARD}")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Addresses")).to_be_visible()
    expect(page.locator(".path a").first).to_have_attribute("href", re.compile("lang=en"))
    page.locator(".path a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Dansk").click()
    expect(page.get_by_role("heading", name="Adresser")).to_be_visible()


PAGES = [
    "/",
    "/?q=bakkeg%C3%A5rden",
    "/?q=findes+ikke+xyzzy",
    "/?open=all&region=1082",
    f"/units/{PRACTICE_PROVIDER}",
    f"/units/{CLOSED_CLINIC}?lang=en",
    f"/units/{WARD}?valid=2026-08-01&known=1",
    f"/units/{PRACTICE_PROVIDER}/compare?a=2020-01-01&b=2027-02-01",
    f"/tree/{HOSPITAL}",
    f"/tree/{HOSPITAL}?by=level",
    f"/units/{UNKNOWN}",
    f"/units/{WARD}?valid=i+morgen",
]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_an_accessibility_fault(page: Page, axe: str, address: str) -> None:
    page.goto(address)
    assert broken_rules(page, axe) == []


def test_no_page_is_wider_than_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    for address in PAGES:
        page.goto(address)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (address, wider) == (address, 0)
