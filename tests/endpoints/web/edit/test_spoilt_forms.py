"""Spoilt forms of every page are answered in words, and write nothing without right: a hundred in a test, 10,000 in the
long run.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import httpx
import pytest

from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import REGION, Site, fields_of
from tests.endpoints.web.lived_in import (
    AUTHORITY,
    BEGIN,
    CLINIC,
    MUNICIPALITY,
    NOBODY,
    SETTINGS,
    Form,
    live_in,
    plain,
    walk,
)
from tests.endpoints.web.login.conftest import csrf_in
from tests.endpoints.web.sheets.conftest import fields_of_saving, take
from tests.endpoints.web.sheets.conftest import send as send_sheet
from tests.endpoints.web.told_mistakes import badly_told
from tests.soaking import count, in_portions, report

FORMS = 10_000

ODD = (
    "", " ", "x" * 61, "x" * 5000, "\x00", "\u202eelif", "😀", "<script>alert(1)</script>", "'; DROP TABLE entry; --",
    "0001-01-01", "9999-12-31", "30-02-2027", "2027-01-01", "-1", "9" * 40, "1e9", "own", "inherit", "null", "[]",
    "\ud7ff", "a\r\nb", "12345678", "https://evil.example", "javascript:alert(1)", "=1+1", "%00", "../../etc/passwd",
    "#new", "#number", "issue", "none", "true",
)  # fmt: skip
ACTIONS = ("save", "preview", "change", "draft", "basket", "check", "pick", "picked", "resume", "delete", "x", "")
ANSWERS = (200, 202, 303, 400, 403, 404, 409, 422, 429)
"""What a form may be answered with: never a mistake of the register."""

OF_ANYBODY = frozenset({"/cases/new", "/cases/1", "/subscriptions", "/units/1/report", "/changed/new", "/news"})
"""Where who has no right may write something: on the desk, and never in the register."""

OF_RIGHTS = (
    "right_given", "responsible_person", "confirmation", "reminder_choice", "campaign", "plan", "plan_message",
    "news_item", "job",
)  # fmt: skip
"""Tables in which who has no right writes nothing."""


MISTAKES = ("", "x" * 5000, "30-02-2027", "<script>")
DIGITS = re.compile(r"[0-9]+")


class OddField(NamedTuple):
    """A field of a form that says something odd. form: its place among all. called: by what a long run knows it."""

    form: int
    name: str
    text: str
    called: str


class Spoiling:
    """Forms of every page as their readers were given them; sent spoilt by who may, and by who has no right at all."""

    def __init__(self, site: Site, ward: str, folder: Path, users: Sequence[str], most: int) -> None:
        self._site, self.told = site, Counter[str]()
        site.serve(app(site.register, read_settings(SETTINGS, demo=True)))
        begin = [*live_in(site, ward, folder), *BEGIN]
        self._browsers = {user: site.of(user) for user in {*users, NOBODY}}
        self._marks = {user: csrf_in(one.get("/me").text) for user, one in self._browsers.items()}
        self.forms = [
            (user, form)
            for user in users
            for form in walk(self._browsers[user], user, begin, most)
            if isinstance(form, Form)
        ]
        sheet = take(self._browsers[REGION], ward)
        sheet.cell(ward, "name").value = "Fra et regneark"
        fields = fields_of_saving(send_sheet(self._browsers[REGION], sheet.saved()))
        saving = Form("/sheets", "/sheets", {name: [value] for name, value in fields.items()}, ("action", "save"))
        self.forms.append((REGION, saving))
        actors = Actors(site.register)
        self._kept = {str(right.number) for user in users for right in actors.find_known(user).rights}

    def send(self, n: int) -> None:
        """The form of a number, the same in every run but for what was written before."""
        chance = Random(n)
        user, form = chance.choice(self.forms)
        fields = spoilt(form.sent, chance)
        if chance.random() < 0.3:
            fields["action"] = [chance.choice(ACTIONS)]
        if "key" in fields and chance.random() < 0.8:
            fields["key"] = [f"k{n}"]
        if self._kept.intersection(fields.get("withdraw", ())):
            fields["withdraw"] = ["0"]  # who sends the forms keeps the right to
        before = self._site.register.serial()
        answer = self._sent(user, form.address, fields, n)
        if fields.get("action") == ["save"] and 'name="confirmed"' in answer.text and form.address != "/sheets":
            with_that = {name: [value] for name, value in _only_form(answer.text)}
            self._sent(user, form.address, with_that | {"action": ["save"]}, n)  # now that it was seen
        self.told["entries written"] += self._site.register.serial() - before
        state = self._state()
        answer = self._sent(NOBODY, form.address, fields | {"csrf": [self._marks[NOBODY]]}, n)
        assert self._state() == state, (n, form.address, fields)
        is_refused = answer.status_code in (303, 403, 404, 422)
        assert is_refused or plain(form.address) in OF_ANYBODY or _asks_only(fields), (n, form.address, fields)

    def odd_fields(self) -> list[OddField]:
        """Each field of each kind of form, odd or empty."""
        found: dict[str, OddField] = {}
        for n, (_, form) in enumerate(self.forms):
            for name in form.fields:
                if name in ("csrf", "key", "base"):
                    continue
                kind = f"{plain(form.address)} {form.shape[1]} {DIGITS.sub('1', name)}"
                for odd in MISTAKES:
                    called = f"{kind} {odd[:8]}"
                    found.setdefault(called, OddField(n, name, odd, called))
        return [*found.values()]

    def mistakes_of(self, one: OddField) -> Iterator[str]:
        """What is badly told of a form in which one field is odd or empty."""
        user, form = self.forms[one.form]
        answer = self._browsers[user].post(form.address, data=form.sent | {one.name: [one.text]})
        if answer.status_code in (409, 422):
            self.told[plain(form.address)] += 1
            is_form = "error-summary" in answer.text or 'method="post"' in answer.text
            lost = [] if is_form else ["it ends on a page without its form"]
            for wrong in [*lost, *badly_told(answer.text)]:
                yield f"{one.called} ({user}, {form.address}): {wrong}"

    def _sent(self, user: str, address: str, fields: Mapping[str, list[str]], n: int) -> httpx.Response:
        answer = self._browsers[user].post(address, data=dict(fields))
        assert answer.status_code in ANSWERS, (n, user, address, fields, answer.status_code, answer.text[:500])
        if "html" in answer.headers.get("content-type", ""):
            assert badly_told(answer.text) == [], (n, user, address, fields)
        self.told[f"{'without right' if user == NOBODY else 'with right'}: {answer.status_code}"] += 1
        return answer

    def _state(self) -> tuple[Any, ...]:
        counts = f"SELECT {', '.join(f'(SELECT count(*) FROM {table})' for table in OF_RIGHTS)}"
        return self._site.register.serial(), *self._site.register.database.reader().run(counts).fetchone()


def _only_form(page: str) -> Iterator[tuple[str, str]]:
    try:
        yield from fields_of(page).items()
    except AssertionError:  # a page of several forms
        return


def _asks_only(fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether a form with its button only shows something, or opens what was typed again."""
    return fields.get("action", [""])[0] != "save"


