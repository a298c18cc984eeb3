"""Everything that can be wrong with a request gets its described answer, and the server goes on."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree

from sor.sample.showcases import HOSPITAL

pytestmark = pytest.mark.slow

NAMESPACE = "urn:open-sor:sorls:1"


def envelope(inner: str, operation: str = "GetSorEntityRequest", namespace: str = NAMESPACE) -> bytes:
    return (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">\n<e:Body>\n'
        f'<{operation} xmlns="{namespace}">\n{inner}\n</{operation}>\n</e:Body>\n</e:Envelope>'
    ).encode()


GOOD = envelope(f"<SorIdentifier>{HOSPITAL}</SorIdentifier>")


def sent(address: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(address, body, {"Content-Type": "text/xml; charset=utf-8"} | (headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read()


def fault(body: bytes) -> tuple[str, str]:
    root = etree.fromstring(body)
    return root.findtext(".//faultcode") or "", root.findtext(".//faultstring") or ""


@pytest.fixture(autouse=True)
def still_serving(address: str) -> Iterator[None]:
    yield
    status, body = sent(address, GOOD)
    assert status == 200
    assert b"Fjordby Hospital" in body


def test_a_malformed_code(address: str) -> None:
    status, body = sent(address, envelope("<SorIdentifier>abc</SorIdentifier>"))
    assert status == 500
    assert fault(body) == (
        "soap:Client",
        "line 4, element SorIdentifier: 'abc' is not a valid value of the atomic type 'SorIdentifierType'.",
    )


def test_a_request_of_another_namespace(address: str) -> None:
    status, body = sent(address, envelope("<SorIdentifier>1</SorIdentifier>", namespace="urn:other"))
    assert status == 500
    assert fault(body) == (
        "soap:Client",
        "line 3, element GetSorEntityRequest: it has namespace urn:other; this service's is urn:open-sor:sorls:1.",
    )


def test_an_element_of_another_namespace(address: str) -> None:
    status, body = sent(address, envelope('<SorIdentifier xmlns="urn:other">1</SorIdentifier>'))
    assert status == 500
    assert fault(body) == (
        "soap:Client",
        "line 4, element {urn:other}SorIdentifier: This element is not expected. Expected is ( SorIdentifier ).",
    )


def test_fifty_megabytes(address: str) -> None:
    body = envelope("<SorIdentifier>" + "1" * 50_000_000 + "</SorIdentifier>")
    status, answer = sent(address, body)
    assert status == 413
    assert fault(answer) == (
        "soap:Client",
        "The request is larger than the 200,000 bytes that this service takes. Send less at a time.",
    )


def test_fifty_megabytes_that_do_not_say_how_many_they_are(address: str) -> None:
    host = urlsplit(address)
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=300)
    connection.request("POST", host.path, iter([b"x" * 1_000_000] * 50), encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("depth", [60, 1000, 5000])
def test_deep_nesting(address: str, depth: int) -> None:
    status, body = sent(address, envelope("<x>" * depth + "</x>" * depth))
    assert status == 413
    code, text = fault(body)
    assert code == "soap:Client"
    assert "The request is nested deeper than the 50 elements that this service takes." in text


def test_a_document_type_declaration(address: str) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    status, body = sent(address, bomb + envelope("<SorIdentifier>&b;&c;</SorIdentifier>"))
    assert status == 500
    assert fault(body) == (
        "soap:Client",
        "The request has a document type declaration (DTD). Leave it out.",
    )
    assert b"root:" not in body


def test_what_is_no_soap_at_all(address: str) -> None:
    for nonsense in (b"", b"\x00\xff", b"{}", json.dumps({"SorIdentifier": 1}).encode(), GOOD[:-20]):
        status, body = sent(address, nonsense)
        assert status == 500
        assert fault(body)[0] == "soap:Client"
        assert "This is no well-formed XML" in fault(body)[1]


def test_soap_1_2(address: str) -> None:
    new = GOOD.replace(b"http://schemas.xmlsoap.org/soap/envelope/", b"http://www.w3.org/2003/05/soap-envelope")
    assert fault(sent(address, new)[1])[0] == "soap:VersionMismatch"


def test_the_soap_action_does_not_matter(address: str) -> None:
    for action in ({}, {"SOAPAction": '""'}, {"SOAPAction": '"urn:whatever"'}):
        assert sent(address, GOOD, action)[0] == 200


def test_requests_in_another_character_set(address: str) -> None:
    searched = envelope("<SearchText>Lægehuset Havneparken</SearchText>", "SearchRequest").decode()
    status, body = sent(address, searched.encode("latin-1"), {"Content-Type": "text/xml; charset=ISO-8859-1"})
    assert status == 200
    assert "Lægehuset Havneparken" in body.decode()
    assert fault(sent(address, GOOD, {"Content-Type": "text/xml; charset=klingon"})[1]) == (
        "soap:Client",
        "The character set 'klingon' is not known. Send UTF-8.",
    )


def test_the_signed_header_of_dgws_is_taken(address: str) -> None:
    security = (
        '<e:Header><wsse:Security e:mustUnderstand="1" xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/'
        'oasis-200401-wss-wssecurity-secext-1.0.xsd"/></e:Header><e:Body>'
    )
    assert sent(address, GOOD.replace(b"<e:Body>", security.encode()))[0] == 200
    unknown = b'<e:Header><x xmlns="urn:x" e:mustUnderstand="1"/></e:Header><e:Body>'
    assert fault(sent(address, GOOD.replace(b"<e:Body>", unknown))[1]) == (
        "soap:MustUnderstand",
        "line 2, element x: this header (urn:x) must be understood, but is not known here.",
    )


def test_other_methods_and_unknown_schemas(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(address, method="PUT"))
    with refused.value as refusal:
        assert (refusal.code, refusal.headers["Allow"]) == (405, "GET, HEAD, POST")
    for name in ("nothing.xsd", "../sorls/sorls.xsd", "SORLookupService.wsdl.xsd"):
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{address}?xsd={name}")
        with missing.value as refusal:
            assert refusal.code == 404
    with urllib.request.urlopen(address) as page:
        assert "GetSorEntity" in page.read().decode()
