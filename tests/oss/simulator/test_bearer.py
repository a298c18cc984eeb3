"""Tokens for OrganisationHent: with the right certificate, for a municipality with an agreement, and not otherwise."""

import ssl

import pytest

from tests.oss.simulator.simulated import CVR, OTHER_CVR, Running


def test_a_client_with_its_certificate_gets_a_token_and_reads(running: Running) -> None:
    status, answer = running.token()
    assert status == 200
    assert answer["token_type"] == "Bearer"
    asked = running.query("query ($cvr: CVR!) { organisation(cvr: $cvr) { organisationsnavn } }", cvr=CVR)
    assert asked == (200, {"data": {"organisation": {"organisationsnavn": "Slagelse Kommune"}}})


@pytest.mark.parametrize("client", ["expired", "foreign"])
def test_a_certificate_that_expired_or_is_foreign_is_refused_in_the_handshake(running: Running, client: str) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        running.token(client=client)


@pytest.mark.parametrize(
    ("status", "error", "given"),
    [
        (401, "invalid_client", {"client": None}),
        (400, "invalid_scope", {"cvr": "12345678"}),
        (400, "invalid_scope", {"scope": f"anvenderkontekst:{CVR}"}),
        (400, "unsupported_grant_type", {"grant_type": "password"}),
        (400, "invalid_request", {"client_id": ""}),
    ],
)
def test_what_else_is_refused(running: Running, status: int, error: str, given: dict[str, str]) -> None:
    found, answer = running.token(**given)
    assert (found, answer["error"]) == (status, error)


def test_without_tls_nobody_can_show_a_certificate_and_none_gets_a_token(running: Running) -> None:
    assert running.control("POST", "/runtime/api/rest/oauth/v1/issue", {})["error"] == "invalid_client"


def test_a_token_of_another_municipality_finds_nothing(running: Running) -> None:
    token = running.token(OTHER_CVR)[1]["access_token"]
    status, answer = running.query("query ($cvr: CVR!) { organisation(cvr: $cvr) { uuid } }", token, cvr=CVR)
    assert status == 200
    assert answer["data"] == {"organisation": None}
    assert answer["errors"][0]["extensions"]["classification"] == "NotFound"


@pytest.mark.parametrize("spoil", [lambda t: "", lambda t: t[:-9] + "AAAAAAAAA", lambda t: t + ".x", lambda t: "x.y.z"])
def test_no_token_or_a_false_one_is_401(running: Running, spoil) -> None:
    status, answer = running.query("{ __typename }", spoil(running.token()[1]["access_token"]))
    assert status == 401
    assert answer["error"] == "Unauthorized"
    assert set(answer) == {"timestamp", "status", "error", "message", "path"}


def test_a_token_that_expired_is_401(running: Running) -> None:
    running.control("POST", "/control/faults", {"fault": "expired-tokens", "times": 1})
    assert running.query("{ __typename }", running.token()[1]["access_token"])[0] == 401
    assert running.query("{ __typename }", running.token()[1]["access_token"])[0] == 200
