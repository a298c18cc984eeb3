"""Back after saving: the page says that its form is saved and leads to the receipt; what is typed then is a change of
its own, held against nobody but others.
"""

import pytest

from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, said_in, save, send, unit_of

pytestmark = pytest.mark.slow
ONCE = "Denne formular er allerede gemt."
ANOTHER = "Det, der står i den nu, er en ny ændring"


@pytest.mark.parametrize("op", ["close", "copy", "edit", "move", "replace"])
@pytest.mark.parametrize("action", ["preview", "change"])
def test_a_page_of_a_saved_form_says_so_and_leads_to_its_receipt(site: Site, ward: str, op: str, action: str) -> None:
    browser, snapshot = site.of(REGION), site.register.at()
    below, other = snapshot.children(ward)[:2]
    typed = {
        "close": {}, "copy": {"name": "Ny", "location": "inherit"}, "edit": {"name": "Nyt"},
        "move": {"parent": snapshot.ancestors(ward)[-1]["code"]}, "replace": {"by": other["code"]},
    }[op]  # fmt: skip
    address = f"/units/{below['code']}/{op}"
    form = fields_of(browser.get(address).text) | typed | {"from": "2027-01-01"}
    preview = send(browser, address, form, "preview")
    assert ONCE not in preview.text
    saved = save(browser, address, form)
    assert saved.status_code == 303, said_in(saved.text)
    serial = site.register.serial()
    again = send(browser, address, form, action)
    assert ONCE in again.text
    assert saved.headers["location"].replace("&", "&amp;") in again.text
    if action == "preview":  # and its button leads there too
        twice = send(browser, address, fields_of(again.text), "save")
        assert twice.headers.get("location") == saved.headers["location"], said_in(twice.text)
    assert site.register.serial() == serial


def test_what_is_typed_in_a_saved_form_is_another_change_and_no_conflict_with_oneself(site: Site, ward: str) -> None:
    browser, address = site.of(REGION), f"/units/{ward}/edit"
    form = fields_of(browser.get(address).text) | {"name": "Først", "from": "2027-01-01"}
    assert save(browser, address, form).status_code == 303
    answer = send(browser, address, form | {"name": "Bagefter"}, "preview")
    assert (answer.status_code, ANOTHER in answer.text, ONCE in answer.text) == (200, True, False)
    assert send(browser, address, fields_of(answer.text), "save").status_code == 303
    assert unit_of(site, ward, "2027-01-01")["name"] == "Bagefter"


def test_what_others_changed_after_it_is_still_told(site: Site, ward: str) -> None:
    browser, address = site.of(REGION), f"/units/{ward}/edit"
    form = fields_of(browser.get(address).text) | {"name": "Først", "from": "2027-01-01"}
    assert save(browser, address, form).status_code == 303
    others = site.of("sds")
    theirs = fields_of(others.get(address).text) | {"name": "Imens", "from": "2027-01-01"}
    assert save(others, address, theirs).status_code == 303
    answer = send(browser, address, form | {"name": "Bagefter"}, "preview")
    assert answer.status_code == 409
    assert "Imens" in answer.text
    assert unit_of(site, ward, "2027-01-01")["name"] == "Imens"
