"""The demo with its sample register, and people of every role before it."""

from pathlib import Path
from typing import Any

import pytest

from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock, copy_demo
from tests.endpoints.web.login.conftest import Browser, browser_at, sign_in


class Site:
    """A demo served to people who are signed in."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._doors: Any = app(register, read_settings({}))

    def of(self, user: str) -> Browser:
        """A browser in which somebody is signed in."""
        browser = browser_at(self._doors)
        assert sign_in(browser, user).status_code == 303
        return browser

    def reader(self) -> Browser:
        """A browser in which nobody is."""
        return browser_at(self._doors)


@pytest.fixture
def site(demo_file: Path, tmp_path: Path) -> Site:
    return Site(Register(Database(copy_demo(demo_file, tmp_path)), StandingClock()))


@pytest.fixture
def ward(site: Site) -> str:
    """A department of the region, open, with units below it."""
    snapshot = site.register.at()
    place = _place_of(site, "region-1082")
    for hospital in snapshot.children(place):
        for unit in snapshot.children(hospital["code"]):
            if unit.get("level") == "OU" and unit.get("children"):
                return unit["code"]
    raise AssertionError("the sample has no such department")


def _place_of(site: Site, user: str) -> str:
    actor = Actors(site.register).actor(user)
    assert actor is not None
    return str(actor.rights[0].place)
