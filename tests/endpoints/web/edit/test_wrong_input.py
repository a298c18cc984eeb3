"""What people mistype or paste into a form is answered beside its field, or stands as it was typed."""

import re

import pytest
from lxml import html

from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, place_of, send
from tests.endpoints.web.told_mistakes import badly_told

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "Afsnit \u202eelif", "Tegn nr. 8 er U+202E"), ("note", "a\u200bb", "U+200B"),
        ("from", "2250-01-01", "er ikke en dag i registeret"), ("from", "2027-02-30", "Skriv en dag"),
        ("from", "2020-01-01", "Fortiden ændres kun ved en rettelse"), ("name", "x" * 61, "har 61 tegn"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_beside_its_field(site: Site, ward: str, field: str, typed: str, said: str) -> None:
    browser, before = site.of(REGION), site.register.serial()
    form = fields_of(browser.get(f"/units/{ward}/edit").text) | {"note": "y", field: typed}
    answer = send(browser, f"/units/{ward}/edit", form, "save")
    assert (answer.status_code, site.register.serial()) == (422, before)
    page = html.document_fromstring(answer.text)
    (held,) = page.xpath(f"//*[@id='{field}']")
    assert (held.get("value"), held.get("aria-invalid")) == (typed, "true")
    beside = [page.get_element_by_id(one).text_content() for one in held.get("aria-describedby").split()]
    assert any(said in one for one in beside), beside
    assert page.xpath(f"//*[contains(@class, 'error-summary')]//a[@href='#{field}']")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("virtual_address.phone", "8680112", "har 7 tegn"), ("virtual_address.phone", "", "intet telefonnummer"),
        ("virtual_address.fax", "1", "har 1 tegn"), ("virtual_address.email", "post@", "post@"),
        ("virtual_address.website", "x y", "x y"), ("postal_address.street", "x" * 300, "har 300 tegn"),
        ("virtual_address.phone", "86\u200b801122", "U+200B"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_part_is_said_beside_that_part(
    site: Site, ward: str, field: str, typed: str, said: str
) -> None:
    browser, block = site.of(REGION), field.partition(".")[0]
    form = fields_of(browser.get(f"/units/{ward}/edit").text) | {block: "own", field: typed}
    answer = send(browser, f"/units/{ward}/edit", form, "preview")
    assert answer.status_code == 422
    assert badly_told(answer.text) == []
    page = html.document_fromstring(answer.text)
    (held,) = page.xpath(f"//*[@id='{field}']")
    assert (held.get("value"), held.get("aria-invalid")) == (typed, "true")
    beside = [page.get_element_by_id(one).text_content() for one in held.get("aria-describedby").split()]
    assert any(said in one for one in beside), beside


@pytest.mark.parametrize(
    ("language", "said"), [("da", "Ellers udsted et fra en serie, eller"), ("en", "Else issue one of a series, or")]
)
def test_a_number_that_is_not_known_is_told_of_without_words_of_programs(
    site: Site, ward: str, language: str, said: str
) -> None:
    browser, address = site.of(REGION), f"/units/{ward}/edit?lang={language}"
    form = fields_of(browser.get(address).text) | {"location": "own", "location.number": "5790000000005"}
    page = html.document_fromstring(send(browser, address, form, "preview").text)
    held = page.get_element_by_id("location.number")
    beside = [page.get_element_by_id(one).text_content() for one in held.get("aria-describedby").split()]
    assert any(said in one for one in beside), beside
    assert "operation" not in " ".join(beside)
    assert held.get("aria-invalid") == "true"
    assert not page.get_element_by_id("said-location").text_content().strip()


def test_what_is_said_of_a_number_that_a_form_does_not_show_stands_beside_the_choice(site: Site) -> None:
    browser, address = site.of("sds"), f"/units/new?parent={place_of(site, REGION)}"  # which has no number to inherit
    form = fields_of(browser.get(address).text) | {"name": "Ny", "location": "inherit", "from": "2027-01-01"}
    told = send(browser, address, form, "check").text
    beside = dict(re.findall(r'hx-target="#said-(location[^"]*)"[^>]*>(.*?)</hx-partial>', told, re.DOTALL))
    assert "said-" in beside["location"]
    assert "said-" not in beside["location-number"]


@pytest.mark.parametrize("typed", ["Afsnit 😀", "<script>alert(1)</script> & Co"])
def test_what_is_odd_and_may_stand_is_shown_as_it_was_typed(site: Site, ward: str, typed: str) -> None:
    browser = site.of(REGION)
    form = fields_of(browser.get(f"/units/{ward}/edit").text) | {"name": typed}
    seen = send(browser, f"/units/{ward}/edit", form, "preview")
    assert (seen.status_code, "<script>alert" in seen.text) == (200, False)
    assert send(browser, f"/units/{ward}/edit", fields_of(seen.text), "save").status_code == 303
    page = browser.get(f"/units/{ward}").text
    assert html.document_fromstring(page).xpath("string(//h1)") == typed
    assert "<script>alert" not in page
