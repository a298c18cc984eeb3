"""Responsible persons in a browser: read by everybody, named, changed and removed by whoever keeps the place."""

import csv
from io import StringIO
from urllib.parse import quote

import httpx
import pytest
from lxml import html

from sor.desk.responsible_persons import ResponsiblePersons
from sor.sample import showcases
from tests.endpoints.web.administration.conftest import AUTHORITY, CLINIC, REGION, Site, token
from tests.endpoints.web.edit.conftest import place_of
from tests.endpoints.web.login.conftest import Browser

pytestmark = pytest.mark.slow

ANNA = {"role": "responsible", "name": "Anna <Ask>", "email": "anna@klinik.example", "phone": "", "contact": "address"}


def persons_in(page: str) -> list[str]:
    items = html.document_fromstring(page).xpath("//main/ul[@class='draft-list']/li")
    return [" ".join(one.text_content().split()) for one in items]


def send(browser: Browser, address: str, **fields: str) -> httpx.Response:
    page = browser.get("/cases/new?kind=error").text
    return browser.post(address, data={"csrf": token(page), "action": "save"} | fields)


def name(browser: Browser, place: str, **more: str) -> httpx.Response:
    return send(browser, "/responsible/new", **(ANNA | {"name": "Anna Ask", "place": place} | more))


def unnamed(site: Site) -> str:
    """The clinic's owner with nobody."""
    owner = place_of(site, CLINIC)
    with site.register.database.desk.writing() as connection:
        connection.run("DELETE FROM responsible_person WHERE place = :owner", owner=owner)
    return owner


@pytest.mark.whole_demo
def test_everybody_reads_the_list_searches_it_and_takes_it_as_a_file(site: Site) -> None:
    reader = site.reader()
    answer = reader.get("/responsible")
    assert answer.status_code == 200
    first = persons_in(answer.text)
    assert len(first) == 50
    following = html.document_fromstring(answer.text).xpath("//a[@rel='next']/@href")[0]
    assert not set(persons_in(reader.get(following).text)) & set(first)
    (found,) = persons_in(reader.get("/responsible?q=region+midtjylland").text)[:1]
    assert found.startswith("Region Midtjylland:")
    listed = ResponsiblePersons(site.register).list_persons()
    (hidden, *_) = [one for one in listed if one.row.contact == "form"]
    page = reader.get(f"/responsible?place={hidden.row.place}").text
    assert hidden.row.name in page
    assert reader.get(f"/responsible.csv?place={hidden.row.place}").status_code == 400
    file = reader.get("/responsible.csv")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    for text in (page, file.text, reader.get(f"/responsible?q={hidden.row.email}").text.replace("value=", "", 1)):
        assert f">{hidden.row.email}" not in text
        assert f"mailto:{hidden.row.email}" not in text
    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == len(listed)
    assert hidden.row.email not in file.text
    assert {"place": showcases.REGION_OWNERS["1082"], "place_name": "Region Midtjylland"}.items() <= next(
        row for row in rows if row["place"] == showcases.REGION_OWNERS["1082"]
    ).items()
    assert "SOR-ansvarlige" not in reader.get("/responsible?lang=en").text


def test_a_unit_leads_to_who_answers_for_it_or_for_the_unit_above_it(site: Site, ward: str) -> None:
    reader = site.reader()
    assert f"/responsible?place={ward}" in reader.get(f"/units/{ward}").text
    page = reader.get(f"/responsible?place={ward}").text
    assert "Stedet har ingen selv" in page
    assert persons_in(page)[0].startswith("Region Midtjylland:")
    assert reader.get("/responsible?place=1").status_code == 404


