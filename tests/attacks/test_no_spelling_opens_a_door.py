"""Neither another spelling of an address, nor another method or protocol gets past what is asked at a door."""

import json

import pytest

from tests.attacks.conftest import SORUS, Attacked, answered

SPELT = (
    SORUS, f"/{SORUS}", f"{SORUS}/", f"{SORUS};x", f"{SORUS}%2f", f"{SORUS}?wsdl", f"{SORUS}#x", SORUS.lower(),
    SORUS.replace("/v3/", "/v3/../v3/"), SORUS.replace("/v3/", "/v3//"), SORUS.replace("/", "%2f")[3:].join(("/", "")),
    f"http://evil.example{SORUS}", "/demo/clock", "//demo/clock", "/demo/clock/", "/demo%2fclock", "/demo/./clock",
    "/api/v1/changes", "/api/v1//changes", "/api/v1/changes/", "/api/v1/changes%00", "/api/v1/changes%20",
    "http://evil.example/api/v1/changes",
)  # fmt: skip
FILES = (
    "/static/..%2f..%2f..%2fsettings.py", "/static/%2e%2e/%2e%2e/app.py", "/static/../app.py", "/static/..\\app.py",
    "/files/..%2f..%2fetc%2fpasswd", "/data/..%2f..%2fcore", "//etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/%00",
    "/.git/config", "/.env", "/schema", "/api/schema", "/debug", "/admin",
    "/docs/../pyproject.toml", "/docs/..%2fpyproject.toml", "/docs/%2e%2e/pyproject.toml",
    "/docs/guide/../../pyproject.toml", "/docs//etc/passwd", "/docs/.env", "/docs/guide", "/docs/guide/start%00",
    f"{SORUS}?xsd=../../settings.py", f"{SORUS}?xsd=..%2f..%2fsettings.py", f"{SORUS}?xsd=/etc/passwd",
)  # fmt: skip
"""Addresses at which some servers give out what they should not."""


def asked(attacked: Attacked, method: str, path: str, *headers: str, body: str = "") -> int:
    """The status of an answer to a request whose address stands as it is."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{attacked.port}", "Connection: close", *headers]
    found = answered(attacked.sent("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode()))
    assert b"root:" not in found.body
    assert b"import" not in found.body[:2_000]
    return found.status


@pytest.mark.parametrize("path", SPELT)
def test_a_page_of_another_site_sends_nothing_to_any_spelling(attacked: Attacked, unbroken: None, path: str) -> None:
    serial, now = attacked.register.serial(), attacked.register.clock()
    for kind, body in (("text/plain", "{}"), ("application/json", json.dumps({"now": "2027-01-01"}))):
        sent = ("Origin: http://evil.example", f"Content-Type: {kind}")
        assert asked(attacked, "POST", path, *sent, body=body) in (400, 403)
    assert (attacked.register.serial(), attacked.register.clock()) == (serial, now)


@pytest.mark.parametrize("path", FILES)
def test_nothing_is_given_out_that_has_no_address(attacked: Attacked, unbroken: None, path: str) -> None:
    assert asked(attacked, "GET", path) in (400, 404)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "PATCH", "DELETE", "PROPFIND", "FOO", "post", "GET\t"])
def test_no_other_method_does_anything(attacked: Attacked, unbroken: None, method: str) -> None:
    for path in (SORUS, "/api/v1/changes", "/", "/api/v1/units/1"):
        assert asked(attacked, method, path) in (400, 405, 501)


def test_no_change_of_protocol_gets_past_the_gate(attacked: Attacked, unbroken: None) -> None:
    websocket = (
        "Upgrade: websocket", "Connection: Upgrade, close", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )  # fmt: skip
    lines = ["GET /api/v1/log/stream HTTP/1.1", "Host: evil.example", *websocket, "", ""]
    assert answered(attacked.sent("\r\n".join(lines).encode())).status in (403, 421)
    for upgrade in ("h2c", "TLS/1.0"):
        found = asked(attacked, "POST", "/api/v1/changes", f"Upgrade: {upgrade}", "Origin: http://evil.example")
        assert found in (400, 403)
