"""The demo STS's page: cards for any number, as a page in two languages and as plain XML; none in production."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import etree

from sor.access.dgws.checks import Caller, Demands, check
from sor.access.dgws.verified import VerifiedCards
from sor.desk.demo_sts import DemoSts
from sor.desk.whitelists import Whitelists
from sor.endpoints.http.fair_queue import FairQueue
from sor.endpoints.web.trial.card_page import routes
from sor.following.phone_book import PhoneBook
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.access.dgws.messages import envelope, message
from tests.conftest import StandingClock


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder: Path = tmp_path_factory.mktemp("card")
    made = Register(Database(f"sqlite:///{folder}/sor.db"), StandingClock())
    made.init("master", demo=True)
    Whitelists(made, demo=True).begin_demo()
    return made


def site(register: Register) -> Litestar:
    handlers = routes(register, read_settings({}), PhoneBook(register), FairQueue("test", 1))
    return Litestar(handlers, openapi_config=None)


@pytest.fixture(scope="module")
def reader(register: Register) -> Iterator[TestClient[Litestar]]:
    with TestClient(site(register)) as client:
        yield client


def caller_with(register: Register, header: str) -> Caller:
    trust = DemoSts(register, StandingClock()).trust
    return check(message(envelope(header)), Demands("SORUS"), trust, VerifiedCards(), datetime.now(UTC))


def test_the_form_offers_a_number_that_may_call(reader: TestClient[Litestar]) -> None:
    page = reader.get("/demo/card").text
    assert "ID-kort til afprøvning" in page
    assert 'value="90000012"' in page
    assert "saml:Assertion" not in page
    assert "ID cards for trials" in reader.get("/demo/card?lang=en").text


def test_a_card_for_a_listed_number(reader: TestClient[Litestar]) -> None:
    page = reader.get("/demo/card", params={"cvr": "90000012"}).text
    assert "Kort til CVR 90000012" in page
    assert "Nummeret står på listen for SORLS, SORUS." in page
    assert "sor whitelist add" not in page
    assert "&lt;saml:Assertion" in page


def test_a_card_for_another_number_says_how_to_let_it_in(reader: TestClient[Litestar]) -> None:
    page = reader.get("/demo/card", params={"cvr": "12345678"}).text
    assert "sor whitelist add all 12345678" in page


def test_a_persons_card_as_xml(reader: TestClient[Litestar], register: Register) -> None:
    given = {"cvr": "12345678", "organisation": "Bo & Co", "person": "Anna Berg", "format": "header"}
    answer = reader.get("/demo/card", params=given)
    assert answer.headers["content-type"].startswith("text/xml")
    caller = caller_with(register, answer.text)
    assert (caller.cvr, caller.organisation, caller.level, caller.user) == ("12345678", "Bo & Co", 4, "Anna Berg")


def test_a_whole_request(reader: TestClient[Litestar]) -> None:
    root = etree.fromstring(reader.get("/demo/card?format=request").content)
    assert [etree.QName(child).localname for child in root] == ["Header", "Body"]


def test_what_is_no_number(reader: TestClient[Litestar]) -> None:
    answer = reader.get("/demo/card", params={"cvr": "<b>"})
    assert answer.status_code == 400
    assert "&#39;&lt;b&gt;&#39; er ikke et CVR-nummer: det har otte cifre." in answer.text
    assert reader.get("/demo/card?cvr=1&format=card").status_code == 400
