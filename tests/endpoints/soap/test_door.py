"""The SOAP door: what it reads of a request, what it answers whatever happens behind it, its contract's addresses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sor.endpoints.soap.door import Admitted, Everyone, Reply, Service, SoapDoor, address_of, at_address
from sor.formats.soap.envelope import ENVELOPE, Call, Contract, Fault, Limits, Trouble
from sor.formats.xml_tables.program import NotInXml
from tests.loops import run_apart

NAMESPACE = "urn:example:greeting"
SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{NAMESPACE}">
  <xs:element name="GreetRequest" type="xs:string"/>
</xs:schema>"""
ASKED = f'<GreetRequest xmlns="{NAMESPACE}">Else</GreetRequest>'
GREET = f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{ASKED}</e:Body></e:Envelope>'
PATH = "/greeting"


def greet(call: Call, admitted: Admitted) -> Reply:
    return Reply(f"<Hello>{call.element.text} from {admitted.caller}</Hello>".encode(), 17)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("contract")
    (made / "greeting.xsd").write_text(SCHEMA)
    (made / "Greeting.wsdl").write_text(
        '<x><import schemaLocation="greeting.xsd"/><soap:address location="http://h/"/></x>'
    )
    return made


def door(folder: Path, answer: Callable[[Call, Admitted], Reply] = greet, **given: Any) -> SoapDoor:
    contract = Contract(NAMESPACE, folder / "greeting.xsd", {"Greet": "GreetRequest"}, limits=Limits(2000, 10))
    in_thread = given.pop("in_thread", False)
    service = Service("Greeting <1>", contract, folder, "Greeting.wsdl", {"Greet": answer}, **given)
    return SoapDoor(service, in_thread=in_thread)


class Answered:
    """What a door sent."""

    def __init__(self, sent: list[Any]) -> None:
        self.status: int = sent[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        self.body = b"".join(message["body"] for message in sent[1:]).decode()

    @property
    def fault(self) -> tuple[str | None, str | None]:
        root = etree.fromstring(self.body.encode())
        return root.findtext(".//faultcode"), root.findtext(".//faultstring")


def ask(
    asked: SoapDoor, *chunks: bytes, method: str = "POST", query: bytes = b"", headers: dict[bytes, bytes] | None = None
) -> Answered:
    waiting = list(chunks)
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": PATH, "query_string": query, "scheme": "http",
        "headers": list(({b"host": b"sor.example"} | (headers or {})).items()),
    }  # fmt: skip
    status = run_apart(asked(scope, receive, send))
    answered = Answered(sent)
    assert status == answered.status
    assert waiting == []
    return answered


@pytest.mark.parametrize("in_thread", [False, True])
def test_an_answer_names_its_serial_and_may_come_in_pieces(folder: Path, in_thread: bool) -> None:
    answered = ask(door(folder, in_thread=in_thread), *(GREET[n : n + 50].encode() for n in range(0, len(GREET), 50)))
    assert answered.status == 200
    assert answered.headers["sor-serial"] == "17"
    assert answered.headers["content-type"] == "text/xml; charset=utf-8"
    assert int(answered.headers["content-length"]) == len(answered.body.encode())
    assert "<Hello>Else from None</Hello>" in answered.body


def test_who_is_admitted_and_what_the_answers_header_holds(folder: Path) -> None:
    class Receipts(Everyone):
        def admit(self, call: Call, recognised: object) -> Admitted:
            return Admitted(header="<Receipt/>")

    assert "<soap:Header><Receipt/></soap:Header>" in ask(door(folder, guard=Receipts()), GREET.encode()).body


