"""SAML tokens for Organisation 6: issued to the holder of a key, and judged when they come back in a message."""

import base64
from datetime import datetime, timedelta

import xmlsec
from cryptography import x509
from lxml import etree
from lxml.etree import _Element

from sor.oss.simulator.bearer import ISSUER, SERVICE
from sor.oss.simulator.certificates import Identities
from sor.oss.simulator.message_security import (
    ASSERTION_TRANSFORMS,
    SKEW,
    Insecure,
    demand_allowed,
    fits,
    new_id,
    sign_assertion,
    zulu,
)
from sor.oss.simulator.soap_names import CVR_ATTRIBUTE, DS, SAML

HOLDER_OF_KEY = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"
SUBJECT = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
ROLES = ("Udstil", "Rediger organisation")
"""The roles of the service agreement that every simulated municipality has with the demo's client."""


def new_assertion(known: Identities, cvr: str, holder: bytes, now: datetime, holds: timedelta) -> _Element:
    """A signed token for a municipality, for whoever holds the key of a certificate (DER)."""
    root = etree.Element(f"{{{SAML}}}Assertion", nsmap={"saml": SAML, "ds": DS})
    root.set("ID", new_id("_saml"))
    root.set("Version", "2.0")
    root.set("IssueInstant", zulu(now))
    etree.SubElement(root, f"{{{SAML}}}Issuer").text = ISSUER
    subject = etree.SubElement(root, f"{{{SAML}}}Subject")
    name = x509.load_der_x509_certificate(holder).subject.rfc4514_string()
    etree.SubElement(subject, f"{{{SAML}}}NameID", Format=SUBJECT).text = name
    confirmation = etree.SubElement(subject, f"{{{SAML}}}SubjectConfirmation", Method=HOLDER_OF_KEY)
    data = etree.SubElement(confirmation, f"{{{SAML}}}SubjectConfirmationData")
    key = etree.SubElement(etree.SubElement(data, f"{{{DS}}}KeyInfo"), f"{{{DS}}}X509Data")
    etree.SubElement(key, f"{{{DS}}}X509Certificate").text = base64.b64encode(holder).decode()
    conditions = etree.SubElement(root, f"{{{SAML}}}Conditions")
    conditions.set("NotBefore", zulu(now))
    conditions.set("NotOnOrAfter", zulu(now + holds))
    restriction = etree.SubElement(conditions, f"{{{SAML}}}AudienceRestriction")
    etree.SubElement(restriction, f"{{{SAML}}}Audience").text = SERVICE
    statement = etree.SubElement(root, f"{{{SAML}}}AttributeStatement")
    told = {
        "dk:gov:saml:attribute:SpecVer": "DK-SAML-2.0",
        "dk:gov:saml:attribute:KombitSpecVer": "1.0",
        CVR_ATTRIBUTE: cvr,
        "dk:gov:saml:attribute:Privileges_intermediate": _privileges(cvr),
    }
    for attribute, value in told.items():
        element = etree.SubElement(statement, f"{{{SAML}}}Attribute", Name=attribute, NameFormat=URI)
        etree.SubElement(element, f"{{{SAML}}}AttributeValue").text = value
    sign_assertion(root, known.sts)
    return root


def _privileges(cvr: str) -> str:
    roles = "".join(f"<Privilege>{SERVICE.replace('service', 'roles')}/{role}</Privilege>" for role in ROLES)
    scope = f"urn:dk:gov:saml:cvrNumberIdentifier:{cvr}"
    text = (
        '<bpp:PrivilegeList xmlns:bpp="http://digst.dk/oiosaml/basic_privilege_profile">'
        f'<PrivilegeGroup Scope="{scope}">{roles}</PrivilegeGroup></bpp:PrivilegeList>'
    )
    return base64.b64encode(text.encode()).decode()


class Judged:
    """What a believed token says: for which CVR number, the certificate of its holder (DER), its id."""

    def __init__(self, cvr: str, holder: bytes, number: str) -> None:
        self.cvr, self.holder, self.number = cvr, holder, number


def judge(assertion: _Element, known: Identities, now: datetime) -> Judged:
    """Believe a token of this STS for this service. Raises Insecure, with what is wrong."""
    alone = etree.fromstring(
        etree.tostring(assertion, with_tail=False)
    )  # a document of its own: nothing else is reached
    signature = alone.find(f"{{{DS}}}Signature")
    number = alone.get("ID", "")
    if signature is None or len(list(alone.iter(f"{{{DS}}}Signature"))) != 1:
        raise Insecure("InvalidSecurityToken", "the token must have one signature")
    uris = [one.get("URI") for one in signature.iter(f"{{{DS}}}Reference")]
    if not number or uris != [f"#{number}"]:
        raise Insecure("InvalidSecurityToken", "the token's signature must be of the whole token")
    demand_allowed(signature, ASSERTION_TRANSFORMS)
    xmlsec.tree.add_ids(alone, ["ID"])
    if not fits(signature, known.sts.der):
        raise Insecure("InvalidSecurityToken", "the token is not signed by this STS, or was changed")
    _demand_conditions(alone, now)
    return Judged(_cvr(alone), _holder(alone), number)


def _demand_conditions(alone: _Element, now: datetime) -> None:
    if alone.findtext(f"{{{SAML}}}Issuer") != ISSUER:
        raise Insecure("InvalidSecurityToken", "the token is of another issuer")
    conditions = alone.find(f"{{{SAML}}}Conditions")
    if conditions is None:
        raise Insecure("InvalidSecurityToken", "the token has no conditions")
    start, end = (datetime.fromisoformat(conditions.get(name, "")) for name in ("NotBefore", "NotOnOrAfter"))
    if not start - SKEW <= now < end:
        raise Insecure("InvalidSecurityToken", f"the token holds from {start.isoformat()} to {end.isoformat()}")
    audience = [one.text for one in conditions.iter(f"{{{SAML}}}Audience")]
    if audience != [SERVICE]:
        raise Insecure("InvalidSecurityToken", "the token is for another service")


def _cvr(alone: _Element) -> str:
    for attribute in alone.iter(f"{{{SAML}}}Attribute"):
        if attribute.get("Name") == CVR_ATTRIBUTE:
            return attribute.findtext(f"{{{SAML}}}AttributeValue") or ""
    raise Insecure("InvalidSecurityToken", "the token names no CVR number")


def _holder(alone: _Element) -> bytes:
    confirmation = alone.find(f"{{{SAML}}}Subject/{{{SAML}}}SubjectConfirmation")
    if confirmation is None or confirmation.get("Method") != HOLDER_OF_KEY:
        raise Insecure("InvalidSecurityToken", "the token must be for the holder of a key")
    text = confirmation.findtext(f".//{{{DS}}}X509Certificate") or ""
    return base64.b64decode(text)
