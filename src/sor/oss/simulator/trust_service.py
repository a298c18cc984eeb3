"""KOMBIT's STS for SOAP: WS-Trust 1.3, a signed request with a certificate, a SAML token for the holder of its key."""

import base64
import binascii
import uuid
from collections.abc import Callable, Container
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from lxml import etree
from lxml.etree import _Element

from sor.oss.simulator.assertions import new_assertion
from sor.oss.simulator.bearer import SERVICE
from sor.oss.simulator.certificates import Identities
from sor.oss.simulator.graphql_door import HttpReply
from sor.oss.simulator.message_security import (
    Insecure,
    demand_fresh,
    demand_signed,
    read_message,
    security_of,
    sign_message,
    zulu,
)
from sor.oss.simulator.soap_envelope import fault, new_envelope
from sor.oss.simulator.soap_names import (
    CONTENT_TYPE,
    CVR_ATTRIBUTE,
    DS,
    ISSUE,
    ISSUE_ACTION,
    ISSUED_ACTION,
    PUBLIC_KEY,
    SAML_ID,
    SAML_TOKEN,
    WSA,
    WSP,
    WSSE,
    WST,
    WSU,
    S,
)

PATH = "/runtime/services/kombittrust/14/certificatemixed"
LONGEST = timedelta(hours=8)
USUAL = timedelta(hours=1)


class TrustService:
    """Issues tokens. cvrs: the municipalities with which the client has an agreement."""

    def __init__(self, known: Identities, cvrs: Container[str], clock: Callable[[], datetime]) -> None:
        self._known, self._cvrs, self._clock = known, cvrs, clock
        self.expired = False
        """Whether the tokens that it gives have expired: a fault."""

    def answer(self, body: bytes, *, over_tls: bool) -> HttpReply:
        """The answer to a request: a token, or a fault."""
        message = ""
        try:
            envelope = read_message(body)
            message = envelope.findtext(f"{{{S}}}Header/{{{WSA}}}MessageID") or ""
            holder = self._caller(envelope, over_tls=over_tls)
            issued = self._issue_token(envelope, holder)
        except Insecure as error:
            return fault(WSSE, error.subcode, str(error), message)
        except ValueError as error:
            return fault(WST, "InvalidRequest", str(error), message)
        answer = new_envelope(ISSUED_ACTION, message)
        answer[1].append(issued)
        return HttpReply(200, sign_message(answer, self._known.sts, self._clock()), CONTENT_TYPE)

    def _caller(self, envelope: _Element, *, over_tls: bool) -> bytes:
        """The certificate of whoever signed the request (DER). Raises Insecure. Over TLS the timestamp is enough."""
        security = security_of(envelope)
        demand_fresh(security, self._clock())
        text = security.findtext(f"{{{WSSE}}}BinarySecurityToken") or ""
        try:
            der = base64.b64decode("".join(text.split()), validate=True)
            certificate = x509.load_der_x509_certificate(der)
        except (binascii.Error, ValueError):
            raise Insecure("InvalidSecurityToken", "a wsse:BinarySecurityToken must hold the certificate") from None
        self._demand_trusted(certificate)
        demand_signed(envelope, security, der, {"Timestamp"} if over_tls else {"Timestamp", "Body", "addressing"})
        return der

    def _demand_trusted(self, certificate: x509.Certificate) -> None:
        authority = x509.load_pem_x509_certificate(self._known.authority.certificate)
        try:
            certificate.verify_directly_issued_by(authority)
        except (ValueError, TypeError, InvalidSignature):
            raise Insecure("FailedAuthentication", "the certificate is of an authority that is not trusted") from None
        now = self._clock()
        if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
            raise Insecure(
                "FailedAuthentication", f"the certificate expired on {certificate.not_valid_after_utc:%Y-%m-%d}"
            )

    def _issue_token(self, envelope: _Element, holder: bytes) -> _Element:
        """The answer to a RequestSecurityToken. Raises ValueError, Insecure."""
        asked = envelope.find(f"{{{S}}}Body/{{{WST}}}RequestSecurityToken")
        if asked is None or (asked.findtext(f"{{{WST}}}RequestType") or "").strip() != ISSUE:
            raise ValueError("the body must hold a wst:RequestSecurityToken of the type Issue")
        if (envelope.findtext(f"{{{S}}}Header/{{{WSA}}}Action") or "").strip() != ISSUE_ACTION:
            raise ValueError(f"wsa:Action must be {ISSUE_ACTION}")
        if (asked.findtext(f"{{{WST}}}TokenType") or SAML_TOKEN).strip() != SAML_TOKEN:
            raise ValueError(f"the TokenType must be {SAML_TOKEN}")
        if (asked.findtext(f"{{{WST}}}KeyType") or PUBLIC_KEY).strip() != PUBLIC_KEY:
            raise ValueError(f"the KeyType must be {PUBLIC_KEY}")
        address = next((one.text for one in asked.iter(f"{{{WSA}}}Address")), "") or ""
        if address.strip() != SERVICE:
            raise ValueError(f"AppliesTo must name {SERVICE}")
        self._demand_own_key(asked, holder)
        cvr = _claimed_cvr(asked)
        if cvr not in self._cvrs:
            raise Insecure(
                "FailedAuthentication", f"there is no service agreement for CVR {cvr or '(none was claimed)'}"
            )
        now, holds = self._clock(), _lifetime(asked)
        if self.expired:
            now -= holds + timedelta(minutes=1)
        return _response(new_assertion(self._known, cvr, holder, now, holds), now, holds)

    def _demand_own_key(self, asked: _Element, holder: bytes) -> None:
        """UseKey, where it holds a certificate, must be the caller's own."""
        text = next(
            (one.text for one in asked.iter(f"{{{DS}}}X509Certificate", f"{{{WSSE}}}BinarySecurityToken")), None
        )
        if text is not None and base64.b64decode("".join(text.split())) != holder:
            raise Insecure("FailedAuthentication", "UseKey must be the key that signs the request")


