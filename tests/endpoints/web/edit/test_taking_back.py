"""What an entry has said is taken back from the unit's page or the receipt, after seeing what that brings about."""

import re

import pytest

from sor.core.day import write_day
from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, said_in, save, send, unit_of
from tests.endpoints.web.login.conftest import Browser

pytestmark = pytest.mark.slow


def rename(browser: Browser, ward: str, name: str, day: str) -> str:
    """The address of the receipt of a change of name."""
    fields = fields_of(browser.get(f"/units/{ward}/edit").text) | {"name": name, "from": day}
    saved = save(browser, f"/units/{ward}/edit", fields)
    assert saved.status_code == 303, said_in(saved.text)
    return saved.headers["location"]


def links(page: str, op: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(rf'href="(/entries/\d+/{op}[^"]*)"', page)]


def test_a_scheduled_change_is_withdrawn_beside_where_it_is_told(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    had = unit_of(site, ward)["name"]
    rename(browser, ward, "Fra april", "2027-04-01")
    (address,) = set(links(browser.get(f"/units/{ward}").text, "withdraw"))
    preview = browser.get(address)
    assert "Fra april" in preview.text
    assert had in preview.text
    assert unit_of(site, ward, "2027-04-01")["name"] == "Fra april"
    saved = send(browser, address, fields_of(preview.text), "save")
    assert saved.status_code == 303, said_in(saved.text)
    receipt = browser.get(saved.headers["location"]).text
    assert had in receipt
    assert unit_of(site, ward, "2027-04-01")["name"] == had
    again = browser.get(address)
    assert (again.status_code, said_in(again.text)[:1]) == (422, ["X27"])


def test_a_scheduled_change_happens_on_another_day(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    rename(browser, ward, "Fra april", "2027-04-01")
    (address,) = set(links(browser.get(f"/units/{ward}").text, "reschedule"))
    form = fields_of(browser.get(address).text)
    assert form["from"] == "2027-04-01"
    preview = send(browser, address, form | {"from": "1-5-2027", "reason": "flytter senere"}, "preview")
    assert "30. april 2027" in preview.text, said_in(preview.text)
    saved = send(browser, address, fields_of(preview.text), "save")
    assert saved.status_code == 303, said_in(saved.text)
    assert "flytter senere" in browser.get(saved.headers["location"]).text
    assert unit_of(site, ward, "2027-04-30")["name"] != "Fra april"
    assert unit_of(site, ward, "2027-05-01")["name"] == "Fra april"


@pytest.mark.parametrize("op", ["withdraw", "reschedule", "undo"])
@pytest.mark.parametrize("is_old", [True, False])
def test_who_follows_whom_is_taken_back_from_the_page_of_either(site: Site, ward: str, op: str, is_old: bool) -> None:
    browser = site.of(REGION)
    old, new = (one["code"] for one in site.register.at().children(ward)[:2])
    form = fields_of(browser.get(f"/units/{old}/replace").text) | {"by": new, "from": "2027-04-01"}
    saved = save(browser, f"/units/{old}/replace", form)
    assert saved.status_code == 303, said_in(saved.text)
    unit, serial = old if is_old else new, site.register.serial()
    page = browser.get(f"/units/{unit}").text
    assert "Følger af en ændring i en overordnet enhed" not in page
    (address,) = {one for one in links(page, op) if one.startswith(f"/entries/{serial}/")}
    form = fields_of(browser.get(address).text)
    if op == "reschedule":
        assert form["from"] == "2027-04-01"
        form = fields_of(send(browser, address, form | {"from": "2027-05-01"}, "preview").text)
    done = send(browser, address, form, "save")
    assert done.status_code == 303, said_in(done.text)
    assert browser.get(done.headers["location"]).status_code == 200
    day = "2027-04-30" if op == "reschedule" else "2027-06-01"
    assert unit_of(site, old, day).get("replaced_by", []) == []
    assert unit_of(site, old, "2027-06-01").get("replaced_by", []) == ([new] if op == "reschedule" else [])


@pytest.mark.parametrize("day", ["", "30-02-2027", "2020-01-01"])
def test_a_day_on_which_nothing_can_happen(site: Site, ward: str, day: str) -> None:
    browser = site.of(REGION)
    rename(browser, ward, "Fra april", "2027-04-01")
    (address,) = set(links(browser.get(f"/units/{ward}").text, "reschedule"))
    answer = send(browser, address, fields_of(browser.get(address).text) | {"from": day}, "save")
    assert answer.status_code == 422
    assert said_in(answer.text)
    assert unit_of(site, ward, "2027-04-01")["name"] == "Fra april"


def test_a_change_is_undone_from_its_receipt_and_from_the_story(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    had = unit_of(site, ward)["name"]
    receipt = browser.get(rename(browser, ward, "Forkert navn", write_day(site.register.today())))
    assert unit_of(site, ward)["name"] == "Forkert navn"
    (address,) = set(links(receipt.text, "undo"))
    assert links(browser.get(f"/units/{ward}").text, "undo") == [address]
    preview = browser.get(address)
    assert "Forkert navn" in preview.text
    saved = send(browser, address, fields_of(preview.text) | {"reason": "tastefejl"}, "save")
    assert saved.status_code == 303, said_in(saved.text)
    assert had in browser.get(saved.headers["location"]).text
    assert unit_of(site, ward)["name"] == had


def test_the_story_tells_who_when_why_and_by_which_door(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    fields = fields_of(browser.get(f"/units/{ward}/edit").text) | {
        "name": "Nyt",
        "from": "2027-01-01",
        "reason": "grund",
    }
    assert save(browser, f"/units/{ward}/edit", fields).status_code == 303
    assert re.search(rf"{REGION} \(web\), [^<]*2026 kl\.[^<]* – grund", site.reader().get(f"/units/{ward}").text)


@pytest.mark.parametrize("op", ["withdraw", "reschedule", "undo"])
class TestWhoMayTakeBack:
    """Who may not sees no link, and gets no page."""

    def test_nobody_else(self, site: Site, ward: str, op: str) -> None:
        rename(site.of(REGION), ward, "Fra april", "2027-04-01")
        address = f"/entries/{site.register.serial()}/{op}?unit={ward}"
        reader, clinic = site.reader(), site.of("klinik")
        for browser in (reader, clinic):
            assert links(browser.get(f"/units/{ward}").text, op) == []
        assert reader.get(address).headers["location"].startswith("/login?next=")
        assert clinic.get(address).status_code == 403

    def test_an_entry_that_says_nothing_of_the_unit(self, site: Site, ward: str, op: str) -> None:
        browser = site.of(REGION)
        serial = site.register.serial()
        for entry in (serial, 0, serial + 7, 9**20):
            assert browser.get(f"/entries/{entry}/{op}?unit={ward}").status_code == 404
        assert browser.get(f"/entries/{serial}/{op}").status_code == 404


def test_what_is_scheduled_of_a_unit_on_a_day_is_one_sentence(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    form = fields_of(browser.get(f"/units/{ward}/edit").text) | {"from": "2027-06-01", "name": "Nyt", "note": "n"}
    serial = re.findall(r"receipts/([0-9]+)", save(browser, f"/units/{ward}/edit", form).headers["location"])[0]
    page = browser.get(f"/entries/{serial}/undo?unit={ward}").text
    told = [one for one in re.findall(r"<li>([^<]*)</li>", page) if f"(løbenummer {serial})" in one]
    assert len(told) == 1
    assert ": Navn, Bemærkning. Det trækkes tilbage." in told[0]
