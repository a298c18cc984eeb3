"""The server: all doors of one register, and the short way for the hottest of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import structlog
from litestar import Litestar, Request, Router
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from sor.access.login.providers import BadProviders, Provider, read_providers
from sor.access.login.saml.keys import BadKey, KeyFiles
from sor.core.identifiers import is_digits
from sor.desk.campaigns import Campaigns
from sor.desk.error_reports import ErrorReports
from sor.desk.letters import Letters
from sor.desk.mail import Outbox
from sor.desk.newsletter import Newsletter
from sor.desk.quality import Quality
from sor.desk.reader_mails import ReaderMails
from sor.desk.readers import Readers
from sor.desk.receipt_mails import ReceiptMails
from sor.desk.reminders import Reminders
from sor.desk.responsible_persons import ResponsiblePersons
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.desk.still_right import StillRight
from sor.desk.subscriptions import Subscriptions
from sor.endpoints import errors, files, web
from sor.endpoints.doors import Doorkeeper
from sor.endpoints.figures import Figures
from sor.endpoints.files.folder import PublishedFolder
from sor.endpoints.http import senders
from sor.endpoints.http.answer import page_answer, refusal, send_whole
from sor.endpoints.http.asking import ONLY_HEAD, Asking, asked_of, before_answering
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.connections import most_waiting
from sor.endpoints.http.copy_header import with_copy_header
from sor.endpoints.http.fair_queue import MOST_WAITING, Queues
from sor.endpoints.http.fair_threads import ASKER, FairThreads, works_for
from sor.endpoints.http.leaving import READING, whole_or_left
from sor.endpoints.http.own_hosts import OwnHosts
from sor.endpoints.http.problem import Problem
from sor.endpoints.http.proxies import Proxies
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.http.request_names import name_of, with_name
from sor.endpoints.http.safe_headers import with_safe_headers
from sor.endpoints.http.takers import Taker, taker_off_the_loop
from sor.endpoints.http.text_gate import compose, refuse_unfit
from sor.endpoints.http.unavailable import problem_of
from sor.endpoints.krs import door as krs
from sor.endpoints.openapi import contract
from sor.endpoints.operation import demo_clock, health
from sor.endpoints.operation.clockwork import clockwork
from sor.endpoints.operation.health import Readiness
from sor.endpoints.operation.mailing import mailing
from sor.endpoints.operation.preparing import preparing
from sor.endpoints.rest import (
    access,
    cases,
    changes,
    code_lists,
    consumers,
    copy,
    crosswalk,
    identifiers,
    jobs,
    log,
    news,
    plans,
    proofs,
    quality,
    recipients,
    responsible,
    sites,
    status,
    stream,
    subscriptions,
    units,
)
from sor.endpoints.rest.deciding import Deciding
from sor.endpoints.rest.look_up import LookUp, plain_question
from sor.endpoints.rest.status import RegisterStanding
from sor.endpoints.soap.door import SoapDoor
from sor.endpoints.soap.guards import Guards
from sor.endpoints.sores import ADDRESSES, Sores
from sor.endpoints.sorls import door as sorls
from sor.endpoints.sorus import door as sorus
from sor.endpoints.web import edit, login
from sor.endpoints.web.administration import routes as administration
from sor.endpoints.web.administration.case_pages import CaseOffice
from sor.endpoints.web.administration.edi_office import EdiOffice
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.guides import pages as guide_pages
from sor.endpoints.web.kit.list_files import with_list_file
from sor.endpoints.web.kit.page import show_support
from sor.endpoints.web.kit.typed_form import is_form
from sor.endpoints.web.kit.visitor_name import let_pages_ask
from sor.endpoints.web.kit.wanted_language import note_languages
from sor.endpoints.web.login.logins import Logins
from sor.endpoints.web.login.pages import pairs_of
from sor.endpoints.web.login.visitors import Visitors
from sor.endpoints.web.news import routes as news_pages
from sor.endpoints.web.oss import routes as oss
from sor.endpoints.web.oss.office import OssOffice
from sor.endpoints.web.selfservice import routes as selfservice
from sor.endpoints.web.selfservice.service import SelfService
from sor.endpoints.web.sheets import routes as sheets
from sor.endpoints.web.sites import routes as site_routes
from sor.endpoints.web.trial import card_page, certification_page
from sor.following.consumers import Consumers
from sor.following.edi_book import EdiBook
from sor.following.phone_book import PhoneBook
from sor.following.quality_book import QualityBook
from sor.following.recipient_book import RecipientBook
from sor.following.shak_worklists import ShakWorklists
from sor.following.watch import Watch
from sor.formats.published.exports import FORMATS
from sor.formats.published.life_cycle import read_starts
from sor.formats.published.news import news as news_of
from sor.jobs.proving import Prover
from sor.register import Register
from sor.settings import BadSetting, Settings, settle_settings

UNIT = "/api/v1/units/"
LARGEST_BODY = 256_000
"""Bytes of a request where its address says nothing else: a question about 500 codes, however they are written."""

GROUPS = (
    units,
    identifiers,
    recipients,
    code_lists,
    log,
    copy,
    stream,
    consumers,
    access,
    changes,
    jobs,
    crosswalk,
    cases,
    plans,
    responsible,
    sites,
    quality,
    subscriptions,
    news,
)

NEWS = ("readers", "newsletter", "subscriptions", "format_news")
"""What the pages of news are given."""

Door: TypeAlias = Callable[[HTTPScope, Receive, Send], Awaitable[int]]
"""An ASGI application that gives the HTTP status it answered with."""

logger = structlog.get_logger()


def app(register: Register, settings: Settings, when_built: Callable[[], None] = lambda: None) -> ASGIApp:
    """The ASGI application of a register. One search index per process, built beside the first requests.
    when_built: done once it stands.

    Raises BadSetting for a setting that a register of this kind does not take.
    """
    settings = settle_settings(settings, demo=register.is_demo, register=f"the register in {register.database.shown}")
    show_support(settings.support)
    phone_book = PhoneBook(register)
    folder = PublishedFolder(Path(settings.files), register.database) if settings.files else None
    standing = RegisterStanding(register, folder)
    queues, readers = Queues(most_waiting(MOST_WAITING)), FairThreads()
    callers = Callers(register, settings)
    figures = Figures(standing, queues, readers, callers.jobs, callers.cases)
    look_up = LookUp(register)
    watch = Watch(register)
    readiness = Readiness(register, phone_book, when_built)
    seen = Consumers(register)
    sores = Sores(register, settings, watch, queues.changes)
    keeper = Doorkeeper(register, settings)
    inner = framework(
        register, settings, phone_book, standing, figures, look_up, sores, watch, keeper, queues, callers, readiness,
        seen, readers,
    )  # fmt: skip
    guards = Guards(register, settings)
    look_ups = sorls.door(register, phone_book, guards.of("sorls", "SORLS"))
    updates = sorus.doors(register, settings, guards.of("sorus", "SORUS", always=True), queues.changes)
    copied = guards.of("krs", "KRS", has_whitelist=False, always=True)
    copies = krs.doors(register, settings, copied, queues.copies, seen)
    direct: dict[str, Door] = {sorls.PATH: look_ups, **updates, **copies, **dict.fromkeys(ADDRESSES, sores)}
    visitors: Visitors = inner.state.visitors
    doors = Doors(
        look_up, inner, direct, figures, keeper, Gate(settings), register, watch, visitors, tells=settings.access_log
    )
    readiness.build_index()
    return doors


class Gate:
    """Before all doors: who asks, by what name, and whether a page of another site makes a browser ask."""

    def __init__(self, settings: Settings) -> None:
        self._proxies = Proxies(settings.proxies)
        self._hosts = OwnHosts(settings)
        self._public = settings.public_url

    def trusts(self, scope: HTTPScope) -> bool:
        """Whether a request came through a trusted proxy."""
        return self._proxies.asks_for(scope)

    def read_request(self, scope: HTTPScope) -> tuple[HTTPScope, Problem | None]:
        """The request as its caller sent it, whatever stands between, and why it is refused; None when it is not."""
        if (problem := self._hosts.refuse_host(scope)) is not None:
            return scope, problem
        if self._proxies.asks_for(scope):
            try:
                scope = self._hosts.as_public(self._proxies.resolve_scope(scope))
            except Problem as refused:
                return scope, refused
        return scope, senders.refuse_request(scope, self._public)


class Doors:
    """Takes the look-up of a unit by the short way, gives the doors with addresses of their own (SOAP, SORES) what is
    sent there and everything else to the framework, and counts them all.

    The short way is the same question with the same answer; it only leaves routing, validation and response classes
    out, which cost more than the look-up.
    """

    def __init__(
        self,
        look_up: LookUp,
        inner: ASGIApp,
        direct: Mapping[str, Door],
        figures: Figures,
        keeper: Doorkeeper,
        gate: Gate,
        register: Register,
        watch: Watch,
        visitors: Visitors,
        *,
        tells: bool,
    ) -> None:
        self._tells = tells
        self._unit = look_up
        self._inner = inner
        self._direct = direct
        self._figures = figures
        self._keeper = keeper
        self._gate = gate
        self._register = register
        self._watch = watch
        self._visitors = visitors
        self._is_quick = register.database.dialect == "sqlite"

    async def __call__(self, asked: Scope, receive: Receive, send: Send) -> None:
        if asked["type"] != ScopeType.HTTP:
            await self._inner(asked, receive, send)
            return
        scope: HTTPScope = asked
        name = name_of(scope, is_trusted=self._gate.trusts(scope))
        bind_contextvars(request=name)
        send = with_safe_headers(with_name(name, with_copy_header(self._watch, send)))
        started = time.perf_counter()
        unreadable = compose(scope)
        path: str = scope["path"]
        scope, problem = self._gate.read_request(scope)
        ASKER.set(works_for(scope))
        problem = problem or unreadable
        if problem is not None:
            status = await self._refuse(scope, send, problem)
            self._note(scope, path if path in self._direct else "none", status, started)
            return
        if path.startswith(UNIT) and scope["method"] == "GET" and is_digits(code := path[len(UNIT) :]):
            question = plain_question(scope["query_string"])
            if question is not None and not any(name == b"sor-serial" for name, _ in scope["headers"]):
                status = await self._look_up(scope, send, code, question)
                self._note(scope, "/api/v1/units/{code}", status, started)
                return
        receive = whole_or_left(scope, receive)
        door = self._direct.get(path)
        if door is not None:
            problem = None if scope["method"] in READING else await self._keeper.refusal(path)
            status = await (door(scope, receive, send) if problem is None else self._refuse(scope, send, problem))
            self._note(scope, path, status, started)
            return
        await self._framework(scope, receive, send, started)

    def _note(self, scope: HTTPScope, pattern: str, status: int, started: float) -> None:
        """Count a request that was answered, and write a line of it when that is wanted. What was asked for stays out
        of the log: the address goes without its question.
        """
        seconds = time.perf_counter() - started
        self._figures.count(pattern, status, seconds)
        if self._tells:
            client = scope.get("client")
            logger.info(
                "answered", method=scope["method"], path=scope["path"], status=status,
                milliseconds=round(seconds * 1000, 1), caller=client[0] if client else None,
            )  # fmt: skip

    async def _refuse(self, scope: HTTPScope, send: Send, problem: Problem) -> int:
        """Refuse a request before its door, in the language of that door; a reader of pages gets a page."""
        door = self._direct.get(scope["path"])
        if isinstance(door, SoapDoor):
            told = door.refusal(problem)
        elif door is None and errors.is_page(asked := HttpRequest(scope)):
            told = page_answer(web.refused_page(self._register, asked, problem))
        else:
            told = refusal(problem, None)
        await send_whole(send, told.status, told.headers, told.body if scope["method"] != "HEAD" else b"")
        return told.status

    async def _look_up(self, scope: HTTPScope, send: Send, code: str, question: dict[str, str]) -> int:
        arguments = code, asked_of(scope), question.get("valid"), question.get("known")
        try:
            if self._is_quick:  # a few dozen microseconds; going to a thread would cost more than the look-up
                found = self._unit(*arguments)
            else:
                found = await asyncio.get_running_loop().run_in_executor(None, self._unit, *arguments)
        except Exception as error:  # noqa: BLE001 (told to the caller, logged there)
            found = refusal(problem_of(error, scope["path"]), None)
        await send_whole(send, found.status, found.headers, found.body)
        return found.status

    async def _framework(self, scope: HTTPScope, receive: Receive, send: Send, started: float) -> None:
        """Everything else. HEAD is GET without its body, for every address."""
        status = 500
        is_head = scope["method"] == "HEAD"

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        note_languages(
            next((value for name, value in scope["headers"] if name == b"accept-language"), b"").decode("latin-1")
        )
        scope, sent = with_list_file(scope, counted)
        inner_scope: Any = {**scope, "method": "GET", ONLY_HEAD: True} if is_head else scope
        let_pages_ask(lambda: self._visitors.name(HttpRequest(inner_scope)))
        try:
            await self._inner(inner_scope, receive, sent)
        finally:
            pattern = inner_scope.get("path_template") or "none"
            self._note(scope, pattern, status, started)


def framework(
    register: Register,
    settings: Settings,
    phone_book: PhoneBook,
    standing: RegisterStanding,
    figures: Figures,
    look_up: LookUp,
    sores: Sores,
    watch: Watch,
    keeper: Doorkeeper,
    queues: Queues,
    callers: Callers,
    readiness: Readiness,
    seen: Consumers,
    readers: FairThreads,
) -> Litestar:
    """The doors behind the framework: REST with its contract, operation, the pages."""
    book = RecipientBook(register)
    edi_book = EdiBook(book)
    sites_kept = TreatmentSites(register)
    quality_book = QualityBook(register)
    found = Quality(register, quality_book, sites_kept)

    def ask(request: HttpRequest) -> Asking:
        return Asking(register, phone_book, book, request)

    async def let_in(asked: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        if (problem := await keeper.refusal(asked.scope["path_template"])) is not None:
            if isinstance(asked, Request) and is_form(asked):
                with suppress(Problem):
                    await pairs_of(asked)  # so that its page shows what was typed
            raise problem

    logins = Logins(register, providers_of(settings), callers, queues, settings.saml_keys)
    editing = Editing(register, logins, callers, queues, phone_book)
    office = CaseOffice(editing, callers, queues)
    edi = EdiOffice(office, edi_book, Campaigns(register, settings))

    async def taker(request: HttpRequest) -> Taker:
        return await taker_off_the_loop(request, callers, seen)

    deciding = Deciding(callers)

    given = {
        "callers": always(callers),
        "queues": always(queues),
        "deciding": always(deciding),
        "ask": Provide(ask, sync_to_thread=False),
        "look_up": always(look_up),
        "standing": always(standing),
        "watch": always(watch),
        "figures": always(figures.registry),
        "readiness": always(readiness),
        "consumers": always(seen),
        "quality": always(found),
        "edi_book": always(edi_book),
        "persons": always(ResponsiblePersons(register)),
        "sites": always(sites_kept),
        "subscriptions": always(Subscriptions(register, settings.webhook_allowed)),
        "readers": always(Readers(register, settings)),
        "newsletter": always(Newsletter(register)),
        "format_news": always(news_of(FORMATS, read_starts(settings.format_starts))),
        "taker": Provide(taker),
    }
    rest: list[Any] = [handler for group in GROUPS for handler in group.HANDLERS]
    doors: list[Any] = [
        Router("/api/v1", route_handlers=rest, dependencies=given, before_request=before_answering),
        Router(
            "/",
            route_handlers=[*status.HANDLERS, *health.HANDLERS],
            dependencies=given,
            before_request=before_answering,
        ),
        *web.routes(
            register,
            phone_book,
            book,
            shak_end=settings.shak_end,
            deeds=editing.rights.deeds,
            treatment_sites=sites_kept,
        ),
        *files.routes(register, settings, callers, seen),
        *card_page.routes(register, settings, phone_book, queues.changes),
        *certification_page.routes(register),
        *login.routes(logins),
        *edit.routes(editing),
        *selfservice.routes(
            SelfService(editing, callers, ReceiptMails(register, settings), sites_kept),
            ErrorReports(register, settings),
        ),
        *sheets.routes(editing),
        *site_routes.routes(office, sites_kept),
        *administration.routes(
            office,
            Letters(register, settings),
            found,
            StillRight(register, settings),
            Reminders(register, settings),
            edi,
            ShakWorklists(quality_book),
        ),
        *oss.routes(OssOffice(editing, settings)),
        *guide_pages.routes(register),
        *news_pages.routes(office, {name: given[name] for name in NEWS}),
        *proofs.routes(register, Prover(register, settings)),
        *demo_clock.routes(register, queues.changes),
    ]
    made = Litestar(
        doors,
        guards=[let_in],
        exception_handlers=errors.HANDLERS,
        before_request=refuse_unfit,
        request_max_body_size=LARGEST_BODY,
        openapi_config=contract(),
        logging_config=None,
        lifespan=[
            readers.running,
            watch.running,
            clockwork(register, queues.changes),
            deciding.running,
            sores.running,
            seen.running,
            preparing((edi_book.prepare, found.prepare)),
            mailing(
                register,
                Outbox(register, settings, composers=ReaderMails(register, settings).composers()),
                seen,
                Newsletter(register),
            ),
        ],
    )
    made.state.register, made.state.public_url, made.state.visitors = register, settings.public_url, logins.visitors
    return made


def always(value: object) -> Provide:
    """A dependency that is the same for every request. A function gives it: the framework copies what is none."""

    def give_value() -> object:
        return value

    return Provide(give_value, sync_to_thread=False)


def providers_of(settings: Settings) -> Sequence[Provider]:
    """The identity providers that log people in. Raises BadSetting, also for what is lacking to meet them."""
    try:
        providers = read_providers(settings.login) if settings.login else ()
    except BadProviders as error:
        raise BadSetting(f"SOR_LOGIN: {error}") from None
    if any(one.saml is not None for one in providers):
        if not settings.public_url:
            raise BadSetting(NO_PUBLIC_URL)
        try:
            KeyFiles(settings.saml_keys).keys()
        except BadKey as error:
            raise BadSetting(f"SOR_SAML_KEYS: {error}" if settings.saml_keys else str(error)) from None
    return providers


NO_PUBLIC_URL = (
    "SOR_LOGIN names a provider of SAML, and SOR_PUBLIC_URL is not set. Set it to the address that browsers use: what a"
    " provider signs must name it."
)
