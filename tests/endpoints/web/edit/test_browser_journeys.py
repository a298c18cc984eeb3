"""People of every role change the register in a real browser: with scripts, by keyboard alone, on a telephone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from sor.core.shapes import Value
from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.reading.snapshot import Summary
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import REGION, Site, place_of, unit_of
from tests.endpoints.web.served import faults, picture, served

pytestmark = [pytest.mark.slow, pytest.mark.browser]
SEE = "Se, hvad det medfører"


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with served(app(site.register, read_settings({}))) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A window of a telephone; no script fails in it."""
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def sign_in(page: Page, user: str, goes_to: str) -> None:
    page.goto(f"/login?next={goes_to}")
    page.get_by_role("button", name=user, exact=True).click()
    expect(page).not_to_have_url("/login")


def saved(page: Page) -> None:
    """The preview is confirmed, and the receipt is there."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Det medfører ændringen")
    page.get_by_role("button", name="Gem").filter(has_not_text="kladde").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gemt")


def named(site: Site, **names: str) -> None:
    """Give units other names."""
    edits: list[Value] = [
        {"op": "edit", "unit": unit.strip("_"), "from": "2026-11-01", "set": {"name": name}}
        for unit, name in names.items()
    ]
    assert site.register.change({"reason": "prøve", "changes": edits}, "sds", "web").serial


def test_who_has_no_manual_moves_afsnit_3_to_afdeling_b_and_closes_another(
    page: Page, axe: str, site: Site, ward: str
) -> None:
    """In twelve steps, from the front page; no step leads astray."""
    snapshot = site.register.at()
    hospital = snapshot.ancestors(ward)[-1]
    moved, closed = snapshot.children(ward)[:2]
    place = next(one for one in snapshot.children(hospital["code"]) if one["code"] != ward and one.get("level") == "OU")
    named(site, **{f"_{moved['code']}": "Afsnit 3", f"_{place['code']}": "Afdeling B"})
    page.goto("/")
    page.get_by_role("searchbox").fill("Afsnit 3")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Afsnit 3", exact=True).first.click()
    page.get_by_role("link", name="Log ind for at ændre enheden").click()
    page.get_by_role("button", name=REGION, exact=True).click()
    page.get_by_role("link", name="Flyt", exact=True).click()
    page.get_by_label("Flyttes fra og med").fill("2027-01-01")
    page.get_by_label("Ny overordnet enhed").fill("Afdeling B")
    page.get_by_role("button", name=SEE).last.click()  # a name is looked up, and picked
    assert faults(page, axe) == []
    picture(page, "editing-place")
    first = page.get_by_role("group", name="Fundet").get_by_role("radio").first
    expect(first).to_have_value(place["code"])  # of one's own hospital, before what only sounds like it
    first.check()
    page.get_by_role("button", name="Brug den valgte").click()  # what it brings about is shown at once
    expect(page.locator("main")).to_contain_text("Fra 1. januar 2027")
    expect(page.locator("main")).to_contain_text("Afdeling B")
    picture(page, "editing-preview")
    saved(page)
    picture(page, "editing-receipt")
    assert unit_of(site, moved["code"], "2027-01-01")["parent"] == place["code"]
    page.goto(f"/units/{closed['code']}")
    page.get_by_role("link", name="Luk", exact=True).click()
    page.get_by_label("Lukket fra og med").fill("2027-01-01")
    page.get_by_label("Luk også alt under den").check()
    page.get_by_role("button", name=SEE).last.click()
    expect(page.locator("main")).to_contain_text("Sidste gyldige dag er 31. december 2026.")
    assert faults(page, axe) == []
    picture(page, "editing-close")
    saved(page)
    assert not unit_of(site, closed["code"], "2027-01-01")["open"]


@pytest.mark.soak
def test_a_municipality_opens_a_unit_by_copying(page: Page, axe: str, site: Site) -> None:
    user = next(one.id for one in Actors(site.register).list_all() if one.id.startswith("kommune-"))
    unit = _ward_below(site, place_of(site, user))
    sign_in(page, user, f"/units/{unit}")
    page.get_by_role("link", name="Kopiér enheden", exact=True).click()
    page.get_by_label("Navn", exact=True).fill("Plejeenheden Ny")
    page.get_by_label("Åben fra og med").fill("2027-01-01")
    page.get_by_role("group", name="Lokationsnummer").get_by_label("Nedarves").check()
    page.get_by_role("button", name=SEE).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Det medfører ændringen")
    assert faults(page, axe) == []
    picture(page, "editing-copy")
    saved(page)
    expect(page.locator("main")).to_contain_text("Plejeenheden Ny")


@pytest.mark.soak
def test_the_authority_changes_a_municipalitys_institution(page: Page, axe: str, site: Site) -> None:
    institution = _institution_inherited_from(site)
    sign_in(page, "sds", f"/units/{institution['code']}")
    page.get_by_role("link", name="Ret", exact=True).click()
    contact = page.get_by_role("group", name="Kontakt")
    contact.get_by_label("Enhedens egen").check()
    contact.get_by_label("E-mail").fill("ikke en adresse")
    contact.get_by_label("E-mail").press("Tab")  # what was typed is looked at without sending the form
    expect(contact.locator(".said-error")).to_contain_text("ikke en adresse")
    contact.get_by_label("E-mail").fill("post@example.dk")
    contact.get_by_label("E-mail").press("Tab")
    expect(contact.locator(".said-error")).to_have_count(0)
    page.get_by_label("Gælder fra").fill("2027-01-01")
    page.get_by_role("button", name=SEE).last.click()
    expect(page.locator("main")).to_contain_text("post@example.dk")
    expect(page.locator("main")).to_contain_text(f"Arvet fra {institution['name']}")
    assert faults(page, axe) == []
    picture(page, "editing-institution")
    saved(page)


@pytest.mark.soak
def test_a_field_is_emptied_by_keyboard_alone(page: Page, site: Site, ward: str) -> None:
    sign_in(page, REGION, f"/units/{ward}/edit")
    page.get_by_label("Bemærkning").fill("kortvarig")
    page.get_by_label("Bemærkning").press("Enter")
    saved(page)
    assert unit_of(site, ward)["note"] == "kortvarig"
    page.goto(f"/units/{ward}/edit")
    note = page.get_by_label("Bemærkning")
    note.focus()
    note.press("Control+a")
    note.press("Delete")
    note.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Det medfører ændringen")
    page.get_by_role("button", name="Gem", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gemt")
    assert "note" not in unit_of(site, ward)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press the tabulator until something has the focus, as who has no mouse does."""
    expect(wanted).to_be_visible()
    for _ in range(80):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tabulator does not come to {wanted}")