def test_whoever_keeps_a_place_names_changes_and_removes(site: Site) -> None:
    owner, clinic = unnamed(site), site.of(CLINIC)
    assert "Dine steder" in clinic.get("/responsible").text
    assert clinic.get(f"/responsible/new?place={owner}").status_code == 200
    done = name(clinic, owner)
    assert (done.status_code, done.headers["location"]) == (303, f"/responsible?place={owner}")
    (one,) = ResponsiblePersons(site.register).list_persons(owner)
    address = f"/responsible/{one.row.id}"
    assert "anna@klinik.example" in site.reader().get(f"/responsible?place={owner}").text
    page = clinic.get(address).text
    assert 'value="Anna Ask"' in page
    other = ANNA | {"name": "Bo Ask", "contact": "form", "phone": "86 12 34 56"}
    elsewhere = send(clinic, address, **(other | {"place": showcases.REGION_OWNERS["1082"]}))
    assert (elsewhere.status_code, f"står ved {owner} og bliver der" in elsewhere.text) == (422, True)
    assert send(clinic, address, **(other | {"place": owner})).status_code == 303
    assert "anna@klinik.example" not in site.reader().get(f"/responsible?place={owner}").text
    assert "anna@klinik.example" in clinic.get(f"/responsible?place={owner}").text
    assert send(clinic, address, action="confirm").status_code == 303
    assert send(clinic, address, action="remove").status_code == 303
    assert ResponsiblePersons(site.register).list_persons(owner) == []
    for again in (send(clinic, address, action="remove"), clinic.get(address)):
        assert again.status_code == 404


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(site: Site) -> None:
    owner, clinic = unnamed(site), site.of(CLINIC)
    answer = name(clinic, owner, email="anna", name="Anna & Ask")
    assert answer.status_code == 422
    page = html.document_fromstring(answer.text)
    assert page.xpath("//section[@role='alert']//li[@data-rule='PERSON']/a/@href") == ["#email"]
    (field,) = page.xpath("//input[@id='email'][@aria-invalid='true']")
    assert page.get_element_by_id(field.get("aria-describedby")).text_content().startswith("»anna« er ingen")
    assert page.xpath("//input[@id='name']/@value") == ["Anna & Ask"]
    assert name(clinic, owner, age="7").status_code == 422
    assert name(clinic, owner, name="<b>").status_code == 422
    assert ResponsiblePersons(site.register).list_persons(owner) == []
    for role in ("responsible", "deputy"):
        assert name(clinic, owner, role=role, name=role).status_code == 303
    assert name(clinic, owner, name="Carl").status_code == 422


def test_a_stranger_is_shown_no_form_and_changes_nothing(site: Site) -> None:
    owner, region = unnamed(site), site.of(REGION)
    assert name(site.of(AUTHORITY), owner, contact="form").status_code == 303
    (one,) = ResponsiblePersons(site.register).list_persons(owner)
    address, new = f"/responsible/{one.row.id}", f"/responsible/new?place={owner}"
    for page in (address, new):
        assert region.get(page).status_code == 403
        assert site.reader().get(page).headers["location"] == f"/login?next={quote(page)}"
    assert send(region, address, action="remove").status_code == 403
    assert name(region, owner).status_code == 403
    page = region.get(f"/responsible?place={owner}").text
    assert f'{address}"' not in page
    assert f"{address}/write" in page
    assert "anna@klinik.example" not in page
    assert len(ResponsiblePersons(site.register).list_persons(owner)) == 1


def test_the_authority_sees_which_places_lack_somebody_and_nobody_else_does(site: Site) -> None:
    region = place_of(site, REGION)
    with site.register.database.desk.writing() as connection:
        connection.run("DELETE FROM responsible_person WHERE place = :region", region=region)
    page = html.document_fromstring(site.of(AUTHORITY).get("/responsible").text)
    told = page.xpath("//li[@data-rule='RESP']/a/text()")
    assert f"Region Midtjylland ({region}) har ingen SOR-ansvarlig. Udpeg en." in told
    for other in (site.of(REGION), site.reader()):
        assert "RESP" not in other.get("/responsible").text
