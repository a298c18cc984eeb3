"""The signature of an assertion or a message: one shape, one reference, a key that is trusted beforehand.

What is signed is verified as a document of its own, so that a reference can reach nothing else. Canonical form, digests
and RSA are xmlsec's; here stands only what the signature may look like. The certificate inside is never a key.
"""

import re
from collections.abc import Sequence
from datetime import datetime

import xmlsec
from lxml.etree import _Element

from sor.access.dgws.trust import Trusted
from sor.access.login.saml.names import DS, ENVELOPED, EXCLUSIVE_C14N
from sor.access.login.saml.reading import Unusable

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
_SIGNATURE, _KEY_INFO = f"{{{DS}}}Signature", f"{{{DS}}}KeyInfo"
_INCLUSIVE = f"{{{EXCLUSIVE_C14N}}}InclusiveNamespaces"
_PARTS = [f"{{{DS}}}{name}" for name in ("SignedInfo", "SignatureValue")]
_SIGNED_INFO = [
    f"{{{DS}}}{name}"
    for name in (
        "SignedInfo", "CanonicalizationMethod", "SignatureMethod",
        "Reference", "Transforms", "Transform", "Transform", "DigestMethod", "DigestValue",
    )
]  # fmt: skip
"""All that a SignedInfo holds, in document order, but for the prefixes that a canonical form keeps."""


def demand_signed(root: _Element, keys: Sequence[Trusted], now: datetime) -> None:
    """Raises Unusable unless a document is signed, all of it, by one of the keys that hold now."""
    found = list(root.iter(_SIGNATURE))
    if not found:
        raise _refuse("den er ikke underskrevet", "it is not signed")
    if len(found) > 1 or found[0].getparent() is not root:
        raise _refuse("den skal have én underskrift, lige under sig", "it must hold one signature, as its direct child")
    signature = found[0]
    method, digest = _algorithms(root, signature)
    allowed = [key for key in keys if method in key.signatures and digest in key.digests]
    if not allowed:
        raise _refuse(
            f"den er underskrevet med {method[:80]}", f"it is signed with {method[:80]}, digest {digest[:80]}"
        )
    xmlsec.tree.add_ids(root, ["ID"])
    signer = next((key for key in allowed if _fits(signature, key)), None)
    if signer is None:
        raise _refuse("dens underskrift passer ikke", "its signature does not fit: it was changed, or by another key")
    if not signer.holds(now):
        raise _refuse(
            f"udbyderens certifikat gælder fra {signer.not_before:%Y-%m-%d} til {signer.not_after:%Y-%m-%d}",
            f"the provider's certificate holds from {signer.not_before:%Y-%m-%d} to {signer.not_after:%Y-%m-%d}",
        )


def _algorithms(root: _Element, signature: _Element) -> tuple[str, str]:
    """(signature method, digest method) of a signature that has SAML's shape and speaks of the whole document."""
    own = root.get("ID", "")
    if [part.tag for part in signature] not in (_PARTS, [*_PARTS, _KEY_INFO]):
        raise _misshapen("SignedInfo, SignatureValue, KeyInfo")
    elements = [element for element in signature[0].iter() if element.tag != _INCLUSIVE]
    if [element.tag for element in elements] != _SIGNED_INFO:
        raise _misshapen("SignedInfo")
    _, canonical, method, reference, _, first, second, digest, _ = elements
    if not _NAME.fullmatch(own) or reference.get("URI") != f"#{own}":
        raise _misshapen("Reference")
    if [one.get("Algorithm") for one in (canonical, first, second)] != [EXCLUSIVE_C14N, ENVELOPED, EXCLUSIVE_C14N]:
        raise _misshapen("Transforms")
    return method.get("Algorithm", ""), digest.get("Algorithm", "")


def _misshapen(part: str) -> Unusable:
    return _refuse(
        f"dens underskrift har en anden form end SAMLs ({part})", f"its signature has another shape ({part})"
    )


def _refuse(da: str, en: str) -> Unusable:
    return Unusable(da, en, hidden=True)


def _fits(signature: _Element, key: Trusted) -> bool:
    context = xmlsec.SignatureContext()
    context.key = key.key
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True
