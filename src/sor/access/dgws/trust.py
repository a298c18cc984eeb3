"""Whom to trust: the certificates of an STS, and the algorithms that its cards may be signed with."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeAlias

import xmlsec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_XMLENC = "http://www.w3.org/2001/04/xmlenc#"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"

SIGNATURES = frozenset({f"{_MORE}rsa-sha256", f"{_MORE}rsa-sha384", f"{_MORE}rsa-sha512"})
DIGESTS = frozenset({f"{_XMLENC}sha256", f"{_MORE}sha384", f"{_XMLENC}sha512"})
SHA1_SIGNATURE, SHA1_DIGEST = f"{_DSIG}rsa-sha1", f"{_DSIG}sha1"

SMALLEST_KEY = 2048
"""Bits of an RSA key."""


DAMAGED = (ValueError, UnsupportedAlgorithm, x509.InvalidVersion, xmlsec.Error)
"""What the libraries raise for a certificate with wrong bytes in it, some only when its key or a name is asked for;
found by changing bytes.
"""


class BadCertificate(ValueError):
    """A certificate that cannot be trusted; the message says why."""


class Trusted(NamedTuple):
    """One certificate of an STS. sts: the name of the trust domain; der: the certificate's own bytes.

    signatures, digests: the algorithms that it may sign with.
    """

    sts: str
    subject: str
    der: bytes
    key: xmlsec.Key
    not_before: datetime
    not_after: datetime
    signatures: frozenset[str]
    digests: frozenset[str]

    def holds(self, now: datetime) -> bool:
        """Whether the certificate is within its time."""
        return self.not_before <= now <= self.not_after

    def is_same(self, other: "Trusted") -> bool:
        """Whether the other is this certificate, trusted with the same algorithms."""
        return (self.sts, self.der, self.signatures, self.digests) == (
            other.sts, other.der, other.signatures, other.digests,
        )  # fmt: skip


Trust: TypeAlias = tuple[Trusted, ...]
"""Every certificate that a card may be signed with; none: nobody is trusted."""


def read_trust(sts: str, data: bytes, *, sha1: bool = False) -> Trust:
    """The certificates in a file, PEM (one or more) or DER. sha1: whether SHA-1 is allowed. Raises BadCertificate."""
    try:
        return tuple(_trust_certificate(sts, certificate, sha1=sha1) for certificate in _certificates(data))
    except BadCertificate:
        raise
    except DAMAGED as error:
        raise BadCertificate(f"it holds no certificate in PEM or DER ({error})") from None


def _certificates(data: bytes) -> Iterable[x509.Certificate]:
    if b"-----BEGIN" in data:
        return x509.load_pem_x509_certificates(data)
    return [x509.load_der_x509_certificate(data)]


def _trust_certificate(sts: str, certificate: x509.Certificate, *, sha1: bool) -> Trusted:
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise BadCertificate("its key is not RSA")
    if key.key_size < SMALLEST_KEY:
        raise BadCertificate(f"its key has {key.key_size} bits; the least is {SMALLEST_KEY}")
    pem = certificate.public_bytes(Encoding.PEM)
    return Trusted(
        sts,
        certificate.subject.rfc4514_string(),
        certificate.public_bytes(Encoding.DER),
        xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatCertPem),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        SIGNATURES | {SHA1_SIGNATURE} if sha1 else SIGNATURES,
        DIGESTS | {SHA1_DIGEST} if sha1 else DIGESTS,
    )
