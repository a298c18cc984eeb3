"""An owner before the pages of self-service, without scripts."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from lxml import html

from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock, copy_demo
from tests.endpoints.web.edit.conftest import Site
from tests.endpoints.web.login.conftest import Browser

CLINIC_OWNER, CLINIC, DOCTOR = "90000131000016009", "90000141000016002", "90000151000016004"
DENTIST_CVR = "95000088"


class Owner:
    """Somebody who goes through the pages; page: the answer of the last one."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.page: Any = None
        self.interactions = 0

    def open(self, address: str = "/changed") -> "Owner":
        self.page = self.browser.get(address)
        return self

    def fields(self) -> list[tuple[str, str]]:
        """What a browser would send of the page's form, hidden fields included."""
        (form,) = [one for one in self.document().iter("form") if one.get("method") == "post"]
        return [(name, value or "") for name, value in form.form_values()]

    def document(self) -> Any:
        return html.document_fromstring(self.page.text)

    def tick(self, *what: str) -> "Owner":
        """Tick what has changed, and go on."""
        self.interactions += len(what)
        return self.send([*self.fields(), *(("what", one) for one in what)])

    def tell(self, typed: dict[str, str] | None = None, button: tuple[str, str] = ("action", "next")) -> "Owner":
        """Fill in fields, and press a button."""
        typed = typed or {}
        self.interactions += len(typed)
        return self.send([*((n, v) for n, v in self.fields() if n not in typed), *typed.items()], button)

    def send(self, fields: list[tuple[str, str]], button: tuple[str, str] = ("action", "next")) -> "Owner":
        self.interactions += 1
        self.page = post(self.browser, "/changed", [*fields, button])
        return self

    def save(self) -> "Owner":
        return self.tell(button=("action", "save"))

    def follow(self) -> "Owner":
        return self.open(self.page.headers["location"])


def post(browser: Browser, address: str, fields: list[tuple[str, str]]) -> httpx.Response:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return browser.post(address, content=urlencode(fields), headers=kind)


@pytest.fixture
def site(demo_to_try: Path, tmp_path: Path) -> Site:
    return Site(Register(Database(copy_demo(demo_to_try, tmp_path)), StandingClock()))


@pytest.fixture
def owner(site: Site) -> Owner:
    return Owner(site.of("klinik"))
