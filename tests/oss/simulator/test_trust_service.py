"""KOMBIT's STS as WS-Trust 1.3, asked by zeep: who gets a SAML token, and who is refused with which fault."""

from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from tests.oss.simulator.simulated import CVR, Running
from tests.oss.simulator.soap_client import NS, STS_PATH, ask_token, envelope, rst, send, token_of


def test_a_token_is_for_the_municipality_the_service_and_the_holder_of_the_key(running: Running) -> None:
    answer = ask_token(running)
    assert (answer.status, answer.fault) == (200, "")
    token = answer.envelope.find(".//wst:RequestedSecurityToken/saml:Assertion", NS)
    assert token is not None
    told = {
        one.get("Name"): one.findtext("saml:AttributeValue", "", NS) for one in token.iter(f"{{{NS['saml']}}}Attribute")
    }
    assert told["dk:gov:saml:attribute:CvrNumberIdentifier"] == CVR
    assert token.findtext(".//saml:Audience", "", NS) == "http://stoettesystemerne.dk/service/organisation/3"
    confirmation = token.find(".//saml:SubjectConfirmation", NS)
    assert confirmation is not None
    assert confirmation.get("Method") == "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"
    held = confirmation.findtext(".//ds:X509Certificate", "", NS)
    pem = (running.folder / "client.pem").read_text()
    assert held == "".join(pem.split("\n")[1:-2])


def test_over_tls_the_signature_of_the_timestamp_is_enough(running: Running) -> None:
    assert ask_token(running, tls="client").status == 200


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"client": "expired"}, "FailedAuthentication"),
        ({"client": "foreign"}, "FailedAuthentication"),
        ({"cvr": "12345678"}, "FailedAuthentication"),
        ({"cvr": ""}, "FailedAuthentication"),
        ({"body": rst(CVR, "http://another.example/service")}, "InvalidRequest"),
    ],
)
def test_who_gets_none(running: Running, given: dict[str, str], fault: str) -> None:
    answer = ask_token(running, **given)
    assert (answer.status, answer.fault) == (500, fault)
    assert answer.envelope.find(".//saml:Assertion", NS) is None


def test_a_request_that_is_not_signed_is_refused(running: Running) -> None:
    answer = send(running, STS_PATH, envelope(NS["wst"] + "/RST/Issue", rst(CVR)))
    assert (answer.status, answer.fault) == (500, "InvalidSecurityToken")


def test_a_request_that_was_changed_is_refused(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.oss.simulator import soap_client

    def changed(to: Running, path: str, message: etree._Element, *, tls: str | None = None) -> soap_client.SoapAnswer:
        return send(to, path, etree.tostring(message).replace(CVR.encode(), b"90000461"), tls=tls)

    monkeypatch.setattr(soap_client, "send", changed)
    assert ask_token(running).fault == "FailedCheck"


def test_a_token_holds_for_an_hour_or_as_long_as_is_asked_for(running: Running) -> None:
    token = token_of(running)
    conditions = token.find("saml:Conditions", NS)
    assert conditions is not None
    start, end = (datetime.fromisoformat(conditions.get(name, "")) for name in ("NotBefore", "NotOnOrAfter"))
    assert end - start == timedelta(hours=1)
    assert abs(start - datetime.now(UTC)) < timedelta(minutes=2)


def test_what_is_no_message_is_told_so(running: Running) -> None:
    assert send(running, STS_PATH, b"<not-closed>").fault == "InvalidRequest"
    assert send(running, STS_PATH, b"<a/>").fault == "InvalidRequest"
