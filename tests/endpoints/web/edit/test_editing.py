"""Changing units in a browser without scripts: what is shown before it is saved, who may, and what is never lost."""

from random import Random

import pytest
from lxml import html

from sor.desk.actors import Actors
from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, said_in, send, unit_of
from tests.endpoints.web.login.conftest import csrf_in

pytestmark = pytest.mark.slow


def test_a_region_renames_a_department_after_seeing_what_it_brings_about(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    assert f'href="/units/{ward}/edit"' in browser.get(f"/units/{ward}").text
    fields = fields_of(browser.get(f"/units/{ward}/edit").text)
    assert fields["name"] == unit_of(site, ward)["name"]
    before = site.register.serial()
    changed = fields | {"name": "Afdeling for prøver", "from": "01-01-2027", "reason": "nyt navn"}
    preview = send(browser, f"/units/{ward}/edit", changed, "preview")
    assert preview.status_code == 200
    assert "Afdeling for prøver" in preview.text
    assert "1. januar 2027" in preview.text
    assert site.register.serial() == before
    saved = send(browser, f"/units/{ward}/edit", fields_of(preview.text), "save")
    assert saved.status_code == 303
    receipt = browser.get(saved.headers["location"]).text
    assert "Afdeling for prøver" in receipt
    assert "nyt navn" in receipt
    other = site.register.at().ancestors(ward)[0]["code"]
    assert browser.get(saved.headers["location"].replace(ward, other)).status_code == 404  # it says nothing of that one
    assert unit_of(site, ward)["name"] == fields["name"]
    assert unit_of(site, ward, "2027-01-01")["name"] == "Afdeling for prøver"
    entry = site.register.entry(site.register.serial())
    assert entry is not None
    assert (entry.actor, entry.channel, entry.reason) == (REGION, "web", "nyt navn")


def test_the_same_form_sent_twice_is_one_change(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    fields = fields_of(browser.get(f"/units/{ward}/edit").text) | {"name": "En gang", "from": "2027-01-01"}
    preview = fields_of(send(browser, f"/units/{ward}/edit", fields, "preview").text)
    first, again = (send(browser, f"/units/{ward}/edit", preview, "save") for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]


def test_what_stands_against_it_stands_beside_its_field_and_nothing_typed_is_lost(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    fields = fields_of(browser.get(f"/units/{ward}/edit").text)
    changed = fields | {
        "name": "x" * 61, "from": "2027-01-01", "virtual_address": "own", "virtual_address.email": "ikke en adresse",
        "reason": "<b>grund</b>",
    }  # fmt: skip
    before = site.register.serial()
    answer = send(browser, f"/units/{ward}/edit", changed, "save")
    assert answer.status_code == 422
    assert site.register.serial() == before
    document = html.document_fromstring(answer.text)
    summary = document.xpath("//*[@role='alert']//a/@href")
    assert summary
    for target in summary:
        (field,) = document.xpath(f"//*[@id='{target[1:]}']")
        assert field.get("aria-invalid") == "true" or field.tag == "fieldset"
    again = fields_of(answer.text)
    assert {name: again[name] for name in changed if name != "action"} == changed
    assert "<b>grund</b>" not in answer.text


def test_a_department_is_moved_and_comes_with_all_below_it(site: Site, ward: str) -> None:
    browser, snapshot = site.of(REGION), site.register.at()
    hospital = next(
        unit["code"]
        for unit in snapshot.children(snapshot.ancestors(ward)[0]["code"])
        if unit["code"] not in {one["code"] for one in snapshot.ancestors(ward)}
    )
    fields = fields_of(browser.get(f"/units/{ward}/move").text)
    preview = send(browser, f"/units/{ward}/move", fields | {"parent": hospital, "from": "2027-01-01"}, "preview")
    assert preview.status_code == 200, said_in(preview.text)
    sent = fields_of(preview.text)
    assert send(browser, f"/units/{ward}/move", sent, "save").status_code == 303
    assert unit_of(site, ward, "2027-01-01")["parent"] == hospital


@pytest.mark.parametrize("parent", ["", "x", "1", "123456789"])
def test_a_place_that_is_none(site: Site, ward: str, parent: str) -> None:
    browser = site.of(REGION)
    fields = fields_of(browser.get(f"/units/{ward}/move").text) | {"parent": parent}
    answer = send(browser, f"/units/{ward}/move", fields, "save")
    assert answer.status_code == 422
    assert said_in(answer.text)


def test_closing_tells_the_last_valid_day_and_asks_for_what_stands_below(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    fields = fields_of(browser.get(f"/units/{ward}/close").text) | {"from": "2027-01-01"}
    assert send(browser, f"/units/{ward}/close", fields, "save").status_code == 422  # open units stand below it
    preview = send(browser, f"/units/{ward}/close", fields | {"branch": "1"}, "preview")
    assert preview.status_code == 200, said_in(preview.text)
    assert "31. december 2026" in preview.text
    saved = send(browser, f"/units/{ward}/close", fields_of(preview.text), "save")
    assert saved.status_code == 303, said_in(saved.text)
    assert "31. december 2026" in browser.get(saved.headers["location"]).text
    assert not unit_of(site, ward, "2027-01-01")["open"]


def test_warnings_are_seen_before_anything_is_saved(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    fields = fields_of(browser.get(f"/units/{ward}/edit").text)
    coming = fields | {"name": "Fra juni", "from": "2027-06-01"}
    assert send(browser, f"/units/{ward}/edit", coming, "save").status_code == 303
    before = site.register.serial()
    fields = fields_of(browser.get(f"/units/{ward}/edit").text)
    straight = send(browser, f"/units/{ward}/edit", fields | {"name": "Fra januar", "from": "2027-01-01"}, "save")
    assert site.register.serial() == before
    assert straight.status_code == 422
    assert 'name="confirmed"' in straight.text, said_in(straight.text)
    assert send(browser, f"/units/{ward}/edit", fields_of(straight.text), "save").status_code == 303


def test_who_was_overtaken_sees_before_theirs_and_yours(site: Site, ward: str) -> None:
    mine, theirs = site.of(REGION), site.of("sds")
    form = fields_of(mine.get(f"/units/{ward}/edit").text) | {"from": "2027-01-01"}
    quick = fields_of(theirs.get(f"/units/{ward}/edit").text) | {"from": "2027-01-01", "name": "Deres navn"}
    assert send(theirs, f"/units/{ward}/edit", quick, "save").status_code == 303
    answer = send(mine, f"/units/{ward}/edit", form | {"name": "Mit navn"}, "save")
    assert answer.status_code == 409
    assert "Deres navn" in answer.text
    assert fields_of(answer.text)["name"] == "Mit navn"


class TestWhoMay:
    """Only who may sees a link and a form; the register asks again when it writes."""

    def test_a_reader_sees_no_link_and_is_sent_to_sign_in(self, site: Site, ward: str) -> None:
        reader = site.reader()
        assert f"/units/{ward}/edit" not in reader.get(f"/units/{ward}").text
        assert reader.get(f"/units/{ward}/edit").headers["location"] == f"/login?next=/units/{ward}/edit"

    @pytest.mark.parametrize("user", ["medcom", "klinik", "leverandoer"])
    @pytest.mark.parametrize("op", ["edit", "move", "close"])
    def test_nobody_else(self, site: Site, ward: str, user: str, op: str) -> None:
        browser = site.of(user)
        assert f"/units/{ward}/{op}" not in browser.get(f"/units/{ward}").text
        assert browser.get(f"/units/{ward}/{op}").status_code == 403

    def test_a_form_without_its_mark_writes_nothing(self, site: Site, ward: str) -> None:
        browser = site.of(REGION)
        fields = fields_of(browser.get(f"/units/{ward}/edit").text) | {"name": "Uden mærke", "from": "2027-01-01"}
        before = site.register.serial()
        for csrf in ("", "x"):
            answer = send(browser, f"/units/{ward}/edit", fields | {"csrf": csrf}, "save")
            assert answer.status_code == 403
        assert site.register.serial() == before

    def test_a_right_that_is_taken_back_stops_the_open_form(self, site: Site, ward: str) -> None:
        browser, actors = site.of(REGION), Actors(site.register)
        fields = fields_of(browser.get(f"/units/{ward}/edit").text) | {"name": "For sent", "from": "2027-01-01"}
        for right in actors.known(REGION).rights:
            actors.withdraw(right.number, "sds")
        before = site.register.serial()
        assert send(browser, f"/units/{ward}/edit", fields, "save").status_code == 403
        assert site.register.serial() == before


def test_a_unit_that_there_is_not(site: Site) -> None:
    browser = site.of("sds")
    assert browser.get("/units/123/edit").status_code == 404
    for serial in ("999999", "0", "-1", "9" * 30):
        assert browser.get(f"/receipts/{serial}?unit=1&from=2027-01-01").status_code == 404


ODD = (
    "", " ", "x" * 61, "x" * 5000, "\x00", "\u202eelif", "😀", "<script>alert(1)</script>", "'; DROP TABLE entry; --",
    "0001-01-01", "9999-12-31", "30-02-2027", "2027-01-01", "-1", "9" * 40, "1e9", "own", "inherit", "null", "[]",
    "\ud7ff", "a\r\nb", "12345678", "https://evil.example", "javascript:alert(1)", "=1+1", "%00", "../../etc/passwd",
)  # fmt: skip


def test_spoilt_forms_are_answered_in_words_and_write_nothing_without_right(site: Site, ward: str) -> None:
    """Fields with odd values, doubled, taken out; sent by who may and by who may not."""
    chance, may, may_not = Random(11), site.of(REGION), site.of("klinik")
    forms = {op: fields_of(may.get(f"/units/{ward}/{op}").text) for op in ("edit", "move", "close")}
    other = {"csrf": csrf_in(may_not.get("/me").text)}
    for n in range(120):
        op = chance.choice([*forms])
        fields = dict(forms[op])
        for name in chance.sample([*fields], k=min(len(fields), chance.randint(1, 4))):
            if name == "csrf":
                continue
            if chance.random() < 0.2:
                del fields[name]
            else:
                fields[name] = chance.choice(ODD)
        action = chance.choice(["save", "preview", "change", "x", ""])
        answer = send(may, f"/units/{ward}/{op}", fields, action)
        assert answer.status_code in (200, 303, 403, 409, 422), (n, op, fields, answer.text[:500])
        before = site.register.serial()
        assert send(may_not, f"/units/{ward}/{op}", fields | other, action).status_code == 403
        assert site.register.serial() == before
    assert site.register.verify(deep=True).fault is None
