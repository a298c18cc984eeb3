"""What every page of the table of addresses weighs: with all that a browser fetches for it on a first visit, without a
map, and by itself on every visit after it. A real browser measures some (``edit/test_wire_sizes.py``).
"""

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

from sor.endpoints.app import app
from sor.endpoints.doors import AT
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import REGION, Site, site, ward
from tests.endpoints.web.lived_in import AUTHORITY, BEGIN, CLINIC, SETTINGS, Shown, live_in, plain, walk
from tests.endpoints.web.login.conftest import Browser

__all__ = ["site", "ward"]
FIRST, AFTER, LONG = 300_000, 60_000, 50_000
CUTS = 3
"""Pieces of the font that a page may need (``edit/test_wire_sizes.py`` looks that it is no more)."""

NEEDED = "//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img[not(@loading='lazy')]/@src"
OF_PEOPLE = frozenset({
    "pages", "overview of files", "certification", "logins", "editing", "error reports", "ID cards of the demo",
})  # fmt: skip
"""The doors whose addresses are pages."""

OF_OTHERS = re.compile(
    r".*/branch$|/suggest$|.*\{ticket\}$|/static|/data|/login/|/logout|/me/sessions|/quality/(confirm|reminders)"
    r"|/sites/\{number\}/end|/sheets/\{name\}|.*/begun/\{id\}/|.*/jobs/|.*\.(csv|svg|atom|xlsx)$"
)
"""Addresses of the table that are files, parts of pages, or where a form is sent alone; or to which no walk comes: a
ticket comes by mail, and only sets of hundreds of changes are jobs.
"""


class Weighed:
    """What pages weigh; what they share is fetched once."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._known: dict[str, bytes] = {}

    def first(self, page: str, text: str) -> int:
        """Bytes of a page with its styles, scripts, pictures and as many pieces of the font as there may be."""
        named = (urlsplit(urljoin(f"http://x{page}", one)).path for one in html.document_fromstring(text).xpath(NEEDED))
        needed = {one for one in named if "/leaflet/" not in one}
        styles = b"".join(self._fetch(one) for one in needed if one.endswith(".css"))
        fonts = {re.sub(r"^.*?/static", "/static", one) for one in self._fonts(needed)}
        heaviest = sorted((len(self.wire(one)) for one in fonts), reverse=True)[:CUTS]
        assert styles
        alone = len(text.encode())
        if alone >= LONG:  # packed, for who brings no cookie
            alone = len(self.wire(page))
        return alone + sum(len(self.wire(one)) for one in needed) + sum(heaviest)

    def _fonts(self, needed: set[str]) -> set[str]:
        found = set[str]()
        for sheet in (one for one in needed if one.endswith(".css")):
            for url in re.findall(rb"url\(['\"]?([^)'\"]+\.woff2)", self._fetch(sheet)):
                found.add(urlsplit(urljoin(f"http://x{sheet}", url.decode())).path)
        return found

    def wire(self, address: str) -> bytes:
        """As it comes over the wire, compressed where it is."""
        if (key := f"wire {address}") not in self._known:
            with self._browser.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
                assert answer.status_code == 200, address
                self._known[key] = b"".join(answer.iter_raw())
        return self._known[key]

    def _fetch(self, address: str) -> bytes:
        if address not in self._known:
            self._known[address] = self._browser.get(address).content
        return self._known[address]


@pytest.mark.slow
def test_no_page_of_the_table_of_addresses_is_heavy(site: Site, ward: str, tmp_path: Path) -> None:
    site.serve(app(site.register, read_settings(SETTINGS, demo=True)))
    begin = [
        *live_in(site, ward, tmp_path),
        *BEGIN,
        f"/files?format=xml2#{ward}",
    ]
    shown: dict[str, Shown] = {}
    for user in (AUTHORITY, REGION, CLINIC, ""):
        for one in walk(site.of(user) if user else site.reader(), user, begin, most=1):
            if isinstance(one, Shown) and "<head>" in one.text:
                known = shown.get(plain(one.address))
                if known is None or len(known.text) < len(one.text):
                    shown[plain(one.address)] = one
    weighed = Weighed(site.reader())
    after = {page: len(one.text.encode()) for page, one in shown.items()}
    heavy = {page for page, size in after.items() if size >= AFTER}
    assert {page: size for page in heavy if (size := len(weighed.wire(shown[page].address))) >= AFTER} == {}
    first = {page: weighed.first(one.address.partition(" ")[0], one.text) for page, one in shown.items()}
    assert {page: size for page, size in first.items() if size >= FIRST} == {}
    asked = [address for address, door in AT.items() if door.name in OF_PEOPLE]
    missed = [
        address for address in asked if not OF_OTHERS.match(address) and not any(_fits(address, page) for page in shown)
    ]
    assert " ".join(missed) == ""


def _fits(address: str, page: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", address), page) is not None
