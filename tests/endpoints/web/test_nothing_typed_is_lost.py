"""Nothing that somebody typed is lost, whatever has happened between a form and its answer: every kind of form, sent
after its session ended, in another session of the same person, after the right was taken back, after the unit closed,
while the register does not write, and while it cannot be reached.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import httpx
import pytest
from lxml import html

from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.endpoints.doors import Doorkeeper
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.web.kit.typed_form import OF_THE_PAGE
from sor.settings import read_settings
from sor.store.database import Database
from sor.store.unavailable import Away, ReadOnly
from tests.endpoints.web.edit.conftest import REGION, Site, site, ward
from tests.endpoints.web.lived_in import AUTHORITY, BEGIN, CLINIC, MUNICIPALITY, SETTINGS, Form, live_in, plain, walk
from tests.endpoints.web.login.conftest import Browser, sign_in
from tests.endpoints.web.told_mistakes import badly_told

__all__ = ["site", "ward"]

pytestmark = pytest.mark.slow

PERSON = {"Accept": "text/html"}
KINDS = 12
"""Kinds of forms of one reader that there are at least."""

ITS_OWN_WAY = frozenset({"/logout", "/login", "/news/leave/1"})


class Desk:
    """Somebody before whom every kind of form lies open, filled in and not sent."""

    def __init__(self, site: Site, ward: str, folder: Path, user: str) -> None:
        self.site, self.user = site, user
        site.serve(app(site.register, read_settings(SETTINGS, demo=True)))
        begin = [*live_in(site, ward, folder), *BEGIN]
        self.browser = site.of(user)
        kinds: dict[str, Form] = {}
        for form in walk(self.browser, user, begin, most=1):
            if isinstance(form, Form) and plain(form.address) not in ITS_OWN_WAY and self.typed(form):
                kept = kinds.get(plain(form.address))
                if kept is None or _weight(form) > _weight(kept):
                    kinds[plain(form.address)] = form
        self.forms = [*kinds.values()]
        assert len(self.forms) >= KINDS, [*kinds]

    @staticmethod
    def typed(form: Form) -> list[str]:
        """What somebody typed or chose in a form, but for the button."""
        return [
            value.strip()
            for name, values in form.sent.items()
            if name not in OF_THE_PAGE and name not in (form.button[0], "type")  # a type that is on no list
            for value in values
            if value.strip()
        ]  # fmt: skip

    def lost(self, browser: Browser, form: Form, answer: httpx.Response) -> list[str]:
        """What of a form is held neither by its answer nor by where that leads; nothing where it was taken."""
        assert answer.status_code < 500 or answer.status_code == 503, (form, answer.status_code, answer.text[:400])
        if answer.is_redirect:
            to = answer.headers["location"]
            if not to.startswith("/login"):
                return []  # it was saved, or laid aside
            sign_in(browser, self.user)
            answer = browser.get(httpx.URL(to).params["next"], follow_redirects=True)
            assert answer.status_code == 200, (form, to)
            return self._not_in(form, answer)
        if answer.status_code == 200:
            return []  # a file, or a page that shows what comes of it
        return self._not_in(form, answer)

    def _not_in(self, form: Form, answer: httpx.Response) -> list[str]:
        held = "\n".join(_texts(answer.text))
        return [text for text in self.typed(form) if " ".join(text.split()) not in held]


def _weight(form: Form) -> tuple[bool, bool, int]:
    """By what one form of a kind is better to try than another: it is filled in, it writes, it says much."""
    return form.is_typed, form.button[1] in ("save", "add", "open", "name", "send"), len(Desk.typed(form))


def _texts(page: str) -> Iterator[str]:
    """What a page shows and what its fields hold."""
    for one in html.document_fromstring(page).iter():
        if isinstance(one.tag, str):
            yield " ".join((one.text or "").split())
            yield " ".join((one.get("value") or "").split())


def check(desk: Desk, browser: Browser, *, every: int = 1) -> list[tuple[str, str, int]]:
    """Send each kind of form; gives what it was answered with. Nothing of any is lost, and every page tells it well."""
    told = []
    for form in desk.forms[::every]:
        answer = browser.post(form.address, data=form.sent, headers=PERSON)
        assert desk.lost(browser, form, answer) == [], (form.address, form.button, answer.status_code)
        if "html" in answer.headers.get("content-type", ""):
            assert badly_told(answer.text) == [], form.address
        told.append((plain(form.address), form.button[1], answer.status_code))
    return told


@pytest.fixture(
    params=[REGION, *(pytest.param(one, marks=pytest.mark.left) for one in (AUTHORITY, CLINIC, MUNICIPALITY))]
)
def desk(request: pytest.FixtureRequest, site: Site, ward: str, tmp_path: Path) -> Desk:
    return Desk(site, ward, tmp_path, request.param)


def test_whatever_happens_between_a_form_and_its_answer_nothing_typed_is_lost(
    desk: Desk, ward: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One walk for all of it: it takes longest, and each sends the forms that it found."""
    before = desk.site.register.serial()

    with none_reads(monkeypatch):
        assert {status for *_, status in check(desk, desk.browser)} == {503}
    with monkeypatch.context() as patched:
        patched.setattr(Doorkeeper, "refusal", shut)
        assert {status for *_, status in check(desk, desk.browser)} == {503}
    with none_writes(monkeypatch):
        assert 503 in {status for *_, status in check(desk, desk.browser)}

    assert 403 in {status for *_, status in check(desk, desk.site.reader())}
    assert desk.site.register.serial() == before

    elsewhere = desk.site.of(desk.user)
    again = 0
    for form in desk.forms:
        answer = elsewhere.post(form.address, data=form.sent, headers=PERSON)
        assert desk.lost(elsewhere, form, answer) == [], (form.address, form.button, answer.status_code)
        if answer.status_code == 403:
            (page,) = [one for one in html.document_fromstring(answer.text).iter("form") if one.get("method") == "post"]
            taken = elsewhere.post(page.get("action"), data=dict(page.form_values()), headers=PERSON)
            assert "Formularen er ikke fra denne session" not in taken.text, form.address
            again += 1
    assert again

    actors = Actors(desk.site.register)
    if desk.user == AUTHORITY:
        return  # somebody has to keep the register
    for right in actors.find_known(desk.user).rights:
        actors.withdraw(right.number, AUTHORITY)
    before = desk.site.register.serial()
    assert 403 in {status for *_, status in check(desk, desk.browser)}
    assert desk.site.register.serial() == before


