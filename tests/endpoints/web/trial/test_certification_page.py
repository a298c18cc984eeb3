"""The page of a caller's certification: the checklist in two languages, live, accessible, and on paper."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Browser, expect

from sor.endpoints.web import routes as pages
from sor.endpoints.web.trial.certification_page import routes
from sor.following.phone_book import PhoneBook
from sor.register import Register
from sor.store.database import Database
from tests.certification.sandbox_caller import (
    BOX,
    CVR,
    DAY,
    SandboxCaller,
    address,
    in_sandbox,
    mandatory,
)
from tests.conftest import StandingClock
from tests.endpoints.web.served import faults
from tests.endpoints.web.served import served as pages_served

PAGE = f"/certification/{CVR}"


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> SandboxCaller:
    """A caller who has ticked one case and missed three."""
    register = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('certification')}/sor.db"), StandingClock())
    register.init("master", demo=True)
    made = in_sandbox(register)
    entity = mandatory("B1") | {"ParentSorIdentifier": BOX.code(3)}
    made("CreateSorEntity", "besked-1", FromDate=DAY, SorEntity=entity)
    sent = mandatory("A1", "Inherited") | {"PostalAddressInformation": address("Bagvejen")}
    made("EditSorEntity", "besked-2", FromDate=DAY, SorIdentifier=BOX.code(4), SorEntity=sent)
    return made


def site(register: Register) -> Litestar:
    handlers = [
        *routes(register),
        *pages(register, PhoneBook(register)),
    ]
    return Litestar(handlers, openapi_config=None)


@pytest.fixture(scope="module")
def reader(call: SandboxCaller) -> Iterator[TestClient[Litestar]]:
    with TestClient(site(call.register)) as client:
        yield client


def test_the_checklist_in_danish_and_english(reader: TestClient[Litestar]) -> None:
    danish, english = reader.get(PAGE).text, reader.get(f"{PAGE}?lang=en").text
    assert "1 af 10 tilfælde er gennemført." in danish
    assert "1 of 10 cases are done." in english
    assert "besked-1" in danish
    assert "Opret enhed: kun obligatoriske data" in danish
    assert "Create a unit: mandatory data only" in english


def test_what_is_next_and_why_something_did_not_tick(reader: TestClient[Litestar]) -> None:
    danish = reader.get(PAGE).text
    assert "<strong>Det næste er UC1TC2:</strong> CreateSorEntity mindst syv dage frem med alle data" in danish
    assert "PostalAddressInformation blev sendt. Hvad der sendes, bliver enhedens eget og nedarves ikke" in danish
    assert f'href="/demo/card?cvr={CVR}"' in danish


def test_a_caller_nobody_has_heard_of_has_an_empty_list(reader: TestClient[Litestar]) -> None:
    assert "0 af 10 tilfælde er gennemført." in reader.get("/certification/12345678").text


def test_the_form_leads_to_the_list(reader: TestClient[Litestar]) -> None:
    assert "Certificering til SORUS" in reader.get("/certification").text
    led = reader.get("/certification", params={"cvr": CVR, "lang": "en"}, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (302, f"{PAGE}?lang=en")


@pytest.mark.parametrize("asked", ["/certification/1234", "/certification?cvr=%3Cb%3E"])
def test_what_is_no_number(reader: TestClient[Litestar], asked: str) -> None:
    answer = reader.get(asked)
    assert answer.status_code == 400
    assert "er ikke et CVR-nummer: det har otte cifre." in answer.text
    assert "<b>" not in answer.text


def test_a_real_register_leads_to_no_demo_cards(real: Register) -> None:
    with TestClient(site(real)) as client:
        page = client.get(PAGE)
        assert page.status_code == 200
        assert "/demo/card" not in page.text


@pytest.fixture
def real(database: Database) -> Register:
    made = Register(database, StandingClock())
    made.init("master")
    return made


@pytest.fixture
def served(call: SandboxCaller) -> Iterator[str]:
    with pages_served(site(call.register)) as found:
        yield found


@pytest.mark.browser
def test_it_keeps_up_is_accessible_fits_a_telephone_and_prints(
    browser: Browser, axe: str, served: str, call: SandboxCaller
) -> None:
    context = browser.new_context(base_url=served, locale="da-DK", viewport={"width": 375, "height": 800})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    for address_ in (PAGE, f"{PAGE}?lang=en", "/certification"):
        page.goto(address_)
        assert faults(page, axe) == []
    page.goto(PAGE)
    expect(page.locator("#UC3")).to_contain_text("Ikke gennemført endnu.")
    call("MoveSorEntity", FromDate="2027-02-01", SorIdentifier=BOX.code(4), ParentSorIdentifier=BOX.code(3))
    expect(page.locator("#UC3")).to_contain_text("Gennemført")
    expect(page.get_by_role("status")).to_have_text("2 af 10 tilfælde er gennemført.")
    page.emulate_media(media="print")
    expect(page.locator("#UC3")).to_be_visible()
    expect(page.get_by_text("Det næste er")).to_be_hidden()
    expect(page.get_by_text("Udskrevet 1. november 2026")).to_be_visible()
    context.close()
    assert wrong == []
