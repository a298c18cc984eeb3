"""What the pages' tests share: the small register, a client, and where there is one a real browser."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sor.endpoints.web import routes
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.values import Values
from sor.endpoints.web.kit.visit import visit_of
from sor.following.phone_book import PhoneBook
from sor.register import Register
from tests.endpoints.web.served import served as pages_served
from tests.endpoints.web.small_register import small_register

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The same engine; the first, which has no window to draw, takes less than half of the time."""
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return small_register(f"sqlite:///{tmp_path_factory.mktemp('pages')}/sor.db")


def site(register: Register) -> Litestar:
    """The pages as an application; each server needs its own, for a lifespan runs once."""
    return Litestar(routes(register, PhoneBook(register)), openapi_config=None)


@pytest.fixture(scope="session")
def client(register: Register) -> Iterator[TestClient[Litestar]]:
    with TestClient(site(register)) as client:
        yield client


@pytest.fixture(scope="session")
def served(register: Register) -> Iterator[str]:
    """The address at which the pages are served for a browser."""
    with pages_served(site(register)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A real browser. Skips where none is installed."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no browser: install one, on Debian with apt-get install chromium-headless-shell")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)  # what never comes fails then; what comes late on a slow machine does not
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        # Visitors of the tests are Danes, unless a test says otherwise: pages follow the language of the browser.
        for opens in ("new_page", "new_context"):
            setattr(browser, opens, partial(getattr(browser, opens), locale="da-DK"))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's script. Skips where set-up did not fetch it."""
    script = Path(__file__).parents[3] / "node_modules/axe-core/axe.min.js"
    if not script.exists():
        pytest.skip("no accessibility checker: fetch it with make setup")
    return script.read_text("utf-8")


@pytest.fixture
def values(register: Register) -> Values:
    """A writer of values today, in Danish."""
    return values_of(register)


def values_of(register: Register, language: str = "da", names: dict[str, str] | None = None) -> Values:
    """A writer of values today; knows the units by some names."""
    visit = visit_of(register, "/", {"lang": language})
    return Values(visit, Names(register.at().codes, visit.at.valid, language), names or {})
