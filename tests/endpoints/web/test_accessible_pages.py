"""Every page and state that a walk over a demo in use comes to (forms, previews, errors, empty lists, long names), at
320 pixels and with letters twice as large: no rule of accessibility is broken, nothing is wider than the window, and no
page with a form is large.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, Page

from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import REGION, Site, site, ward
from tests.endpoints.web.lived_in import (
    AUTHORITY,
    BEGIN,
    CLINIC,
    MUNICIPALITY,
    NOBODY,
    SETTINGS,
    Shown,
    live_in,
    plain,
    walk,
)
from tests.endpoints.web.served import faults, served
from tests.soaking import in_portions, report

__all__ = ["site", "ward"]
pytestmark = pytest.mark.browser

NARROWEST, HALF = 320, 640
EVERY = 12
"""Of the pages that one role is shown, each so manieth is looked at in a test; all of all roles in the long run."""

AFTER = 60_000
"""Bytes of a page, whose styles, scripts and letters are there already (``test_wire_sizes``)."""

TWICE = "(one => one.style.fontSize = 2 * parseFloat(getComputedStyle(one).fontSize) + 'px')(document.documentElement)"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def state_of(shown: Shown) -> str:
    """What pages of one kind have in common: address, heading, and which parts there are."""
    document = html.document_fromstring(shown.text)
    classes = {name for names in document.xpath("//main//@class") for name in names.split()}
    marks = " ".join(sorted(classes | {f"<{one.tag}>" for one in document.xpath("//main//form | //main//table")}))
    heading = "" if re.search(r"/units/\d+$|/shak/\w+$", shown.address) else document.xpath("string(//h1)").strip()
    return f"{plain(shown.address)} {document.get('lang')} {heading} {marks}"


def states(site: Site, users: Sequence[str], begin: Sequence[str], most: int) -> dict[str, Shown]:
    """One page of each state that some people, and who is not signed in (""), are shown."""
    found: dict[str, Shown] = {}
    for user in users:
        for shown in walk(site.of(user) if user else site.reader(), user, begin, most):
            if isinstance(shown, Shown) and "<main" in shown.text:
                found.setdefault(state_of(shown), shown)
    return found


def wrong_with(page: Page, axe: str, shown: Shown) -> list[Any]:
    """What is wrong with a page as it was shown. It comes from memory, its styles and scripts from the server."""
    path = plain(shown.address)
    page.route(f"**{path}", lambda route: route.fulfill(body=shown.text, content_type="text/html; charset=utf-8"))
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    page.goto(path)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = faults(page, axe)
    page.set_viewport_size({"width": HALF, "height": 800})
    page.evaluate(TWICE)
    wider = page.evaluate(WIDER)
    page.unroute(f"**{path}")
    return found + ([("wider with letters twice as large", wider)] if wider else [])


def size_of(shown: Shown) -> int:
    """The bytes of a page with a form that writes; of another nothing is demanded."""
    return len(shown.text.encode()) if 'method="post"' in shown.text else 0


@pytest.fixture
def begin(site: Site, ward: str, tmp_path: Path) -> list[str]:
    """A demo in use; where a walk over it begins."""
    site.serve(app(site.register, read_settings(SETTINGS, demo=True)))
    return [*live_in(site, ward, tmp_path), *BEGIN]


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with served(app(site.register, read_settings(SETTINGS, demo=True))) as address:
        context = browser.new_context(base_url=address)
        context.set_default_timeout(120_000)
        yield context.new_page()
        context.close()


@pytest.mark.slow
def test_no_page_of_a_sample_breaks_a_rule(site: Site, begin: list[str], page: Page, axe: str) -> None:
    found = states(site, [REGION], begin, most=1)
    wrong = {state: faulty for state in [*found][::EVERY] if (faulty := wrong_with(page, axe, found[state]))}
    assert wrong == {}
    assert len(found) > 8 * EVERY
    assert {state: size for state, one in found.items() if (size := size_of(one)) > AFTER} == {}


@pytest.mark.soak
def test_no_page_in_any_state_breaks_a_rule(site: Site, begin: list[str], page: Page, axe: str) -> None:
    found = states(site, [AUTHORITY, REGION, CLINIC, MUNICIPALITY, NOBODY, ""], begin, most=2)
    report(states=len(found), addresses=len({plain(one.address) for one in found.values()}))
    for state in in_portions("accessible pages", found):
        assert wrong_with(page, axe, found[state]) == [], found[state].address
        assert size_of(found[state]) < AFTER, found[state].address
