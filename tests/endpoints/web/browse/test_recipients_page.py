"""The recipient finder's pages: what a secretary sees, in both languages; and a journey in a real browser."""

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sor.endpoints.web import routes
from sor.following.phone_book import PhoneBook
from sor.register import Register
from sor.store.database import Database
from tests.endpoints.web.served import broken_rules
from tests.endpoints.web.served import served as pages_served
from tests.recipients import mailboxes as the


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Register:
    return the.fill(Register(Database(f"sqlite:///{tmp_path_factory.mktemp('letters')}/sor.db"), lambda: the.NOW))


def pages(register: Register) -> Litestar:
    """An application of its own for each server: two must not share one."""
    return Litestar(routes(register, PhoneBook(register)), openapi_config=None)


@pytest.fixture(scope="module")
def reader(letters: Register) -> Iterator[TestClient[Litestar]]:
    with TestClient(pages(letters)) as client:
        yield client


def text(reader: TestClient[Litestar], path: str, status: int = 200, **query: str) -> str:
    answer = reader.get(path, params=query)
    assert answer.status_code == status
    return answer.text


def test_the_empty_form_teaches_by_an_example(reader: TestClient[Litestar]) -> None:
    page = text(reader, "/recipients")
    assert "Lægen i 8600 Silkeborg vil henvise en patient til hospitalet." in page
    assert "REF06 – Speciallægehenvisning" in page
    assert "Find a recipient" in text(reader, "/recipients", lang="en")


def test_the_nearest_comes_first_with_its_reasons(reader: TestClient[Litestar]) -> None:
    page = text(reader, "/recipients", message="REF06", speciality=the.SKIN, near="9700")
    assert "2 lokationsnumre kan modtage den" in page
    assert page.index(the.TOWN_GLN) < page.index(the.NEXT_GLN)
    assert "Samme postnummer, 9700." in page
    english = text(reader, "/recipients", message="REF06", speciality=the.SKIN, near="9700", lang="en")
    assert "Same postcode, 9700." in english


def test_the_fall_back_is_told(reader: TestClient[Litestar]) -> None:
    assert "De nærmeste ligger i samme region." in text(reader, "/recipients", message="REF01", near="9700")
    page = text(reader, "/recipients", message="REF06", speciality=the.EYES, near="9700")
    assert "Kan nås på anden måde" in page
    assert "Øjenlæge uden edb" in page


def test_mistakes_are_told_in_words(reader: TestClient[Litestar]) -> None:
    page = text(reader, "/recipients", 404, message="REF06", near="0000")
    assert "Der er intet postnummer 0000. Skriv fire cifre, fx 9700." in page


def test_can_a_send_to_b(reader: TestClient[Litestar]) -> None:
    def between(receiver: str, status: int = 200) -> str:
        return text(reader, "/recipients/between", status, sender=the.DOCTOR, receiver=receiver, message="REF01")

    assert "Ja, A kan sende den til B" in between(the.NEAR_HOSPITAL)
    closed = between(the.OLD_WARD)
    assert "Nej, A kan ikke sende den til B" in closed
    assert "Øjenafdelingen har overtaget." in closed
    assert "Måske: registret siger det ikke" in between(the.NEAR_WARD)
    assert "Der er ingen enhed med SOR-koden 1 (modtager)." in between("1", 404)


def test_the_finder_is_reached_from_the_menu_and_from_a_units_electronic_address(reader: TestClient[Litestar]) -> None:
    page = text(reader, f"/units/{the.DOCTOR}")
    assert 'href="/recipients"' in page
    assert f'href="/recipients?sender={the.DOCTOR}"' in page
    assert f'href="/recipients/between?receiver={the.DOCTOR}"' in page
    assert 'href="/recipients?sender=' not in text(reader, f"/units/{the.OLD_WARD}")


@pytest.fixture
def address(letters: Register) -> Iterator[str]:
    with pages_served(pages(letters)) as found:
        yield found


@pytest.mark.browser
def test_a_secretary_finds_the_hospital_and_asks_whether_the_referral_can_be_sent(
    address: str, browser: object, axe: str
) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(f"{address}/units/{the.DOCTOR}")
    page.get_by_role("link", name="Find modtagere nær enheden").click()
    page.get_by_label("Meddelelse").select_option("REF01")
    page.get_by_role("button", name="Find modtagere").click()
    assert page.locator("ol.recipients > li").first.locator("h3").inner_text() == "Nordsygehuset"
    assert page.locator("ol.recipients code").first.inner_text() == the.NEAR_GLN
    assert broken_rules(page, axe) == []
    page.get_by_role("link", name="Kan afsenderen sende den hertil?").first.click()
    assert page.get_by_role("heading", name="Ja, A kan sende den til B").is_visible()
    assert broken_rules(page, axe) == []
    page.close()


def test_sender_and_receiver_are_named_by_name(reader: TestClient[Litestar], letters: Register) -> None:
    names = [(letters.at().unit(code) or {}).get("name", "") for code in (the.DOCTOR, the.NEAR_HOSPITAL)]
    page = text(reader, "/recipients/between", sender=names[0], receiver=names[1], message="REF01")
    assert "Ja, A kan sende den til B" in page
    assert f'value="{names[0]} · {the.DOCTOR}"' in page


def test_a_name_of_nobody_is_told_beside_what_may_be_meant(reader: TestClient[Litestar]) -> None:
    page = text(reader, "/recipients/between", sender="xyzzyxyzzy", receiver=the.DOCTOR, message="REF01")
    assert "Afsenderen »xyzzyxyzzy« er ikke ét bestemt sted." in page
