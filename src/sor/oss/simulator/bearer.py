"""Tokens for OrganisationHent: client credentials with a certificate, and the JWT that follows (SF1514)."""

import re
import uuid
from collections.abc import Callable, Container
from datetime import datetime
from urllib.parse import parse_qs

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from sor.oss.simulator.certificates import Identities
from sor.oss.simulator.graphql_door import HttpReply

PATH = "/runtime/api/rest/oauth/v1/issue"
ISSUER = "https://saml.n2adgangsstyring.eksterntest-stoettesystemerne.dk/runtime"
SERVICE = "http://stoettesystemerne.dk/service/organisation/3"
HOLDS = 3600
"""Seconds."""

SCOPE = re.compile(r"entityid:(?P<entity>[^,\s]+),anvenderkontekst:(?P<cvr>\d{8})")


class BadBearer(ValueError):
    """A token that is not believed; the text says why."""


class BearerTokens:
    """Issues tokens and knows them again. cvrs: the municipalities with which the client has an agreement."""

    def __init__(self, known: Identities, cvrs: Container[str], clock: Callable[[], datetime]) -> None:
        self._key = RSAKey.import_key(known.sts.key)
        self._known = known
        self._cvrs = cvrs
        self._clock = clock
        self.holds = HOLDS

    def issue(self, body: bytes, certificate: bytes | None) -> HttpReply:
        """The answer of the token service. certificate: the one that the caller showed in TLS, already verified."""
        asked = {name: values[-1] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        if certificate is None:
            return _no(401, "invalid_client", "no client certificate was shown in TLS")
        if asked.get("grant_type") != "client_credentials":
            return _no(400, "unsupported_grant_type", "grant_type must be client_credentials")
        if not asked.get("client_id"):
            return _no(400, "invalid_request", "client_id is missing")
        scope = SCOPE.fullmatch(asked.get("scope", ""))
        if scope is None or scope["entity"] != SERVICE:
            return _no(400, "invalid_scope", f"scope must be entityid:{SERVICE},anvenderkontekst:CVR")
        if scope["cvr"] not in self._cvrs:
            return _no(400, "invalid_scope", f"there is no service agreement for CVR {scope['cvr']}")
        told = {"access_token": self.token(scope["cvr"], certificate), "token_type": "Bearer", "expires_in": self.holds}
        return HttpReply(200, msgspec.json.encode(told))

    def token(self, cvr: str, certificate: bytes) -> str:
        """A token for one municipality."""
        now = int(self._clock().timestamp())
        thumb = x509.load_der_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex()
        claims = {
            "iss": ISSUER, "aud": SERVICE, "sub": thumb, "jti": str(uuid.uuid4()), "iat": now, "nbf": now - 60,
            "exp": now + self.holds, "cvr": cvr, "spec_ver": "1.0",
        }  # fmt: skip
        return jwt.encode({"alg": "RS256"}, claims, self._key)

    def cvr_of(self, authorization: str | None) -> str:
        """The municipality that a header's token is for. Raises BadBearer."""
        kind, _, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise BadBearer("there is no bearer token")
        try:
            claims = jwt.decode(token.strip(), self._key, registry=JWSRegistry(algorithms=["RS256"])).claims
        except (JoseError, ValueError):
            raise BadBearer("the token is not one of this STS") from None
        now = self._clock().timestamp()
        if claims.get("aud") != SERVICE or claims.get("iss") != ISSUER:
            raise BadBearer("the token is for another service")
        if not claims.get("nbf", 0) <= now < claims.get("exp", 0):
            raise BadBearer("the token has expired, or does not hold yet")
        return str(claims.get("cvr"))


def _no(status: int, code: str, text: str) -> HttpReply:
    return HttpReply(status, msgspec.json.encode({"error": code, "error_description": text}))
