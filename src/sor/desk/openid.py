"""OpenID Connect as its client: the way to a provider, and from its answer to claims that it really signed.

Code flow with PKCE and nonce. Where the provider's addresses and keys are, it says itself under its issuer; both are
asked again after a while, and keys as soon as a token names one that is not known.
"""

import time
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

import httpx2
import msgspec
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jwt import JWTClaimsRegistry

from sor.access.login.begun import Begun
from sor.access.login.claims import AtProvider, NotLetIn, ProvenLogin
from sor.access.login.providers import Provider
from sor.clock import Clock

TIMEOUT = 10.0
"""Seconds for each request to a provider."""

KEPT = 3600.0
"""Seconds for which what a provider says of itself is believed."""

NOT_ASKED_WITHIN = 30.0
"""Seconds within which a provider's keys are not asked again, however many tokens name unknown ones."""

SKEW = 60
"""Seconds by which clocks may differ."""

LARGEST = 1_000_000
"""Bytes of an answer that is read."""


LONGEST_KEPT = 6000
"""Characters of a token that is kept to end the login with: it travels in an address."""

LOGOUT_LASTS = 300
"""Seconds for which a provider's word that a login ended is taken."""

ENDS = "http://schemas.openid.net/event/backchannel-logout"

T = TypeVar("T")
BASIC = "client_secret_basic"


class ProviderAway(Exception):
    """A provider that cannot be asked, or whose answer is none; the message says why, for the log."""


class Described(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0), as far as it is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = (BASIC,)
    authorization_response_iss_parameter_supported: bool = False


class LoginEnded(msgspec.Struct, frozen=True):
    """What a provider tells of a login that it has ended (OpenID Connect Back-Channel Logout 1.0). id: of the message;
    name: of the person; session: of the login, empty for all of theirs; lasts: for how many seconds it is taken.
    """

    id: str
    name: str
    session: str
    lasts: int


