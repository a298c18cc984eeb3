"""What a provider publishes of itself is read, and refused where it is not its own, or has run out."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sor.access.login.saml.metadata import BadMetadata, MetadataFile, read_metadata
from tests.access.login.saml.idp import ISSUER, SLO, SSO, identities, metadata

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def test_it_is_read() -> None:
    found = read_metadata(metadata().encode(), ISSUER)
    assert (found.login, found.logout, found.logout_answers) == (SSO, SLO, SLO)
    assert len(found.signers) == 1
    assert found.ends is None


def test_a_key_for_encryption_signs_nothing_and_one_without_use_does() -> None:
    def described(use: str) -> str:
        lines = "".join(identities()[1].certificate.strip().splitlines()[1:-1])
        key = f'<ds:X509Data xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Certificate>{lines}'
        return f"<md:KeyDescriptor{use}>{key}</ds:X509Certificate></ds:X509Data></md:KeyDescriptor>"

    assert len(read_metadata(metadata(more=described(' use="encryption"')).encode(), ISSUER).signers) == 1
    assert len(read_metadata(metadata(more=described("")).encode(), ISSUER).signers) == 2


ROW = metadata()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no XML"),
        ("<!DOCTYPE a><a/>", "document type"),
        (ROW.replace(ISSUER, "https://other.example", 1), "0 providers"),
        (f"<a>{ROW}{ROW}</a>", "2 providers"),
        (ROW.replace("IDPSSODescriptor", "SPSSODescriptor"), "0 IDPSSODescriptor"),
        (ROW.replace('use="signing"', 'use="encryption"'), "no certificate"),
        (ROW.replace("<ds:X509Certificate>", "<ds:X509Certificate>AAAA"), "cannot be used"),
        (ROW.replace("<ds:X509Certificate>", "<ds:X509Certificate>=ø"), "not Base64"),
        (ROW.replace("SingleSignOnService", "Other"), "no SingleSignOnService"),
        (ROW.replace(SSO, "http://idp.example/sso"), "only https"),
        (ROW.replace(SLO, "javascript:alert(1)"), "only https"),
        (ROW.replace(f'"{ISSUER}"', f'"{ISSUER}" validUntil="soon"', 1), "no instant"),
    ],
)
def test_what_cannot_be_used(text: str, told: str) -> None:
    with pytest.raises(BadMetadata, match=told):
        read_metadata(text.encode(), ISSUER)


def test_the_end_of_what_surrounds_it_counts(tmp_path: Path) -> None:
    longer = metadata(until=' validUntil="2027-01-01T00:00:00Z"')
    around = f'<a validUntil="2026-11-29T00:00:00Z">{longer}</a>'
    assert read_metadata(around.encode(), ISSUER).ends == datetime(2026, 11, 29, tzinfo=UTC)
    path = tmp_path / "idp.xml"
    path.write_text(around)
    file = MetadataFile(str(path), ISSUER)
    with pytest.raises(BadMetadata, match="get it anew"):
        file.find_published(NOW)
    path.write_text(metadata())
    os.utime(path, ns=(1, 1))
    assert file.find_published(NOW).login == SSO
    path.unlink()
    with pytest.raises(BadMetadata, match="cannot be read"):
        file.find_published(NOW)
