"""Signed SOAP messages: which parts a signature covers, by whose key, and how the simulator signs its answers.

Canonical form, digests and RSA are xmlsec's. What may stand in a signature is narrow: exclusive canonicalization,
RSA-SHA256 and SHA-256 (Basic256Sha256), each reference to an element of the message at its right place.
"""

import base64
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import xmlsec
from lxml import etree
from lxml.etree import _Element

from sor.oss.simulator.certificates import DemoIdentity
from sor.oss.simulator.soap_names import (
    BASE64,
    DS,
    ENVELOPED,
    EXCLUSIVE,
    RSA_SHA256,
    SHA256,
    WSA,
    WSSE,
    WSU,
    X509_TOKEN,
    S,
)

SKEW = timedelta(minutes=5)
ID = f"{{{WSU}}}Id"
ADDRESSING = ("To", "From", "FaultTo", "ReplyTo", "MessageID", "RelatesTo", "Action")
"""The addressing headers that are signed, each where it is there."""


class Insecure(ValueError):
    """A message that is not believed. subcode: the name of WS-Security's fault."""

    def __init__(self, subcode: str, text: str) -> None:
        super().__init__(text)
        self.subcode = subcode


def read_message(body: bytes) -> _Element:
    """The envelope of a message. Raises ValueError: it is no XML, or no envelope of SOAP 1.2."""
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the message is no XML: {str(error)[:100]}") from None
    if root.tag != f"{{{S}}}Envelope" or root.find(f"{{{S}}}Body") is None:
        raise ValueError("the message is no envelope of SOAP 1.2 with a body")
    return root


def security_of(envelope: _Element) -> _Element:
    """The one Security header. Raises Insecure."""
    found = envelope.findall(f"{{{S}}}Header/{{{WSSE}}}Security")
    if len(found) != 1:
        raise Insecure("InvalidSecurity", "the message must have one wsse:Security header")
    return found[0]


def demand_fresh(security: _Element, now: datetime) -> None:
    """Raises Insecure unless the timestamp holds now."""
    stamp = security.find(f"{{{WSU}}}Timestamp")
    created = _instant(stamp, "Created")
    expires = _instant(stamp, "Expires") or (created and created + SKEW)
    if created is None or expires is None:
        raise Insecure("InvalidSecurity", "the Security header must have a Timestamp with Created")
    if not created - SKEW <= now < expires + SKEW:
        raise Insecure("MessageExpired", f"the Timestamp holds from {created.isoformat()} to {expires.isoformat()}")


def _instant(stamp: _Element | None, name: str) -> datetime | None:
    text = None if stamp is None else stamp.findtext(f"{{{WSU}}}{name}")
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found if found.tzinfo else None


def demand_signed(envelope: _Element, security: _Element, certificate: bytes, wanted: set[str]) -> None:
    """Raises Insecure unless the message's one signature is by a certificate's key (DER) and covers the parts that are
    wanted: Body, Timestamp, and ``addressing`` for every addressing header.
    """
    signatures = security.findall(f"{{{DS}}}Signature")
    if len(signatures) != 1:
        raise Insecure("InvalidSecurity", "the Security header must have one ds:Signature")
    signature = signatures[0]
    ids = Counter(value for element in envelope.iter() for name, value in element.items() if _is_id(str(name)))
    twice = next((value for value, count in ids.items() if count > 1), None)
    if twice is not None:
        raise Insecure("FailedCheck", f"the id {str(twice)[:40]!r} stands twice")
    covered = set(_list_covered(signature))
    missing = [part.tag for part in _parts(envelope, security, wanted) if not _own_ids(part) & covered]
    if missing:
        raise Insecure("FailedCheck", f"not signed: {', '.join(str(tag).partition('}')[2] for tag in missing)}")
    xmlsec.tree.add_ids(envelope, ["Id", "ID", "AssertionID"])
    if not fits(signature, certificate):
        raise Insecure("FailedCheck", "the signature does not fit: changed, or made with another key")


def fits(signature: _Element, certificate: bytes) -> bool:
    """Whether a signature is by the key of a certificate (DER)."""
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertDer)
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def demand_allowed(signature: _Element, transforms: set[str]) -> None:
    """Raises Insecure for other algorithms than Basic256Sha256's."""

    def list_used(name: str) -> set[str | None]:
        return {one.get("Algorithm") for one in signature.iter(f"{{{DS}}}{name}")}

    if list_used("SignatureMethod") != {RSA_SHA256} or list_used("DigestMethod") != {SHA256}:
        raise Insecure("UnsupportedAlgorithm", "signatures must be RSA-SHA256 with SHA-256 (Basic256Sha256)")
    if list_used("CanonicalizationMethod") != {EXCLUSIVE} or not list_used("Transform") <= transforms:
        raise Insecure("UnsupportedAlgorithm", "the one transform that is allowed is exclusive canonicalization")


