"""SAML 2.0 as a service of its providers: the way to a provider, from its answer to what it signed, and out again.

The messages are made by python3-saml, which also judges each answer beside the register's own, stricter reading
(``access/login/saml``); only what both let through is believed.
"""

import asyncio
import base64
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import escape

import structlog
import xmlsec
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request
from onelogin.saml2.logout_response import OneLogin_Saml2_Logout_Response
from onelogin.saml2.metadata import OneLogin_Saml2_Metadata
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from sor.access.login.begun import Begun
from sor.access.login.claims import AtProvider, NotLetIn, ProvenLogin
from sor.access.login.providers import BadProviders, Provider, Saml
from sor.access.login.saml.assertion import SKEW, Asserted, Expected, read_answer
from sor.access.login.saml.keys import BadKey, KeyFiles, OwnKey
from sor.access.login.saml.logout import (
    REQUEST,
    RESPONSE,
    LogoutAsked,
    SignedMessage,
    is_done,
    read_logout,
    read_posted,
    read_redirected,
)
from sor.access.login.saml.metadata import BadMetadata, MetadataFile, PublishedProvider
from sor.access.login.saml.names import PERSISTENT, X509_NAME
from sor.access.login.saml.reading import Unusable, unpack_base64
from sor.clock import Clock
from sor.desk.openid import ProviderAway

RAISED = (
    OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, xmlsec.Error, etree.LxmlError, ValueError, LookupError,
    TypeError, AttributeError,
)  # fmt: skip
"""What the library raises for an answer, its own libraries' errors among it; each of it is a refusal."""

logger = structlog.get_logger()


class EndTold(NamedTuple):
    """What a provider said at the address of logouts. asked: which logins it ends, None when it only answers;
    is_everywhere: of an answer, whether all sessions ended; relay: what it wants back.
    """

    asked: LogoutAsked | None
    is_everywhere: bool = True
    relay: str = ""