class OpenId:
    """One provider, as the register meets it. transport: by which it is reached; None: the network."""

    def __init__(self, provider: Provider, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self.provider = provider
        self._transport = transport
        self._described: Described | None = None
        self._keys: KeySet | None = None
        self._described_at = self._keys_at = 0.0

    async def way_to(self, begun: Begun, returns_to: str, **more: str) -> str:
        """The address to which the browser is sent. returns_to: where the provider sends it back."""
        endpoint = (await self._description()).authorization_endpoint
        async with self._client("none") as client:
            address, _ = client.create_authorization_url(
                endpoint, begun.state, redirect_uri=returns_to, nonce=begun.nonce, code_verifier=begun.verifier, **more
            )
        return str(address)

    async def proven(self, answer: Mapping[str, str], begun: Begun, returns_to: str) -> ProvenLogin:
        """What the provider signed of whom it logged in. answer: the query with which it sent the browser back.

        Raises NotLetIn for an answer that is refused, ProviderAway when the provider cannot be asked.
        """
        described = await self._description()
        said = answer.get("iss")
        if said != described.issuer and (said or described.authorization_response_iss_parameter_supported):
            raise _not_believed("iss")
        if "error" in answer or not answer.get("code"):
            raise NotLetIn(
                f"{self.provider.name_da} har ikke logget dig ind ({_word(answer.get('error', ''))}).",
                f"{self.provider.name_en} did not log you in ({_word(answer.get('error', ''))}).",
            )
        given = await self._exchange_code(described, answer["code"], begun, returns_to)
        claims = await self._verify_token(described, given, begun)
        token, session = str(given.get("id_token")), claims.get("sid", "")
        login = AtProvider(str(claims.get("sub", "")), str(session), token=token if len(token) <= LONGEST_KEPT else "")
        if self.provider.asks_userinfo and described.userinfo_endpoint:
            claims = {**await self._userinfo(described, given, claims), **claims}
        return ProvenLogin(claims, login)

    async def way_out(self, login: AtProvider, returns_to: str) -> str:
        """The address at which the provider ends a login; empty when it ends none. Raises ProviderAway."""
        address = (await self._description()).end_session_endpoint
        if not address or not login.name:
            return ""
        asked = {"client_id": self.provider.client_id, "post_logout_redirect_uri": returns_to}
        if login.token:
            asked["id_token_hint"] = login.token
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"

    async def read_ended(self, text: str) -> LoginEnded:
        """The login that a provider has ended, as its ``logout_token`` tells. Raises NotLetIn, ProviderAway."""
        described = await self._description()
        if not 0 < len(text) <= LARGEST:
            raise _not_believed("logout_token")
        try:
            token = await self._read_signed(text)
            JWTClaimsRegistry(
                leeway=SKEW, iss={"essential": True, "value": described.issuer},
                aud={"essential": True, "value": self.provider.client_id},
                iat={"essential": True}, jti={"essential": True}, events={"essential": True},
            ).validate(token.claims)  # fmt: skip
            claims = token.claims
            name, session, age = claims.get("sub", ""), claims.get("sid", ""), Clock()().timestamp() - claims["iat"]
            if ENDS not in claims["events"] or "nonce" in claims or age > LOGOUT_LASTS or not (name or session):
                raise _not_believed("logout_token")
            return LoginEnded(str(claims["jti"]), str(name), str(session), LOGOUT_LASTS + 2 * SKEW)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _not_believed(str(error)) from None

    async def _exchange_code(
        self, described: Described, code: str, begun: Begun, returns_to: str
    ) -> Mapping[str, object]:
        """What the provider gives for a code."""
        supported = described.token_endpoint_auth_methods_supported
        async with self._client(BASIC if BASIC in supported else "client_secret_post") as client:
            try:
                given: Mapping[str, object] = await client.fetch_token(
                    described.token_endpoint, grant_type="authorization_code", code=code, redirect_uri=returns_to,
                    code_verifier=begun.verifier,
                )  # fmt: skip
            except AuthlibBaseError as error:
                raise NotLetIn(
                    f"{self.provider.name_da} vil ikke stå ved dette login ({_word(error.error)}). Begynd forfra.",
                    f"{self.provider.name_en} does not stand by this login ({_word(error.error)}). Begin again.",
                ) from None
            except (httpx2.HTTPError, ValueError) as error:
                raise ProviderAway(f"{described.token_endpoint}: {error!r}") from error
        return given

    def _client(self, proves_by: str) -> AsyncOAuth2Client:
        """The register as the provider knows it; without a secret it proves itself by PKCE alone."""
        secret = self.provider.secret()
        return AsyncOAuth2Client(
            self.provider.client_id, secret or None, token_endpoint_auth_method=proves_by if secret else "none",
            scope=self.provider.scope, code_challenge_method="S256",
            transport=self._transport, timeout=TIMEOUT, follow_redirects=False,
        )  # fmt: skip

    async def _verify_token(
        self, described: Described, given: Mapping[str, object], begun: Begun
    ) -> Mapping[str, object]:
        """The claims of the token that names the person."""
        text = given.get("id_token")
        if not isinstance(text, str) or len(text) > LARGEST:
            raise _not_believed("id_token")
        try:
            token = await self._read_signed(text)
            options = {
                "iss": {"essential": True, "value": described.issuer},
                "aud": {"essential": True, "value": self.provider.client_id},
            }
            params = {
                "nonce": begun.nonce,
                "client_id": self.provider.client_id,
                "access_token": given.get("access_token"),
            }
            CodeIDToken(token.claims, token.header, options, params).validate(leeway=SKEW)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _not_believed(str(error)) from None
        claims: Mapping[str, object] = token.claims
        return claims

    async def _read_signed(self, text: str) -> jwt.Token:
        """A token whose signature holds. Its provider may have got new keys since it was asked."""
        algorithms = list(self.provider.algorithms)
        had = self._keys
        try:
            return jwt.decode(text, await self._key_set(), algorithms=algorithms)
        except (JoseError, ValueError):
            anew = await self._key_set(anew=True)
            if anew is had:
                raise
            return jwt.decode(text, anew, algorithms=algorithms)

    async def _userinfo(
        self, described: Described, given: Mapping[str, object], claims: Mapping[str, object]
    ) -> Mapping[str, object]:
        bearer = {"Authorization": f"Bearer {given.get('access_token', '')}"}
        found: Mapping[str, object] = await self._got(described.userinfo_endpoint, dict[str, object], bearer)
        if found.get("sub") != claims.get("sub"):
            raise _not_believed("userinfo")
        return found

    async def _description(self) -> Described:
        if self._described is None or time.monotonic() - self._described_at > KEPT:
            issuer = self.provider.issuer
            found = await self._got(f"{issuer.rstrip('/')}/.well-known/openid-configuration", Described)
            if found.issuer != issuer:
                raise ProviderAway(f"{issuer} calls itself {found.issuer}")
            self._described, self._described_at = found, time.monotonic()
        return self._described

    async def _key_set(self, *, anew: bool = False) -> KeySet:
        age = time.monotonic() - self._keys_at
        if self._keys is None or age > KEPT or (anew and age > NOT_ASKED_WITHIN):
            described = await self._description()
            found = await self._got(described.jwks_uri, KeySetSerialization)
            try:
                self._keys, self._keys_at = KeySet.import_key_set(found), time.monotonic()
            except (JoseError, ValueError, KeyError, TypeError) as error:
                raise ProviderAway(f"{described.jwks_uri}: {error!r}") from error
        return self._keys

    async def _got(self, address: str, kind: type[T], headers: Mapping[str, str] | None = None) -> T:
        """What stands at an address of the provider. Raises ProviderAway."""
        try:
            async with httpx2.AsyncClient(transport=self._transport, timeout=TIMEOUT) as client:
                answer = await client.get(address, headers=headers)
                answer.raise_for_status()
            if len(answer.content) > LARGEST:
                raise ProviderAway(f"{address}: the answer is too long")
            return msgspec.json.decode(answer.content, type=kind)
        except (httpx2.HTTPError, msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
            raise ProviderAway(f"{address}: {error!r}") from error


def _not_believed(what: str) -> NotLetIn:
    return NotLetIn(
        f"Svaret fra loginudbyderen kan ikke bruges ({_word(what)}). Begynd forfra.",
        f"The answer of the identity provider cannot be used ({_word(what)}). Begin again.",
    )


def _word(text: object) -> str:
    """What a provider says, as far as it may be repeated to the person."""
    return "".join(letter for letter in str(text)[:80] if letter.isascii() and letter.isprintable()) or "–"
