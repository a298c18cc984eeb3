"""A provider of SAML as an attacker would have it: it says and signs whatever a test tells it to."""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import xmlsec
from lxml import etree

from sor.access.dgws.issuing import Identity, new_identity
from sor.access.login.saml.names import DS, ENVELOPED, EXCLUSIVE_C14N, SAML, SAMLP, XENC, XENC11

ISSUER, AUDIENCE = "https://idp.example", "https://sor.example/login/nemlogin/metadata"
GOES_TO, SSO, SLO = "https://sor.example/login/nemlogin/acs", "https://idp.example/sso", "https://idp.example/slo"
OUT = "https://sor.example/login/nemlogin/logout"
UUID = "3d5e0ea2-6d3b-4a8e-9d0c-1c5b0c8a7f10"
EID = "https://data.gov.dk/model/core/eid"
CVR = "12345674"
SHA1_SIGNATURE, SHA1 = f"{DS}rsa-sha1", f"{DS}sha1"
SHA256_SIGNATURE, SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", f"{XENC}sha256"
ATTRIBUTES = {
    "https://data.gov.dk/model/core/specVersion": "OIO-SAML-3.0",
    "https://data.gov.dk/concept/core/nsis/loa": "Substantial",
    f"{EID}/professional/cvr": CVR,
    f"{EID}/professional/orgName": "Eksempel Kommune",
    f"{EID}/fullName": "Anne Ærø",
    f"{EID}/email": "anne@example.dk",
}


@cache
def identities() -> tuple[Identity, Identity, Identity]:
    """The provider's key, a stranger's, and the register's own."""
    return new_identity("provider"), new_identity("stranger"), new_identity("register")


class Said(NamedTuple):
    """What a provider says. Each field is as it should be until a test changes it. issuer: of the assertion; sender: of
    the message around it.
    """

    issuer: str = ISSUER
    sender: str = ISSUER
    audience: str = AUDIENCE
    goes_to: str = GOES_TO
    destination: str = GOES_TO
    request: str = "_question"
    confirmed: str = "_question"
    name: str = f"{EID}/professional/uuid/{UUID}"
    name_format: str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    attributes: Mapping[str, str] = ATTRIBUTES
    made: timedelta = timedelta(0)
    begins: timedelta = timedelta(minutes=-5)
    ends: timedelta = timedelta(minutes=5)
    id: str = "_assertion"
    session: str = "_session"
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"


def at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def assertion(said: Said, now: datetime) -> str:
    """An assertion before it is signed."""
    made, begins, ends = (at(now + one) for one in (said.made, said.begins, said.ends))
    attributes = "".join(
        f'<saml:Attribute Name="{escape(name)}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">'
        f"<saml:AttributeValue>{escape(value)}</saml:AttributeValue></saml:Attribute>"
        for name, value in said.attributes.items()
    )
    return (
        f'<saml:Assertion xmlns:saml="{SAML}" ID="{said.id}" Version="2.0" IssueInstant="{made}">'
        f"<saml:Issuer>{escape(said.issuer)}</saml:Issuer>"
        f'<saml:Subject><saml:NameID Format="{said.name_format}">{escape(said.name)}</saml:NameID>'
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData'
        f' NotOnOrAfter="{ends}" Recipient="{said.goes_to}" InResponseTo="{said.confirmed}"/>'
        "</saml:SubjectConfirmation></saml:Subject>"
        f'<saml:Conditions NotBefore="{begins}" NotOnOrAfter="{ends}"><saml:AudienceRestriction>'
        f"<saml:Audience>{escape(said.audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{made}" SessionIndex="{said.session}"><saml:AuthnContext>'
        "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>"
        "</saml:AuthnContext></saml:AuthnStatement>"
        f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"
    )


