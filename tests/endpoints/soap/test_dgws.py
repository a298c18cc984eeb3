"""DGWS at a door: SORLS asked with and without cards, through all of it but the network."""

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from sor.access.dgws.checks import Demands
from sor.access.dgws.names import MEDCOM
from sor.access.dgws.verified import VerifiedCards
from sor.desk.whitelists import Whitelists
from sor.endpoints.soap.dgws import Dgws
from sor.endpoints.soap.door import SoapDoor
from sor.endpoints.sorls import door as sorls
from sor.following.phone_book import PhoneBook
from sor.formats.soap.sorls_choices import NAMESPACE
from sor.register import Register
from sor.store.database import Database
from tests.access.dgws.messages import CARD, CVR, NOW, TRUST, envelope, headers
from tests.conftest import StandingClock
from tests.loops import run_apart

ASKED = f'<GetSorEntityRequest xmlns="{NAMESPACE}"><SorIdentifier>11000016002</SorIdentifier></GetSorEntityRequest>'


class Answer:
    """What came back over HTTP, read as SOAP."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.root = etree.fromstring(body)

    def text(self, name: str) -> str | None:
        return self.root.findtext(f".//{{{MEDCOM}}}{name}")

    @property
    def fault(self) -> tuple[str | None, str | None]:
        """(SOAP's code, DGWS's code)."""
        return self.root.findtext(".//faultcode"), self.root.findtext(f".//detail/{{{MEDCOM}}}FaultCode")


@pytest.fixture
def register(new_sqlite: Callable[[], Database], clock: StandingClock) -> Register:
    made = Register(new_sqlite(), clock)
    made.init("master", demo=True)
    return made


@pytest.fixture
def lists(register: Register) -> Whitelists:
    made = Whitelists(register, demo=False)
    made.add("sorls", CVR, "", "test", "test")
    return made


@pytest.fixture
def make(register: Register, lists: Whitelists) -> Callable[..., SoapDoor]:
    def door(*, required: bool = True) -> SoapDoor:
        demands = Demands("SORLS", lists.of("sorls"))
        guard = Dgws(demands, lambda: NOW, lambda: TRUST, VerifiedCards(), required=required)
        return sorls.door(register, PhoneBook(register), guard)

    return door


def ask(door: SoapDoor, text: str, method: str = "POST") -> Answer:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": text.encode(), "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": sorls.PATH, "query_string": b"", "headers": []}
    status = run_apart(door(scope, receive, send))
    return Answer(status, b"".join(message.get("body", b"") for message in sent))


def test_an_answer_is_linked_to_its_request(make: Callable[..., SoapDoor]) -> None:
    answer = ask(make(), envelope(headers(message_id="m-17", flow_id="f-4"), ASKED))
    assert answer.status == 200
    assert (answer.text("InResponseToMessageID"), answer.text("FlowID")) == ("m-17", "f-4")
    assert answer.text("FlowStatus") == "flow_finalized_succesfully"
    other = ask(make(), envelope(headers(message_id="m-18"), ASKED))
    assert (other.text("InResponseToMessageID"), other.text("FlowID")) == ("m-18", None)
    assert other.text("MessageID") != answer.text("MessageID")


def test_a_refusal_is_linked_too_and_finishes_nothing(make: Callable[..., SoapDoor]) -> None:
    answer = ask(make(), envelope(headers(CARD.replace(CVR, "99999999"), flow_id="f-4"), ASKED))
    assert answer.status == 500
    assert answer.fault == ("soap:Client", "invalid_signature")
    assert (answer.text("InResponseToMessageID"), answer.text("FlowID")) == ("message-1", "f-4")
    assert answer.text("FlowStatus") is None


def test_a_refusal_for_which_the_server_is_to_blame(make: Callable[..., SoapDoor]) -> None:
    receipt = "<medcom:RequireNonRepudiationReceipt>yes</medcom:RequireNonRepudiationReceipt></medcom:Header>"
    answer = ask(make(), envelope(headers().replace("</medcom:Header>", receipt), ASKED))
    assert answer.fault == ("soap:Server", "nonrepudiation_not_supported")


def test_who_calls_is_checked_before_what_is_asked(make: Callable[..., SoapDoor]) -> None:
    nonsense = ASKED.replace("11000016002", "abc")
    assert ask(make(), envelope("", nonsense)).fault == ("soap:Client", "missing_required_header")
    assert ask(make(), envelope(headers(), nonsense)).fault == ("soap:Client", "syntax_error")
    assert ask(make(), envelope("", "<x xmlns='urn:x'/>")).fault == ("soap:Client", "missing_required_header")
    assert ask(make(), envelope(headers(), "<x xmlns='urn:x'/>")).fault == ("soap:Client", "syntax_error")


def test_a_fault_of_the_contract_is_linked_too_whether_the_card_is_known_or_not(make: Callable[..., SoapDoor]) -> None:
    door = make()
    for number in ("m-1", "m-2", "m-3"):
        refused = ask(door, envelope(headers(message_id=number, flow_id="f-1"), "<x xmlns='urn:x'/>"))
        assert refused.fault == ("soap:Client", "syntax_error")
        assert (refused.text("InResponseToMessageID"), refused.text("FlowID")) == (number, "f-1")


def test_what_cannot_be_read_and_other_methods(make: Callable[..., SoapDoor]) -> None:
    assert ask(make(), "<x").fault == ("soap:Client", "syntax_error")
    refused = ask(make(), "", method="PUT")
    assert (refused.status, *refused.fault) == (405, "soap:Client", "illegal_http_method")


def test_a_whitelist_counts_from_the_next_call_on(make: Callable[..., SoapDoor], lists: Whitelists) -> None:
    door = make()
    asked = envelope(headers(), ASKED)
    assert ask(door, asked).status == 200
    lists.remove("sorls", CVR, "anna", "command")
    assert ask(door, asked).fault == ("soap:Client", "not_authorized")
    lists.add("sorls", CVR, "", "anna", "command")
    assert ask(door, asked).status == 200


def test_where_a_card_is_optional_one_that_is_shown_is_judged(make: Callable[..., SoapDoor]) -> None:
    door = make(required=False)
    plain = ask(door, envelope("", ASKED))
    assert (plain.status, plain.text("Linking")) == (200, None)
    assert ask(door, envelope("", "<x xmlns='urn:x'/>")).fault == ("soap:Client", None)
    assert ask(door, envelope(headers(), ASKED)).text("InResponseToMessageID") == "message-1"
    for bad in (headers(CARD.replace(CVR, "99999999")), f"<x xmlns='urn:x'>{CARD}</x>", headers("")):
        assert ask(door, envelope(bad, ASKED)).status == 500
