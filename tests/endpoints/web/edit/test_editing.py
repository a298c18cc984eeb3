"""Changing units in a browser without scripts: what is shown before it is saved, who may, and what is never lost."""

from urllib.parse import quote

import pytest
from lxml import html

from sor.desk.actors import Actors
from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, place_of, said_in, save, send, unit_of

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


@pytest.mark.parametrize("op", ["close", "copy", "move", "replace"])
def test_the_button_that_saves_is_pressed_twice(site: Site, ward: str, op: str) -> None:
    browser, snapshot = site.of(REGION), site.register.at()
    below, other = snapshot.children(ward)[:2]
    typed = {
        "close": {}, "copy": {"name": "Ny", "location": "inherit"}, "replace": {"by": other["code"]},
        "move": {"parent": snapshot.ancestors(ward)[-1]["code"]},
    }[op]  # fmt: skip
    address, before = f"/units/{below['code']}/{op}", site.register.serial()
    form = fields_of(browser.get(address).text) | typed | {"from": "2027-01-01"}
    preview = send(browser, address, form, "preview")
    assert preview.status_code == 200, said_in(preview.text)
    first, again = (send(browser, address, fields_of(preview.text), "save") for _ in range(2))
    assert first.status_code == 303, said_in(first.text)
    assert again.headers.get("location") == first.headers["location"], said_in(again.text)
    assert site.register.serial() == before + 1


def test_nothing_is_saved_before_what_it_brings_about_was_seen(site: Site, ward: str) -> None:
    browser, before = site.of(REGION), site.register.serial()
    page = browser.get(f"/units/{ward}/edit").text
    assert 'value="save"' not in page
    fields = fields_of(page) | {"name": "Uset", "from": "2027-01-01"}
    straight = send(browser, f"/units/{ward}/edit", fields, "save")
    assert (straight.status_code, site.register.serial()) == (422, before)
    assert send(browser, f"/units/{ward}/edit", fields_of(straight.text), "change").status_code == 200
    shown = send(browser, f"/units/{ward}/edit", fields, "preview")
    assert (shown.status_code, site.register.serial()) == (200, before)
    assert "Det medfører ændringen" in shown.text
    seen = fields_of(shown.text)
    other = send(browser, f"/units/{ward}/edit", seen | {"name": "Et andet"}, "save")
    assert (other.status_code, site.register.serial()) == (422, before)  # that was not what was seen
    assert "Et andet" in other.text
    assert "er blevet anderledes, siden du så det" in other.text
    assert send(browser, f"/units/{ward}/edit", seen, "save").status_code == 303


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


@pytest.mark.parametrize("parent", ["", "?", "1", "123456789"])
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


def test_what_is_scheduled_is_told_of_a_form_in_words(site: Site, ward: str) -> None:
    browser, below = site.of(REGION), site.register.at().children(ward)[0]["code"]
    fields = fields_of(browser.get(f"/units/{below}/edit").text) | {"virtual_address": "own"}
    coming = fields | {"virtual_address.phone": "86112233", "from": "2027-06-01"}
    assert save(browser, f"/units/{below}/edit", coming).status_code == 303
    fields = fields_of(browser.get(f"/units/{below}/edit").text) | {"virtual_address": "own"}
    shown = send(browser, f"/units/{below}/edit", fields | {"virtual_address.phone": "86112244"}, "preview").text
    assert "X30" in said_in(shown)
    assert "Vælg under »Ændringer, der er planlagt senere«" in shown
    assert not [raw for raw in ("virtual_address på", "»later«", "carry (") if raw in shown]
    close = fields_of(browser.get(f"/units/{below}/close").text) | {"from": "2027-01-01", "branch": "1"}
    shown = send(browser, f"/units/{below}/close", close, "preview").text
    assert "X31" in said_in(shown)
    assert "Den planlagte ændring af den virtuelle adresse på" in shown


