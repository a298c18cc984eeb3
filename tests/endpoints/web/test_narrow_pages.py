"""No page is wider than the narrowest screen: 320 pixels, which is also a wide one enlarged fourfold (WCAG)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sor.endpoints.app import app
from sor.endpoints.web.guides.documents import guides
from sor.jobs.publishing import PublishOptions, publish
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
    *(f"/docs/{place}" for place, _ in guides()),
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