class SamlProvider:
    """One provider of SAML, as the register meets it. clock: the real time."""

    def __init__(self, provider: Provider, keys: KeyFiles, clock: Callable[[], datetime] | None = None) -> None:
        if provider.saml is None:
            raise BadProviders(f"{provider.id} is no provider of SAML.")
        self.provider = provider
        self._saml: Saml = provider.saml
        self._keys = keys
        self._metadata = MetadataFile(provider.saml.metadata_file, provider.issuer)
        self._clock = clock or Clock()

    async def way_to(self, begun: Begun, returns_to: str, **_: str) -> str:
        """The address to which the browser is sent, with a signed question. returns_to: where the answer comes in."""
        return await asyncio.to_thread(self._make_request, begun, returns_to)

    async def proven(self, answer: Mapping[str, str], begun: Begun, returns_to: str) -> ProvenLogin:
        """What the provider signed of whom it logged in. answer: the form with which it sent the browser back.

        Raises NotLetIn for an answer that is refused, ProviderAway when the provider cannot be believed now.
        """
        return await asyncio.to_thread(self._proven, answer.get(RESPONSE, ""), begun, returns_to)

    async def way_out(self, login: AtProvider, returns_to: str) -> str:
        """The address at which the provider ends a login everywhere; empty when it ends none. Raises ProviderAway."""
        return await asyncio.to_thread(self._asked_to_end, login, returns_to)

    def read_ended(self, query: str, form: Mapping[str, str], goes_to: str) -> EndTold:
        """What a provider said at the address of logouts. query, form: as they came; goes_to: that address. Raises
        NotLetIn, ProviderAway.
        """
        published, keys, now = self._find_published(), self._own_keys(), self._clock()
        try:
            message: SignedMessage = (
                read_posted(dict(form), published.signers, now) if form
                else read_redirected(query, published.signers, now)
            )  # fmt: skip
            if message.kind == RESPONSE:
                return EndTold(None, is_done(message.root, published.issuer, goes_to, now))
            ciphers = self._saml.encryption
            asked = read_logout(message.root, published.issuer, goes_to, keys, ciphers, now)
        except Unusable as unusable:
            raise self._refuse_message(unusable) from None
        return EndTold(asked, relay=message.relay)

    def way_back(self, asked: LogoutAsked, relay: str, goes_to: str) -> str:
        """The address with the answer that a login has ended; empty when the provider takes none. goes_to: the
        register's address of logouts.
        """
        published = self._find_published()
        if not published.logout_answers:
            return ""
        settings = self._settings(goes_to, self._own_keys()[0])
        answer = OneLogin_Saml2_Logout_Response(settings)
        answer.build(escape(asked.id, {'"': "&quot;"}))
        return _sign_address(settings, published.logout_answers, RESPONSE, answer.get_response(), relay)

    def metadata(self, base: str) -> bytes:
        """What the register says of itself to this provider. base: the register's address. Raises ProviderAway.

        It signs with the first key, and each key may do so; what is encrypted for it is so with the first.
        """
        keys = self._own_keys()
        place = f"{base}/login/{self.provider.id}"
        settings = self._settings(f"{place}/acs", keys[0])
        sp = {
            **settings.get_sp_data(),
            "singleLogoutService": {"url": f"{place}/logout", "binding": Constants.BINDING_HTTP_REDIRECT},
        }
        plain = OneLogin_Saml2_Metadata.builder(sp, authnsign=True, wsign=True, valid_until="", cache_duration="PT24H")
        made: bytes = plain.encode()
        for key in reversed(keys):
            made = OneLogin_Saml2_Metadata.add_x509_key_descriptors(made, key.certificate, key is keys[0])
        return made

    def _make_request(self, begun: Begun, returns_to: str) -> str:
        published, settings = self._find_published(), self._settings(returns_to, self._own_keys()[0])
        question = OneLogin_Saml2_Authn_Request(settings)
        xml = question.get_xml().replace(question.get_id(), request_of(begun), 1)
        return _sign_address(settings, published.login, REQUEST, _deflate_xml(xml), begun.state)

    def _proven(self, text: str, begun: Begun, returns_to: str) -> ProvenLogin:
        published, keys, now = self._find_published(), self._own_keys(), self._clock()
        saml = self._saml
        expected = Expected(
            self.provider.issuer, self.provider.client_id, returns_to, request_of(begun), saml.name_forms,
            saml.encryption, saml.attributes, self.provider.claims.subject, self.provider.claims.cvr,
        )  # fmt: skip
        try:
            found = read_answer(unpack_base64(text), expected, keys, published.signers, now)
            self._demand_second_opinion(text, returns_to, expected.request, keys)
        except Unusable as unusable:
            raise self._refuse_message(unusable) from None
        return _proven(found, now)

    def _demand_second_opinion(self, text: str, returns_to: str, request: str, keys: list[OwnKey]) -> None:
        """Raises Unusable unless the library lets the answer through as well. It knows one key at a time."""
        why = ""
        for key in keys:
            try:
                answer = OneLogin_Saml2_Response(self._settings(returns_to, key), text)
                if answer.is_valid(_asked_at(returns_to), request):
                    return
                why = str(answer.get_error())
            except RAISED as error:
                why = str(error)
        raise Unusable(why[:200], why[:200], hidden=True)

    def _asked_to_end(self, login: AtProvider, returns_to: str) -> str:
        published = self._find_published()
        if not published.logout or not login.name:
            return ""
        settings = self._settings(returns_to, self._own_keys()[0])
        question = OneLogin_Saml2_Logout_Request(
            settings, name_id=login.name, name_id_format=login.name_format, session_index=escape(login.session)
        )
        return _sign_address(settings, published.logout, REQUEST, question.get_request(), "")

    def _settings(self, address: str, key: OwnKey) -> OneLogin_Saml2_Settings:
        """What the library is to know. address: where it takes answers."""
        published = self._find_published()
        levels = self.provider.levels
        contexts = [one.format(level=levels[0] if levels else "") for one in self._saml.contexts or ()]
        name_format = X509_NAME if self._saml.name_forms[0] == "x509" else PERSISTENT
        algorithms = {"signatureAlgorithm": Constants.RSA_SHA256, "digestAlgorithm": Constants.SHA256}
        return OneLogin_Saml2_Settings({
            "strict": True,
            "sp": {
                "entityId": self.provider.client_id,
                "assertionConsumerService": {"url": address, "binding": Constants.BINDING_HTTP_POST},
                "NameIDFormat": name_format,
                "x509cert": key.certificate,
                "privateKey": key.key,
            },
            "idp": {
                "entityId": published.issuer,
                "singleSignOnService": {"url": published.login, "binding": Constants.BINDING_HTTP_REDIRECT},
                **({} if not published.logout else {"singleLogoutService": {
                    "url": published.logout, "responseUrl": published.logout_answers,
                    "binding": Constants.BINDING_HTTP_REDIRECT,
                }}),
                "x509certMulti": {"signing": list(published.certificates)},
            },
            "security": {
                **algorithms,
                "allowSingleLabelDomains": True,  # a register within a network may be https://sor
                "authnRequestsSigned": True,
                "wantAssertionsSigned": True,
                "wantAssertionsEncrypted": True,
                "rejectDeprecatedAlgorithm": True,
                "requestedAuthnContext": contexts or False,
                "requestedAuthnContextComparison": "minimum",
            },
        })  # fmt: skip

    def _find_published(self) -> PublishedProvider:
        try:
            return self._metadata.find_published(self._clock())
        except BadMetadata as error:
            raise ProviderAway(f"{self.provider.id}: {error}") from None

    def _own_keys(self) -> list[OwnKey]:
        try:
            return self._keys.keys()
        except BadKey as error:
            raise ProviderAway(f"{self.provider.id}: {error}") from None

    def _refuse_message(self, unusable: Unusable) -> NotLetIn:
        logger.info("a message of a provider was refused", provider=self.provider.id, reason=unusable.en)
        da, en = (
            ("den er ikke krypteret til registret og underskrevet af udbyderen, som det er aftalt",
             "it is not encrypted for the register and signed by the provider as agreed")
            if unusable.hidden else (unusable.da, unusable.en)
        )  # fmt: skip
        return NotLetIn(
            f"Beskeden fra {self.provider.name_da} kan ikke bruges: {da}. Begynd forfra. Sker det igen, så vis denne"
            " side til dem, der driver registret.",
            f"The message from {self.provider.name_en} cannot be used: {en}. Begin again. If it happens again, show"
            " this page to those who run the register.",
        )


