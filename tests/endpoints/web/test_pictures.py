"""In the dark as in the light no page has letters that can hardly be read; a picture of every page, wide and narrow,
light and dark, in `.cache/pictures/pages`, which git ignores.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.endpoints.web.served import PICTURES
from tests.endpoints.web.test_narrow_pages import NARROWEST, PAGES, address

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER = PICTURES / "pages"
PICTURED = [*dict.fromkeys(path for path in PAGES if not path.startswith("/docs/guide/")), "/docs/guide/asking"]
"""One guide stands for all: they differ by their text."""

SCHEMES = ("light", "dark")
WIDTHS = {"wide": 1280, "narrow": NARROWEST}
CONTRAST = "axe.run(document, {resultTypes: ['violations'], runOnly: ['color-contrast']})"


def hardly_read(page: Page, axe: str) -> list[str]:
    """What stands on a page in letters that do not stand out."""
    found: Any = page.evaluate(f"{axe}; {CONTRAST}")
    return [node["html"][:120] for fault in found["violations"] for node in fault["nodes"]]


def name_of(path: str) -> str:
    """A page's address as the name of a file."""
    return re.sub(r"[^a-z0-9]+", "-", path.casefold()).strip("-")[:80] or "home"


@pytest.mark.parametrize("pages", [PICTURED[::3], pytest.param(PICTURED, marks=pytest.mark.soak)], ids=["third", "all"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_can_be_read_in_the_dark_as_in_the_light(
    address: str, browser: Browser, axe: str, scheme: Any, pages: list[str]
) -> None:
    context = browser.new_context(viewport={"width": WIDTHS["wide"], "height": 800}, color_scheme=scheme)
    page = context.new_page()
    dim: dict[str, list[str]] = {}
    for path in pages:
        page.goto(f"{address}{path}")
        if found := hardly_read(page, axe):
            dim[path] = found
    context.close()
    assert dim == {}


@pytest.mark.soak
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_pictured(address: str, browser: Browser, width: str, scheme: Any) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport={"width": WIDTHS[width], "height": 800}, color_scheme=scheme)
    page = context.new_page()
    for path in PICTURED:
        page.goto(f"{address}{path}")
        page.screenshot(path=FOLDER / f"{name_of(path)}.{width}.{scheme}.png", full_page=True)
    context.close()
    assert {f"{name_of(path)}.{width}.{scheme}.png" for path in PICTURED} <= {one.name for one in FOLDER.iterdir()}