def signature(reference: str, method: str = SHA256_SIGNATURE, digest: str = SHA256) -> etree._Element:
    """A signature that waits to be made."""
    return etree.fromstring(
        f'<ds:Signature xmlns:ds="{DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE_C14N}"/>'
        f'<ds:SignatureMethod Algorithm="{method}"/><ds:Reference URI="#{reference}"><ds:Transforms>'
        f'<ds:Transform Algorithm="{ENVELOPED}"/><ds:Transform Algorithm="{EXCLUSIVE_C14N}"/></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>'
        "<ds:SignatureValue/></ds:Signature>"
    )


def signed(xml: str, identity: Identity | None = None, method: str = SHA256_SIGNATURE, digest: str = SHA256) -> str:
    """A document with its signature after its issuer, where the schema wants it."""
    root = etree.fromstring(xml)
    waiting = signature(root.get("ID", ""), method, digest)
    root.insert(1, waiting)
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory((identity or identities()[0]).key, xmlsec.constants.KeyDataFormatPem)
    context.sign(waiting)
    return etree.tostring(root).decode()


def encrypted(
    xml: str | bytes,
    certificate: str | None = None,
    cipher: str = f"{XENC11}aes256-gcm",
    key_cipher: str = f"{XENC}rsa-oaep-mgf1p",
) -> str:
    """An ``EncryptedAssertion``, for the register unless a test names another's certificate."""
    data = etree.fromstring(
        f'<xenc:EncryptedData xmlns:xenc="{XENC}" Type="{XENC}Element"><xenc:EncryptionMethod Algorithm="{cipher}"/>'
        f'<ds:KeyInfo xmlns:ds="{DS}"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{key_cipher}"/>'
        "<xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo>"
        "<xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>"
    )
    manager = xmlsec.KeysManager()
    manager.add_key(
        xmlsec.Key.from_memory(certificate or identities()[2].certificate, xmlsec.constants.KeyDataFormatCertPem)
    )
    context = xmlsec.EncryptionContext(manager)
    bits = 128 if "128" in cipher else 192 if "tripledes" in cipher else 256
    kind = xmlsec.constants.KeyDataDes if "tripledes" in cipher else xmlsec.constants.KeyDataAes
    context.key = xmlsec.Key.generate(kind, bits, xmlsec.constants.KeyDataTypeSession)
    context.encrypt_binary(data, xml if isinstance(xml, bytes) else xml.encode())
    return f'<saml:EncryptedAssertion xmlns:saml="{SAML}">{etree.tostring(data).decode()}</saml:EncryptedAssertion>'


def response(said: Said, now: datetime, *holds: str) -> str:
    """The message around what it holds."""
    return (
        f'<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="_response" Version="2.0"'
        f' IssueInstant="{at(now + said.made)}" Destination="{said.destination}" InResponseTo="{said.request}">'
        f'<saml:Issuer>{escape(said.sender)}</saml:Issuer><samlp:Status><samlp:StatusCode Value="{said.status}"/>'
        f"</samlp:Status>{''.join(holds)}</samlp:Response>"
    )


def answer(said: Said, now: datetime, change: Callable[[str], str] = lambda xml: xml, **how: Any) -> str:
    """A whole answer. change: what is done to the assertion after it was signed."""
    return response(said, now, encrypted(change(signed(assertion(said, now))), **how))


def packed(xml: str) -> str:
    return base64.b64encode(xml.encode()).decode()


def metadata(*, issuer: str = ISSUER, identity: Identity | None = None, more: str = "", until: str = "") -> str:
    """What the provider publishes of itself."""
    lines = (identity or identities()[0]).certificate.strip().splitlines()
    place = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    return (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{issuer}"{until}>'
        f'<md:IDPSSODescriptor protocolSupportEnumeration="{SAMLP}"><md:KeyDescriptor use="signing">'
        f'<ds:KeyInfo xmlns:ds="{DS}"><ds:X509Data><ds:X509Certificate>{"".join(lines[1:-1])}</ds:X509Certificate>'
        f"</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>{more}"
        f'<md:SingleLogoutService Binding="{place}" Location="{SLO}"/>'
        f'<md:SingleSignOnService Binding="{place}" Location="{SSO}"/></md:IDPSSODescriptor></md:EntityDescriptor>'
    )
