"""A place, and the units that others follow or absorb, are picked by name or in the tree, without scripts."""

import re

import httpx
import pytest
from lxml import html

from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, place_of, said_in, save, send, unit_of

pytestmark = pytest.mark.slow


def offered(answer: httpx.Response) -> list[str]:
    """The units that may be picked."""
    return html.document_fromstring(answer.text).xpath("//input[@name='picking_unit']/@value")


def opens(answer: httpx.Response) -> list[str]:
    """The units whose children can be shown."""
    return html.document_fromstring(answer.text).xpath("//button[@name='picking_at']/@value")


def test_a_place_is_found_by_name_and_what_was_typed_stays(site: Site, ward: str) -> None:
    browser, hospital = site.of(REGION), site.register.at().ancestors(ward)[-1]
    typed = fields_of(browser.get(f"/units/{ward}/move").text) | {"from": "01-02-2027", "reason": "<b>flytning</b>"}
    page = send(browser, f"/units/{ward}/move", typed, "pick")
    found = send(browser, f"/units/{ward}/move", fields_of(page.text) | {"picking_text": hospital["name"]}, "pick")
    assert hospital["code"] in offered(found)
    chosen = fields_of(found.text) | {"picking_unit": hospital["code"]}
    form = send(browser, f"/units/{ward}/move", chosen, "picked")
    assert form.status_code == 200
    assert hospital["name"] in form.text
    fields = fields_of(form.text)
    assert (fields["parent"], fields["from"]) == (hospital["code"], "01-02-2027")
    assert fields["reason"] == "<b>flytning</b>"
    assert "<b>flytning</b>" not in form.text


@pytest.mark.parametrize("action", ["preview", "save", "basket"])
def test_a_place_that_is_named_is_found_first_among_ones_own(site: Site, ward: str, action: str) -> None:
    browser, snapshot, before = site.of(REGION), site.register.at(), site.register.serial()
    owner, hospital = (snapshot.ancestors(ward)[n]["code"] for n in (0, -1))
    name = next(one["name"] for one in snapshot.children(hospital) if one["code"] != ward and one.get("level") == "OU")
    typed = fields_of(browser.get(f"/units/{ward}/move").text) | {"from": "2027-01-01", "parent": name}
    page = send(browser, f"/units/{ward}/move", typed, action)
    assert (page.status_code, site.register.serial()) == (200, before)
    sent = fields_of(page.text)
    assert (sent["picking_text"].split(), sent["parent"], sent["from"]) == (
        name.replace(",", "").split(),
        "",
        "2027-01-01",
    )
    found = html.document_fromstring(page.text).xpath("//fieldset[1]//input[@name='picking_unit']/@value")
    owners = [snapshot.ancestors(code)[0]["code"] for code in found]
    assert found
    assert owners == sorted(owners, key=lambda one: one != owner)  # ones own first
    assert owners[0] == owner
    again = send(browser, f"/units/{ward}/move", sent, "picked")  # none was chosen
    assert said_in(again.text) == ["FORM"]
    assert fields_of(again.text)["picking_text"] == sent["picking_text"]
    preview = send(browser, f"/units/{ward}/move", sent | {"picking_unit": found[0]}, "picked")
    assert fields_of(preview.text)["parent"] == found[0]
    assert ("Det medfører ændringen" in preview.text) is (action != "basket")  # what was asked for is done at once


def test_a_place_goes_by_the_name_that_it_has_on_the_day(site: Site, ward: str) -> None:
    browser, snapshot = site.of(REGION), site.register.at()
    moved, hospital = snapshot.children(ward)[0]["code"], snapshot.ancestors(ward)[-1]
    keeper = site.of("sds")
    renamed = fields_of(keeper.get(f"/units/{hospital['code']}/edit").text)
    renamed |= {"name": "Navnet fra december", "from": "2026-12-01"}
    assert save(keeper, f"/units/{hospital['code']}/edit", renamed).status_code == 303
    form = fields_of(browser.get(f"/units/{moved}/move").text) | {"from": "2027-01-01", "parent": hospital["code"]}
    for action in ("change", "preview"):
        shown = html.document_fromstring(send(browser, f"/units/{moved}/move", form, action).text)
        told = " ".join(shown.xpath("//main//p[@class='picked']//text() | //main//dl[@class='changes']//text()"))
        assert "Navnet fra december" in told, action
        assert hospital["name"] not in told, action


