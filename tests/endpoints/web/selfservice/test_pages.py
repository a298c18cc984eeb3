"""An owner tells in a few steps what has changed; what is wrong is told where it was typed, and nothing is lost."""

import pytest

from tests.endpoints.web.edit.conftest import Site, said_in, unit_of
from tests.endpoints.web.login.conftest import csrf_in
from tests.endpoints.web.selfservice.conftest import CLINIC, CLINIC_OWNER, DENTIST_CVR, DOCTOR, Owner, post
from tests.endpoints.web.told_mistakes import badly_told

pytestmark = pytest.mark.slow

FRIDAY, MONDAY = "2026-12-04", "2026-12-07"
STREET = {"postal_address.street": "Østergade", "postal_address.building": "12", "from": FRIDAY}
MOST = 12
"""Interactions in which a sentence of the issue is told: each tick, filled field and button."""
PHONE = {"virtual_address.phone": "86112233"}


def test_we_move_on_friday_and_have_a_new_phone_number(site: Site, owner: Owner) -> None:
    before = site.register.serial()
    owner.open("/me")
    assert 'href="/changed"' in owner.page.text
    owner.interactions += 1
    owner.open().tick("address", "contact").tell(STREET)
    assert dict(owner.fields())["from"] == FRIDAY  # the next page begins with the same day
    owner.tell(PHONE)
    assert (owner.page.status_code, site.register.serial()) == (200, before)
    assert "Østergade 12, 8600 Silkeborg" in owner.page.text
    owner.save()
    assert owner.page.status_code == 303
    assert owner.interactions <= 12
    receipt = owner.follow().page.text
    assert "4. december 2026" in receipt
    assert f"løbenummer {before + 1}" in receipt
    assert site.register.serial() == before + 1
    doctor = unit_of(site, DOCTOR, FRIDAY)
    assert (doctor["postal_address"]["street"], doctor["postal_address"]["source"]) == ("Østergade", CLINIC_OWNER)
    assert (doctor["virtual_address"]["phone"], doctor["virtual_address"]["inherited"]) == ("86112233", True)
    assert unit_of(site, DOCTOR)["virtual_address"]["phone"] != "86112233"
    entry = site.register.entry(before + 1)
    assert entry is not None
    assert (entry.actor, entry.channel) == ("klinik", "web")
    assert "adresse" in entry.reason


def test_one_has_left_and_another_starts_on_monday(site: Site, owner: Owner) -> None:
    before = site.register.serial()
    owner.open().tick("practitioner_came", "practitioner_left")
    owner.tell({"name": "Anna Holm", "provider_identifier": "12859", "from": MONDAY})
    assert owner.page.status_code == 422
    assert "012859" in owner.page.text
    owner.tell(button=("use", "provider_identifier=012859"))  # the lost nought is offered
    assert owner.page.status_code == 200
    owner.tell({"from": FRIDAY})
    assert owner.page.status_code == 200, said_in(owner.page.text)
    owner.save()
    assert (owner.page.status_code, site.register.serial()) == (303, before + 1)
    below = site.register.at(site.register.as_of(MONDAY, None)).children(CLINIC)
    (anna,) = [unit_of(site, one["code"], MONDAY) for one in below]
    assert (anna["name"], anna["provider_identifier"], anna["location"]["inherited"]) == ("Anna Holm", "012859", True)
    assert owner.interactions <= MOST


def test_a_new_record_system_a_sale_and_is_everything_right_take_few_interactions(owner: Owner) -> None:
    for step, typed in (
        ("system", {"system": "al-dente", "from": FRIDAY}),
        ("sold", {"cvr": DENTIST_CVR, "from": FRIDAY}),
    ):
        owner.interactions = 0
        assert owner.open().tick(step).tell(typed).page.status_code == 200
        assert owner.save().page.status_code == 303
        assert owner.interactions <= 6
    owner.open(f"/quality?owner={CLINIC_OWNER}")
    (form,) = [one for one in owner.document().iter("form") if one.get("action", "").startswith("/quality/confirm")]
    answer = owner.browser.post(form.get("action"), data={**dict(form.form_values()), "action": "confirm"})
    assert answer.status_code == 303
    assert "Det er noteret, at alt stadig er rigtigt" in owner.browser.get(answer.headers["location"]).text  # one click


