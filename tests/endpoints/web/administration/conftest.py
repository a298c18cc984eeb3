"""The demo of the editing tests, and people who ask and decide in it."""

import re

import httpx
from lxml import html

from tests.endpoints.web.edit.conftest import Site, site, ward
from tests.endpoints.web.login.conftest import Browser

__all__ = ["Site", "site", "ward"]
REGION, AUTHORITY, CLINIC = "region-1082", "sds", "klinik"


def token(page: str) -> str:
    """The mark that every form of a session carries."""
    return str(html.document_fromstring(page).xpath("//input[@name='csrf']/@value")[0])


def hidden(page: str, name: str) -> str:
    found = html.document_fromstring(page).xpath(f"//input[@name='{name}']/@value")
    return str(found[0]) if found else ""


def buttons(page: str) -> set[str]:
    """What the page of a case lets its reader do."""
    return set(html.document_fromstring(page).xpath("//button[@name='action']/@value"))


def ask(browser: Browser, kind: str, unit: str = "", **fields: str) -> str:
    """Open a case by its form; gives its address."""
    page = browser.get(f"/cases/new?kind={kind}&unit={unit}").text
    form = {"csrf": token(page), "kind": kind, "unit": unit, "text": "fordi"} | fields
    answer = browser.post("/cases/new", data=form)
    assert answer.status_code == 303, re.findall(r"data-rule[^<]*<[^<]*", answer.text)
    return str(answer.headers["location"])


def act(browser: Browser, address: str, action: str, **fields: str) -> httpx.Response:
    """Send one of the forms of a case."""
    return browser.post(
        address, data={"csrf": token(browser.get("/cases/new?kind=error").text), "action": action} | fields
    )


def approve(browser: Browser, address: str, **fields: str) -> httpx.Response:
    """Look at what a case brings about, and approve it."""
    page = act(browser, address, "preview").text
    return act(browser, address, "approve", **{"seen": hidden(page, "seen"), "confirmed": "1"} | fields)
