"""What a SAML provider has published of itself: its entity id, its keys, and where logins and logouts go."""

import base64
import binascii
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element

from sor.access.dgws.trust import BadCertificate, Trusted, read_trust
from sor.access.login.providers import LOOPBACK
from sor.access.login.saml.names import DS, METADATA, REDIRECT
from sor.core.instant import parse_instant

LARGEST = 20_000_000
"""Bytes of a file of metadata; a federation's whole list has some millions."""


class BadMetadata(ValueError):
    """Metadata that cannot be used; the message says why."""


class PublishedProvider(NamedTuple):
    """What a provider has published. signers: its keys that sign; certificates: the same in Base64. login, logout,
    logout_answers: its addresses for HTTP-Redirect; no logout: it ends no sessions elsewhere. ends: when what it has
    published holds no longer; None: it does not say.
    """

    issuer: str
    signers: tuple[Trusted, ...]
    certificates: tuple[str, ...]
    login: str
    logout: str
    logout_answers: str
    ends: datetime | None


def read_metadata(content: bytes, issuer: str) -> PublishedProvider:
    """What a file says of the provider with that entity id. Raises BadMetadata."""
    if len(content) > LARGEST or b"<!DOCTYPE" in content:
        raise BadMetadata("the metadata is too large, or has a document type")
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    except etree.XMLSyntaxError as error:
        raise BadMetadata(f"the metadata is no XML: {str(error)[:100]}") from None
    found = [one for one in root.iter(f"{{{METADATA}}}EntityDescriptor") if one.get("entityID") == issuer]
    if len(found) != 1:
        raise BadMetadata(f"the metadata describes {len(found)} providers with the entity id {issuer}, not one")
    untils = [one.get("validUntil") for one in (*found[0].iterancestors(), found[0])]
    ends = min((_instant(until) for until in untils if until is not None), default=None)
    roles = found[0].findall(f"{{{METADATA}}}IDPSSODescriptor")
    if len(roles) != 1:
        raise BadMetadata(f"the metadata holds {len(roles)} IDPSSODescriptor, not one")
    ders = list(dict.fromkeys(_certificates(roles[0])))
    if not ders:
        raise BadMetadata("the metadata names no certificate that signs")
    try:
        signers = tuple(key for der in ders for key in read_trust(issuer, der))
    except BadCertificate as error:
        raise BadMetadata(f"a certificate of the metadata cannot be used: {error}") from None
    login, _ = _addresses(roles[0], "SingleSignOnService")
    if not login:
        raise BadMetadata(f"the metadata names no SingleSignOnService with {REDIRECT}")
    logout, answers = _addresses(roles[0], "SingleLogoutService")
    certificates = tuple(base64.b64encode(der).decode() for der in ders)
    return PublishedProvider(issuer, signers, certificates, login, logout, answers, ends)


def _certificates(role: _Element) -> list[bytes]:
    """The certificates that a provider signs with."""
    found = []
    for descriptor in role.findall(f"{{{METADATA}}}KeyDescriptor"):
        if descriptor.get("use", "signing") == "signing":
            for one in descriptor.iter(f"{{{DS}}}X509Certificate"):
                try:
                    found.append(base64.b64decode("".join((one.text or "").split()), validate=True))
                except (binascii.Error, ValueError):
                    raise BadMetadata("a certificate of the metadata is not Base64") from None
    return found


def _addresses(role: _Element, name: str) -> tuple[str, str]:
    """Where requests, and where answers, of a service go by HTTP-Redirect; empty when the provider has none."""
    for one in role.findall(f"{{{METADATA}}}{name}"):
        if one.get("Binding") == REDIRECT:
            to, back = one.get("Location", ""), one.get("ResponseLocation", "") or one.get("Location", "")
            for address in (to, back):
                parts = urlsplit(address)
                if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in LOOPBACK):
                    raise BadMetadata(f"{name} is at '{address[:200]}'; only https is safe beyond this machine")
            return to, back
    return "", ""


def _instant(text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError:
        raise BadMetadata(f"validUntil is '{text[:40]}', and that is no instant") from None


class MetadataFile:
    """A file of metadata, read again when it has changed: a provider's new keys count while the server runs."""

    def __init__(self, path: str, issuer: str) -> None:
        self._path, self._issuer = Path(path), issuer
        self._seen: tuple[int, int] | None = None
        self._published: PublishedProvider | None = None

    def find_published(self, now: datetime) -> PublishedProvider:
        """What the provider has published. Raises BadMetadata."""
        try:
            found = self._path.stat()
            seen = found.st_mtime_ns, found.st_size
            if self._published is None or seen != self._seen:
                self._published = read_metadata(self._path.read_bytes(), self._issuer)
                self._seen = seen
        except OSError as error:
            raise BadMetadata(f"{self._path} cannot be read: {error.strerror}") from None
        if self._published.ends is not None and self._published.ends <= now:
            raise BadMetadata(f"{self._path} held until {self._published.ends}; get it anew from the provider")
        return self._published
