"""Signed SOAP 1.2 messages to KOMBIT's services: body, addressing and timestamp, by the key of the certificate.

Basic256Sha256: exclusive canonical form, RSA-SHA256, SHA-256; these are xmlsec's.
"""

import base64
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from lxml.etree import _Element

SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
X509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3"
BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
SAML_ID = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLID"
VALID = timedelta(minutes=5)


def write_message(
    action: str, to: str, body: _Element, certificate: str, key: str, now: datetime,
    token: bytes | None = None, header: _Element | None = None,
) -> bytes:  # fmt: skip
    """A signed message. certificate, key: files (PEM). token: the assertion (XML) whose key it is; without one the
    certificate itself stands in the message.
    """
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP, "a": WSA, "o": WSSE, "u": WSU})
    head = etree.SubElement(envelope, f"{{{SOAP}}}Header")
    signed = []
    for name, text in (("Action", action), ("MessageID", f"urn:uuid:{uuid.uuid4()}"), ("To", to)):
        part = etree.SubElement(head, f"{{{WSA}}}{name}")
        part.text = text
        signed.append(part)
    if header is not None:
        head.append(header)
    security = etree.SubElement(head, f"{{{WSSE}}}Security")
    stamp = etree.SubElement(security, f"{{{WSU}}}Timestamp")
    for name, moment in (("Created", now), ("Expires", now + VALID)):
        etree.SubElement(stamp, f"{{{WSU}}}{name}").text = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    around = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    around.append(body)
    reference = etree.Element(f"{{{WSSE}}}SecurityTokenReference")
    if token is not None:
        assertion = etree.fromstring(token)
        security.append(assertion)
        named = etree.SubElement(reference, f"{{{WSSE}}}KeyIdentifier", ValueType=SAML_ID)
        named.text = assertion.get("ID")
    else:
        shown = etree.SubElement(security, f"{{{WSSE}}}BinarySecurityToken", ValueType=X509, EncodingType=BASE64)
        der = x509.load_pem_x509_certificate(Path(certificate).read_bytes()).public_bytes(Encoding.DER)
        shown.text = base64.b64encode(der).decode()
        shown.set(f"{{{WSU}}}Id", "certificate")
        etree.SubElement(reference, f"{{{WSSE}}}Reference", URI="#certificate", ValueType=X509)
    _sign(envelope, security, [around, stamp, *signed], reference, key)
    return etree.tostring(envelope)


def _sign(envelope: _Element, security: _Element, parts: list[_Element], reference: _Element, key: str) -> None:
    signature = xmlsec.template.create(
        security, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformRsaSha256, ns="ds"
    )
    security.append(signature)
    for n, part in enumerate(parts):
        part.set(f"{{{WSU}}}Id", f"part-{n}")
        digested = xmlsec.template.add_reference(signature, xmlsec.constants.TransformSha256, uri=f"#part-{n}")
        xmlsec.template.add_transform(digested, xmlsec.constants.TransformExclC14N)
    xmlsec.template.ensure_key_info(signature).append(reference)
    xmlsec.tree.add_ids(envelope, ["Id", "ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(key, xmlsec.constants.KeyDataFormatPem)
    context.sign(signature)