def test_what_others_decide_becomes_a_case_beside_the_entry(site: Site, owner: Owner) -> None:
    before = site.register.serial()
    owner.open().tick("system", "contact").tell(PHONE | {"from": FRIDAY}).tell({"system": "al-dente"})
    assert "registermyndigheden" in owner.page.text.lower()
    first = owner.fields()
    owner.save()
    receipt = owner.follow().page.text
    assert "Ændring af en enhed" in receipt
    queue = site.of("sds").get("/cases").text
    assert "Ændring af en enhed" in queue
    owner.send(first, ("action", "save"))  # pressed twice: one entry, one case
    assert owner.page.status_code == 303
    assert owner.follow().page.text == receipt
    assert site.register.serial() == before + 1


@pytest.mark.parametrize(
    ("step", "typed", "rule"),
    [
        ("cvr", {"cvr": DENTIST_CVR}, "AUTH8"),  # of another owner
        ("cvr", {"cvr": "01150307"}, "FORM"),  # the clinic's telephone number
        ("cvr", {"cvr": "90000036"}, "FORM"),  # two digits swapped
        ("sold", {"cvr": "90000063"}, "FORM"),  # to oneself
        ("sold", {"cvr": "13585682"}, "FORM"),  # two digits swapped
        ("location_number", {"location.number": "5790990000193"}, "L4"),  # two digits swapped
        ("provider_identifier", {"provider_identifier": "26071"}, "FORM"),
        ("practitioner_came", {"name": "Bo Bjerg", "provider_identifier": "112858"}, "AUTH8"),  # of another clinic
        ("practitioner_came", {"name": "", "provider_identifier": ""}, "FORM"),
        ("contact", {"virtual_address.email": "ikke en adresse"}, "F6"),
        ("name", {"name": "Ny", "from": "2026-10-01"}, "D2"),
        ("name", {"name": "Ny", "from": "i morgen"}, "FORM"),
    ],
)
def test_wrong_input_is_refused_on_its_page_and_stays(
    site: Site, owner: Owner, step: str, typed: dict[str, str], rule: str
) -> None:
    before = site.register.serial()
    owner.open().tick(step).tell(typed)
    assert owner.page.status_code == 422
    assert rule in said_in(owner.page.text)
    fields = dict(owner.fields())
    assert {name: fields[name] for name in typed} == typed
    assert site.register.serial() == before
    linked = [one[1:] for one in owner.document().xpath("//*[@role='alert']//a/@href")]
    for field in linked:
        (found,) = owner.document().xpath(f"//*[@id='{field}']")
        assert found.get("aria-invalid") == "true"


def test_an_address_in_another_region_is_told_and_needs_a_second_look(owner: Owner) -> None:
    owner.open().tick("address").tell(STREET | {"postal_address.postcode": "5000"})
    assert owner.page.status_code == 422
    assert "Region Syddanmark" in owner.page.text
    assert dict(owner.fields())["postal_address.postcode"] == "5000"
    owner.tell()
    assert owner.page.status_code == 200
    assert "Østergade 12, 5000 Odense C" in owner.page.text
    assert owner.save().page.status_code == 303


def test_the_only_practitioner_leaves_after_a_warning(site: Site, owner: Owner) -> None:
    owner.open().tick("practitioner_left").tell({"from": FRIDAY})
    assert owner.page.status_code == 422
    assert "eneste behandler" in owner.page.text
    owner.tell()
    assert owner.page.status_code == 200
    assert owner.save().page.status_code == 303
    assert not unit_of(site, DOCTOR, FRIDAY)["open"]