def test_a_place_of_ones_own_hospital_is_found_before_the_same_of_another(site: Site) -> None:
    browser, snapshot = site.of(REGION), site.register.at()
    hospitals = [one["code"] for one in snapshot.children(place_of(site, REGION))]
    for hospital in hospitals[:3]:
        unit = next(one["code"] for one in snapshot.children(hospital) if one.get("level") == "OU")
        typed = fields_of(browser.get(f"/units/{unit}/move").text) | {"from": "2027-01-01", "parent": "sengeafsnit"}
        page = send(browser, f"/units/{unit}/move", typed, "preview").text
        found = html.document_fromstring(page).xpath("//fieldset[1]//input[@name='picking_unit']/@value")
        is_here = [any(one["code"] == hospital for one in snapshot.ancestors(code)) for code in found]
        assert is_here == sorted(is_here, reverse=True), (unit, found)
        assert not any(one["code"] == unit for code in found for one in snapshot.ancestors(code)), "none below itself"


def test_a_name_beside_codes_is_found_and_the_codes_stay(site: Site, ward: str) -> None:
    browser, other = site.of(REGION), site.register.at().children(ward)[0]["code"]
    typed = fields_of(browser.get(f"/units/{ward}/merge").text) | {"absorb": f"{other}, Afdeling B"}
    sent = fields_of(send(browser, f"/units/{ward}/merge", typed, "preview").text)
    assert (sent["picking_text"], sent["absorb"]) == ("Afdeling B", other)
    typed |= {"absorb": f"Afsnit 3 {other}"}
    sent = fields_of(send(browser, f"/units/{ward}/merge", typed, "preview").text)
    assert (sent["picking_text"], sent["absorb"]) == ("Afsnit 3", other)  # a number may belong to a name


