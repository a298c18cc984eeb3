"""Units are made in a browser: what fits below the chosen unit is offered, and what may exist already is told."""

from typing import Any

import httpx
import pytest
from lxml import html

from sor.register import Submission
from sor.store import series
from sor.store.append import LineDraft
from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, place_of, said_in, send, unit_of
from tests.store.units import says

pytestmark = pytest.mark.slow

MUNICIPALITY = "kommune-0615"


def new_code(saved: httpx.Response) -> str:
    """The code of the unit whose receipt follows."""
    return str(saved.headers["location"]).partition("unit=")[2].partition("&")[0]


def offered(page: str, name: str) -> list[str]:
    """What a choice of a form offers."""
    (choice,) = html.document_fromstring(page).xpath(f"//select[@name='{name}']")
    return [one for one in choice.value_options if one]


def shows(page: str, name: str) -> bool:
    return bool(html.document_fromstring(page).xpath(f"//*[@name='{name}']"))


def test_a_region_opens_a_ward_below_a_department(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    assert f'href="/units/new?parent={ward}"' in browser.get(f"/units/{ward}").text
    page = browser.get(f"/units/new?parent={ward}").text
    assert shows(page, "reporting_level")  # it stands in a hospital
    assert not shows(page, "provider_identifier")
    fields = fields_of(page) | {
        "name": "Afsnit for forsøg", "type": offered(page, "type")[0], "from": "2027-02-01", "reason": "nyt afsnit",
        "reporting_level": "true", "patients_admitted": "false", "ambulant_activity": "true",
        "virtual_address": "own", "virtual_address.phone": "12345678",
        "specialities.1": offered(page, "specialities.1")[0],
    }  # fmt: skip
    preview = send(browser, "/units/new", fields, "preview")
    assert preview.status_code == 200, said_in(preview.text)
    assert "Afsnit for forsøg" in preview.text
    owner = site.register.at().ancestors(ward)[0]
    told = html.document_fromstring(preview.text).xpath("//section[@class='preview-group'][1]")[0].text_content()
    assert fields["name"] in told  # all that it is to be is seen
    assert owner["name"] in told
    assert owner["code"] not in told
    assert "Samme værdi" not in told
    saved = send(browser, "/units/new", fields_of(preview.text), "save")
    assert saved.status_code == 303, said_in(saved.text)
    receipt = browser.get(saved.headers["location"]).text
    assert "Enheden er åben fra 1. februar 2027" in receipt
    made = unit_of(site, new_code(saved), "2027-02-01")
    assert (made["parent"], made["level"], made["ambulant_activity"]) == (ward, "OU", True)
    assert made["patients_admitted"] is False
    assert made["location"]["state"] == "Inherited"
    assert [one["main"] for one in made["specialities"]] == [True]
    coming = browser.get(f"/units/{made['code']}/edit")  # a unit that is to open is changed, too
    assert fields_of(coming.text)["from"] == "2027-02-01"


def test_a_number_is_issued_from_the_series_of_the_register(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    with site.register.database.desk.writing() as connection:
        series.add(connection, "authority", 579099900000, 579099900099, "sds", "2026-11-01T00:00:00Z")
    page = browser.get(f"/units/{ward}/copy").text
    fields = fields_of(page) | {"name": "Med eget nummer", "from": "2027-02-01", "location": "issue"}
    fields |= {
        f"location.{part}": value
        for part, value in {
            "system_type": "225", "system_supplier": "162", "network": "41000035001", "region": "1082",
            "administrator": "1",
        }.items()
    }  # fmt: skip
    preview = send(browser, f"/units/{ward}/copy", fields, "preview")
    assert preview.status_code == 200, said_in(preview.text)
    assert "(nyt, fra serien)" in preview.text
    saved = send(browser, f"/units/{ward}/copy", fields_of(preview.text), "save")
    assert saved.status_code == 303, said_in(saved.text)
    assert unit_of(site, new_code(saved), "2027-02-01")["location"]["number"].startswith("5790999000")


def test_a_copy_has_all_but_what_belongs_to_one_unit_alone(site: Site) -> None:
    browser = site.of("sds")
    clinic = _with_a_provider_identifier(site)
    fields = fields_of(browser.get(f"/units/{clinic['code']}/copy").text)
    assert (fields["name"], fields["parent"]) == (clinic["name"], clinic["parent"])
    assert fields["type"] == clinic["type"]
    emptied = ("provider_identifier", "location.number", "local_code", "shak", "pharmacy_identifier")
    assert [name for name in emptied if fields.get(name)] == []
    answer = send(browser, f"/units/{clinic['code']}/copy", fields | {"location": "inherit"}, "preview")
    assert "DUP" in said_in(answer.text)  # the same name at the same address
    answer = send(
        browser, f"/units/{clinic['code']}/copy",
        fields | {"name": "En helt anden", "provider_identifier": clinic["provider_identifier"]}, "preview",
    )  # fmt: skip
    assert "DUP" in said_in(answer.text)  # the same ydernummer
    assert clinic["name"] in answer.text


def _with_a_provider_identifier(site: Site) -> dict[str, Any]:
    waiting = [place_of(site, "klinik")]
    while waiting:
        unit = unit_of(site, waiting.pop())
        if unit.get("provider_identifier"):
            return unit
        waiting += [one["code"] for one in site.register.at().children(unit["code"])]
    raise AssertionError("the sample's clinic has no ydernummer")


def test_where_no_number_can_be_issued_the_copy_of_a_unit_with_one_inherits(site: Site, ward: str) -> None:
    assert unit_of(site, ward)["location"]["state"] == "Own"
    fields = fields_of(site.of(REGION).get(f"/units/{ward}/copy").text)
    assert (fields["location"], fields["location.number"]) == ("inherit", "")


def test_the_place_decides_level_and_types(site: Site, ward: str) -> None:
    browser = site.of("sds")
    owner = site.register.at().ancestors(ward)[0]["code"]
    top = browser.get("/units/new").text
    below_owner = browser.get(f"/units/new?parent={owner}").text
    below_ward = browser.get(f"/units/new?parent={ward}").text
    kinds = [set(offered(page, "type")) for page in (top, below_owner, below_ward)]
    assert all(kinds)
    assert kinds[0].isdisjoint(kinds[2])
    assert "309904001" in kinds[2]  # intensive care stands in hospitals only
    assert shows(top, "cvr")
    assert not shows(below_ward, "cvr")
    kept = fields_of(top) | {"name": "Flytter plads", "parent": ward}
    again = send(browser, "/units/new", kept, "change").text
    assert set(offered(again, "type")) == kinds[2]
    assert fields_of(again)["name"] == "Flytter plads"


def test_a_cvr_number_is_told_as_the_owners_where_it_is_no_units_own(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    owner = unit_of(site, place_of(site, REGION))
    assert fields_of(site.of("sds").get(f"/units/{owner['code']}/edit").text)["cvr"] == owner["cvr"]
    for address in (f"/units/{ward}/edit", f"/units/{ward}/copy", f"/units/new?parent={ward}"):
        page = browser.get(address).text
        assert not shows(page, "cvr")
        assert f"CVR-nummeret {owner['cvr']} er ejerens ({owner['name']}) og rettes dér." in page
    own = LineDraft("unit", ward, [says("cvr", 20260101, owner["cvr"])])
    site.register.submit(Submission([own], "file", "import"))  # as files have it
    page = browser.get(f"/units/{ward}/edit").text
    form = fields_of(page)
    assert (form["cvr"], "er ejerens" in page) == (owner["cvr"], False)
    assert send(browser, f"/units/{ward}/edit", form | {"cvr": "", "from": "2027-01-01"}, "preview").status_code == 200


def test_what_no_unit_may_be_is_said_beside_the_field(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    fields = fields_of(browser.get(f"/units/new?parent={ward}").text) | {"name": "", "from": "30-02-2027"}
    answer = send(browser, "/units/new", fields, "save")
    assert answer.status_code == 422
    assert fields_of(answer.text)["from"] == "30-02-2027"
    answer = send(browser, "/units/new", fields | {"from": "2027-02-01"}, "save")
    assert answer.status_code == 422
    assert "F1" in said_in(answer.text)
    assert 'href="#name"' in answer.text


class TestWhoMayMake:
    """Only who may sees the links, and gets a form."""

    @pytest.mark.whole_demo
    def test_a_municipality_makes_units_of_its_own_alone(self, site: Site, ward: str) -> None:
        browser = site.of(MUNICIPALITY)
        page = browser.get(f"/units/{ward}").text
        assert "/units/new" not in page
        assert f"/units/{ward}/copy" not in page
        assert browser.get(f"/units/new?parent={ward}").status_code == 403
        assert browser.get(f"/units/{ward}/copy").status_code == 403

    def test_who_has_no_right_and_who_is_not_signed_in(self, site: Site, ward: str) -> None:
        assert site.reader().get("/units/new?parent=1").headers["location"] == "/login?next=/units/new%3Fparent%3D1"
        before = site.register.serial()
        mark = fields_of(site.of(REGION).get(f"/units/new?parent={ward}").text)
        assert send(site.of("klinik"), "/units/new", mark, "save").status_code == 403
        assert site.register.serial() == before
