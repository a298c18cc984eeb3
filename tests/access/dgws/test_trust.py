"""Certificates that can be trusted: PEM or DER, one or several, and those that cannot."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sor.access.dgws.trust import SHA1_DIGEST, SHA1_SIGNATURE, BadCertificate, read_trust
from tests.access.dgws.messages import NOW, STRANGER, STS

RSA = bytes.fromhex("06092a864886f70d010101")
"""The kind of a key in a certificate: its object identifier."""


def own_certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    period = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, *period).sign(key, SHA256())
    return made.public_bytes(Encoding.PEM)


def test_pem_with_several_certificates_and_der() -> None:
    pem = STS.certificate + STRANGER.certificate
    both = read_trust("test", pem.encode())
    assert [(one.sts, one.subject) for one in both] == [("test", "CN=Test STS"), ("test", "CN=Stranger's STS")]
    der = base64.b64decode("".join(STS.certificate.strip().splitlines()[1:-1]))
    assert read_trust("test", der)[0].der == both[0].der


def test_sha_1_is_allowed_only_when_asked_for() -> None:
    (strict,) = read_trust("test", STS.certificate.encode())
    (lax,) = read_trust("test", STS.certificate.encode(), sha1=True)
    assert SHA1_SIGNATURE not in strict.signatures
    assert SHA1_DIGEST not in strict.digests
    assert lax.signatures - strict.signatures == {SHA1_SIGNATURE}
    assert lax.digests - strict.digests == {SHA1_DIGEST}


def test_a_certificate_holds_from_its_first_to_its_last_second() -> None:
    (one,) = read_trust("test", STS.certificate.encode())
    assert one.holds(NOW)
    assert one.holds(one.not_before)
    assert one.holds(one.not_after)
    assert not one.holds(datetime(2100, 1, 2, tzinfo=UTC))
    assert not one.holds(datetime(1999, 12, 31, tzinfo=UTC))


def test_what_cannot_be_trusted() -> None:
    with pytest.raises(BadCertificate, match="it holds no certificate in PEM or DER"):
        read_trust("test", b"hello")
    with pytest.raises(BadCertificate, match="its key is not RSA"):
        read_trust("test", own_certificate(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(BadCertificate, match="its key has 1024 bits; the least is 2048"):
        read_trust("test", own_certificate(rsa.generate_private_key(65537, 1024)))


@pytest.mark.parametrize(
    ("inside", "damaged"),
    [
        (RSA, RSA[:-1] + b"\x7f"),
        (RSA + b"\x05\x00\x03\x82\x01\x0f\x00\x30", RSA + b"\x05\x00\x03\x82\x01\x0f\x00\x31"),
        (b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x23"),
    ],
    ids=["a kind of key that nobody knows", "a key that is none", "a version that does not exist"],
)
def test_what_is_damaged_inside_is_told_whenever_it_is_read(inside: bytes, damaged: bytes) -> None:
    der = x509.load_pem_x509_certificate(STS.certificate.encode()).public_bytes(Encoding.DER)
    assert inside in der
    assert len(read_trust("test", der)) == 1
    with pytest.raises(BadCertificate, match="it holds no certificate in PEM or DER"):
        read_trust("test", der.replace(inside, damaged, 1))
