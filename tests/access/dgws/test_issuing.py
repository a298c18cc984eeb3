"""What an STS issues, as another implementation of XML signatures sees it: the whole assertion is signed."""

import base64
import hashlib
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from lxml import etree

from sor.access.dgws.issuing import Algorithms, Holder, issue
from sor.access.dgws.names import DS, SAML
from tests.access.dgws.messages import NOW, SHA1, STS


def canonical(element: Any) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False)


def digest_and_signature_fit(card: bytes, sha: Any) -> bool:
    """Canonical form, digest and RSA by lxml and cryptography, without xmlsec."""
    root = etree.fromstring(card)
    signature: Any = root.find(f"{{{DS}}}Signature")
    info = signature.find(f"{{{DS}}}SignedInfo")
    key: Any = x509.load_pem_x509_certificate(STS.certificate.encode()).public_key()
    value = base64.b64decode(signature.findtext(f"{{{DS}}}SignatureValue"))
    try:
        key.verify(value, canonical(info), PKCS1v15(), sha)
    except InvalidSignature:
        return False
    said = base64.b64decode(info.findtext(f".//{{{DS}}}DigestValue"))
    root.remove(signature)
    return said == hashlib.new(sha.name, canonical(root)).digest()


@pytest.mark.parametrize(("algorithms", "sha"), [(Algorithms(), hashes.SHA256()), (SHA1, hashes.SHA1())])
def test_another_implementation_finds_the_card_signed(algorithms: Algorithms, sha: Any) -> None:
    card = issue(STS, Holder("12345678"), NOW, "1", algorithms)
    assert digest_and_signature_fit(card, sha)
    assert not digest_and_signature_fit(card.replace(b"12345678", b"12345679"), sha)


def names(card: bytes) -> list[str]:
    return [str(one.get("Name")) for one in etree.fromstring(card).iter(f"{{{SAML}}}Attribute")]


def test_a_systems_card_has_no_user() -> None:
    assert names(issue(STS, Holder("12345678"), NOW, "1")) == [
        "sosi:IDCardID", "sosi:IDCardVersion", "sosi:IDCardType", "sosi:AuthenticationLevel", "sosi:OCESCertHash",
        "medcom:ITSystemName", "medcom:CareProviderID", "medcom:CareProviderName",
    ]  # fmt: skip


def test_a_persons_card_has_names_and_no_cpr_number() -> None:
    user = [
        name for name in names(issue(STS, Holder("12345678", given_name="A", surname="B"), NOW, "1")) if "User" in name
    ]
    assert user == ["medcom:UserGivenName", "medcom:UserSurName"]


def test_names_with_any_character() -> None:
    card = issue(STS, Holder("12345678", "Bo & Co <ApS>", "Å"), NOW, "1")
    values = [one.text for one in etree.fromstring(card).iter(f"{{{SAML}}}AttributeValue")]
    assert "Bo & Co <ApS>" in values