def request_of(begun: Begun) -> str:
    """The id of the question of a login: an answer must name it, and nobody else can know it beforehand."""
    return f"_{begun.nonce}"


def _proven(found: Asserted, now: datetime) -> ProvenLogin:
    login = AtProvider(found.name_id, found.session, found.name_format)
    return ProvenLogin(found.claims, login, f"saml {found.id}", int((found.ends + SKEW - now).total_seconds()) + 1)


def _sign_address(settings: OneLogin_Saml2_Settings, to: str, kind: str, packed: str, relay: str) -> str:
    """The address with a message as its query, signed (HTTP-Redirect)."""
    data: dict[str, str] = {kind: packed, **({"RelayState": relay} if relay else {})}
    sign = OneLogin_Saml2_Auth(_asked_at(to), settings)
    (sign.add_request_signature if kind == REQUEST else sign.add_response_signature)(data, Constants.RSA_SHA256)
    ordered = [(name, data[name]) for name in (kind, "RelayState", "SigAlg", "Signature") if name in data]
    return f"{to}{'&' if urlsplit(to).query else '?'}{urlencode(ordered)}"


def _deflate_xml(xml: str) -> str:
    packer = zlib.compressobj(wbits=-15)
    return base64.b64encode(packer.compress(xml.encode()) + packer.flush()).decode()


def _asked_at(address: str) -> dict[str, object]:
    """A request to an address, as the library wants it told."""
    parts = urlsplit(address)
    return {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": {},
    }
