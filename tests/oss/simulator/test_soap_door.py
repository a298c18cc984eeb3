"""Organisation 6 refuses what is not secure: each part of the security spoilt in turn, by a client that is not ours."""

import base64
import shutil
import subprocess
from http.client import IncompleteRead
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from lxml.etree import _Element

from tests.oss.simulator.simulated import OTHER_CVR, Running
from tests.oss.simulator.soap_client import (
    NS,
    SD,
    E,
    SoapCaller,
    ask_token,
    send,
    signed_call,
    token_of,
)

PATH = "/organisation/organisationenhed/6"


def root_of(running: Running) -> str:
    return running.truth()["units"][0]["org"]


def reading(running: Running, **given: Any) -> _Element:
    """A signed call that reads the root."""
    body = E.LaesInput(SD.UUIDIdentifikator(root_of(running)))
    token = given.pop("token", None)
    return signed_call(running, "organisationenhed/laes", body, token_of(running) if token is None else token, **given)


def test_a_signed_call_with_a_token_is_answered_and_the_answer_is_signed(running: Running) -> None:
    answer = send(running, PATH, reading(running))
    assert (answer.status, answer.code) == (200, "20")
    message = answer.envelope.find("s:Header/wsa:RelatesTo", NS)
    assert message is not None
    assert answer.envelope.findtext("s:Header/rh:RequestHeader/rh:TransactionUUID", "", NS)


@pytest.mark.parametrize(
    "part",
    [
        "s:Body",
        "s:Header/wsse:Security/wsu:Timestamp",
        "s:Header/wsa:Action",
        "s:Header/wsa:MessageID",
        "s:Header/wsa:To",
    ],
)
def test_every_part_must_be_signed(running: Running, part: str) -> None:
    answer = send(running, PATH, reading(running, leave=(part,)))
    assert (answer.status, answer.fault) == (500, "FailedCheck")
    assert part.rpartition(":")[2] in answer.envelope.findtext(".//s:Text", "", NS)


def test_the_key_must_be_the_one_that_the_token_is_for(running: Running) -> None:
    assert send(running, PATH, reading(running, key="foreign")).fault == "FailedCheck"
    assert send(running, PATH, reading(running, key="expired")).fault == "FailedCheck"


def spoilt(message: _Element, before: bytes, after: bytes) -> bytes:
    text = etree.tostring(message)
    assert before in text
    return text.replace(before, after)


def test_what_was_changed_after_signing_is_refused(running: Running) -> None:
    number = root_of(running).encode()
    assert (
        send(running, PATH, spoilt(reading(running), number, number[::-1].replace(b"-", b"a"))).fault == "FailedCheck"
    )
    token = reading(running)
    assert send(running, PATH, spoilt(token, b">90000330<", b">90000461<")).fault == "InvalidSecurityToken"


def test_without_token_or_security_or_with_two_tokens(running: Running) -> None:
    for spoil in ("none", "no token", "twice"):
        message = reading(running)
        security = message.find("s:Header/wsse:Security", NS)
        assert security is not None
        token = security.find("saml:Assertion", NS)
        assert token is not None
        if spoil == "none":
            security.getparent().remove(security)
        elif spoil == "no token":
            security.remove(token)
        else:
            security.append(etree.fromstring(etree.tostring(token)))
        assert send(running, PATH, message).fault == "InvalidSecurity", spoil


def test_a_body_that_is_signed_elsewhere_and_another_one_that_is_carried_out(running: Running) -> None:
    """Wrapping: the signed body moves into the header, a new one takes its place."""
    message = reading(running)
    body = message.find("s:Body", NS)
    header = message.find("s:Header", NS)
    assert body is not None
    assert header is not None
    moved = etree.SubElement(header, "{urn:wrapped}Wrapped")
    moved.append(body)
    other = etree.SubElement(message, f"{{{NS['s']}}}Body")
    other.append(E.SletInput(SD.UUIDIdentifikator(root_of(running))))
    assert send(running, PATH, message).fault == "FailedCheck"
    other.set(f"{{{NS['wsu']}}}Id", body.get(f"{{{NS['wsu']}}}Id", ""))
    assert send(running, PATH, message).fault == "FailedCheck"


