"""A real register is served to other machines only with TLS or a trusted proxy and a key of its own; a demo always."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from sor.access.dgws.issuing import new_identity
from sor.cli.opening import closed_register
from sor.cli.reach import is_loopback, lacking
from sor.settings import read_settings
from tests.endpoints.servers import SOR, served
from tests.ports import free_port

KEY = "k" * 16 + "0123456789abcdef"
TLS, TOKENS = "SOR_TLS_CERTIFICATE and SOR_TLS_KEY", "SOR_TOKEN_KEY"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('reach')}/sor.db"
    register = closed_register(read_settings({"SOR_DATABASE": url}))
    register.init("master")
    register.database.close()
    return url


def started(database: str, host: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, "SOR_DATABASE": database, "SOR_HOST": host, "SOR_PORT": str(free_port()), **environment}
    return subprocess.run([SOR, "serve"], env=given, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.5.5.5", "localhost", "::1", "127.1", "0x7f000001"])
def test_addresses_of_this_machine_alone(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "0", "::ffff:0.0.0.0", "192.0.2.1", "2001:db8::1", "no.such.invalid"]
)
def test_addresses_that_others_reach(host: str) -> None:
    assert not is_loopback(host)
    assert lacking(read_settings({"SOR_HOST": host}, demo=False))
    assert not lacking(read_settings({"SOR_HOST": host}, demo=True))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, (TLS, TOKENS)),
        ({"SOR_TOKEN_KEY": KEY}, (TLS,)),
        ({"SOR_TRUSTED_PROXIES": "10.0.0.0/8"}, (TOKENS,)),
        ({"SOR_TLS_CERTIFICATE": "c.pem", "SOR_TLS_KEY": "k.pem"}, (TOKENS,)),
        ({"SOR_TLS_CERTIFICATE": "c.pem", "SOR_TLS_KEY": "k.pem", "SOR_TOKEN_KEY": KEY}, ()),
        ({"SOR_TRUSTED_PROXIES": "::1", "SOR_TOKEN_KEY": KEY}, ()),
    ],
)
def test_what_is_missing_is_named(given: dict[str, str], wanted: tuple[str, ...]) -> None:
    told = lacking(read_settings({"SOR_HOST": "0.0.0.0", **given}, demo=False))
    assert len(told) == len(wanted)
    assert all(name in sentence for name, sentence in zip(wanted, told, strict=True))
    assert lacking(read_settings(given, demo=False)) == []


@pytest.mark.slow
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "0"])
def test_the_command_does_not_start_and_says_what_to_set(database: str, host: str) -> None:
    ended = started(database, host)
    assert ended.returncode == 1
    assert f"Other machines can reach {host}" in ended.stderr
    assert TLS in ended.stderr
    assert "SOR_TRUSTED_PROXIES" in ended.stderr
    assert TOKENS in ended.stderr


@pytest.mark.slow
def test_with_a_proxy_and_a_key_it_starts_and_takes_only_its_own_names(database: str) -> None:
    given = {"SOR_NOW": "", "SOR_HOST": "0.0.0.0", "SOR_TRUSTED_PROXIES": "127.0.0.1", "SOR_TOKEN_KEY": KEY,
             "SOR_PUBLIC_URL": "https://sor.example"}  # fmt: skip
    with served(database, **given) as address:
        assert httpx.get(f"{address}/version", headers={"Host": "sor.example"}).status_code == 200
        assert httpx.get(f"{address}/version", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.slow
def test_it_speaks_tls_itself(database: str, tmp_path: Path) -> None:
    identity = new_identity("localhost", (datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) + timedelta(days=1)))
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    certificate.write_text(identity.certificate)
    key.write_text(identity.key)
    given = {"SOR_NOW": "", "SOR_TLS_CERTIFICATE": str(certificate), "SOR_TLS_KEY": str(key)}
    with served(database, scheme="https", **given) as address:
        assert httpx.get(f"{address}/version", verify=False).status_code == 200


@pytest.mark.slow
def test_a_certificate_that_cannot_be_used_is_told(database: str, tmp_path: Path) -> None:
    (tmp_path / "c.pem").write_text("nothing")
    given = {"SOR_TLS_CERTIFICATE": str(tmp_path / "c.pem"), "SOR_TLS_KEY": str(tmp_path / "c.pem")}
    ended = started(database, "127.0.0.1", **given)
    assert ended.returncode == 1
    assert "SOR_TLS_CERTIFICATE and SOR_TLS_KEY cannot be used" in ended.stderr
