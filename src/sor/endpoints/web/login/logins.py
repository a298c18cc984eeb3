"""The way of a login: to a provider with all that its answer must fit, and back with what it signed, which becomes a
session (``desk/sessions.py``). Until then nothing is written: the login under way travels with the browser.
"""

import hmac
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import structlog
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from sor.access.login.begun import LASTS, USED, Begun, begin, open_login, seal
from sor.access.login.claims import NotLetIn, Person, ProvenLogin, person_of
from sor.access.login.providers import Provider
from sor.access.login.saml.keys import KeyFiles
from sor.clock import Clock
from sor.desk.demo_provider import ID as DEMO
from sor.desk.demo_provider import DemoProvider, WithinTheServer, demo_provider
from sor.desk.openid import OpenId, ProviderAway
from sor.desk.saml import EndTold, SamlProvider
from sor.desk.sessions import Sessions, SignedIn
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.fair_queue import Queues, address_of, await_leaving
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.login.cookies import LOGIN, SESSION, base_of, read_kept, to_keep
from sor.endpoints.web.login.visitors import NO_STORE, Visitors, own_page
from sor.register import Register

MOST_BASES = 20
"""At how many addresses of the server its own provider is known at once."""

logger = structlog.get_logger()


Client: TypeAlias = OpenId | SamlProvider