def test_closing_takes_an_opening_back_that_is_scheduled_and_tells_it_before(site: Site, owner: Owner) -> None:
    owner.open().tick("practitioner_came").tell({"name": "Carla Coming", "from": "2027-02-01"}).save()
    assert owner.page.status_code == 303
    owner.open().tick("close").tell({"from": "2026-12-31"})
    assert "Sidste dag bliver" not in owner.page.text
    assert "Carla Coming" in owner.page.text
    assert "1. februar 2027" in owner.page.text
    assert owner.save().page.status_code == 303
    day = site.register.as_of("2027-02-02", None)
    assert site.register.at(day).children(CLINIC) == []
    assert not unit_of(site, CLINIC_OWNER, "2026-12-31")["open"]


def test_going_back_keeps_what_was_told_on_every_page(owner: Owner) -> None:
    owner.open().tick("address", "contact").tell(STREET).tell(PHONE)
    owner.tell(button=("to", "address"))
    assert dict(owner.fields())["postal_address.street"] == "Østergade"
    owner.tell({"postal_address.building": "14"})
    assert dict(owner.fields())["virtual_address.phone"] == "86112233"
    owner.tell(button=("action", "back"))
    assert dict(owner.fields())["postal_address.building"] == "14"


def test_nothing_told_is_lost_when_the_session_ends(site: Site, owner: Owner) -> None:
    owner.open().tick("address", "contact").tell(STREET)
    owner.browser.cookies.clear()
    owner.tell(PHONE)
    assert owner.page.status_code == 303
    draft = owner.page.headers["location"].partition("next=")[2]
    again = Owner(site.of("klinik")).open(draft).follow()
    assert dict(again.fields())["virtual_address.phone"] == "86112233"
    assert dict(again.fields())["address:postal_address.street"] == "Østergade"
    assert again.tell().page.status_code == 200
    assert again.save().page.status_code == 303


def test_who_signed_out_gets_a_page_that_holds_what_was_told(site: Site, owner: Owner) -> None:
    owner.open().tick("contact")
    fields = [(name, "86112233" if name == "virtual_address.phone" else value) for name, value in owner.fields()]
    owner.browser.post("/logout", data={"csrf": dict(fields)["csrf"]})
    owner.send(fields)
    assert owner.page.status_code == 403
    held = owner.fields()
    again = Owner(site.of("klinik")).send(held, ("action", "resume"))
    assert dict(again.fields())["virtual_address.phone"] == "86112233"
    assert again.tell().save().page.status_code == 303


def test_what_is_laid_aside_is_found_again(site: Site, owner: Owner) -> None:
    owner.open().tick("contact").tell(PHONE, ("action", "draft"))
    assert owner.page.headers["location"] == "/me"
    owner.follow()
    (draft,) = [one for one in owner.document().xpath("//a/@href") if one.startswith("/drafts/")]
    owner.open(draft).follow()
    assert dict(owner.fields())["virtual_address.phone"] == "86112233"
    owner.tell().save()
    assert owner.page.status_code == 303
    assert draft not in owner.open("/me").page.text


def test_others_changed_the_same_meanwhile(site: Site, owner: Owner) -> None:
    other = Owner(site.of("klinik")).open().tick("contact").tell(PHONE)
    owner.open().tick("contact").tell({"virtual_address.phone": "86445566"})
    assert other.save().page.status_code == 303
    owner.save()
    assert owner.page.status_code == 409
    assert "86445566" in owner.page.text


def test_a_stranger_changes_nothing_by_naming_anothers_clinic(site: Site, owner: Owner) -> None:
    before = site.register.serial()
    owner.open().tick("contact").tell(PHONE)
    fields = [(name, "90000161000016001" if name == "place" else value) for name, value in owner.fields()]
    owner.send(fields, ("action", "save"))
    assert (owner.page.status_code, site.register.serial()) == (403, before)


