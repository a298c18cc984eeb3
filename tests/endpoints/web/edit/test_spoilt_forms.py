"""Spoilt forms are answered in words, and write nothing without right: 120 in a test, 10,000 in the long run."""

from collections.abc import Mapping
from random import Random

import pytest

from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, save, send
from tests.endpoints.web.login.conftest import Browser, csrf_in
from tests.endpoints.web.sheets.conftest import fields_of_saving, take
from tests.endpoints.web.sheets.conftest import send as send_sheet
from tests.soaking import in_portions

FORMS = 10_000

ODD = (
    "", " ", "x" * 61, "x" * 5000, "\x00", "\u202eelif", "😀", "<script>alert(1)</script>", "'; DROP TABLE entry; --",
    "0001-01-01", "9999-12-31", "30-02-2027", "2027-01-01", "-1", "9" * 40, "1e9", "own", "inherit", "null", "[]",
    "\ud7ff", "a\r\nb", "12345678", "https://evil.example", "javascript:alert(1)", "=1+1", "%00", "../../etc/passwd",
    "#new", "#number", "issue", "none", "true",
)  # fmt: skip
ACTIONS = ("save", "preview", "change", "draft", "basket", "check", "pick", "picked", "resume", "delete", "x", "")
ANSWERS = (200, 303, 400, 403, 404, 409, 422)


class Spoiling:
    """Forms of every page, as who may was given them; sent spoilt by who may and by who may not."""

    def __init__(self, site: Site, ward: str) -> None:
        self._site, self._may, self._may_not = site, site.of(REGION), site.of("klinik")
        pages = [f"/units/{ward}/{op}" for op in ("edit", "move", "replace", "merge", "close", "copy")]
        self._forms = {page: fields_of(self._may.get(page).text) for page in (*pages, "/units/new")}
        coming = self._forms[pages[0]] | {"name": "Planlagt", "from": "2027-06-01"}
        assert save(self._may, pages[0], coming).status_code == 303
        mark = {"csrf": coming["csrf"]}
        serial = site.register.serial()
        for op in ("withdraw", "reschedule", "undo"):
            self._forms[f"/entries/{serial}/{op}?unit={ward}"] = mark | {"from": "2027-07-01", "base": str(serial)}
        self._forms["/basket"] = mark
        sheet = take(self._may, ward)
        sheet.cell(ward, "name").value = "Fra et regneark"
        self._forms["/sheets"] = fields_of_saving(send_sheet(self._may, sheet.saved()))
        self._forms["/drafts/1"] = mark | {"with": "sds"}
        self._other = {"csrf": csrf_in(self._may_not.get("/me").text)}

    def send(self, n: int) -> None:
        """The form of a number, the same in every run but for what was written before."""
        chance = Random(n)
        page = chance.choice([*self._forms])
        fields = spoilt(self._forms[page], chance)
        action = chance.choice(ACTIONS)
        answer = send(self._may, page, fields, action)
        assert answer.status_code in ANSWERS, (n, page, action, fields, answer.text[:500])
        if action == "save" and 'name="confirmed"' in answer.text and page not in ("/basket", "/sheets"):
            answer = send(self._may, page, fields_of(answer.text), action)  # now that it was seen
            assert answer.status_code in ANSWERS, (n, page, fields, answer.text[:500])
        before = self._site.register.serial()
        assert self._refuses(self._may_not, page, fields | self._other, action), (n, page, action)
        assert self._site.register.serial() == before, (n, page, action)

    def _refuses(self, browser: Browser, page: str, fields: Mapping[str, str], action: str) -> bool:
        status = send(browser, page, dict(fields), action).status_code
        return status in ANSWERS and (status == 403 or not page.startswith(("/units/1", "/units/9", "/entries")))


def spoilt(form: Mapping[str, str], chance: Random) -> dict[str, str]:
    """A form with some fields odd or gone; the mark of its session stays."""
    fields = dict(form)
    for name in chance.sample([*fields], k=min(len(fields), chance.randint(1, 4))):
        if name == "csrf":
            continue
        if chance.random() < 0.2:
            del fields[name]
        else:
            fields[name] = chance.choice(ODD)
    return fields


@pytest.mark.slow
def test_spoilt_forms_are_answered_in_words_and_write_nothing_without_right(site: Site, ward: str) -> None:
    spoiling = Spoiling(site, ward)
    for n in (*range(0, FORMS, FORMS // 120), 1586):  # the last: a copy without a place, by who may make none there
        spoiling.send(n)
    assert site.register.verify(deep=True).fault is None


@pytest.mark.soak
def test_ten_thousand_spoilt_forms(site: Site, ward: str) -> None:
    spoiling = Spoiling(site, ward)
    for n in in_portions("spoilt forms", range(FORMS)):
        spoiling.send(n)
    assert site.register.verify(deep=True).fault is None
