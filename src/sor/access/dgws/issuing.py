"""What an STS does, for demo and tests: make a key, issue ID cards of level 3 and 4, put one into a message's header.

Nothing here is trusted by itself: a card is worth what the certificate of its issuer is worth to the reader.
"""

import base64
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from xml.sax.saxutils import escape

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree

from sor.access.dgws.instants import zulu
from sor.access.dgws.names import CARD_VERSION, CVR_FORMAT, DS, ENVELOPED, EXCLUSIVE_C14N, MEDCOM, SAML, WSSE, WSU

HOLDS = timedelta(hours=24)
KEY_BITS = 2048
SYSTEM_LEVEL, USER_LEVEL = 3, 4
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""A demo's clock may stand anywhere."""

DEMO_ISSUER = "Open SOR demo STS"
"""The common name of every demo STS: a certificate with it is never taken as a real one."""

ISSUER = "OPEN-SOR-DEMO-STS"
"""What its cards name as their issuer: a name without blanks, as those of the real STSs are."""


class Identity(NamedTuple):
    """An STS's private key and certificate, both PEM."""

    key: str
    certificate: str


class Holder(NamedTuple):
    """Whom a card is for. A person's name makes it a card of level 4."""

    cvr: str
    organisation: str = "Demo"
    system: str = "Demo"
    given_name: str = ""
    surname: str = ""
    role: str = ""

    @property
    def level(self) -> int:
        """3 for a system, 4 for a person."""
        return USER_LEVEL if self.given_name or self.surname else SYSTEM_LEVEL


class Algorithms(NamedTuple):
    """With what a card is signed: the names of XML Signature."""

    signature: str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    digest: str = "http://www.w3.org/2001/04/xmlenc#sha256"


def new_identity(name: str = DEMO_ISSUER, period: tuple[datetime, datetime] = ALWAYS) -> Identity:
    """A new RSA key with a certificate that it has signed itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), *period)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Identity(pem.decode(), certificate.public_bytes(Encoding.PEM).decode())


def issue(
    identity: Identity, holder: Holder, now: datetime, card_id: str, algorithms: Algorithms | None = None
) -> bytes:
    """An ID card of 24 hours, signed, as the bytes of its assertion. card_id: a name of its own."""
    return sign_assertion(make_unsigned_card(holder, now, card_id), identity, algorithms)


def sign_assertion(assertion: bytes, identity: Identity, algorithms: Algorithms | None = None) -> bytes:
    """An assertion with its enveloped signature, of SOSI's shape."""
    root = etree.fromstring(assertion)
    root.append(etree.fromstring(_signature(root.get("id", ""), identity, algorithms or Algorithms())))
    xmlsec.tree.add_ids(root, ["id"])
    context = xmlsec.SignatureContext()
    context.key = _signing_key(identity.key)
    context.sign(root[-1])
    return etree.tostring(root, encoding="utf-8")


def make_unsigned_card(holder: Holder, now: datetime, card_id: str) -> bytes:
    """The same card before it is signed."""
    written = zulu(now)
    kind = "user" if holder.level > SYSTEM_LEVEL else "system"
    data = {
        "sosi:IDCardID": card_id,
        "sosi:IDCardVersion": CARD_VERSION,
        "sosi:IDCardType": kind,
        "sosi:AuthenticationLevel": str(holder.level),
        "sosi:OCESCertHash": base64.b64encode(sha256(holder.cvr.encode()).digest()).decode(),
    }
    user = {
        "medcom:UserGivenName": holder.given_name,
        "medcom:UserSurName": holder.surname,
        "medcom:UserRole": holder.role,
    }
    system = {
        "medcom:ITSystemName": holder.system,
        "medcom:CareProviderID": holder.cvr,
        "medcom:CareProviderName": holder.organisation,
    }
    return (
        f'<saml:Assertion xmlns:saml="{SAML}" xmlns:ds="{DS}" IssueInstant="{written}" Version="2.0" id="IDCard">'
        f"<saml:Issuer>{ISSUER}</saml:Issuer>"
        f'<saml:Subject><saml:NameID Format="{CVR_FORMAT}">{escape(holder.cvr)}</saml:NameID><saml:SubjectConfirmation>'
        "<saml:ConfirmationMethod>urn:oasis:names:tc:SAML:2.0:cm:holder-of-key</saml:ConfirmationMethod>"
        "<saml:SubjectConfirmationData><ds:KeyInfo><ds:KeyName>OCESSignature</ds:KeyName></ds:KeyInfo>"
        "</saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>"
        f'<saml:Conditions NotBefore="{written}" NotOnOrAfter="{zulu(now + HOLDS)}"/>'
        f"{_statement('IDCardData', data)}{_statement('UserLog', user) if kind == 'user' else ''}"
        f"{_statement('SystemLog', system)}</saml:Assertion>"
    ).encode()


def header(card: bytes, message_id: str, now: datetime, *, flow_id: str = "", level: int | None = None) -> str:
    """The two header entries of a message that shows a card, as XML: ``wsse:Security`` and ``medcom:Header``."""
    flow = f"<medcom:FlowID>{escape(flow_id)}</medcom:FlowID>" if flow_id else ""
    claimed = "" if level is None else f"<medcom:SecurityLevel>{level}</medcom:SecurityLevel>"
    return (
        f'<wsse:Security xmlns:wsse="{WSSE}"><wsu:Timestamp xmlns:wsu="{WSU}">'
        f"<wsu:Created>{zulu(now)}</wsu:Created></wsu:Timestamp>{card.decode()}</wsse:Security>"
        f'<medcom:Header xmlns:medcom="{MEDCOM}">{claimed}<medcom:Linking>{flow}'
        f"<medcom:MessageID>{escape(message_id)}</medcom:MessageID></medcom:Linking></medcom:Header>"
    )


def _statement(name: str, values: dict[str, str]) -> str:
    attributes = "".join(
        f'<saml:Attribute Name="{attribute}"{_format(attribute)}><saml:AttributeValue>{escape(value)}'
        "</saml:AttributeValue></saml:Attribute>"
        for attribute, value in values.items()
        if value
    )
    return f'<saml:AttributeStatement id="{name}">{attributes}</saml:AttributeStatement>'


def _format(attribute: str) -> str:
    return f' NameFormat="{CVR_FORMAT}"' if attribute == "medcom:CareProviderID" else ""


def _signature(reference: str, identity: Identity, algorithms: Algorithms) -> str:
    """The signature as xmlsec fills it in."""
    lines = identity.certificate.strip().splitlines()
    return (
        f'<ds:Signature xmlns:ds="{DS}" id="OCESSignature"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE_C14N}"/>'
        f'<ds:SignatureMethod Algorithm="{algorithms.signature}"/><ds:Reference URI="#{reference}"><ds:Transforms>'
        f'<ds:Transform Algorithm="{ENVELOPED}"/><ds:Transform Algorithm="{EXCLUSIVE_C14N}"/></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{algorithms.digest}"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>'
        "<ds:SignatureValue/><ds:KeyInfo><ds:X509Data>"
        f"<ds:X509Certificate>{''.join(lines[1:-1])}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
    )


@lru_cache(maxsize=4)
def _signing_key(pem: str) -> xmlsec.Key:
    return xmlsec.Key.from_memory(pem.encode(), xmlsec.constants.KeyDataFormatPem)