class Logins:
    """The logins of one register. saml_keys: the files of the register's own keys towards providers of SAML."""

    def __init__(
        self,
        register: Register,
        providers: Sequence[Provider],
        callers: Callers,
        queues: Queues,
        saml_keys: Sequence[str] = (),
    ) -> None:
        self.register = register
        own = [demo_provider("")] if register.is_demo else []
        self.providers = {one.id: one for one in (*own, *providers)}
        self.sessions = Sessions(register, list(self.providers.values()))
        self.visitors = Visitors(self.sessions)
        self._callers = callers
        self.cases = callers.cases
        self._queues = queues
        keys = KeyFiles(saml_keys)
        self._known: dict[str, Client] = {
            one.id: OpenId(one) if one.saml is None else SamlProvider(one, keys) for one in providers
        }
        self._clock = Clock()

    def provider(self, id: str) -> Provider:
        """A provider of the table. Raises Problem."""
        if id not in self.providers:
            raise Problem("no-such-address", Sentence(
                "", f"Der er ingen loginudbyder {id[:50]}. Se /login.", f"There is no identity provider {id[:50]}."
                " See /login.",
            ))  # fmt: skip
        return self.providers[id]

    def client(self, id: str, base: str) -> Client:
        """A provider as it is met by a server at an address."""
        if id != DEMO or not self.register.is_demo:
            return self._known[id]
        known = f"{DEMO} {base}"
        if known not in self._known:
            if len(self._known) > MOST_BASES:
                self._known = {one: client for one, client in self._known.items() if not one.startswith(f"{DEMO} ")}
            transport = WithinTheServer(DemoProvider(self.register, base))
            self._known[known] = OpenId(demo_provider(base), transport)
        return self._known[known]

    async def way(self, request: HttpRequest, id: str, goes_to: str, **more: str) -> Redirect:
        """To a provider, with all that its answer must fit. Raises Problem."""
        base = base_of(request)
        begun = begin(self.provider(id).id, own_page(goes_to))
        try:
            address = await self.client(id, base).way_to(begun, self._back_at(base, id), **more)
        except ProviderAway as error:
            raise self._away(id, error) from error
        key = (await sync_to_thread(self._callers.keys))[0]
        return Redirect(
            address, status_code=303, headers=NO_STORE,
            cookies=[to_keep(request, LOGIN, seal(key, begun, self._clock()), seconds=LASTS)],
        )  # fmt: skip

    async def back(self, request: HttpRequest, id: str, answer: Mapping[str, str]) -> Redirect:
        """From a provider: a session, and on to the page that was asked for. answer: the query or the form with which
        it sent the browser back. Raises NotLetIn, Problem.
        """
        provider = self.provider(id)
        state = answer.get("state" if provider.saml is None else "RelayState", "")
        keys = await sync_to_thread(self._callers.keys)
        begun = open_login(keys, read_kept(request, LOGIN), self._clock())
        if begun is None or begun.provider != id or not hmac.compare_digest(
            begun.state.encode(), state.encode()
        ):  # fmt: skip
            raise NotLetIn(*USED)
        base = base_of(request)
        client = self.client(id, base)
        try:
            async with self._queues.logins.turn(address_of(request), await_leaving(request.receive)):
                proven = await client.proven(answer, begun, self._back_at(base, id))
            person = person_of(client.provider, proven.claims)
        except ProviderAway as error:
            raise self._away(id, error) from error
        secret = await sync_to_thread(self._sign_in, request, provider, person, begun, proven)
        return Redirect(
            begun.goes_to, status_code=303, headers=NO_STORE,
            cookies=[to_keep(request, SESSION, secret), to_keep(request, LOGIN, "")],
        )  # fmt: skip

    def goes_to(self, request: HttpRequest) -> str:
        """The page on which the login that is under way in a browser is to end."""
        begun = open_login(self._callers.keys(), read_kept(request, LOGIN), self._clock())
        return own_page("" if begun is None else begun.goes_to)

    async def way_out(self, request: HttpRequest, signed_in: SignedIn) -> str:
        """The address at which the provider of a session ends its login too; empty when it ends none, or is away."""
        client = self.client(signed_in.provider, base_of(request))
        login = await sync_to_thread(self.sessions.at_provider, signed_in)
        try:
            return await client.way_out(login, _out_at(base_of(request), signed_in.provider))
        except ProviderAway as error:
            logger.warning("an identity provider cannot be asked", provider=signed_in.provider, reason=str(error))
            return ""

    async def told_out(self, request: HttpRequest, id: str, form: Mapping[str, str]) -> tuple[EndTold, str]:
        """What a provider of SAML said at the address of logouts, and the address that its answer goes to. form: what
        it posted; empty: it came as a query. Raises NotLetIn, Problem.
        """
        client = self.client(self.provider(id).id, base_of(request))
        if not isinstance(client, SamlProvider):
            return EndTold(None), ""
        try:
            return await sync_to_thread(self._told_out, client, request, form)
        except ProviderAway as error:
            raise self._away(id, error) from error

    async def end_login(self, request: HttpRequest, id: str, token: str) -> None:
        """A provider of OpenID Connect says that a login has ended. Raises NotLetIn, Problem."""
        client = self.client(self.provider(id).id, base_of(request))
        if not isinstance(client, OpenId):
            raise NotLetIn(*USED)
        try:
            async with self._queues.logins.turn(address_of(request), await_leaving(request.receive)):
                said = await client.read_ended(token)
        except ProviderAway as error:
            raise self._away(id, error) from error
        sessions = (said.session,) if said.session else ()
        mark = f"openid out {client.provider.issuer} {said.id}"
        await sync_to_thread(self.sessions.end_from, client.provider, mark, said.name, sessions, said.lasts)

    async def metadata(self, request: HttpRequest, id: str) -> bytes:
        """What the register says of itself to a provider of SAML. Raises Problem."""
        client = self.client(self.provider(id).id, base_of(request))
        if not isinstance(client, SamlProvider):
            raise Problem("no-such-address", Sentence(
                "", f"{client.provider.name_da} taler OpenID Connect og har ikke brug for metadata.",
                f"{client.provider.name_en} speaks OpenID Connect and needs no metadata.",
            ))  # fmt: skip
        try:
            return await sync_to_thread(client.metadata, base_of(request))
        except ProviderAway as error:
            raise self._away(id, error) from error

    def _told_out(self, client: SamlProvider, request: HttpRequest, form: Mapping[str, str]) -> tuple[EndTold, str]:
        goes_to = _out_at(base_of(request), client.provider.id)
        said = client.read_ended(request.url.query, form, goes_to)
        if said.asked is None:
            return said, ""
        mark = f"saml out {client.provider.issuer} {said.asked.id}"
        self.sessions.end_from(client.provider, mark, said.asked.name_id, said.asked.sessions, LASTS * 2)
        return said, client.way_back(said.asked, said.relay, goes_to)

    def _sign_in(
        self, request: HttpRequest, provider: Provider, person: Person, begun: Begun, proven: ProvenLogin
    ) -> str:
        program = request.headers.get("user-agent", "")
        return self.sessions.sign_in(provider, person, program, read_kept(request, SESSION), begun, proven)

    def _back_at(self, base: str, id: str) -> str:
        """Where a provider sends the browser back to."""
        return f"{base}/login/{id}/{'callback' if self.providers[id].saml is None else 'acs'}"

    def _away(self, id: str, error: ProviderAway) -> Problem:
        logger.warning("an identity provider cannot be asked", provider=id, reason=str(error))
        provider = self.providers[id]
        return Problem("provider-away", Sentence(
            "", f"{provider.name_da} svarer ikke lige nu. Prøv igen om lidt.",
            f"{provider.name_en} does not answer at the moment. Try again soon.",
        ), headers={"Retry-After": "10"})  # fmt: skip


def _out_at(base: str, id: str) -> str:
    """Where a provider sends the browser, when a login has ended or is to end."""
    return f"{base}/login/{id}/logout"