def test_who_calls_is_asked_before_the_question_is_held_against_the_contract(folder: Path) -> None:
    class Doorkeeper(Everyone):
        def admit(self, call: Call, recognised: object) -> Admitted:
            raise Fault("Client", Trouble(0, "", "Who are you?"))

    for question in (GREET, GREET.replace("GreetRequest", "OtherRequest")):
        assert ask(door(folder, guard=Doorkeeper()), question.encode()).fault == ("soap:Client", "Who are you?")


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_guard_adds_to_every_fault(folder: Path, in_thread: bool) -> None:
    class Sealing(Everyone):
        def tell_fault(self, fault: Fault, call: Call | None, admitted: Admitted) -> Fault:
            fault.header = f"<Seal/><Read>{call is not None}</Read>"
            return fault

    def mistaken(_: Call, __: Admitted) -> Reply:
        raise RuntimeError("secret")

    sealed = door(folder, mistaken, guard=Sealing(), in_thread=in_thread)
    unknown = GREET.replace("GreetRequest", "OtherRequest")
    for question, is_read in ((GREET, True), (unknown, True), (GREET[:-5], False), ("x" * 2001, False)):
        assert f"<soap:Header><Seal/><Read>{is_read}</Read></soap:Header>" in ask(sealed, question.encode()).body


def test_a_mistake_behind_the_door_is_a_server_fault_that_tells_nothing(folder: Path) -> None:
    def mistaken(_: Call, __: Admitted) -> Reply:
        raise RuntimeError("secret")

    answered = ask(door(folder, mistaken), GREET.encode())
    assert answered.status == 500
    assert answered.fault == (
        "soap:Server",
        "The register made a mistake. It is in the server's log; try again, or tell those who run it.",
    )


def test_a_value_that_xml_cannot_hold_is_a_server_fault_that_names_it(folder: Path) -> None:
    def unwritable(_: Call, __: Admitted) -> Reply:
        raise NotInXml("EntityName holds the character U+0001, which XML cannot hold.")

    answered = ask(door(folder, unwritable), GREET.encode())
    assert answered.fault == ("soap:Server", "EntityName holds the character U+0001, which XML cannot hold.")


def test_too_much_is_refused_and_the_rest_thrown_away(folder: Path) -> None:
    said = ask(door(folder), b"x", b"y", headers={b"content-length": b"2001"})
    unsaid = ask(door(folder), b"x" * 1500, b"y" * 1500, b"z" * 5000)
    for answered in (said, unsaid):
        assert answered.status == 413
        assert "2,000 bytes" in (answered.fault[1] or "")


def test_the_contract_at_the_callers_own_host(folder: Path) -> None:
    wsdl = ask(door(folder), method="GET", query=b"WSDL")
    assert wsdl.body == (
        '<x><import schemaLocation="http://sor.example/greeting?xsd=greeting.xsd"/>'
        '<soap:address location="http://sor.example/greeting"/></x>'
    )
    assert ask(door(folder), method="GET", query=b"xsd=greeting.xsd").body == SCHEMA
    missing = ask(door(folder), method="GET", query=b"xsd=../greeting.xsd")
    assert (missing.status, missing.body) == (
        404,
        "There is no schema ../greeting.xsd. The WSDL, at ?wsdl, names those there are.\n",
    )


def test_a_page_for_people(folder: Path) -> None:
    page = ask(door(folder), method="GET")
    assert "<h1>Greeting &lt;1&gt;</h1>" in page.body
    assert ask(door(folder), method="HEAD").body == ""
    deleted = ask(door(folder), method="DELETE")
    assert (deleted.status, deleted.headers["allow"]) == (405, "GET, HEAD, POST")
    assert deleted.fault == ("soap:Client", "Send a SOAP request with POST, or GET with ?wsdl.")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (b"sor.example:8443", "http://sor.example:8443/greeting"),
        (b"[::1]:8080", "http://[::1]:8080/greeting"),
        (b'x"/><evil', "http://10.0.0.1:81/greeting"),
        (b"", "http://10.0.0.1:81/greeting"),
    ],
)
def test_a_host_that_is_none_is_not_repeated(host: bytes, expected: str) -> None:
    scope = {"headers": [(b"host", host)], "server": ("10.0.0.1", 81), "scheme": "http", "path": PATH}
    assert address_of(scope) == expected


def test_only_schemas_beside_are_given_an_address() -> None:
    document = '<i schemaLocation="a.xsd"/><i schemaLocation="http://x/b.xsd"/>'
    assert at_address(document, "http://h/p") == (
        '<i schemaLocation="http://h/p?xsd=a.xsd"/><i schemaLocation="http://x/b.xsd"/>'
    )
