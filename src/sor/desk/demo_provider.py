"""The demo's own provider of OpenID Connect: whoever asks is logged in as the demo user they name. Production has none.

It speaks the protocol as any other does, over its addresses or, within the server, without the network; so the demo
signs in by the same code as production.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

import httpx2
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jwt import JWTClaimsRegistry

from sor.access.login.providers import Provider
from sor.clock import Clock
from sor.desk.actors import Actors
from sor.desk.demo_sts import DemoSts
from sor.register import Register

ID = "demo"
CLIENT = "sor"
ADDRESS = "/demo/openid"
CONFIGURATION = f"{ADDRESS}/.well-known/openid-configuration"
AUTHORIZE, TOKEN, KEYS = f"{ADDRESS}/authorize", f"{ADDRESS}/token", f"{ADDRESS}/keys"
LASTS = 300
"""Seconds for which its tokens are good; its codes are for a fifth of it."""
ALGORITHM = "RS256"
LEAST_VERIFIER = 43


class DemoUser(NamedTuple):
    """Somebody whom the demo's provider logs in."""

    id: str
    name: str


class Told(NamedTuple):
    """An answer of the provider: its status, and the document; for a way back to the register its address."""

    status: int
    document: Mapping[str, object]
    goes_to: str = ""


def demo_provider(base: str) -> Provider:
    """The row of the demo's provider in the table, for a server at an address."""
    return Provider(
        ID, f"{base}{ADDRESS}", CLIENT, "Demoens login", "The demo's login", algorithms=(ALGORITHM,), is_own=True
    )


class DemoProvider:
    """The provider of a demo at an address, ``http://127.0.0.1:8080``."""

    def __init__(self, register: Register, base: str) -> None:
        self._register = register
        self._issuer = f"{base}{ADDRESS}"
        self._base = base
        self._clock = Clock()

    def users(self) -> list[DemoUser]:
        """Whom it logs in: every actor of the demo, the municipalities last, of which there are a hundred."""
        rows = [row for row in Actors(self._register).list_all() if not row.removed_at]
        return [DemoUser(row.id, row.name) for row in sorted(rows, key=lambda row: row.id.startswith("kommune-"))]

    def configuration(self) -> Told:
        """What it says of itself."""
        return Told(200, {
            "issuer": self._issuer,
            "authorization_endpoint": f"{self._base}{AUTHORIZE}",
            "token_endpoint": f"{self._base}{TOKEN}",
            "jwks_uri": f"{self._base}{KEYS}",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        })  # fmt: skip

    def keys(self) -> Told:
        """The key that its tokens are signed with."""
        key = self._key()
        return Told(200, {"keys": [{**key.as_dict(private=False), "alg": ALGORITHM, "use": "sig"}]})

    def authorize(self, asked: Mapping[str, str]) -> Told:
        """Log in whom ``login_hint`` names. What is asked by no client of it, or is to go elsewhere, it tells here."""
        back = asked.get("redirect_uri", "")
        if asked.get("client_id") != CLIENT or not self._is_own(back):
            return Told(400, {"error": "invalid_request", "error_description": "client_id or redirect_uri is foreign"})
        wanted = {"response_type": "code", "code_challenge_method": "S256"}
        if any(asked.get(name) != value for name, value in wanted.items()) or not asked.get("code_challenge"):
            return self._back(back, asked, error="invalid_request")
        user = asked.get("login_hint", "")
        if user not in {one.id for one in self.users()}:
            return self._back(back, asked, error="login_required")
        now = self._now()
        claims = {
            "iss": self._issuer, "aud": TOKEN, "sub": user, "exp": now + LASTS // 5, "to": back,
            "challenge": asked["code_challenge"], "nonce": asked.get("nonce", ""),
        }  # fmt: skip
        return self._back(back, asked, code=self._sign_claims(claims))

    def token(self, form: Mapping[str, str]) -> Told:
        """The tokens for a code."""
        try:
            code = jwt.decode(form.get("code", ""), self._key(), algorithms=[ALGORITHM]).claims
            JWTClaimsRegistry(
                now=self._now(), iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": TOKEN}, exp={"essential": True},
            ).validate(code)  # fmt: skip
        except (JoseError, ValueError):
            return Told(400, {"error": "invalid_grant"})
        verifier = form.get("code_verifier", "")
        fits = len(verifier) >= LEAST_VERIFIER and _challenge(verifier) == code["challenge"]
        asked = form.get("grant_type"), form.get("client_id"), form.get("redirect_uri")
        if not fits or asked != ("authorization_code", CLIENT, code["to"]):
            return Told(400, {"error": "invalid_grant"})
        now = self._now()
        names = {one.id: one.name for one in self.users()}
        claims = {
            "iss": self._issuer, "aud": CLIENT, "sub": code["sub"], "name": names.get(code["sub"], code["sub"]),
            "iat": now, "exp": now + LASTS, "nonce": code["nonce"],
        }  # fmt: skip
        return Told(200, {
            "access_token": secrets.token_urlsafe(32), "token_type": "Bearer", "expires_in": LASTS,
            "id_token": self._sign_claims(claims),
        })  # fmt: skip

    def answer(self, method: str, path: str, given: Mapping[str, str]) -> Told:
        """What stands at one of its addresses."""
        if (method, path) == ("POST", TOKEN):
            return self.token(given)
        if method == "GET":
            if path == AUTHORIZE:
                return self.authorize(given)
            if path in (CONFIGURATION, KEYS):
                return self.configuration() if path == CONFIGURATION else self.keys()
        return Told(404, {"error": "not_found"})

    def _is_own(self, address: str) -> bool:
        """Whether an address is a page of this server that takes answers of providers."""
        return address == f"{self._base}/login/{ID}/callback"

    def _back(self, address: str, asked: Mapping[str, str], **answer: str) -> Told:
        query = urlencode(answer | {"state": asked.get("state", ""), "iss": self._issuer})
        return Told(303, {}, f"{address}?{query}")

    def _sign_claims(self, claims: dict[str, object]) -> str:
        key = self._key()
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])

    def _key(self) -> RSAKey:
        """Its key: that of the demo's STS, which is made when first needed and is as little a secret."""
        return _read_key(DemoSts(self._register, self._clock).identity().key)

    def _now(self) -> int:
        return int(self._clock().timestamp())


class WithinTheServer(httpx2.AsyncBaseTransport):
    """Reaches the demo's provider without the network."""

    def __init__(self, provider: DemoProvider) -> None:
        self._provider = provider

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request as its addresses would."""
        form = dict(httpx2.QueryParams((await request.aread()).decode())) if request.method == "POST" else {}
        told = self._provider.answer(request.method, request.url.path, form or dict(request.url.params))
        return httpx2.Response(told.status, content=msgspec.json.encode(told.document), headers=JSON)


JSON = {"Content-Type": "application/json"}


@lru_cache(maxsize=16)
def _read_key(pem: str) -> RSAKey:
    """The key that tokens are signed with. Reading it takes longer than all else of a login: its primes are tried."""
    key = RSAKey.import_key(pem)
    key.ensure_kid()
    return key


def _challenge(verifier: str) -> str:
    """What a client told of a verifier when the login began (RFC 7636, section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