def test_the_same_message_twice_is_taken_once(running: Running) -> None:
    message = reading(running)
    assert send(running, PATH, message).status == 200
    assert send(running, PATH, message).fault == "FailedCheck"


def test_an_expired_token_is_refused(running: Running) -> None:
    running.control("POST", "/control/faults", {"fault": "expired-tokens", "times": 1})
    answer = send(running, PATH, reading(running, token=token_of(running)))
    assert answer.fault == "InvalidSecurityToken"
    assert "the token holds from" in answer.envelope.findtext(".//s:Text", "", NS)


def test_a_token_of_another_municipality_finds_nothing(running: Running) -> None:
    answer = send(running, PATH, reading(running, token=token_of(running, OTHER_CVR)))
    assert (answer.status, answer.code) == (200, "44")


def test_action_and_body_must_agree(running: Running) -> None:
    body = E.LaesInput(SD.UUIDIdentifikator(root_of(running)))
    for action in ("organisationenhed/slet", "adresse/laes", "nothing"):
        message = signed_call(running, action, body, token_of(running))
        assert send(running, PATH, message).fault == "ActionNotSupported"


def test_faults_of_the_transport(running: Running) -> None:
    for fault, status in (("loading", 503), ("timeout", 408), ("server-error", 500)):
        running.control("POST", "/control/faults", {"fault": fault, "times": 1})
        message = etree.tostring(reading(running))
        assert running.ask_over(running.plain(), "POST", PATH, message, {})[0] == status
    running.control("POST", "/control/faults", {"fault": "lost-answer", "times": 1})
    caller = SoapCaller(running)
    with pytest.raises((IncompleteRead, ConnectionError)):
        caller.call("organisationenhed", "slet", E.SletInput(SD.UUIDIdentifikator(root_of(running))))
    answer = caller.call("organisationenhed", "laes", E.LaesInput(SD.UUIDIdentifikator(root_of(running))))
    assert answer.envelope.findtext(".//sd:LivscyklusKode", "", NS) == "Slettet", "it was done all the same"


XMLSEC = shutil.which("xmlsec1")


@pytest.mark.slow
@pytest.mark.skipif(XMLSEC is None, reason="the program xmlsec1 is not installed (Debian: xmlsec1)")
def test_the_program_of_xmlsec_finds_the_signatures_right_and_a_changed_answer_wrong(
    running: Running, tmp_path: Path
) -> None:
    answer, issued = send(running, PATH, reading(running)), ask_token(running)
    (tmp_path / "answer.xml").write_bytes(answer.body)
    (tmp_path / "issued.xml").write_bytes(issued.body)
    token = issued.envelope.find(".//saml:Assertion", NS)
    (tmp_path / "token.xml").write_bytes(etree.tostring(token, with_tail=False))
    (tmp_path / "changed.xml").write_bytes(answer.body.replace(b">20<", b">44<"))

    def verifies(file: str, signer: str) -> bool:
        addressing = (f"{NS['wsa']}:{name}" for name in ("Action", "MessageID", "To", "RelatesTo"))
        ids = [f"{NS['s']}:Body", f"{NS['wsu']}:Timestamp", *addressing]
        options = [part for one in ids for part in ("--id-attr:Id", one)]
        options += ["--id-attr:ID", f"{NS['saml']}:Assertion"]
        parent = "Assertion" if file == "token.xml" else "Security"
        xpath = f"//*[local-name()='{parent}']/*[local-name()='Signature']"
        command = [
            str(XMLSEC), "--verify", *options, "--node-xpath", xpath,
            "--pubkey-cert-pem", str(running.folder / f"{signer}.pem"), "--enabled-key-data", "rsa",
            str(tmp_path / file),
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    assert verifies("answer.xml", "service")
    assert verifies("issued.xml", "sts")
    assert verifies("token.xml", "sts")
    assert not verifies("answer.xml", "sts")
    assert not verifies("changed.xml", "service")


def test_the_certificate_in_an_answer_is_the_services(running: Running) -> None:
    found = send(running, PATH, reading(running)).envelope.findtext(".//wsse:BinarySecurityToken", "", NS)
    pem = (running.folder / "service.pem").read_text()
    assert base64.b64decode(found) == base64.b64decode("".join(pem.split("\n")[1:-2]))