def test_warnings_are_seen_before_anything_is_saved(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    fields = fields_of(browser.get(f"/units/{ward}/edit").text)
    coming = fields | {"name": "Fra juni", "from": "2027-06-01"}
    assert save(browser, f"/units/{ward}/edit", coming).status_code == 303
    before = site.register.serial()
    fields = fields_of(browser.get(f"/units/{ward}/edit").text)
    straight = send(browser, f"/units/{ward}/edit", fields | {"name": "Fra januar", "from": "2027-01-01"}, "save")
    assert site.register.serial() == before
    assert straight.status_code == 422
    assert 'name="confirmed"' in straight.text, said_in(straight.text)
    assert send(browser, f"/units/{ward}/edit", fields_of(straight.text), "save").status_code == 303


class TestWhoMay:
    """Only who may sees a link and a form; the register asks again when it writes."""

    def test_a_reader_sees_no_link_and_is_sent_to_sign_in(self, site: Site, ward: str) -> None:
        reader = site.reader()
        assert f"/units/{ward}/edit" not in reader.get(f"/units/{ward}").text
        assert reader.get(f"/units/{ward}/edit").headers["location"] == f"/login?next=/units/{ward}/edit"

    @pytest.mark.parametrize("page", ["/units/{}", "/tree/{}", "/tree/{}?by=level", "/units/{}/compare"])
    def test_every_page_of_a_unit_leads_to_its_editing(self, site: Site, ward: str, page: str) -> None:
        address = page.format(ward)
        offered = site.of(REGION).get(address)
        assert f'href="/units/{ward}/move"' in offered.text
        assert offered.headers["cache-control"] == "no-store"
        reader = site.reader().get(address)
        assert f'href="/login?next={quote(address, safe="")}"' in reader.text
        assert f"/units/{ward}/move" not in reader.text
        assert reader.headers["cache-control"] == "private, no-cache"

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
        for right in actors.find_known(REGION).rights:
            actors.withdraw(right.number, "sds")
        before = site.register.serial()
        answer = browser.post(f"/units/{ward}/edit", data=fields | {"action": "save"}, headers={"Accept": "text/html"})
        assert (answer.status_code, site.register.serial()) == (403, before)
        assert "Det har du ikke ret til" in answer.text
        assert unit_of(site, ward)["name"] in answer.text  # and not its code alone


def test_a_unit_that_there_is_not(site: Site) -> None:
    browser = site.of("sds")
    assert browser.get("/units/123/edit").status_code == 404
    for serial in ("999999", "0", "-1", "9" * 30):
        assert browser.get(f"/receipts/{serial}?unit=1&from=2027-01-01").status_code == 404


OWN = {
    "postal_address": {"street": "Egenvej", "building": "1", "postcode": "8600", "district": "Silkeborg"},
    "visiting_address": {"street": "Egenvej", "building": "2", "postcode": "8600", "district": "Silkeborg"},
    "activity_address": {"street": "Egenvej", "building": "3", "postcode": "8600", "district": "Silkeborg"},
    "virtual_address": {"phone": "12345678", "email": "egen@example.dk"},
}


@pytest.mark.parametrize("block", OWN)
def test_every_block_becomes_the_units_own_and_is_inherited_again(site: Site, ward: str, block: str) -> None:
    browser, below = site.of(REGION), site.register.at().children(ward)[-1]["code"]
    page = browser.get(f"/units/{below}/edit")
    assert "– fra Fjordby Hospital" in page.text  # whose it is and what, beside the choice to inherit it
    typed = {f"{block}.{part}": value for part, value in OWN[block].items()}
    fields = fields_of(page.text) | typed | {block: "own"}
    preview = send(browser, f"/units/{below}/edit", fields, "preview")
    saved = send(browser, f"/units/{below}/edit", fields_of(preview.text), "save")
    assert saved.status_code == 303, said_in(preview.text) + said_in(saved.text)
    held = unit_of(site, below)[block]
    assert held["inherited"] is False
    assert {part: held[part] for part in OWN[block]} == OWN[block]
    again = fields_of(browser.get(f"/units/{below}/edit").text)
    assert again[block] == "own"
    preview = send(browser, f"/units/{below}/edit", again | {block: "inherit", "from": "2027-02-01"}, "preview")
    saved = send(browser, f"/units/{below}/edit", fields_of(preview.text), "save")
    assert saved.status_code == 303, said_in(preview.text) + said_in(saved.text)
    assert unit_of(site, below, "2027-02-01")[block]["inherited"] is True


def test_an_empty_address_is_another_of_the_unit_and_not_one_from_above(site: Site, ward: str) -> None:
    page = html.fromstring(site.of(REGION).get(f"/units/{ward}/edit?lang=en").text)
    said = {
        block: " ".join(page.xpath(f"string(//fieldset[@id='{block}']/label[1])").split())
        for block in ("postal_address", "visiting_address", "activity_address")
    }
    assert said["postal_address"].startswith("Inherited from the unit above (")
    assert said["visiting_address"] == "As the postal address"
    assert said["activity_address"] == "As the visiting address"


def test_a_location_number_is_given_up_and_inherited_again(site: Site, ward: str) -> None:
    browser, below = site.of(REGION), site.register.at().children(ward)[-1]["code"]
    for had, state, held in (("inherit", "none", "None"), ("none", "inherit", "Inherited")):
        fields = fields_of(browser.get(f"/units/{below}/edit").text)
        assert fields["location"] == had
        preview = send(browser, f"/units/{below}/edit", fields | {"location": state}, "preview")
        saved = send(browser, f"/units/{below}/edit", fields_of(preview.text), "save")
        assert saved.status_code == 303, said_in(preview.text) + said_in(saved.text)
        assert unit_of(site, below)["location"]["state"] == held


class TestOddWishes:
    """What nobody should type, and what happens meanwhile: each has its answer, and nothing is written unseen."""

    @pytest.mark.parametrize(
        ("changed", "rule"),
        [
            ({"name": "x" * 61}, "N1"),
            ({"name": "Afsnit \u202e3"}, "DOC"),
            ({"from": "30-02-2027"}, "FORM"),
            ({"from": "2027-02-30"}, "FORM"),
            ({"to": "i morgen"}, "FORM"),
            ({"from": "2020-01-01"}, "D2"),
            ({"from": "2027-01-01", "to": "2026-12-01"}, "X34"),
        ],
    )
    def test_what_cannot_be_is_told_and_not_written(
        self, site: Site, ward: str, changed: dict[str, str], rule: str
    ) -> None:
        browser, before = site.of(REGION), site.register.serial()
        fields = fields_of(browser.get(f"/units/{ward}/edit").text) | {"name": "Nyt", "from": "2027-01-01"} | changed
        answer = send(browser, f"/units/{ward}/edit", fields, "save")
        assert answer.status_code == 422
        assert rule in said_in(answer.text)
        assert site.register.serial() == before
        assert fields_of(answer.text)["name"] == fields["name"]

    @pytest.mark.parametrize("name", ["Hjerte 😀", "<script>alert(1)</script>", 'O\'Brien & "Søn"', "  Luft  "])
    def test_what_is_odd_and_may_be_is_shown_as_it_was_typed(self, site: Site, ward: str, name: str) -> None:
        browser = site.of(REGION)
        fields = fields_of(browser.get(f"/units/{ward}/edit").text) | {"name": name, "from": "2027-01-01"}
        preview = send(browser, f"/units/{ward}/edit", fields, "preview")
        assert preview.status_code == 200, said_in(preview.text)
        assert "<script>alert" not in preview.text
        saved = send(browser, f"/units/{ward}/edit", fields_of(preview.text), "save")
        assert "<script>alert" not in browser.get(saved.headers["location"]).text
        assert unit_of(site, ward, "2027-01-01")["name"] == name.strip()

    def test_a_unit_that_was_closed_meanwhile(self, site: Site, ward: str) -> None:
        mine, theirs = site.of(REGION), site.of("sds")
        form = fields_of(mine.get(f"/units/{ward}/edit").text) | {"name": "For sent", "from": "2027-03-01"}
        close = fields_of(theirs.get(f"/units/{ward}/close").text) | {"from": "2027-02-01", "branch": "1"}
        preview = send(theirs, f"/units/{ward}/close", close, "preview")
        assert send(theirs, f"/units/{ward}/close", fields_of(preview.text), "save").status_code == 303
        before = site.register.serial()
        answer = send(mine, f"/units/{ward}/edit", form, "save")
        assert answer.status_code in (409, 422)
        assert "C2" in said_in(answer.text)
        assert fields_of(answer.text)["name"] == "For sent"
        assert site.register.serial() == before

    def test_the_page_before_is_sent_again_after_it_was_saved(self, site: Site, ward: str) -> None:
        """The back button: the same form is one change; changed in between, it is told that its key was used."""
        browser = site.of(REGION)
        fields = fields_of(browser.get(f"/units/{ward}/edit").text) | {"name": "Først", "from": "2027-01-01"}
        assert save(browser, f"/units/{ward}/edit", fields).status_code == 303
        before = site.register.serial()
        answer = send(browser, f"/units/{ward}/edit", fields | {"name": "Bagefter"}, "save")
        assert answer.status_code in (409, 422)
        assert site.register.serial() == before
        assert fields_of(answer.text)["name"] == "Bagefter"

    def test_two_tabs_of_one_person_do_not_overwrite_each_other_unseen(self, site: Site, ward: str) -> None:
        browser = site.of(REGION)
        one, other = (fields_of(browser.get(f"/units/{ward}/edit").text) | {"from": "2027-01-01"} for _ in range(2))
        assert save(browser, f"/units/{ward}/edit", one | {"name": "Fane 1"}).status_code == 303
        assert send(browser, f"/units/{ward}/edit", other | {"name": "Fane 2"}, "save").status_code == 409
        assert unit_of(site, ward, "2027-01-01")["name"] == "Fane 1"

    def test_what_was_typed_is_looked_at_without_sending_the_form(self, site: Site, ward: str) -> None:
        browser, before = site.of(REGION), site.register.serial()
        fields = fields_of(browser.get(f"/units/{ward}/edit").text)
        fields |= {"from": "2027-01-01", "virtual_address": "own", "virtual_address.email": "ikke en adresse"}
        looked_at = send(browser, f"/units/{ward}/edit", fields, "check")
        assert looked_at.status_code == 200
        assert "ikke en adresse" in looked_at.text
        assert '<hx-partial hx-target="#said-virtual_address-email"' in looked_at.text
        assert "<html" not in looked_at.text
        assert site.register.serial() == before


def test_units_of_one_name_are_told_apart_by_their_level(site: Site) -> None:
    browser, snapshot = site.of("klinik"), site.register.at()
    (institution,) = snapshot.children(place_of(site, "klinik"))
    assert [one["name"] for one in snapshot.children(institution["code"])] == [institution["name"]]
    fields = fields_of(browser.get(f"/units/{institution['code']}/edit").text) | {
        "postal_address": "own", "postal_address.street": "Torvet", "from": "2027-01-01",
    }  # fmt: skip
    shown = html.document_fromstring(send(browser, f"/units/{institution['code']}/edit", fields, "preview").text)
    name = institution["name"]
    heads = [one.text_content() for one in shown.xpath("//section[@class='preview-group']/h2")]
    assert heads == [f"{name} (Sundhedsinstitution)", f"{name} (Organisatorisk enhed)"]
    assert "Land" not in [one.text_content().strip() for one in shown.xpath("//dt")]
    assert "(tom)" not in shown.text_content()
    fields = fields_of(browser.get(f"/units/{institution['code']}/edit").text) | {"name": "Et nyt navn"}
    shown = html.document_fromstring(send(browser, f"/units/{institution['code']}/edit", fields, "preview").text)
    assert shown.xpath("string(//section[@class='preview-group']/h2)") == "Et nyt navn"
