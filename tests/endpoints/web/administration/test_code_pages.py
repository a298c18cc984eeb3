"""The code lists in a browser: read by everybody on any day, in both languages and as files; kept by the authority."""

import csv
from io import StringIO

import httpx
import pytest
from lxml import html

from sor.core.entity_types import HOSPITAL
from tests.endpoints.web.administration.conftest import AUTHORITY, REGION, Site, hidden, token
from tests.endpoints.web.edit.conftest import said_in
from tests.endpoints.web.login.conftest import Browser

pytestmark = pytest.mark.slow


def send(browser: Browser, code_list: str, action: str = "save", **fields: str) -> httpx.Response:
    page = browser.get("/cases/new?kind=error").text
    return browser.post(f"/codes/{code_list}", data={"csrf": token(page), "action": action} | fields)


def test_everybody_reads_every_list_on_any_day_in_both_languages_page_by_page_and_as_a_file(site: Site) -> None:
    reader = site.reader()
    page = html.document_fromstring(reader.get("/codes").text)
    names = [address.removeprefix("/codes/") for address in page.xpath("//main//td[1]/a/@href")]
    assert {"entity_type", "speciality", "system_type_v2", "network", "region", "municipality", "health_council",
            "edi_message_type", "organisational_level", "system_supplier_v2"} <= set(names)  # fmt: skip
    assert "Region Østdanmark" not in reader.get("/codes/region").text
    assert "Region Østdanmark" in reader.get("/codes/region?valid=2027-01-01").text
    english = reader.get("/codes/region?lang=en").text
    for text in ("North Denmark Region", "Region Nordjylland", "Holds from"):
        assert text in english
    seen, address = [], "/codes/municipality"
    while address:
        shown = html.document_fromstring(reader.get(address).text)
        seen += shown.xpath("//section[@aria-labelledby='all-title']//td[1]/a/text()")
        address = next(iter(shown.xpath("//a[@rel='next']/@href")), "")
    assert len(seen) == len(set(seen)) == 104
    file = reader.get("/codes/municipality.csv")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row["code"] for row in rows] == seen
    assert next(row for row in rows if row["code"] == "0810")["region"] == "1081"
    assert "Københavns" not in reader.get("/codes/region?q=jylland").text
    for address in ("/codes/findes-ikke", "/codes/findes-ikke.csv"):
        assert reader.get(address).status_code == 404
    assert "name_da" not in fields_at(reader, "/codes/region")


def fields_at(browser: Browser, address: str) -> list[str]:
    return list(html.document_fromstring(browser.get(address).text).xpath("//main//form[@method='post']//@name"))


def test_the_authority_adds_renames_and_ends_and_is_warned_of_who_holds_the_code(site: Site) -> None:
    authority, serial = site.of(AUTHORITY), site.register.serial()
    assert {"code", "name_da", "name_en", "from", "to"} <= set(fields_at(authority, "/codes/network"))
    new = {"code": "99000035001", "name_da": "Nyt <Net>", "name_en": "New Net", "from": "1.2.2027"}
    assert send(authority, "network", "preview", **new).status_code == 200
    assert site.register.serial() == serial
    done = send(authority, "network", **new)
    assert (done.status_code, done.headers["location"]) == (
        303, f"/codes/network?code=99000035001&saved={serial + 1}",
    )  # fmt: skip
    page = authority.get(done.headers["location"]).text
    assert "Nyt &lt;Net&gt;" in page
    assert "1. februar 2027" in page
    again = send(authority, "network", **new)
    assert (again.status_code, said_in(again.text), site.register.serial()) == (200, ["X25"], serial + 1)
    ending = {"code": HOSPITAL, "to": "2030-01-01"}
    warned = send(authority, "entity_type", **ending)
    assert (warned.status_code, set(said_in(warned.text))) == (422, {"X83"})
    assert 'href="#to"' in warned.text
    assert site.register.serial() == serial + 1
    confirmed = send(authority, "entity_type", confirmed=hidden(warned.text, "confirmed"), **ending)
    assert confirmed.status_code == 303
    assert "31. december 2029" in authority.get(f"/codes/entity_type?code={HOSPITAL}").text
    moved = send(authority, "municipality", code="0810", **{"value.region": "1082", "from": "2031-01-01"})
    assert moved.status_code == 303
    assert "1082" in authority.get("/codes/municipality.csv?valid=2031-01-01&q=0810").text


def test_what_is_wrong_stands_at_its_field_and_in_the_summary_and_nobody_else_writes(site: Site) -> None:
    authority, serial = site.of(AUTHORITY), site.register.serial()
    for fields, rule, field in (
        ({"code": "en kode", "name_da": "X"}, "X80", "code"), ({"code": "98"}, "X81", "name_da"),
        ({"code": "98", "name_da": "X", "from": "30-02-2027"}, "X82", "from"),
        ({"code": "98", "name_da": "X", "from": "2027-02-01", "to": "2027-01-01"}, "X82", "to"),
    ):  # fmt: skip
        answer = send(authority, "network", **fields)
        assert (answer.status_code, set(said_in(answer.text))) == (422, {rule}), fields
        page = html.document_fromstring(answer.text)
        (wrong,) = page.xpath("//main//form//input[@aria-invalid='true']")
        assert (wrong.get("name"), wrong.get("value")) == (field, fields.get(field, ""))
        assert page.xpath(f"//*[@role='alert']//a[@href='#{field}']")
        assert page.xpath(f"//*[@id='{wrong.get('aria-describedby')}']/@data-rule") == [rule]
    assert send(authority, "network", code="98", name_da="X", befolkning="1").status_code == 422
    for base in ("x", "-1", "9" * 50):
        assert send(authority, "network", code="98", name_da="X", base=base).status_code == 422, base
    assert send(authority, "network", code="41000035001", name_da="K", base="1").status_code in (303, 409)
    assert send(site.of(REGION), "network", code="98", name_da="X").status_code == 403
    assert authority.post("/codes/network", data={"csrf": "x", "code": "98", "name_da": "X"}).status_code == 403
    assert site.reader().post("/codes/network", data={"code": "98"}).status_code == 403
    assert "98" not in site.register.at().codes.codes("network")
    assert site.register.serial() - serial <= 1