def test_a_ward_is_moved_by_keyboard_alone(page: Page, site: Site, ward: str) -> None:
    snapshot = site.register.at()
    unit, hospital = snapshot.children(ward)[0]["code"], snapshot.ancestors(ward)[-1]
    sign_in(page, REGION, f"/units/{unit}")
    tab_to(page, page.get_by_role("link", name="Flyt", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Flyttes fra og med"))
    for part in ("01", "01", "2027"):
        page.keyboard.type(part)
        page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Flyttes fra og med")).to_have_value("2027-01-01")
    tab_to(page, page.get_by_label("Ny overordnet enhed"))
    page.keyboard.type(hospital["name"])
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("group", name="Fundet").get_by_role("radio").first)
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.value") != hospital["code"]:
        page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Brug den valgte"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Det medfører ændringen")
    tab_to(page, page.get_by_role("button", name="Gem", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gemt")
    assert unit_of(site, unit, "2027-01-01")["parent"] == hospital["code"]


@pytest.mark.soak
def test_a_reader_sees_no_button(page: Page, ward: str) -> None:
    page.goto(f"/units/{ward}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for name in ("Ret", "Flyt", "Luk", "Erstat", "Læg sammen", "Opret underenhed", "Træk tilbage", "Fortryd"):
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
    picture(page, "editing-reader")


def test_who_may_comes_from_the_public_page_to_the_change_of_the_same_unit(page: Page, ward: str) -> None:
    page.goto(f"/units/{ward}?lang=en")
    page.get_by_role("link", name="Sign in to change the unit").click()
    page.get_by_role("button", name=REGION, exact=True).click()
    expect(page).to_have_url(re.compile(rf"/units/{ward}\?lang=en$"))
    page.get_by_role("link", name="Move", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Move unit")


@pytest.mark.soak
def test_a_right_that_is_taken_back_stops_the_open_form(page: Page, site: Site, ward: str) -> None:
    sign_in(page, REGION, f"/units/{ward}/edit")
    page.get_by_label("Navn", exact=True).fill("For sent")
    page.get_by_role("button", name=SEE).last.click()
    expect(page.get_by_role("button", name="Gem", exact=True)).to_be_visible()  # the preview was still allowed
    actors, before = Actors(site.register), site.register.serial()
    for right in actors.find_known(REGION).rights:
        actors.withdraw(right.number, "sds")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.locator("body")).to_contain_text(REGION)
    expect(page.locator(".typed")).to_contain_text("For sent")  # nothing typed is lost
    picture(page, "editing-right-gone")
    assert site.register.serial() == before


def _institution_inherited_from(site: Site) -> Summary:
    """A municipality's institution from which a unit below has its contact."""
    snapshot = site.register.at()
    municipalities = [one.id for one in Actors(site.register).list_all() if one.id.startswith("kommune-")]
    for place in (place_of(site, user) for user in municipalities):
        for institution in snapshot.children(place):
            below = [unit_of(site, one["code"], "2027-01-01") for one in snapshot.children(institution["code"])]
            contacts = [one.get("virtual_address") or {} for one in below if one["open"]]
            if any(one.get("source") == institution["code"] for one in contacts):
                return institution
    raise AssertionError("nothing inherits its contact from an institution of a municipality")


def _ward_below(site: Site, owner: str) -> str:
    snapshot = site.register.at()
    for institution in snapshot.children(owner):
        for unit in snapshot.children(institution["code"]):
            if unit.get("level") == "OU":
                return unit["code"]
    raise AssertionError("the municipality has no such unit")
