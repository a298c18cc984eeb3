"""The genuine ID card that the test STS of the Danish health service issued on 21 February 2018."""

import base64
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from sor.access.dgws.checks import Caller, Demands, check
from sor.access.dgws.message import GuardedMessage
from sor.access.dgws.names import MEDCOM, SOAP
from sor.access.dgws.refusal import Refusal
from sor.access.dgws.trust import Trust, read_trust
from sor.access.dgws.verified import VerifiedCards
from tests.access.dgws.messages import STRANGER

RAW = (Path(os.environ["SOR_REAL_DATA"]) / "dgws/idcard-2018-test2-sts.xml").read_bytes()
AT_ITS_TIME = datetime(2018, 2, 21, 14, tzinfo=UTC)
CVR = "25469364"
LINKING = f'<m:Header xmlns:m="{MEDCOM}"><m:Linking><m:MessageID>1</m:MessageID></m:Linking></m:Header>'.encode()
"""The published sample shows the card only; a message has this, too."""

MESSAGE = RAW.replace(b"</soapenv:Header>", LINKING + b"</soapenv:Header>")


def sts(*, sha1: bool = True) -> Trust:
    """The STS's certificate, as an operator would have got it beforehand."""
    named = etree.fromstring(RAW).find(".//{*}X509Certificate")
    assert named is not None
    return read_trust("TEST2-NSP-STS", base64.b64decode(named.text or ""), sha1=sha1)


def called(raw: bytes = MESSAGE, now: datetime = AT_ITS_TIME, trust: Trust | None = None) -> Caller:
    root = etree.fromstring(raw)
    message = GuardedMessage(root.find(f"{{{SOAP}}}Header"), raw)
    chosen = sts() if trust is None else trust
    return check(message, Demands("SORUS", lambda cvr: cvr == CVR), lambda: chosen, VerifiedCards(), now)


def refused(raw: bytes = MESSAGE, now: datetime = AT_ITS_TIME, trust: Trust | None = None) -> str:
    with pytest.raises(Refusal) as refusal:
        called(raw, now, trust)
    return refusal.value.code


def test_it_is_accepted_at_its_time() -> None:
    caller = called()
    assert (caller.cvr, caller.organisation, caller.system) == (CVR, "DXCTechnology", "LPR3 Test Client")
    assert (caller.level, caller.sts) == (3, "TEST2-NSP-STS")


def test_it_is_refused_today() -> None:
    assert refused(now=datetime.now(UTC)) == "expired_idcard"


def test_it_is_refused_where_sha_1_is_not_allowed() -> None:
    assert refused(trust=sts(sha1=False)) == "invalid_signature"


def test_it_is_refused_where_another_sts_is_trusted() -> None:
    assert refused(trust=read_trust("other", STRANGER.certificate.encode(), sha1=True)) == "invalid_certificate"
    assert refused(trust=()) == "invalid_certificate"


def test_it_is_refused_with_one_character_changed() -> None:
    start, end = RAW.index(b"<saml:Assertion"), RAW.index(b"<ds:Signature ")
    for place in range(start, end):
        if RAW[place : place + 1].isdigit():
            digit = b"1" if RAW[place : place + 1] != b"1" else b"2"
            raw = MESSAGE[:place] + digit + MESSAGE[place + 1 :]
            try:
                etree.fromstring(raw)
            except etree.XMLSyntaxError:
                continue
            assert refused(raw) in (
                "invalid_signature", "expired_idcard", "invalid_idcard", "missing_required_header", "not_authorized",
            )  # fmt: skip


def test_the_published_sample_alone_lacks_the_header_of_dgws() -> None:
    assert refused(RAW) == "missing_required_header"