def spoilt(form: Mapping[str, Sequence[str]], chance: Random) -> dict[str, list[str]]:
    """A form with some fields odd or gone; the mark of its session stays."""
    fields = {name: [*values] for name, values in form.items()}
    for name in chance.sample([*fields], k=min(len(fields), chance.randint(1, 4))):
        if name == "csrf":
            continue
        if chance.random() < 0.2:
            del fields[name]
        else:
            fields[name] = [chance.choice(ODD)]
    return fields


@pytest.mark.slow
def test_spoilt_forms_are_answered_in_words_and_write_nothing_without_right(
    site: Site, ward: str, tmp_path: Path
) -> None:
    spoiling = Spoiling(site, ward, tmp_path, [REGION], most=1)
    for n in range(0, FORMS, FORMS // 40):
        spoiling.send(n)
    assert {"with right: 422", "with right: 200", "with right: 303", "without right: 403"} <= set(spoiling.told)
    assert site.register.verify(deep=True).fault is None


@pytest.mark.slow
def test_a_mistake_is_told_first_and_beside_its_field(site: Site, ward: str, tmp_path: Path) -> None:
    spoiling = Spoiling(site, ward, tmp_path, [REGION], most=1)
    some = spoiling.odd_fields()[::80]
    assert [wrong for one in some for wrong in spoiling.mistakes_of(one)] == []
    assert len(spoiling.told) > 1


@pytest.mark.soak
def test_every_mistake_is_told_first_and_beside_its_field(site: Site, ward: str, tmp_path: Path) -> None:
    spoiling = Spoiling(site, ward, tmp_path, [AUTHORITY, REGION, CLINIC, MUNICIPALITY], most=1)
    for one in in_portions("odd fields", spoiling.odd_fields(), name=lambda one: one.called):
        assert list(spoiling.mistakes_of(one)) == []
    report(**count("odd fields told", **spoiling.told))


@pytest.mark.soak
def test_ten_thousand_spoilt_forms(site: Site, ward: str, tmp_path: Path) -> None:
    spoiling = Spoiling(site, ward, tmp_path, [AUTHORITY, REGION, CLINIC, MUNICIPALITY], most=2)
    report(forms=len(spoiling.forms), addresses=len({plain(form.address) for _, form in spoiling.forms}))
    try:
        for n in in_portions("spoilt forms", range(FORMS)):
            spoiling.send(n)
    finally:
        report(**count("spoilt forms", **spoiling.told))
    assert site.register.verify(deep=True).fault is None