def _claimed_cvr(asked: _Element) -> str:
    claims = asked.find(f"{{{WST}}}Claims")
    for claim in () if claims is None else claims.iter():
        if claim.get("Uri") == CVR_ATTRIBUTE:
            return "".join("".join(str(text) for text in claim.itertext()).split())
    return ""


def _lifetime(asked: _Element) -> timedelta:
    life = asked.find(f"{{{WST}}}Lifetime")
    if life is None:
        return USUAL
    try:
        start, end = (
            datetime.fromisoformat((life.findtext(f"{{{WSU}}}{name}") or "").strip()) for name in ("Created", "Expires")
        )
        wanted = end - start
    except (TypeError, ValueError):
        raise ValueError("Lifetime must have Created and Expires") from None
    return min(max(wanted, timedelta(minutes=1)), LONGEST)


def _response(assertion: _Element, now: datetime, holds: timedelta) -> _Element:
    collection = etree.Element(f"{{{WST}}}RequestSecurityTokenResponseCollection", nsmap={"wst": WST, "wsp": WSP})
    response = etree.SubElement(collection, f"{{{WST}}}RequestSecurityTokenResponse", Context=str(uuid.uuid4()))
    etree.SubElement(response, f"{{{WST}}}TokenType").text = SAML_TOKEN
    applies = etree.SubElement(response, f"{{{WSP}}}AppliesTo")
    endpoint = etree.SubElement(applies, f"{{{WSA}}}EndpointReference")
    etree.SubElement(endpoint, f"{{{WSA}}}Address").text = SERVICE
    etree.SubElement(response, f"{{{WST}}}RequestedSecurityToken").append(assertion)
    for name in ("RequestedAttachedReference", "RequestedUnattachedReference"):
        to = etree.SubElement(etree.SubElement(response, f"{{{WST}}}{name}"), f"{{{WSSE}}}SecurityTokenReference")
        etree.SubElement(to, f"{{{WSSE}}}KeyIdentifier", ValueType=SAML_ID).text = assertion.get("ID")
    life = etree.SubElement(response, f"{{{WST}}}Lifetime")
    etree.SubElement(life, f"{{{WSU}}}Created").text = zulu(now)
    etree.SubElement(life, f"{{{WSU}}}Expires").text = zulu(now + holds)
    return collection