def test_a_unit_that_closed_meanwhile_takes_nothing_of_what_was_typed(desk: Desk, ward: str) -> None:
    register = desk.site.register
    close = {"op": "close", "unit": ward, "from": "2026-11-01", "branch": True}
    outcome = register.change({"changes": [close]}, AUTHORITY, "test", options={"later": "drop"})
    if not outcome.accepted:
        close |= {"later": "drop"}
        outcome = register.change({"changes": [close]}, AUTHORITY, "test")
    assert outcome.accepted, outcome.findings
    desk.forms = [one for one in desk.forms if ward in one.address or ward in str(one.sent)]
    check(desk, desk.browser)


async def shut(*_: object) -> Problem:
    """Why no door is open."""
    return Problem("shut", Sentence("", "Der mangler noget.", "Something is missing."))


@contextmanager
def none_writes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The register and its desk can be read and not written."""

    def refused(*_: object, **__: object) -> NoReturn:
        raise ReadOnly

    with monkeypatch.context() as patched:
        patched.setattr(Database, "writing", refused)
        yield


@contextmanager
def none_reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither can be reached."""

    def away(*_: object, **__: object) -> NoReturn:
        raise Away

    with monkeypatch.context() as patched:
        patched.setattr(Database, "reader", away)
        patched.setattr(Database, "writing", away)
        yield
