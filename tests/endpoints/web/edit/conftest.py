"""The demo with its sample register, and people of every role before it."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.following.phone_book import PhoneBook
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock, copy_demo
from tests.endpoints.web.login.conftest import Browser, browser_at, sign_in

REGION = "region-1082"


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's form: every field with its value, ticked radios and boxes."""
    forms = [form for form in html.document_fromstring(page).iter("form") if form.get("method") == "post"]
    assert len(forms) == 1
    return dict(forms[0].form_values())


def said_in(page: str) -> list[str]:
    return re.findall(r'data-rule="([^"]+)"', page)


def send(browser: Browser, address: str, fields: dict[str, str], action: str) -> httpx.Response:
    return browser.post(address, data=fields | {"action": action})


def save(browser: Browser, address: str, fields: dict[str, str]) -> httpx.Response:
    """What a form brings about, seen and then saved, with a receipt to which it leads; or what was wrong with it."""
    seen = send(browser, address, fields, "preview")
    if seen.status_code != 200:
        return seen
    saved = send(browser, address, fields_of(seen.text), "save")
    assert saved.status_code != 303 or browser.get(saved.headers["location"]).status_code == 200
    return saved


def unit_of(site: "Site", code: str, day: str | None = None) -> dict[str, Any]:
    register = site.register
    found = register.at(register.as_of(day, None)).unit(code)
    assert found is not None
    return dict(found)


class Site:
    """A demo served to people who are signed in."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._doors: Any = app(register, read_settings({}))

    def serve(self, doors: Any) -> None:
        """From here on by another application, with settings of its own."""
        self._doors = doors

    def search(self, text: str, limit: int) -> list[str]:
        """The units that are found."""
        return [hit.key for hit in PhoneBook(self.register).search(text, self.register.at().at, limit=limit).page]

    def of(self, user: str) -> Browser:
        """A browser in which somebody is signed in."""
        browser = browser_at(self._doors)
        assert sign_in(browser, user).status_code == 303
        return browser

    def reader(self) -> Browser:
        """A browser in which nobody is."""
        return browser_at(self._doors)


@pytest.fixture
def site(demo_to_try: Path, tmp_path: Path) -> Site:
    return Site(Register(Database(copy_demo(demo_to_try, tmp_path)), StandingClock()))


@pytest.fixture
def ward(site: Site) -> str:
    """A department of the region, open, with units below it."""
    snapshot = site.register.at()
    place = place_of(site, REGION)
    for hospital in snapshot.children(place):
        for unit in snapshot.children(hospital["code"]):
            if unit.get("level") == "OU" and unit.get("children"):
                return unit["code"]
    raise AssertionError("the sample has no such department")


def place_of(site: Site, user: str) -> str:
    actor = Actors(site.register).actor(user)
    assert actor is not None
    return str(actor.rights[0].place)
