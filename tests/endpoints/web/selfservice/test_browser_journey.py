"""An owner with a telephone tells what has changed, in a real browser, from the start page: each sentence in at most
twelve interactions, without a wrong turn.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import Site, unit_of
from tests.endpoints.web.selfservice.conftest import CLINIC, DENTIST_CVR, DOCTOR
from tests.endpoints.web.served import faults, picture, served

pytestmark = [pytest.mark.slow, pytest.mark.browser]
FRIDAY, MONDAY, MOST = "2026-12-04", "2026-12-07", 12


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with served(app(site.register, read_settings({}))) as address:
        context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800})
        yield context.new_page()
        context.close()


def test_we_move_to_oestergade_12_on_friday_and_have_a_new_phone_number(page: Page, axe: str, site: Site) -> None:
    heading, following = page.get_by_role("heading", level=1), page.get_by_role("button", name="Næste")
    page.goto("/")
    page.get_by_role("link", name="Fortæl, hvad der er ændret").click()
    page.get_by_role("button", name="klinik", exact=True).click()  # from here on it counts
    expect(heading).to_contain_text("Hvad er ændret?")
    page.get_by_label("Adressen – vi er flyttet eller flytter").check()  # 1
    page.get_by_label("Telefon, e-mail eller hjemmeside").check()  # 2
    assert faults(page, axe) == []
    picture(page, "changed-what")
    following.last.click()  # 3
    expect(heading).to_have_text("Hvad er den nye adresse?")
    page.get_by_label("Vej", exact=True).fill("Østergade 12")  # 4: the number is parted from it
    page.get_by_label("Fra hvilken dag?").fill("2026-12-04")  # 5
    assert faults(page, axe) == []
    picture(page, "changed-address")
    following.last.click()  # 6
    expect(heading).to_have_text("Hvordan kan man få fat i jer?")
    expect(page.get_by_label("Fra hvilken dag?")).to_have_value("2026-12-04")
    page.get_by_label("Telefon", exact=True).fill("86112233")  # 7
    following.last.click()  # 8
    expect(heading).to_have_text("Er det rigtigt?")
    expect(page.locator("main")).to_contain_text("Østergade 12, 8600 Silkeborg")
    assert faults(page, axe) == []
    picture(page, "changed-preview")
    page.get_by_role("button", name="Gem", exact=True).click()  # 9
    expect(heading).to_have_text("Kvittering")
    expect(page.get_by_role("button", name="Udskriv")).to_be_visible()
    assert faults(page, axe) == []
    picture(page, "changed-receipt")
    moved = unit_of(site, DOCTOR, "2026-12-04")
    assert (moved["postal_address"]["street"], moved["postal_address"]["building"]) == ("Østergade", "12")
    assert moved["virtual_address"]["phone"] == "86112233"


class Hand:
    """What an owner does on a telephone, counted; nothing breaks a rule of accessibility on the way."""

    def __init__(self, page: Page, axe: str) -> None:
        self.page, self._axe, self.interactions = page, axe, 0

    def tick(self, label: str) -> None:
        self.interactions += 1
        self.page.get_by_label(label).check()

    def fill(self, label: str, text: str) -> None:
        self.interactions += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, label: str, index: int) -> None:
        self.interactions += 1
        self.page.get_by_label(label, exact=True).select_option(index=index)

    def press(self, name: str, then: str, picture_of: str = "") -> None:
        """Press a button or follow a link, and wait for the page of a heading."""
        assert faults(self.page, self._axe) == []
        if picture_of:
            picture(self.page, picture_of)
        self.interactions += 1
        button = self.page.get_by_role("button", name=name, exact=True)
        (button if button.count() else self.page.get_by_role("link", name=name, exact=True)).last.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(then)


def peter_has_left_and_anna_starts_on_monday(hand: Hand) -> None:
    hand.tick("En behandler er kommet til")
    hand.tick("En behandler er stoppet")
    hand.press("Næste", "Hvem er den nye behandler?")
    hand.fill("Navn", "Anna Holm")
    hand.fill("Ydernummer, hvis behandleren har sit eget", "012859")
    hand.fill("Fra hvilken dag?", MONDAY)
    hand.press("Næste", "Hvem er stoppet?", "changed-practitioner")
    hand.press("Næste", "Er det rigtigt?")
    hand.press("Gem", "Kvittering", "changed-practitioners-preview")


def we_have_got_a_new_record_system(hand: Hand) -> None:
    hand.tick("Journalsystemet")
    hand.press("Næste", "Hvilket journalsystem har I nu?")
    hand.choose("Journalsystem", 1)
    hand.press("Næste", "Er det rigtigt?", "changed-system")
    hand.press("Send", "Kvittering")


def we_were_sold(hand: Hand) -> None:
    hand.tick("Klinikken er solgt eller overdraget")
    hand.press("Næste", "Hvem har købt klinikken?")
    hand.fill("Købers CVR-nummer", DENTIST_CVR)
    hand.fill("Fra hvilken dag?", FRIDAY)
    hand.press("Næste", "Er det rigtigt?", "changed-sold")
    hand.press("Send", "Kvittering")


def is_everything_right(hand: Hand) -> None:
    hand.press("Er alt stadig rigtigt?", "Kvalitet")
    hand.press("Alt er stadig rigtigt", "Kvalitet", "changed-still-right")
    expect(hand.page.get_by_role("status").first).to_contain_text("Det er noteret, at alt stadig er rigtigt")


@pytest.mark.parametrize(
    ("sentence", "entries"),
    [
        (peter_has_left_and_anna_starts_on_monday, 1), (we_have_got_a_new_record_system, 0), (we_were_sold, 0),
        pytest.param(is_everything_right, 0, marks=pytest.mark.soak),
    ],
)  # fmt: skip
def test_an_owner_tells_it_in_a_few_interactions(
    page: Page, axe: str, site: Site, sentence: Callable[[Hand], None], entries: int
) -> None:
    before = site.register.serial()
    page.goto("/")
    page.get_by_role("link", name="Fortæl, hvad der er ændret").click()
    page.get_by_role("button", name="klinik", exact=True).click()  # from here on it counts
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hvad er ændret?")
    hand = Hand(page, axe)
    sentence(hand)
    assert hand.interactions <= MOST
    assert site.register.serial() == before + entries
    below = site.register.at(site.register.as_of(MONDAY, None)).children(CLINIC)
    has_anna = any(one.get("name") == "Anna Holm" for one in below)
    assert has_anna is (sentence is peter_has_left_and_anna_starts_on_monday)