def test_a_name_that_is_typed_is_not_told_to_be_no_unit(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    fields = fields_of(browser.get(f"/units/{ward}/move").text)
    assert said_in(send(browser, f"/units/{ward}/move", fields | {"parent": "Afdeling B"}, "check").text) == []
    assert said_in(send(browser, f"/units/{ward}/move", fields | {"parent": "123456789"}, "check").text) != []


def test_a_place_that_is_to_begin_is_picked_from_its_day_on(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    new = fields_of(browser.get(f"/units/new?parent={ward}").text)
    new |= {"name": "Kommende Afsnit", "from": "2027-01-01", "location": "inherit"}
    new["type"] = site.register.at().children(ward)[0]["type"]
    assert (made := save(browser, "/units/new", new)).status_code == 303, said_in(made.text)
    below = site.register.at().children(ward)[0]["code"]
    for day, is_there in (("2026-12-01", False), ("2027-01-01", True)):
        typed = fields_of(browser.get(f"/units/{below}/move").text) | {"from": day, "parent": "Kommende Afsnit"}
        page = send(browser, f"/units/{below}/move", typed, "preview")
        found = html.document_fromstring(page.text).xpath("//fieldset[1]//label/text()")
        assert ("Kommende Afsnit" in " ".join(found)) is is_there


def test_a_place_is_reached_through_the_tree_and_only_fitting_ones_can_be_picked(site: Site, ward: str) -> None:
    browser, snapshot = site.of(REGION), site.register.at()
    owner, hospital = snapshot.ancestors(ward)[0], snapshot.ancestors(ward)[-1]
    page = send(browser, f"/units/{ward}/move", fields_of(browser.get(f"/units/{ward}/move").text), "pick")
    assert owner["code"] in opens(page)
    assert owner["code"] not in offered(page)  # no department stands right below an owner
    assert ward not in offered(page)  # nor below itself
    assert hospital["code"] in offered(page)
    up = browser.post(f"/units/{ward}/move", data=fields_of(page.text) | {"picking_at": owner["code"]})
    hospitals = {one["code"] for one in snapshot.children(owner["code"])}
    assert hospitals <= set(offered(up))


def test_the_place_of_a_new_unit_decides_what_is_offered(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    fields = fields_of(browser.get("/units/new").text) | {"name": "Ny"}
    page = send(browser, "/units/new", fields | {"picking_text": ward}, "pick")
    assert ward in offered(page)
    form = send(browser, "/units/new", fields_of(page.text) | {"picking_unit": ward}, "picked")
    assert fields_of(form.text)["parent"] == ward
    assert "309904001" in form.text  # a type of hospitals
    assert fields_of(form.text)["name"] == "Ny"


def test_two_departments_become_one(site: Site, ward: str) -> None:
    browser, snapshot = site.of(REGION), site.register.at()
    other = next(
        one
        for one in snapshot.children(snapshot.ancestors(ward)[-1]["code"])
        if one["code"] != ward and one.get("level") == "OU"
    )
    fields = fields_of(browser.get(f"/units/{ward}/merge").text) | {"from": "2027-02-01"}
    page = send(browser, f"/units/{ward}/merge", fields, "pick")
    form = send(browser, f"/units/{ward}/merge", fields_of(page.text) | {"picking_unit": other["code"]}, "picked")
    assert other["name"] in form.text
    typed = fields_of(form.text) | {"carry.children": "1"}
    preview = send(browser, f"/units/{ward}/merge", typed, "preview")
    assert preview.status_code == 200, said_in(preview.text)
    assert other["name"] in preview.text
    saved = send(browser, f"/units/{ward}/merge", fields_of(preview.text), "save")
    assert saved.status_code == 303, said_in(saved.text)
    assert not unit_of(site, other["code"], "2027-02-01")["open"]
    assert unit_of(site, ward, "2027-02-01")["replaces"] == [other["code"]]


def test_who_follows_a_unit_is_noted(site: Site, ward: str) -> None:
    browser, snapshot = site.of(REGION), site.register.at()
    below = snapshot.children(ward)[0]
    fields = fields_of(browser.get(f"/units/{below['code']}/replace").text) | {"from": "2027-02-01", "by": ward}
    preview = send(browser, f"/units/{below['code']}/replace", fields, "preview")
    assert preview.status_code == 200, said_in(preview.text)
    saved = send(browser, f"/units/{below['code']}/replace", fields_of(preview.text), "save")
    assert saved.status_code == 303, said_in(saved.text)
    assert unit_of(site, below["code"], "2027-02-01")["replaced_by"] == [ward]


def test_closing_a_branch_tells_which_numbers_and_messages_end(site: Site) -> None:
    browser, snapshot = site.of("sds"), site.register.at()
    number = next(
        holding
        for code in _below(site, "region-1082")
        if (holding := (unit_of(site, code).get("location") or {})).get("state") == "Own"
        and snapshot.edi(holding["number"])
    )
    fields = fields_of(browser.get(f"/units/{number['source']}/close").text) | {"from": "2027-02-01", "branch": "1"}
    preview = send(browser, f"/units/{number['source']}/close", fields, "preview")
    assert preview.status_code == 200, said_in(preview.text)
    assert f"Lokationsnummer {number['number']}" in preview.text
    assert re.search(rf"Meddelelser til lokationsnummer {number['number']} ophører 1. februar 2027", preview.text)


def _below(site: Site, user: str) -> list[str]:
    snapshot = site.register.at()
    found, waiting = [], [place_of(site, user)]
    while waiting and len(found) < 60:
        found.append(waiting.pop(0))
        waiting += [one["code"] for one in snapshot.children(found[-1])]
    return found
