"""The signature of an ID card: one shape, one reference, a key that is trusted beforehand (facts §10.5).

The card is verified as a document of its own, so that a reference can reach nothing else. Canonical form, digests and
RSA are xmlsec's; here stands only what a SOSI card may look like. The certificate in the message is never a key: it
only tells which of the trusted ones is meant.
"""

import base64
import binascii
import re
from collections import Counter
from datetime import datetime
from typing import Any

import xmlsec
from lxml import etree
from lxml.etree import _Element

from sor.access.dgws.names import DS, ENVELOPED, EXCLUSIVE_C14N, SIGNATURE
from sor.access.dgws.refusal import BAD_CERTIFICATE, BAD_SIGNATURE, Refusal
from sor.access.dgws.trust import Trust, Trusted

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
_SIGNED_INFO = [
    f"{{{DS}}}{name}"
    for name in (
        "SignedInfo", "CanonicalizationMethod", "SignatureMethod",
        "Reference", "Transforms", "Transform", "Transform", "DigestMethod", "DigestValue",
    )
]  # fmt: skip
"""All that a SignedInfo holds, in document order."""

LARGEST = 50_000
"""Bytes of a card; those of the STSs have five to ten thousand."""

MOST_ATTRIBUTES = 20
"""Of one element of a card; those of the STSs have four."""

_PARTS = [f"{{{DS}}}{name}" for name in ("SignedInfo", "SignatureValue", "KeyInfo")]
_CERTIFICATE = f"{{{DS}}}KeyInfo/{{{DS}}}X509Data/{{{DS}}}X509Certificate"


def verify_card(card: bytes, trust: Trust, now: datetime) -> Trusted:
    """The trusted certificate by which a card is signed, all of it. card: the assertion as a document of its own.

    Raises Refusal: invalid_signature, or invalid_certificate when nobody trusted has signed it.
    """
    root = _read(card)
    _demand_bounded(card, root)
    etree.cleanup_namespaces(root)  # exclusive canonical form knows none of these; one that is no URI would stop it
    signature = _only_signature(root)
    method, digest = _algorithms(root, signature)
    meant = _find_meant(signature, trust)
    allowed = [one for one in meant if method in one.signatures and digest in one.digests]
    if not allowed:
        raise Refusal(
            BAD_SIGNATURE,
            f"The ID card is signed with {method} and digest {digest}, which are not allowed here for its STS.",
        )
    xmlsec.tree.add_ids(root, ["id"])
    signer = next((one for one in allowed if _fits(signature, one)), None)
    if signer is None:
        raise Refusal(
            BAD_SIGNATURE, "The ID card's signature does not fit it: it was changed, or signed by another key."
        )
    demand_valid(signer, now)
    return signer


def _demand_bounded(card: bytes, root: _Element) -> None:
    """Raises Refusal for a card that no STS makes. The canonical form is made before the signature is known to be
    false, and orders attributes in a time that grows with the square of their number.
    """
    if len(card) > LARGEST:
        raise Refusal(BAD_SIGNATURE, f"The ID card is larger than the {LARGEST:,} bytes that one may have.")
    if any(len(element.attrib) > MOST_ATTRIBUTES for element in root.iter()):
        raise Refusal(BAD_SIGNATURE, f"An element of the ID card has more than {MOST_ATTRIBUTES} attributes.")


def _read(card: bytes) -> _Element:
    """A card as a document of its own: what was let pass inside a message may not be (a namespace without end)."""
    try:
        return etree.fromstring(card, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Refusal(BAD_SIGNATURE, f"The ID card cannot be read by itself: {str(error)[:100]}.") from None


def demand_valid(signer: Trusted, now: datetime) -> None:
    """Raises Refusal unless a certificate is within its time."""
    if not signer.holds(now):
        raise Refusal(
            BAD_CERTIFICATE,
            f"The certificate of {signer.sts} holds from {signer.not_before:%Y-%m-%d} to {signer.not_after:%Y-%m-%d}.",
        )


def _only_signature(root: _Element) -> _Element:
    """The card's one signature, its direct child; no element bears the id of another."""
    found = list(root.iter(SIGNATURE))
    if not found:
        raise Refusal(BAD_SIGNATURE, "The ID card is not signed. Have your STS sign it.")
    if len(found) > 1 or found[0].getparent() is not root:
        raise Refusal(BAD_SIGNATURE, "The ID card must hold one signature, as its direct child.")
    ids: Counter[Any] = Counter(
        value
        for element in root.iter()
        for name, value in element.items()
        if etree.QName(name).localname.lower() == "id"
    )
    twice = [value for value, count in ids.items() if count > 1]
    if twice:
        raise Refusal(BAD_SIGNATURE, f"The ID card holds the id '{twice[0][:40]}' twice.")
    return found[0]


def _algorithms(root: _Element, signature: _Element) -> tuple[str, str]:
    """(signature method, digest method) of a signature that has SOSI's shape and speaks of the whole card."""
    own = root.get("id", "")
    if [part.tag for part in signature] not in (_PARTS, _PARTS[:2]):
        raise _misshapen("it may hold SignedInfo, SignatureValue and KeyInfo, and nothing else")
    elements = list(signature[0].iter())
    if [element.tag for element in elements] != _SIGNED_INFO:
        raise _misshapen("its SignedInfo must hold one Reference with two Transforms, and nothing else")
    _, canonical, method, reference, _, first, second, digest, _ = elements
    if not _NAME.fullmatch(own) or reference.get("URI") != f"#{own}":
        raise _misshapen(f"its Reference must be to the card's own id, #{own[:40] or 'IDCard'}")
    if [one.get("Algorithm") for one in (canonical, first, second)] != [EXCLUSIVE_C14N, ENVELOPED, EXCLUSIVE_C14N]:
        raise _misshapen("its transforms must be enveloped-signature and exclusive canonicalization, in that order")
    return method.get("Algorithm", ""), digest.get("Algorithm", "")


def _misshapen(text: str) -> Refusal:
    return Refusal(BAD_SIGNATURE, f"The ID card's signature has another shape than SOSI's: {text}.")


def _find_meant(signature: _Element, trust: Trust) -> Trust:
    """The trusted certificates that the signature may be by: the one it names, or all when it names none."""
    named = signature.find(_CERTIFICATE)
    if named is None:
        found = trust
    else:
        try:
            der = base64.b64decode("".join((named.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            der = b""
        found = tuple(one for one in trust if one.der == der)
    if not found:
        raise Refusal(BAD_CERTIFICATE, "The ID card is not signed by an STS that is trusted here.")
    return found


def _fits(signature: _Element, signer: Trusted) -> bool:
    context = xmlsec.SignatureContext()
    context.key = signer.key
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True
