"""Two people, or two windows of one, at the same unit: a comparison, and nothing is lost on either side."""

import pytest
from lxml import html

from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, said_in, save, send, unit_of

pytestmark = pytest.mark.slow


def test_who_was_overtaken_sees_before_theirs_and_yours(site: Site, ward: str) -> None:
    mine, theirs = site.of(REGION), site.of(REGION)
    form = fields_of(mine.get(f"/units/{ward}/edit").text) | {"from": "2027-01-01"}
    quick = fields_of(theirs.get(f"/units/{ward}/edit").text) | {"from": "2027-01-01", "name": "Deres navn"}
    assert save(theirs, f"/units/{ward}/edit", quick).status_code == 303
    answer = send(mine, f"/units/{ward}/edit", form | {"name": "Mit navn"}, "save")
    assert answer.status_code == 409
    had, both = unit_of(site, ward)["name"], fields_of(answer.text)
    told = [
        " ".join(one.split()) for one in html.document_fromstring(answer.text).xpath("//dl[@class='facts']//dd/text()")
    ]
    assert told == [had, "Deres navn", "Mit navn"]
    assert both["name"] == "Mit navn"
    again = send(mine, f"/units/{ward}/edit", both, "preview")  # from what holds now, and with nothing typed anew
    assert again.status_code == 200, said_in(again.text)
    assert send(mine, f"/units/{ward}/edit", fields_of(again.text), "save").status_code == 303
    assert unit_of(site, ward, "2027-01-01")["name"] == "Mit navn"


def test_who_was_overtaken_by_the_authority_sees_both_and_is_told_that_what_it_scheduled_stands(
    site: Site, ward: str
) -> None:
    mine, theirs = site.of(REGION), site.of("sds")
    form = fields_of(mine.get(f"/units/{ward}/edit").text) | {"from": "2027-01-01", "name": "Mit navn"}
    quick = fields_of(theirs.get(f"/units/{ward}/edit").text) | {"from": "2027-01-01", "name": "Deres navn"}
    assert save(theirs, f"/units/{ward}/edit", quick).status_code == 303
    both = fields_of(send(mine, f"/units/{ward}/edit", form, "save").text)
    again = send(mine, f"/units/{ward}/edit", both, "preview")
    assert (again.status_code, said_in(again.text)) == (422, ["AUTH7"])
    assert unit_of(site, ward, "2027-01-01")["name"] == "Deres navn"


def test_what_another_wrote_in_other_fields_stays_when_mine_is_saved_after_a_comparison(site: Site, ward: str) -> None:
    mine, theirs = site.of(REGION), site.of("sds")
    form = fields_of(mine.get(f"/units/{ward}/edit").text)
    quick = fields_of(theirs.get(f"/units/{ward}/edit").text) | {"name": "Deres navn", "note": "deres note"}
    assert save(theirs, f"/units/{ward}/edit", quick).status_code == 303
    answer = send(mine, f"/units/{ward}/edit", form | {"name": "Mit navn"}, "save")
    assert answer.status_code == 409
    assert "Ikke rørt" in answer.text
    both = fields_of(answer.text)
    assert (both["name"], both["note"]) == ("Mit navn", "deres note")
    assert save(mine, f"/units/{ward}/edit", both).status_code == 303
    assert (unit_of(site, ward)["name"], unit_of(site, ward)["note"]) == ("Mit navn", "deres note")


def test_the_form_of_a_saved_change_sent_again_with_something_else_is_another_change(site: Site, ward: str) -> None:
    """The back button: the same form, then another field."""
    browser = site.of(REGION)
    form = fields_of(browser.get(f"/units/{ward}/edit").text)
    assert save(browser, f"/units/{ward}/edit", form | {"note": "først"}).status_code == 303
    again = send(browser, f"/units/{ward}/edit", form | {"local_code": "B7"}, "save")
    assert (again.status_code, "er en ny ændring: gem igen" in again.text) == (422, True)
    assert save(browser, f"/units/{ward}/edit", fields_of(again.text)).status_code == 303
    assert (unit_of(site, ward)["note"], unit_of(site, ward)["local_code"]) == ("først", "B7")
