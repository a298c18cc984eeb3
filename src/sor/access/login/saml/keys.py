"""The register's own keys towards SAML providers: it signs with the first, and decrypts with each."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from sor.access.dgws.trust import DAMAGED, SMALLEST_KEY

BITS = 3072
"""Of a new key."""

HOLDS = timedelta(days=3 * 365)
"""How long the certificate of a new key holds, as those of OCES do."""


class BadKey(ValueError):
    """A key that cannot be used; the message says what to do."""


class OwnKey(NamedTuple):
    """A private key (PEM) and its certificate (Base64 of its bytes, in one line, and when it ends)."""

    key: str
    certificate: str
    not_after: datetime


def read_key(path: Path) -> OwnKey:
    """The key and the certificate that stand in a file. Raises BadKey."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadKey(f"{path} cannot be read: {error.strerror}.") from None
    try:
        key = load_pem_private_key(content, None)
        certificate = x509.load_pem_x509_certificate(content)
        own, certified = (
            one.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            for one in (key.public_key(), certificate.public_key())
        )
    except (*DAMAGED, TypeError) as error:
        raise BadKey(f"{path} must hold a private key without a password and its certificate, PEM: {error}.") from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST_KEY:
        raise BadKey(f"{path}: the key must be RSA of {SMALLEST_KEY} bits or more.")
    if own != certified:
        raise BadKey(f"{path}: the certificate is of another key.")
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    lines = certificate.public_bytes(Encoding.PEM).decode().strip().splitlines()
    return OwnKey(pem, "".join(lines[1:-1]), certificate.not_valid_after_utc)


def make_key(name: str, now: datetime) -> bytes:
    """A new key with a certificate that it has signed itself, PEM. name: whose it is."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    period = now - timedelta(hours=1), now + HOLDS
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), *period)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem + certificate.public_bytes(Encoding.PEM)


class KeyFiles:
    """Files of keys, read again when they have changed: a key is exchanged while the server runs. paths: the first one
    signs.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = [Path(path) for path in paths]
        self._seen: tuple[tuple[int, int], ...] = ()
        self._keys: list[OwnKey] = []

    def keys(self) -> list[OwnKey]:
        """The keys. Raises BadKey."""
        if not self._paths:
            raise BadKey("SOR_SAML_KEYS is not set: `sor keys saml FILE` makes a key; name its file with it.")
        try:
            seen = tuple((found.st_mtime_ns, found.st_size) for found in map(os.stat, self._paths))
        except OSError as error:
            raise BadKey(f"{error.filename} cannot be read: {error.strerror}.") from None
        if seen != self._seen:
            self._keys = [read_key(path) for path in self._paths]
            self._seen = seen
        return self._keys


def to_decrypt(key: OwnKey) -> xmlsec.Key:
    """A key as xmlsec takes it."""
    return xmlsec.Key.from_memory(key.key.encode(), xmlsec.constants.KeyDataFormatPem)