def _is_id(name: str) -> bool:
    return name in (ID, "Id", "ID", "AssertionID")


def _own_ids(element: _Element) -> set[str]:
    return {str(value) for name, value in element.items() if _is_id(str(name))}


def _list_covered(signature: _Element) -> Iterator[str]:
    demand_allowed(signature, {EXCLUSIVE})
    for reference in signature.findall(f"{{{DS}}}SignedInfo/{{{DS}}}Reference"):
        uri = reference.get("URI", "")
        if not uri.startswith("#"):
            raise Insecure("FailedCheck", "a reference must be to an element of the message")
        yield uri[1:]


def _parts(envelope: _Element, security: _Element, wanted: set[str]) -> Iterator[_Element]:
    if "Body" in wanted:
        yield from envelope.findall(f"{{{S}}}Body")
    if "Timestamp" in wanted:
        yield from security.findall(f"{{{WSU}}}Timestamp")
    if "addressing" in wanted:
        for name in ADDRESSING:
            yield from envelope.findall(f"{{{S}}}Header/{{{WSA}}}{name}")


def sign_message(envelope: _Element, signer: DemoIdentity, now: datetime) -> bytes:
    """An answer signed whole: body, addressing headers and timestamp; its certificate stands in it."""
    header = envelope.find(f"{{{S}}}Header")
    if header is None:
        raise LookupError("an answer has a header")
    security = etree.SubElement(header, f"{{{WSSE}}}Security", {f"{{{S}}}mustUnderstand": "1"})
    stamp = etree.SubElement(security, f"{{{WSU}}}Timestamp")
    etree.SubElement(stamp, f"{{{WSU}}}Created").text = zulu(now)
    etree.SubElement(stamp, f"{{{WSU}}}Expires").text = zulu(now + SKEW)
    token = etree.SubElement(security, f"{{{WSSE}}}BinarySecurityToken", EncodingType=BASE64, ValueType=X509_TOKEN)
    token.text = base64.b64encode(signer.der).decode()
    token.set(ID, new_id("X509"))
    signature = xmlsec.template.create(
        security, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformRsaSha256, ns="ds"
    )
    for part in _parts(envelope, security, {"Body", "Timestamp", "addressing"}):
        part.set(ID, new_id(str(part.tag).partition("}")[2]))
        reference = xmlsec.template.add_reference(signature, xmlsec.constants.TransformSha256, uri=f"#{part.get(ID)}")
        xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    security.append(signature)
    info = etree.SubElement(xmlsec.template.ensure_key_info(signature), f"{{{WSSE}}}SecurityTokenReference")
    etree.SubElement(info, f"{{{WSSE}}}Reference", URI=f"#{token.get(ID)}", ValueType=X509_TOKEN)
    xmlsec.tree.add_ids(envelope, ["Id"])
    _sign(signature, signer)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def sign_assertion(assertion: _Element, signer: DemoIdentity) -> None:
    """Put an enveloped signature into an assertion, after its Issuer."""
    signature = xmlsec.template.create(
        assertion, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformRsaSha256, ns="ds"
    )
    reference = xmlsec.template.add_reference(
        signature, xmlsec.constants.TransformSha256, uri=f"#{assertion.get('ID')}"
    )
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    assertion.insert(1, signature)
    data = etree.SubElement(xmlsec.template.ensure_key_info(signature), f"{{{DS}}}X509Data")
    etree.SubElement(data, f"{{{DS}}}X509Certificate").text = base64.b64encode(signer.der).decode()
    xmlsec.tree.add_ids(assertion, ["ID"])
    _sign(signature, signer)


def _sign(signature: _Element, signer: DemoIdentity) -> None:
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(signer.key, xmlsec.constants.KeyDataFormatPem)
    context.sign(signature)


def new_id(name: str) -> str:
    """An id for an element of a message."""
    return f"{name}-{uuid.uuid4()}"


def zulu(moment: datetime) -> str:
    """A time as messages write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


ASSERTION_TRANSFORMS = {EXCLUSIVE, ENVELOPED}
"""Those in the signature of an assertion."""
