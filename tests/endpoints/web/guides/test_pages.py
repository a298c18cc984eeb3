"""The guides at their addresses: by reader, in the page's language, with pictures; found from every page."""

import pytest

from sor.endpoints.app import app
from sor.endpoints.web.guides.documents import READERS
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.endpoints.web.login.conftest import Browser, browser_at


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    register = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('guides')}/sor.db"), StandingClock())
    register.init("mirror")
    return browser_at(app(register, read_settings(TRIED)))


def test_home_footer_and_api_lead_to_the_guides(browser: Browser) -> None:
    home = browser.get("/").text
    assert all(f'href="/docs/{reader}"' in home for reader in READERS)
    assert 'href="/docs"' in browser.get("/shak").text
    assert 'href="/docs/vendor"' in browser.get("/api", headers={"accept": "text/html"}).text


@pytest.mark.parametrize(
    ("query", "title", "begins"), [("", "Vejledninger", "Kommuner"), ("?lang=en", "Guides", "Mun")]
)
def test_each_reader_has_a_page_in_both_languages(browser: Browser, query: str, title: str, begins: str) -> None:
    listed = browser.get(f"/docs{query}").text
    assert f"<h1>{title}</h1>" in listed
    for reader in READERS:
        assert f'href="/docs/{reader}{query}"' in listed
        assert browser.get(f"/docs/{reader}{query}").status_code == 200
    page = browser.get(f"/docs/municipality{query}").text
    assert f">{begins}" in page
    assert f'href="/docs/guide/oss{query}"' in page
    assert 'role="note">Denne side er skrevet' not in page


def test_a_guide_is_shown_with_its_pictures_and_says_when_it_is_in_the_other_language(browser: Browser) -> None:
    danish = browser.get("/docs/guide/self-service").text
    assert 'src="/docs/images/changed-what.png"' in danish
    assert "Denne side er skrevet på engelsk" not in danish
    assert "Denne side er skrevet på engelsk" in browser.get("/docs/guide/rest").text
    english = browser.get("/docs/guide/self-service?lang=en").text
    assert ("<h1" in english, "Self-service for clinics" in english, "written in Danish" in english) == (
        True,
        True,
        False,
    )
    assert '<article class="doc" lang="en">' in browser.get("/docs/guide/rest").text
    picture = browser.get("/docs/images/changed-what.png")
    assert (picture.headers["content-type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert browser.get("/docs/notebooks/client.ipynb").json()["nbformat"] == 4


@pytest.mark.parametrize(
    "place", ["no-such", "guide/../../pyproject", "%2e%2e/README", "guide/rest.md", "images", "guide/"]
)
def test_what_is_no_document_is_not_served(browser: Browser, place: str) -> None:
    answer = browser.get(f"/docs/{place}", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "<html" in answer.text
