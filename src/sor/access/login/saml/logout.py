"""Single logout: what a provider asks of the register, and answers it, when a login ends everywhere."""

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote_plus

import xmlsec
from lxml.etree import _Element

from sor.access.dgws.trust import Trusted
from sor.access.login.saml.assertion import demand, demand_fresh, demand_issuer, demand_version, instant
from sor.access.login.saml.encryption import decrypt_assertion
from sor.access.login.saml.keys import OwnKey
from sor.access.login.saml.names import SAML, SAMLP, SUCCESS
from sor.access.login.saml.reading import LARGEST, Unusable, only, read_xml, text_of, unpack_base64
from sor.access.login.saml.signature import demand_signed

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_TRANSFORMS = {
    f"{_MORE}rsa-sha256": xmlsec.constants.TransformRsaSha256,
    f"{_MORE}rsa-sha384": xmlsec.constants.TransformRsaSha384,
    f"{_MORE}rsa-sha512": xmlsec.constants.TransformRsaSha512,
}
REQUEST, RESPONSE = "SAMLRequest", "SAMLResponse"


class SignedMessage(NamedTuple):
    """A message whose signature holds. kind: ``SAMLRequest`` or ``SAMLResponse``; relay: what its sender wants back."""

    kind: str
    root: _Element
    relay: str


class LogoutAsked(NamedTuple):
    """A login that a provider ends. sessions: by which it knows them; none: all of that person."""

    id: str
    name_id: str
    sessions: tuple[str, ...]


def read_redirected(query: str, signers: Sequence[Trusted], now: datetime) -> SignedMessage:
    """A message that came as a query (HTTP-Redirect), as it stood in the address. Raises Unusable."""
    raw: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name in raw:
            raise Unusable(f"{name[:40]} står to gange", f"{name[:40]} stands twice")
        raw[name] = value
    kind = _kind(raw)
    if not raw.get("SigAlg") or not raw.get("Signature"):
        raise Unusable("den er ikke underskrevet", "it is not signed")
    signed = "&".join(f"{name}={raw[name]}" for name in (kind, "RelayState", "SigAlg") if name in raw)
    algorithm, signature = unquote_plus(raw["SigAlg"]), unpack_base64(unquote_plus(raw["Signature"]))
    signer = next(
        (one for one in signers if algorithm in one.signatures and _fits(signed, one, algorithm, signature)), None
    )
    if signer is None or not signer.holds(now):
        raise Unusable("dens underskrift passer ikke", "its signature does not fit")
    root = read_xml(_inflate(unpack_base64(unquote_plus(raw[kind]))))
    return SignedMessage(kind, root, unquote_plus(raw.get("RelayState", "")))


def read_posted(form: dict[str, str], signers: Sequence[Trusted], now: datetime) -> SignedMessage:
    """A message that came as a form (HTTP-POST). Raises Unusable."""
    kind = _kind(form)
    root = read_xml(unpack_base64(form[kind]))
    demand_signed(root, signers, now)
    return SignedMessage(kind, root, form.get("RelayState", ""))


def read_logout(
    root: _Element, issuer: str, goes_to: str, keys: Sequence[OwnKey], ciphers: Sequence[str], now: datetime
) -> LogoutAsked:
    """What a ``samlp:LogoutRequest`` asks. issuer: whose it must be; goes_to: the address where it came in. Raises
    Unusable.
    """
    if root.tag != f"{{{SAMLP}}}LogoutRequest":
        raise Unusable("den er intet ønske om at logge ud", "it does not ask to sign out")
    _demand_meant(root, issuer, goes_to, now)
    until = root.get("NotOnOrAfter")
    if until is not None and instant(until) <= now:
        raise Unusable("den er udløbet", "it has expired")
    hidden = [one for one in root if one.tag == f"{{{SAML}}}EncryptedID"]
    name = read_xml(decrypt_assertion(hidden[0], keys, ciphers)) if hidden else only(root, f"{{{SAML}}}NameID")
    if len(hidden) > 1 or name.tag != f"{{{SAML}}}NameID":
        raise Unusable("den siger ikke, hvis login det er", "it does not say whose login it is")
    sessions = tuple(text_of(one) for one in root if one.tag == f"{{{SAMLP}}}SessionIndex")
    return LogoutAsked(root.get("ID", ""), text_of(name), sessions)


def is_done(root: _Element, issuer: str, goes_to: str, now: datetime) -> bool:
    """Whether a ``samlp:LogoutResponse`` says that all sessions ended. Raises Unusable."""
    if root.tag != f"{{{SAMLP}}}LogoutResponse":
        raise Unusable("den er intet svar på et ønske om at logge ud", "it is no answer to a wish to sign out")
    _demand_meant(root, issuer, goes_to, now)
    code = only(only(root, f"{{{SAMLP}}}Status"), f"{{{SAMLP}}}StatusCode")
    return code.get("Value") == SUCCESS and len(code) == 0


def _demand_meant(root: _Element, issuer: str, goes_to: str, now: datetime) -> None:
    demand_version(root)
    demand_issuer(root, issuer)
    demand("Destination", root.get("Destination"), goes_to)
    demand_fresh(root, now)


def _kind(given: dict[str, str]) -> str:
    kinds = [name for name in (REQUEST, RESPONSE) if name in given]
    if len(kinds) != 1:
        raise Unusable("den har ikke netop én besked", "it holds not just one message")
    return kinds[0]


def _fits(signed: str, signer: Trusted, algorithm: str, signature: bytes) -> bool:
    if algorithm not in _TRANSFORMS:
        return False
    context = xmlsec.SignatureContext()
    context.key = signer.key
    try:
        context.verify_binary(signed.encode(), _TRANSFORMS[algorithm], signature)
    except xmlsec.Error:
        return False
    return True


def _inflate(packed: bytes) -> bytes:
    """A message unpacked, but never more of it than a message may have."""
    try:
        return zlib.decompressobj(-15).decompress(packed, LARGEST + 1)
    except zlib.error:
        raise Unusable("den er ikke pakket (DEFLATE)", "it is not packed (DEFLATE)") from None
