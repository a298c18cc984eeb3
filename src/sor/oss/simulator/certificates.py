"""The simulator's demo certificates: an authority of its own, and whoever it knows; made once, kept in a folder.

Beside the ones that are right lie an expired one and one of a foreign authority, so that refusals can be tried.
"""

import contextlib
import ipaddress
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HOLDS = timedelta(days=3650)
ORGANISATION = "Demo-it-leverandør"
CLIENT_CVR = "90000099"


class DemoIdentity(NamedTuple):
    """A certificate and its private key, both PEM; where they lie."""

    certificate: bytes
    key: bytes
    path: Path

    @property
    def der(self) -> bytes:
        """The certificate."""
        return x509.load_pem_x509_certificate(self.certificate).public_bytes(serialization.Encoding.DER)

    @property
    def key_path(self) -> Path:
        """The file of the key."""
        return self.path.with_name(f"{self.path.stem}-key.pem")


class Identities(NamedTuple):
    """Who there is. authority: signs the others but ``foreign``. server: TLS. sts: tokens. service: answers of SOAP.
    client: the system that asks, with an agreement with every municipality. expired, foreign: as ``client``, refused.
    """

    authority: DemoIdentity
    server: DemoIdentity
    sts: DemoIdentity
    service: DemoIdentity
    client: DemoIdentity
    expired: DemoIdentity
    foreign: DemoIdentity


def folder_of(database: str) -> Path:
    """Where a demo's certificates lie: beside an SQLite file (sor.db: sor.oss), else in the folder sor.oss."""
    if database.startswith("sqlite:///"):
        return Path(database.removeprefix("sqlite:///").partition("?")[0]).with_suffix(".oss")
    return Path("sor.oss")


def identities(folder: Path, now: datetime) -> Identities:
    """Those of a folder, made now when there are none."""
    if not folder.exists():
        _make(folder, now)
    return Identities(*(_read(folder, name) for name in Identities._fields))


def _read(folder: Path, name: str) -> DemoIdentity:
    path = folder / f"{name}.pem"
    return DemoIdentity(path.read_bytes(), (folder / f"{name}-key.pem").read_bytes(), path)


def _make(folder: Path, now: datetime) -> None:
    """All or none: two simulators that start together do not mix theirs."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        ours, other = _Authority("Demo-CA (FK-ORG-simulator)", now), _Authority("Fremmed demo-CA", now)
        _write(made, "authority", ours.certificate, ours.key)
        for name, common, sign in _MADE:
            _write(made, name, *sign(ours, other, common))
        with contextlib.suppress(OSError):  # another one was first: its certificates are as good
            made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _write(folder: Path, name: str, certificate: x509.Certificate, key: RSAPrivateKey) -> None:
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    path = folder / f"{name}-key.pem"
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    os.chmod(path, 0o600)  # noqa: PTH101 (also where umask is unusual)


class _Authority:
    """An authority that signs certificates."""

    def __init__(self, name: str, now: datetime) -> None:
        self.now = now
        self.key = _new_key()
        self.name = _name(name)
        builder = _builder(self.name, self.name, self.key, now - timedelta(days=1), now + HOLDS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
            data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        builder = builder.add_extension(usage, critical=True)
        identifier = x509.SubjectKeyIdentifier.from_public_key(self.key.public_key())
        self.certificate = builder.add_extension(identifier, critical=False).sign(self.key, hashes.SHA256())

    def sign_certificate(
        self, common: str, *, server: bool = False, expired: bool = False
    ) -> tuple[x509.Certificate, RSAPrivateKey]:
        """A certificate and its key."""
        key = _new_key()
        start, end = self.now - timedelta(days=1), self.now + HOLDS
        if expired:
            start, end = self.now - timedelta(days=800), self.now - timedelta(days=70)
        builder = _builder(_name(common), self.name, key, start, end)
        purpose = ExtendedKeyUsageOID.SERVER_AUTH if server else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = builder.add_extension(issuer, critical=False)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        if server:
            names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, hashes.SHA256()), key


_Signed = Callable[[_Authority, _Authority, str], tuple[x509.Certificate, RSAPrivateKey]]
_MADE: tuple[tuple[str, str, _Signed], ...] = (
    ("server", "FK-ORG-simulator", lambda ours, _, name: ours.sign_certificate(name, server=True)),
    ("sts", "Adgangsstyring (simulator)", lambda ours, _, name: ours.sign_certificate(name)),
    ("service", "Organisation 6 (simulator)", lambda ours, _, name: ours.sign_certificate(name)),
    ("client", "FK-OSS (demo)", lambda ours, _, name: ours.sign_certificate(name)),
    ("expired", "FK-OSS (demo)", lambda ours, _, name: ours.sign_certificate(name, expired=True)),
    ("foreign", "FK-OSS (demo)", lambda _, other, name: other.sign_certificate(name)),
)


def _new_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def _name(common: str) -> x509.Name:
    parts = (
        (NameOID.COUNTRY_NAME, "DK"),
        (NameOID.ORGANIZATION_NAME, ORGANISATION),
        (NameOID.ORGANIZATION_IDENTIFIER, f"NTRDK-{CLIENT_CVR}"),
        (NameOID.COMMON_NAME, common),
    )
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: RSAPrivateKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