def test_who_tells_something_before_a_day_for_which_it_is_scheduled_is_led_to_where_it_is_taken_back(
    owner: Owner,
) -> None:
    owner.open().tick("contact").tell(PHONE | {"from": MONDAY}).save()
    owner.open().tick("contact").tell({"virtual_address.phone": "86999999", "from": FRIDAY})
    assert owner.page.status_code == 422
    assert "træk den tilbage på enhedens side" in owner.page.text
    assert "Ændringer, der er planlagt senere" not in owner.page.text  # a field of another form


def test_a_ydernummer_of_another_clinic_is_told_of_the_new_practitioner_by_name(owner: Owner) -> None:
    owner.open().tick("practitioner_came").tell({"name": "Bo Bjerg", "provider_identifier": "112858"})
    assert "kan ikke gives til Bo Bjerg." in owner.document().text_content()


def test_a_page_before_that_is_sent_again_after_saving_leads_to_the_receipt(site: Site, owner: Owner) -> None:
    owner.open().tick("contact")
    typed = [(n, "86112234" if n == "virtual_address.phone" else value) for n, value in owner.fields()]
    owner.send(typed)
    assert "er allerede gemt" not in owner.page.text
    asked = owner.fields()
    owner.save()
    receipt, serial = owner.page.headers["location"].replace("&", "&amp;"), site.register.serial()
    for fields in (typed, asked):  # the page of the step, and the preview
        owner.send(fields)
        assert "er allerede gemt" in owner.page.text
        assert receipt.replace("&amp;cases=", "") in owner.page.text
    assert site.register.serial() == serial
    assert owner.open(receipt.replace("&amp;", "&")).page.status_code == 200


def test_what_is_scheduled_of_the_contact_stays_when_another_part_of_it_is_told_from_a_later_day(
    site: Site, owner: Owner
) -> None:
    owner.open().tick("contact").tell({"virtual_address.email": "ny@klinik.example", "from": FRIDAY}).save()
    owner.open().tick("contact").tell(PHONE | {"from": MONDAY}).save()
    assert owner.page.status_code == 303
    contact = unit_of(site, DOCTOR, MONDAY)["virtual_address"]
    assert (contact["phone"], contact["email"]) == ("86112233", "ny@klinik.example")


def test_what_is_wrong_with_an_earlier_answer_stands_beside_it_on_the_last_page(owner: Owner) -> None:
    owner.open().tick("contact").tell({"virtual_address.phone": "86112235"})
    owner.send([(name, "30-02-2027" if name == "contact:from" else value) for name, value in owner.fields()])
    assert owner.page.status_code == 422
    assert "Skriv en dag" in owner.document().get_element_by_id("told-contact").text_content()
    assert badly_told(owner.page.text) == []


@pytest.mark.parametrize("address", ["/changed", "/changed/new"])
def test_of_a_postcode_in_several_municipalities_those_stand_first(owner: Owner, address: str) -> None:
    owner.open(address)
    if address == "/changed":
        owner.tick("address").tell({"postal_address.postcode": "7100"})
    else:
        typed = {"name": "Klinikken", "postal_address.postcode": "7100", "action": "preview"}
        kept = [(name, value) for name, value in owner.fields() if name not in typed]
        owner.page = post(owner.browser, address, [*kept, *typed.items()])
    assert owner.page.status_code == 422
    (choice,) = owner.document().xpath("//select[@name='postal_address.municipality']")
    assert [one.text.strip() for one in choice.iter("option") if one.text][:3] == ["Hedensted", "Vejle", "Albertslund"]


def test_a_form_that_names_no_place_leads_to_no_field_that_nobody_sees(site: Site) -> None:
    browser = site.of("klinik")
    answer = browser.post("/changed", data={"csrf": csrf_in(browser.get("/me").text), "action": "next"})
    assert (answer.status_code, "error-summary" in answer.text) == (422, True)
    assert badly_told(answer.text) == []
