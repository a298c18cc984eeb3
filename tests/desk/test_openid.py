"""What a provider of OpenID Connect sends is believed only as it must be: signed by it, for us, now, for this login."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from sor.access.login.begun import Begun
from sor.access.login.claims import AtProvider, NotLetIn
from sor.access.login.providers import Provider
from sor.desk.openid import ENDS, OpenId, ProviderAway
from tests.loops import run_apart

ISSUER, BACK = "https://login.example", "https://sor.example/login/mitid/callback"
ROW = Provider("mitid", ISSUER, "sor", "MitID", "MitID")
BEGUN = Begun("mitid", "/me", "the state", "the nonce", "v" * 64)
ANSWER = {"code": "the code", "state": "the state"}
OURS, THEIRS = (RSAKey.generate_key(2048, auto_kid=True) for _ in range(2))


def signed(claims: Mapping[str, Any], key: Any = OURS, **header: str) -> str:
    algorithm = header.pop("alg", "RS256")
    given = {"alg": algorithm, "kid": OURS.kid, **header}
    return jwt.encode(given, dict(claims), key, algorithms=[algorithm])


def right(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": "sor", "sub": "anne", "iat": now, "exp": now + 300, "nonce": BEGUN.nonce}
    return {name: value for name, value in (claims | changed).items() if value is not None}


class Foreign(httpx2.AsyncBaseTransport):
    """A provider that answers as a test says; it remembers the codes that were shown to it."""

    def __init__(self, token: Callable[[], httpx2.Response], keys: Callable[[], list[RSAKey]] = lambda: [OURS]) -> None:
        self.token = token
        self.keys = keys
        self.described: dict[str, Any] = {}
        self.forms: list[dict[str, str]] = []
        self.key_requests = 0
        self.about: dict[str, Any] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/.well-known/openid-configuration":
            places = {f"{name}_endpoint": f"{ISSUER}/{name}" for name in ("authorization", "token", "userinfo")}
            return httpx2.Response(
                200, json={"issuer": ISSUER, **places, "jwks_uri": f"{ISSUER}/keys", **self.described}
            )
        if request.url.path == "/keys":
            self.key_requests += 1
            return httpx2.Response(200, json={"keys": [key.as_dict(private=False) for key in self.keys()]})
        if request.url.path == "/userinfo":
            return httpx2.Response(200, json=self.about)
        self.forms.append(dict(httpx2.QueryParams((await request.aread()).decode())))
        return self.token()


def gives(token: object) -> Callable[[], httpx2.Response]:
    return lambda: httpx2.Response(
        200, json={"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token}
    )


def claims(provider: Foreign, row: Provider = ROW, answer: Mapping[str, str] = ANSWER) -> Mapping[str, Any]:
    return run_apart(OpenId(row, provider).proven(answer, BEGUN, BACK)).claims


def test_who_was_logged_in() -> None:
    provider = Foreign(gives(signed(right())))
    assert claims(provider)["sub"] == "anne"
    (form,) = provider.forms
    assert form["code"] == "the code"
    assert form["code_verifier"] == BEGUN.verifier
    assert form["redirect_uri"] == BACK


NOW = int(time.time())
REFUSED = {
    "another issuer": right(iss="https://evil.example"),
    "no issuer": right(iss=None),
    "another audience": right(aud="other"),
    "no audience": right(aud=None),
    "for others too, and not to us": right(aud=["sor", "other"], azp="other"),
    "given to another party": right(azp="other"),
    "expired": right(exp=NOW - 3600),
    "never ending": right(exp=None),
    "of the future": right(iat=NOW + 36_000, nbf=NOW + 36_000),
    "of another login": right(nonce="another"),
    "of no login": right(nonce=None),
    "of nobody": right(sub=None),
    "of another access": right(at_hash="x"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_token_that_is_not_for_this_login(what: str) -> None:
    with pytest.raises(NotLetIn, match="cannot be used"):
        claims(Foreign(gives(signed(REFUSED[what]))))


def part(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def unsigned() -> str:
    return f"{part(json.dumps({'alg': 'none'}).encode())}.{part(json.dumps(right()).encode())}."


def with_secret(secret: bytes) -> str:
    """A token signed by a secret, as libraries refuse to sign one when the secret is a public key."""
    said = f"{part(json.dumps({'alg': 'HS256', 'kid': OURS.kid}).encode())}.{part(json.dumps(right()).encode())}"
    return f"{said}.{part(hmac.digest(secret, said.encode(), 'sha256'))}"


FORGED = {
    "of another key": signed(right(), THEIRS),
    "with the public key as a secret": with_secret(OURS.as_pem(private=False)),
    "with the client's secret": with_secret(b"s" * 32),
    "with an algorithm that the row does not name": signed(right(), OURS, alg="RS512"),
    "changed": signed(right())[:-4] + "AAAA",
    "unsigned": unsigned(),
    "nothing": "",
    "no text": 7,
    "no token": "a.b.c",
}


@pytest.mark.parametrize("what", FORGED)
def test_a_token_that_the_provider_did_not_sign(what: str) -> None:
    with pytest.raises(NotLetIn, match="cannot be used"):
        claims(Foreign(gives(FORGED[what])))


def test_new_keys_are_asked_for_but_not_each_time() -> None:
    provider = Foreign(gives(signed(right(), THEIRS, kid=str(THEIRS.kid))))
    client = OpenId(ROW, provider)

    async def tried() -> bool:
        try:
            return (await client.proven(ANSWER, BEGUN, BACK)).claims["sub"] == "anne"
        except NotLetIn:
            return False

    async def run() -> list[bool]:
        first = [await tried(), await tried()]
        client._keys_at -= 60  # half a minute later
        provider.keys = lambda: [OURS, THEIRS]
        return [*first, await tried()]

    assert run_apart(run()) == [False, False, True]
    assert provider.key_requests == 2


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"error": "access_denied"}, "access_denied"),
        ({"error": "<script>æ"}, "<script>"),
        ({}, "did not log you in"),
        ({"code": "x", "iss": "https://other.example"}, "iss"),
    ],
)
def test_an_answer_without_a_code_of_this_provider(answer: Mapping[str, str], told: str) -> None:
    with pytest.raises(NotLetIn, match=told):
        claims(Foreign(gives(signed(right()))), answer=answer)


def test_a_provider_that_says_it_names_itself_must() -> None:
    provider = Foreign(gives(signed(right())))
    provider.described = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(NotLetIn, match="iss"):
        claims(provider)
    assert claims(provider, answer=ANSWER | {"iss": ISSUER})["sub"] == "anne"


def test_a_code_that_the_provider_does_not_stand_by() -> None:
    provider = Foreign(lambda: httpx2.Response(400, json={"error": "invalid_grant"}))
    with pytest.raises(NotLetIn, match="invalid_grant"):
        claims(provider)


def down() -> httpx2.Response:
    raise httpx2.ConnectError("refused")


@pytest.mark.parametrize("answer", [down, lambda: httpx2.Response(502), lambda: httpx2.Response(200, text="<html>")])
def test_a_provider_that_cannot_be_asked(answer: Callable[[], httpx2.Response]) -> None:
    with pytest.raises(ProviderAway):
        claims(Foreign(answer))


@pytest.mark.parametrize("described", [{"issuer": "https://evil.example"}, {"token_endpoint": None}, {"jwks_uri": 7}])
def test_a_provider_that_describes_itself_wrongly(described: dict[str, Any]) -> None:
    provider = Foreign(gives(signed(right())))
    provider.described = described
    with pytest.raises(ProviderAway):
        claims(provider)


def test_more_is_asked_of_a_provider_whose_row_says_so() -> None:
    row = Provider("mitid", ISSUER, "sor", "MitID", "MitID", asks_userinfo=True)
    provider = Foreign(gives(signed(right())))
    provider.about = {"sub": "anne", "cvr": "90000012", "iss": "https://evil.example"}
    found = claims(provider, row)
    assert (found["cvr"], found["iss"]) == ("90000012", ISSUER)
    provider.about = {"sub": "somebody else", "cvr": "90000012"}
    with pytest.raises(NotLetIn, match="userinfo"):
        claims(provider, row)


OUT = "https://sor.example/login/mitid/logout"


def test_by_what_the_provider_knows_the_login() -> None:
    token = signed(right(sid="one"))
    proven = run_apart(OpenId(ROW, Foreign(gives(token))).proven(ANSWER, BEGUN, BACK))
    assert proven.at_provider == AtProvider("anne", "one", token=token)


def test_the_way_out_leads_through_a_provider_that_ends_logins() -> None:
    provider = Foreign(down)
    login = AtProvider("anne", "one", token="t")
    assert run_apart(OpenId(ROW, provider).way_out(login, OUT)) == ""
    provider.described = {"end_session_endpoint": f"{ISSUER}/out?a=b"}
    address = httpx2.URL(run_apart(OpenId(ROW, provider).way_out(login, OUT)))
    assert address.copy_with(query=None) == f"{ISSUER}/out"
    asked = {"a": "b", "client_id": "sor", "post_logout_redirect_uri": OUT, "id_token_hint": "t"}
    assert dict(address.params) == asked
    assert run_apart(OpenId(ROW, provider).way_out(AtProvider(), OUT)) == ""


def ended(**changed: Any) -> dict[str, Any]:
    claims = {
        "iss": ISSUER,
        "aud": "sor",
        "sub": "anne",
        "sid": "one",
        "iat": int(time.time()),
        "jti": "j",
        "events": {ENDS: {}},
    }
    return {name: value for name, value in (claims | changed).items() if value is not None}


def test_a_login_that_its_provider_has_ended() -> None:
    def said(**changed: Any) -> tuple[str, str, str]:
        found = run_apart(OpenId(ROW, Foreign(down)).read_ended(signed(ended(**changed))))
        return found.id, found.name, found.session

    assert said() == ("j", "anne", "one")
    assert said(sid=None) == ("j", "anne", "")
    assert said(sub=None) == ("j", "", "one")


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"}, {"aud": "other"}, {"nonce": "n"}, {"events": None}, {"events": {}},
        {"events": {"http://evil.example": {}}}, {"jti": None}, {"iat": None}, {"iat": NOW - 3600}, {"iat": NOW + 3600},
        {"sub": None, "sid": None}, {"exp": NOW - 3600},
    ],
)  # fmt: skip
def test_an_end_that_is_not_believed(changed: dict[str, Any]) -> None:
    with pytest.raises(NotLetIn):
        run_apart(OpenId(ROW, Foreign(down)).read_ended(signed(ended(**changed))))


def test_an_end_that_its_provider_did_not_sign() -> None:
    for token in (signed(ended(), THEIRS), "", "x", signed(ended())[:-4] + "AAAA", signed(right())):
        with pytest.raises(NotLetIn):
            run_apart(OpenId(ROW, Foreign(down)).read_ended(token))
