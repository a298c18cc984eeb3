"""What comes over the wire: a first visit to a page with a form, without a map, and every visit after it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession

from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import Site, fields_of, save
from tests.endpoints.web.served import served

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FIRST, AFTER, CUTS = 300_000, 60_000, 3


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with served(app(site.register, read_settings({}))) as found:
        yield found


class Wire:
    """What a window has taken from the wire: bytes by address, with the heads of answers."""

    def __init__(self, session: CDPSession) -> None:
        self.taken: dict[str, int] = {}
        self._addresses: dict[str, str] = {}
        session.on("Network.responseReceived", lambda told: self._note(told["requestId"], told["response"]["url"]))
        session.on("Network.loadingFinished", lambda told: self._count(told["requestId"], told["encodedDataLength"]))
        session.send("Network.enable")

    def _note(self, request: str, address: str) -> None:
        self._addresses[request] = address

    def _count(self, request: str, size: int) -> None:
        address = self._addresses.get(request, "")
        self.taken[address] = self.taken.get(address, 0) + int(size)


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.soak)])
def test_pages_with_forms_are_small(browser: Browser, address: str, site: Site, ward: str, every: int) -> None:
    region = site.of("region-1082")
    planned = fields_of(region.get(f"/units/{ward}/edit").text) | {"name": "Planlagt", "from": "2027-06-01"}
    assert save(region, f"/units/{ward}/edit", planned).status_code == 303
    entry = site.register.serial()
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/login?next=/me")
    page.get_by_role("button", name="sds", exact=True).click()  # who sees most
    cookies = context.cookies()
    context.close()
    context = browser.new_context(base_url=address)
    context.add_cookies(cookies)
    page = context.new_page()
    wire = Wire(context.new_cdp_session(page))
    page.goto(f"/units/{ward}/edit", wait_until="networkidle")
    whole, own = sum(wire.taken.values()), wire.taken[f"{address}/units/{ward}/edit"]
    assert whole < FIRST
    cuts = {one for one in wire.taken if "/fonts/" in one}
    beside = whole - own  # style, scripts and font, which every page has
    others = [f"/units/{ward}/{op}" for op in ("copy", "move", "replace", "merge", "close")]
    others += [f"/entries/{entry}/{op}?unit={ward}" for op in ("withdraw", "reschedule", "undo")]
    others += [f"/units/new?parent={ward}", "/units/new", "/me", "/basket", "/access", "/new-user", "/cases"]
    others += ["/cases/new", "/cases/new?kind=location_number", "/login?next=/basket"]
    for other in others[::every]:
        wire.taken.clear()
        page.goto(other, wait_until="networkidle")
        after = sum(wire.taken.values())
        assert 0 < after < AFTER, other
        assert beside + after < FIRST, other
        cuts |= {one for one in wire.taken if "/fonts/" in one}
    assert len(cuts) <= CUTS
    context.close()
