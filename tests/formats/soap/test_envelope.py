"""The SOAP layer: what it reads, what it refuses and how, and that its faults are SOAP."""

from pathlib import Path

import pytest
from lxml import etree

from sor.formats.soap import envelope as soap
from sor.formats.soap.envelope import ENVELOPE, Contract, Fault, Limits

NAMESPACE = "urn:example:greeting"
SCHEMA = f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{NAMESPACE}" targetNamespace="{NAMESPACE}"
    elementFormDefault="qualified">
  <xs:element name="GreetRequest">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="Name" type="xs:string"/>
        <xs:element name="Times" type="xs:int" minOccurs="0"/>
      </xs:sequence>
    </xs:complexType>
  </xs:element>
</xs:schema>"""


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    schema: Path = tmp_path_factory.mktemp("contract") / "greeting.xsd"
    schema.write_text(SCHEMA)
    limits = Limits(size=20_000, depth=10)
    return Contract(NAMESPACE, schema, {"Greet": "GreetRequest"}, limits=limits, understood=["{urn:known}Header"])


def request(body: str, header: str = "", envelope: str = ENVELOPE) -> bytes:
    head = f"<e:Header>{header}</e:Header>" if header else ""
    return f'<e:Envelope xmlns:e="{envelope}">\n{head}<e:Body>{body}</e:Body>\n</e:Envelope>'.encode()


def greet(inside: str, namespace: str = NAMESPACE) -> str:
    return f'<GreetRequest xmlns="{namespace}">\n{inside}</GreetRequest>'


def refusal(contract: Contract, body: bytes) -> tuple[str, int, str]:
    with pytest.raises(Fault) as refused:
        contract.parse(body)
    return refused.value.code, refused.value.status, str(refused.value)


def test_a_call(contract: Contract) -> None:
    call = contract.parse(request(greet("<Name> Else </Name><!-- twice --><Times>2</Times>"), "<h xmlns='urn:h'/>"))
    assert (call.operation, call.text("Name"), call.text("Times"), call.text("Other")) == ("Greet", "Else", "2", None)
    assert call.header is not None
    assert contract.parse(request(greet("<Name/>"))).header is None


def test_prefixes_declared_on_the_envelope_hold_in_the_body(contract: Contract) -> None:
    typed = greet('<Name xsi:type="xs:string">Else</Name>')
    body = request(typed).replace(
        b"<e:Envelope",
        b'<e:Envelope xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
    )
    assert contract.parse(body).text("Name") == "Else"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (greet("<Times>2</Times>"), "line 3, element Times: This element is not expected. Expected is ( Name )."),
        (
            greet("<Name>Else</Name>\n<Times>often</Times>"),
            "line 4, element Times: 'often' is not a valid value of the atomic type 'xs:int'.",
        ),
        (
            greet("<Name/>", "urn:wrong"),
            "line 2, element GreetRequest: it has namespace urn:wrong; this service's is urn:example:greeting.",
        ),
        (
            greet("<Name/>", ""),
            "line 2, element GreetRequest: it has no namespace; this service's is urn:example:greeting.",
        ),
        ("<Wave/>", "line 2, element Wave: no operation is asked for by it. There are: GreetRequest."),
        ("", "line 2, element Body: it must hold one element, the request; it holds none."),
        ("<a/><b/>", "line 2, element Body: it must hold one element, the request; it holds 2."),
    ],
)
def test_what_breaks_the_contract_is_a_client_fault_with_line_and_element(
    contract: Contract, body: str, expected: str
) -> None:
    assert refusal(contract, request(body)) == ("Client", 500, expected)


def test_every_problem_is_told_up_to_ten(contract: Contract) -> None:
    with pytest.raises(Fault) as refused:
        contract.parse(request(greet('<Name a="1" b="2"/><Times>x</Times>')))
    assert [trouble.element for trouble in refused.value.troubles] == ["Name", "Name", "Times"]


def test_what_is_no_envelope(contract: Contract) -> None:
    assert refusal(contract, b"")[2] == "line 1: This is no well-formed XML: Document is empty."
    assert refusal(contract, b"<a>")[2] == "line 1: This is no well-formed XML: Premature end of data in tag a line 1."
    assert refusal(contract, b"<a/>") == (
        "Client",
        500,
        f"line 1, element a: this is no SOAP request. It begins with Envelope, namespace {ENVELOPE}.",
    )
    no_body = f'<e:Envelope xmlns:e="{ENVELOPE}"/>'.encode()
    assert refusal(contract, no_body)[2] == f"line 1, element Envelope: it has no Body, namespace {ENVELOPE}."


@pytest.mark.parametrize(
    ("namespace", "expected"),
    [
        (
            "http://www.w3.org/2003/05/soap-envelope",
            f"line 1, element Envelope: this is SOAP 1.2; this service speaks SOAP 1.1, namespace {ENVELOPE}.",
        ),
        ("urn:x", f"line 1, element Envelope: its namespace is urn:x; SOAP 1.1's is {ENVELOPE}."),
    ],
)
def test_other_versions_of_soap(contract: Contract, namespace: str, expected: str) -> None:
    assert refusal(contract, request(greet("<Name/>"), envelope=namespace)) == ("VersionMismatch", 500, expected)


def test_limits(contract: Contract) -> None:
    long = request(greet(f"<Name>{'x' * 20_000}</Name>"))
    assert refusal(contract, long) == (
        "Client",
        413,
        "The request is larger than the 20,000 bytes that this service takes. Send less at a time.",
    )
    deep = request("<x>" * 9 + "</x>" * 9)
    assert refusal(contract, deep) == (
        "Client",
        413,
        "line 2, element x: The request is nested deeper than the 10 elements that this service takes.",
    )
    assert refusal(contract, request(greet("<Name/>"), "<x>" * 2000 + "</x>" * 2000))[:2] == ("Client", 413)


def test_entities_are_never_expanded_and_files_never_fetched(contract: Contract) -> None:
    for declared in (
        '<!ENTITY a "b">',
        '<!ENTITY a SYSTEM "file:///etc/hostname">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;',
    ):
        body = f"<!DOCTYPE x [{declared}]>".encode() + request(greet("<Name>&a;</Name>"))
        assert refusal(contract, body) == (
            "Client",
            500,
            "The request has a document type declaration (DTD). Leave it out.",
        )


def test_a_bomb_of_entities_in_an_attribute_is_refused(contract: Contract) -> None:
    levels = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 9))
    body = f'<!DOCTYPE x [<!ENTITY x0 "ha">{levels}]>'.encode() + request(greet('<Name a="&x8;"/>'))
    assert refusal(contract, body)[:2] == ("Client", 500)


def test_headers_that_must_be_understood(contract: Contract) -> None:
    body = greet("<Name/>")
    known = '<Header xmlns="urn:known" e:mustUnderstand="1"/>'
    assert contract.parse(request(body, known)).operation == "Greet"
    for other in ('<H xmlns="urn:h"/>', '<H xmlns="urn:h" e:mustUnderstand="1" e:actor="urn:someone-else"/>'):
        assert contract.parse(request(body, other)).operation == "Greet"
    assert refusal(contract, request(body, '<H xmlns="urn:h" e:mustUnderstand="1"/>')) == (
        "MustUnderstand",
        500,
        "line 2, element H: this header (urn:h) must be understood, but is not known here.",
    )


def test_character_sets(contract: Contract) -> None:
    body = request(greet("<Name>Søren</Name>")).decode()
    assert contract.parse(body.encode("latin-1"), "iso-8859-1").text("Name") == "Søren"
    assert contract.parse(body.encode("utf-16")).text("Name") == "Søren"
    declared = ('<?xml version="1.0" encoding="iso-8859-1"?>' + body).encode("latin-1")
    assert contract.parse(declared).text("Name") == "Søren"
    with pytest.raises(Fault, match=r"The character set 'klingon' is not known\. Send UTF-8\."):
        contract.parse(body.encode(), "klingon")


def test_a_fault_is_soap_and_its_detail_names_every_trouble() -> None:
    fault = Fault(
        "Client", soap.Trouble(3, "Name", "a & b \x00"), soap.Trouble(0, "", "c"), detail="<More/>", header="<Header/>"
    )
    root = etree.fromstring(soap.write_fault(fault))
    found = root.find(f"{{{ENVELOPE}}}Body/{{{ENVELOPE}}}Fault")
    assert found is not None
    assert [child.tag for child in found] == ["faultcode", "faultstring", "detail"]
    assert found.findtext("faultcode") == "soap:Client"
    assert found.findtext("faultstring") == "line 3, element Name: a & b \ufffd"
    problems = found.find(f"detail/{{{soap.PROBLEM}}}Problems")
    assert problems is not None
    assert [[child.text for child in problem] for problem in problems] == [["3", "Name", "a & b \ufffd"], ["c"]]
    assert root.find(f"{{{ENVELOPE}}}Header/Header") is not None


def test_an_answer_is_an_envelope() -> None:
    root = etree.fromstring(soap.write(b"<Greeting/>"))
    assert [child.tag for child in root] == [f"{{{ENVELOPE}}}Body"]
    assert root[0][0].tag == "Greeting"


def test_a_fault_about_a_child(contract: Contract) -> None:
    call = contract.parse(request(greet("<Name>Else</Name>")))
    assert str(call.client_fault("Name", "is taken.")) == "line 3, element Name: is taken."
    assert str(call.client_fault("Nothing", "is missing.")) == "line 2, element Nothing: is missing."
    assert soap.server_fault("Oh.").code == "Server"


@pytest.mark.parametrize(
    "spoilt",
    [b'<e:Envelope xmlns:e=""><x xmlns="A.B"/></e:Envelope>', b'<Envelope><a b:c="1"/><x xmlns="A.B"/></Envelope>'],
)
def test_a_prefix_that_is_not_declared_is_a_fault_also_beside_a_namespace_that_is_no_uri(
    contract: Contract, spoilt: bytes
) -> None:
    assert refusal(contract, spoilt) == (
        "Client", 500, "line 1: This is no well-formed XML: a name's prefix is not declared.",
    )  # fmt: skip
