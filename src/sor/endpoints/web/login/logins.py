"""The way of a login: to a provider with all that its answer must fit, and back with what it signed, which becomes a
session (``desk/sessions.py``). Until then nothing is written: the login under way travels with the browser.
"""

import hmac
from collections.abc import Sequence

import structlog
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from sor.access.login.begun import LASTS, USED, Begun, begin, opened, seal
from sor.access.login.claims import NotLetIn, Person, person_of
from sor.access.login.providers import Provider
from sor.clock import Clock
from sor.desk.demo_provider import ID as DEMO
from sor.desk.demo_provider import DemoProvider, WithinTheServer, demo_provider
from sor.desk.openid import OpenId, ProviderAway
from sor.desk.sessions import Sessions
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.fair_queue import Queues, address_of, gone
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.login.cookies import LOGIN, SESSION, base_of, kept, to_keep
from sor.endpoints.web.login.visitors import NO_STORE, Visitors, own_page
from sor.register import Register

MOST_BASES = 20
"""At how many addresses of the server its own provider is known at once."""

logger = structlog.get_logger()


class Logins:
    """The logins of one register."""

    def __init__(self, register: Register, providers: Sequence[Provider], callers: Callers, queues: Queues) -> None:
        self.register = register
        own = [demo_provider("")] if register.is_demo else []
        self.providers = {one.id: one for one in (*own, *providers)}
        self.sessions = Sessions(register, list(self.providers.values()))
        self.visitors = Visitors(self.sessions)
        self._callers = callers
        self._queues = queues
        self._known: dict[str, OpenId] = {one.id: OpenId(one) for one in providers}
        self._clock = Clock()

    def provider(self, id: str) -> Provider:
        """A provider of the table. Raises Problem."""
        if id not in self.providers:
            raise Problem("no-such-address", Sentence(
                "", f"Der er ingen loginudbyder {id[:50]}. Se /login.", f"There is no identity provider {id[:50]}."
                " See /login.",
            ))  # fmt: skip
        return self.providers[id]

    def client(self, id: str, base: str) -> OpenId:
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
            address = await self.client(id, base).way_to(begun, _back_at(base, id), **more)
        except ProviderAway as error:
            raise self._away(id, error) from error
        key = (await sync_to_thread(self._callers.keys))[0]
        return Redirect(
            address, status_code=303, headers=NO_STORE,
            cookies=[to_keep(request, LOGIN, seal(key, begun, self._clock()), seconds=LASTS)],
        )  # fmt: skip

    async def back(self, request: HttpRequest, id: str) -> Redirect:
        """From a provider: a session, and on to the page that was asked for. Raises NotLetIn, Problem."""
        provider, answer = self.provider(id), request.query_params
        keys = await sync_to_thread(self._callers.keys)
        begun = opened(keys, kept(request, LOGIN), self._clock())
        if begun is None or begun.provider != id or not hmac.compare_digest(
            begun.state.encode(), str(answer.get("state", "")).encode()
        ):  # fmt: skip
            raise NotLetIn(*USED)
        base = base_of(request)
        client = self.client(id, base)
        try:
            async with self._queues.logins.turn(address_of(request), gone(request.receive)):
                claims = await client.claims(dict(answer), begun, _back_at(base, id))
            person = person_of(client.provider, claims)
        except ProviderAway as error:
            raise self._away(id, error) from error
        secret = await sync_to_thread(self._sign_in, request, provider, person, begun)
        return Redirect(
            begun.goes_to, status_code=303, headers=NO_STORE,
            cookies=[to_keep(request, SESSION, secret), to_keep(request, LOGIN, "")],
        )  # fmt: skip

    def _sign_in(self, request: HttpRequest, provider: Provider, person: Person, begun: Begun) -> str:
        program = request.headers.get("user-agent", "")
        return self.sessions.sign_in(provider, person, program, kept(request, SESSION), begun)

    def _away(self, id: str, error: ProviderAway) -> Problem:
        logger.warning("an identity provider cannot be asked", provider=id, reason=str(error))
        provider = self.providers[id]
        return Problem("provider-away", Sentence(
            "", f"{provider.name_da} svarer ikke lige nu. Prøv igen om lidt.",
            f"{provider.name_en} does not answer at the moment. Try again soon.",
        ), headers={"Retry-After": "10"})  # fmt: skip


def _back_at(base: str, id: str) -> str:
    """Where a provider sends the browser back to."""
    return f"{base}/login/{id}/callback"
