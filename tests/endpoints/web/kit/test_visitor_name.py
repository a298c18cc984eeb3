"""The header of every page names whoever is signed in, and offers everybody else the login and the way back."""

import pytest
from lxml import html

from tests.endpoints.web.edit.conftest import Site, site, ward
from tests.endpoints.web.login.conftest import Browser

__all__ = ["site", "ward"]
PAGES = ("/", "/recipients", "/units/{ward}", "/units/{ward}?lang=en", "/quality", "/files", "/news", "/codes", "/edi")
KNOWN_HERE = ("/me", "/basket", "/cases")


def menu(browser: Browser, page: str) -> tuple[str, str]:
    """The last entry of a page's menu: its text and its address."""
    document = html.document_fromstring(browser.get(page, headers={"Accept": "text/html"}).text)
    assert document.xpath("//header"), page
    entry = document.xpath("//nav[contains(@class, 'menu')]/a")[-1]
    return entry.text_content().strip(), entry.get("href")


def test_the_header_names_who_is_signed_in(site: Site, ward: str) -> None:
    pages = [page.format(ward=ward) for page in (*PAGES, *KNOWN_HERE, "/no/such/page")]
    clinic = site.of("kommune-0751")
    found = {menu(clinic, page) for page in pages}
    assert {text.partition(": ")[2] for text, _ in found} == {"Aarhus Kommune (demo)"}
    assert {address.partition("?")[0] for _, address in found} == {"/me"}


@pytest.mark.parametrize(
    ("page", "text", "address"),
    [
        ("/recipients", "Log ind", "/login?next=%2Frecipients"),
        ("/?q=afdeling&lang=en", "Sign in", "/login?lang=en&next=%2F%3Flang%3Den%26q%3Dafdeling"),
        ("/login?next=/basket", "Log ind", "/login"),
    ],
)
def test_the_header_leads_everybody_else_to_the_login_and_back(site: Site, page: str, text: str, address: str) -> None:
    assert menu(site.reader(), page) == (text, address)
