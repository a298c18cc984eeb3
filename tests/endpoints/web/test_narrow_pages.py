"""No page is wider than the narrowest screen: 320 pixels, which is also a wide one enlarged fourfold (WCAG); and no
heading touches what stands above it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sor.endpoints.app import app
from sor.endpoints.web.guides.documents import places
from sor.jobs.editions import PublishOptions
from sor.jobs.publishing import publish
from sor.register import Register
from sor.settings import read_settings
from tests.endpoints.servers import TRIED
from tests.endpoints.web.served import served as pages_served
from tests.endpoints.web.small_register import HOSPITAL, small_register
from tests.endpoints.web.test_every_page import BEGIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROWEST = 320
PAGES = (
    *BEGIN,
    f"/units/{HOSPITAL}",
    f"/units/{HOSPITAL}/history",
    f"/tree/{HOSPITAL}",
    "/levels",
    "/?q=sengeafsnit",
    "/docs",
    "/docs/vendor",
    "/docs/clinic?lang=en",
    *(f"/docs/{place}" for place in places() if place.startswith("guide/")),
    "/docs/glossary",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Every door of a register that has published its files."""
    folder: Path = tmp_path_factory.mktemp("narrow")
    register: Register = small_register(f"sqlite:///{folder}/sor.db")
    publish(register, folder / "files", PublishOptions())
    settings = read_settings({**TRIED, "SOR_FILES": str(folder / "files"), "SOR_CERTIFICATION": "on"})
    with pages_served(app(register, settings)) as found:
        yield found


def test_no_page_scrolls_sideways(address: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": NARROWEST, "height": 700})
    page = context.new_page()
    too_wide = {}
    for path in PAGES:
        page.goto(f"{address}{path}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROWEST:
            too_wide[path] = width
    context.close()
    assert too_wide == {}


ABOVE = """headings => headings.map(heading => {
  let one = heading;
  while (one.id !== "main" && !one.previousElementSibling) one = one.parentElement;
  if (one.id === "main") return null;
  const above = one.previousElementSibling.getBoundingClientRect(), here = heading.getBoundingClientRect();
  if (!above.height || !here.height || above.right <= here.left) return null;
  return [heading.innerText, Math.round(here.top - above.bottom)];
}).filter(found => found !== null)"""
"""How many pixels above each heading what stands before it ends; beside is not above."""
LEAST_ABOVE = 12


@pytest.mark.parametrize("width", [NARROWEST, 1280])
def test_no_heading_touches_what_stands_above_it(address: str, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    close, seen = {}, 0
    for path in (
        "/?lang=en",
        "/files",
        "/quality",
        "/edi",
        "/edi/duties",
        "/sites",
        "/responsible",
        "/shak",
        "/status",
    ):
        page.goto(f"{address}{path}")
        found = page.locator("#main :is(h2, h3)").evaluate_all(ABOVE)
        seen += len(found)
        close |= {f"{path}: {text}": pixels for text, pixels in found if pixels < LEAST_ABOVE}
    context.close()
    assert close == {}
    assert seen > 10
