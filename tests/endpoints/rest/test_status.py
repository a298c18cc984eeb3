"""How the register stands, for people and for monitoring."""

from typing import Any

from litestar.testing import TestClient

from sor import __version__
from sor.register import Register

Client = TestClient[Any]


def test_status_says_database_role_serial_and_what_is_in_it(client: Client, register: Register) -> None:
    status = client.get("/status").json()
    assert (status["role"], status["serial"], status["hash"]) == ("master", 2, register.head().hash)
    assert (status["day"], status["today"], status["range"]) == ("2026-11-01", "2026-11-01", "9000000-9999999")
    assert status["database"].startswith("sqlite:///")
    assert (status["counts"]["unit"], status["counts"]["location_number"], status["age_days"]) == (3, 1, None)


def test_version(client: Client) -> None:
    assert client.get("/version").json() == {"version": __version__, "api": "v1"}


def test_figures_count_requests_by_the_pattern_of_their_address(client: Client) -> None:
    client.get("/api/v1/units/123")
    text = client.get("/metrics").text
    assert "sor_serial 2.0" in text
    assert 'sor_subjects{kind="unit"} 3.0' in text
    assert 'sor_request_seconds_count{address="/api/v1/units/{code}",status="404"}' in text
