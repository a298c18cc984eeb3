"""The register's own keys: what a file must hold, and that it is read again when it changes."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sor.access.dgws.issuing import new_identity
from sor.access.login.saml.keys import HOLDS, BadKey, KeyFiles, make_key, read_key

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def test_a_new_key(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(make_key("sor.example", NOW))
    found = read_key(tmp_path / "a.pem")
    assert found.not_after == NOW + HOLDS
    assert "\n" not in found.certificate


def test_what_is_no_key(tmp_path: Path) -> None:
    one, other = new_identity("one"), new_identity("other")
    for text, told in (
        ("", "must hold"),
        (one.key, "must hold"),
        (one.certificate, "must hold"),
        (one.key + other.certificate, "of another key"),
        ("\x00" + one.key[:200], "must hold"),
    ):
        (tmp_path / "a.pem").write_text(text)
        with pytest.raises(BadKey, match=told):
            read_key(tmp_path / "a.pem")
    with pytest.raises(BadKey, match="cannot be read"):
        read_key(tmp_path / "none.pem")


def test_files_are_read_again_when_they_change(tmp_path: Path) -> None:
    one, other = new_identity("one"), new_identity("other")
    path = tmp_path / "a.pem"
    path.write_text(one.key + one.certificate)
    files = KeyFiles([str(path)])
    first = files.keys()
    assert files.keys() is first
    path.write_text(other.key + other.certificate)
    os.utime(path, ns=(1, 1))
    assert files.keys()[0].certificate != first[0].certificate
    path.unlink()
    with pytest.raises(BadKey, match="cannot be read"):
        files.keys()
    with pytest.raises(BadKey, match="sor keys saml"):
        KeyFiles([]).keys()
