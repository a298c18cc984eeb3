"""The pages ``/login``, ``/logout`` and ``/me``, and the addresses of the demo's own provider."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qsl, quote, urlsplit

import structlog
from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect

from sor.access.authority import EVERYWHERE_SHOWN, OPERATIONS, Right
from sor.access.login.claims import NotLetIn, Reason
from sor.core.day import OPEN, previous_day, write_day
from sor.core.instant import write_instant
from sor.desk.demo_provider import ADDRESS as OPENID
from sor.desk.demo_provider import ID as DEMO
from sor.desk.demo_provider import DemoProvider
from sor.desk.drafts import BegunForm, Drafts
from sor.desk.open_cases import list_open_cases
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.typed_form import keep_typed
from sor.endpoints.web.kit.visit import Visit, visit_of
from sor.endpoints.web.login.cookies import LOGIN, SESSION, base_of, to_keep
from sor.endpoints.web.login.logins import Logins
from sor.endpoints.web.login.visitors import HOME, NO_STORE, own_page, to_login
from sor.reading.snapshot import Summary
from sor.register import Register

LONGEST_FORM = 20_000

LARGEST_ANSWER = 250_000
"""Bytes of what a provider makes a browser send."""

AT_PROVIDER = tuple(
    f"/login/{{provider}}{part}" for part in ("", "/callback", "/acs", "/answer", "/logout", "/ended", "/metadata")
)
ADDRESSES = ("/login", *AT_PROVIDER, "/logout", HOME, f"{HOME}/sessions")
OPENID_READ = tuple(f"{OPENID}/{name}" for name in (".well-known/openid-configuration", "authorize", "keys"))
OPENID_ADDRESSES = (*OPENID_READ, f"{OPENID}/token")

Answer: TypeAlias = Response[str] | Redirect | Response[Mapping[str, object]]
METADATA = "application/samlmetadata+xml"
Given = NamedDependency[Logins]

logger = structlog.get_logger()


class HeldRight(NamedTuple):
    """A right as its holder reads it. place: the unit's code, none for everywhere; last: the last day, in words."""

    role: str
    place: str
    name: str
    operations: str
    last: str


class RefusedShare(NamedTuple):
    """A draft that could not be shared. id: the draft's. typed: with whom. said: why not, in the page's language."""

    id: str
    typed: str
    said: str


def routes(logins: Logins) -> list[Router]:
    """The pages."""

    def the_logins() -> Logins:
        return logins

    pages = [
        login_page, as_demo_user, to_provider, from_provider, passed_on, answer_of_provider, metadata, out_by_query,
        out_by_form, end_login, logout, own, end_sessions, openid, openid_token,
    ]  # fmt: skip
    given = {"logins": Provide(the_logins, sync_to_thread=False)}
    return [Router("/", route_handlers=pages, dependencies=given)]


@get("/login", include_in_schema=False, sync_to_thread=True)
def login_page(request: HttpRequest, logins: Given) -> Answer:
    """By whom one can be logged in; in a demo, as whom."""
    goes_to = own_page(request.query_params.get("next", ""))
    if logins.visitors.visitor(request) is not None:
        return Redirect(goes_to, status_code=303, headers=NO_STORE)
    return _choice(logins, request, goes_to)


@post("/login", include_in_schema=False, status_code=303)
async def as_demo_user(request: HttpRequest, logins: Given) -> Answer:
    """To the demo's provider, as one of its users."""
    form = await form_of(request)
    return await logins.way(request, DEMO, form.get("next", ""), login_hint=form.get("user", ""))


@get("/login/{provider:str}", include_in_schema=False)
async def to_provider(request: HttpRequest, provider: FromPath[str], logins: Given) -> Answer:
    """To a provider."""
    return await logins.way(request, provider, request.query_params.get("next", ""))


@get("/login/{provider:str}/callback", include_in_schema=False)
async def from_provider(request: HttpRequest, provider: FromPath[str], logins: Given) -> Answer:
    """Back from a provider of OpenID Connect."""
    return await _back(logins, request, provider, dict(request.query_params))


@post("/login/{provider:str}/acs", include_in_schema=False, status_code=200)
async def passed_on(request: HttpRequest, provider: FromPath[str], logins: Given) -> Answer:
    """Back from a provider of SAML. A browser keeps back what it knows of a login when another site makes it send
    something: the answer is sent once more, by a page of this register, and nothing is done with it yet.
    """
    logins.provider(provider)
    form = await form_of(request, LARGEST_ANSWER)
    return await sync_to_thread(_passed_on, logins, request, provider, form)


@post("/login/{provider:str}/answer", include_in_schema=False, status_code=303)
async def answer_of_provider(request: HttpRequest, provider: FromPath[str], logins: Given) -> Answer:
    """What a provider of SAML has signed of whom it logged in."""
    return await _back(logins, request, provider, await form_of(request, LARGEST_ANSWER))


@get("/login/{provider:str}/metadata", include_in_schema=False)
async def metadata(request: HttpRequest, provider: FromPath[str], logins: Given) -> Response[bytes]:
    """What the register says of itself to a provider of SAML."""
    return Response(await logins.metadata(request, provider), media_type=METADATA)


@get("/login/{provider:str}/logout", include_in_schema=False)
async def out_by_query(request: HttpRequest, provider: FromPath[str], logins: Given) -> Answer:
    """A provider ends a login, or says that it has."""
    return await _out(logins, request, provider, {})


@post("/login/{provider:str}/logout", include_in_schema=False, status_code=303)
async def out_by_form(request: HttpRequest, provider: FromPath[str], logins: Given) -> Answer:
    """The same by a form."""
    return await _out(logins, request, provider, await form_of(request, LARGEST_ANSWER))


@post("/login/{provider:str}/ended", include_in_schema=False, status_code=200)
async def end_login(request: HttpRequest, provider: FromPath[str], logins: Given) -> Response[Mapping[str, object]]:
    """A provider of OpenID Connect says to the register itself that a login has ended."""
    form = await form_of(request, LARGEST_ANSWER)
    try:
        await logins.end_login(request, provider, form.get("logout_token", ""))
    except NotLetIn as refused:
        logger.info("the end of a login was not believed", provider=provider, reason=refused.reason.en)
        return Response({"error": "invalid_request"}, status_code=400, headers=NO_STORE)
    return Response({}, headers=NO_STORE)


@post("/logout", include_in_schema=False, status_code=303)
async def logout(request: HttpRequest, logins: Given) -> Answer:
    """Sign out."""
    form = await form_of(request)
    signed_in = await sync_to_thread(logins.visitors.sender, request, form)
    if signed_in is None:
        return _signed_out(logins, request)
    way_out = await logins.way_out(request, signed_in)
    await sync_to_thread(logins.sessions.end_this, signed_in)
    return await sync_to_thread(_out_there, logins, request, signed_in, way_out)


@get(HOME, include_in_schema=False, sync_to_thread=True)
def own(request: HttpRequest, logins: Given) -> Answer:
    """Who one is here, what one may do, and where one is signed in."""
    if (signed_in := logins.visitors.visitor(request)) is None:
        return to_login(request)
    return show_own(logins, _visit(logins.register, request), signed_in)


def show_own(logins: Logins, seen: Visit, signed_in: SignedIn, refused: RefusedShare | None = None) -> Response[str]:
    """The page of whoever is signed in; with what was wrong when they shared a draft."""
    provider = logins.providers[signed_in.provider]
    drafts = Drafts(logins.register).of(signed_in.actor.id)
    named = logins.register.at().summaries(sorted({one.unit for one in drafts}))
    return personal_page(
        "me.html",
        seen,
        200 if refused is None else 422,
        refused=refused,
        signed_in=signed_in,
        sessions=[
            (one, seen.at_time(write_instant(one.made_at)), seen.at_time(write_instant(one.seen_at)))
            for one in logins.sessions.show_sessions(signed_in)
        ],
        drafts=[
            (
                one,
                _name_of(one, named),
                seen.at_time(write_instant(one.changed_at)),
            )
            for one in drafts
            if one.document is None
        ],
        open_cases=list_open_cases(logins.register, logins.cases, signed_in.actor),
        in_basket=sum(one.document is not None and one.actor == signed_in.actor.id for one in drafts),
        rights=_list_held(logins.register, signed_in, seen),
        provider=provider.name_da if seen.language == "da" else provider.name_en,
    )


@post(f"{HOME}/sessions", include_in_schema=False, status_code=303)
async def end_sessions(request: HttpRequest, logins: Given) -> Answer:
    """End one of one's sessions, or all."""
    form = await form_of(request)
    signed_in = await sync_to_thread(logins.visitors.sender, request, form)
    if signed_in is None:
        home = _visit(logins.register, request).link(HOME)
        return Redirect(f"/login?next={quote(home)}", status_code=303, headers=NO_STORE)
    if form.get("all"):
        way_out = await logins.way_out(request, signed_in)
        await sync_to_thread(logins.sessions.end_all, signed_in)
        return await sync_to_thread(_out_there, logins, request, signed_in, way_out)
    await sync_to_thread(logins.sessions.end, signed_in, form.get("session", ""))
    return Redirect(_visit(logins.register, request).link(HOME), status_code=303, headers=NO_STORE)


@get(list(OPENID_READ), include_in_schema=False)
async def openid(request: HttpRequest, logins: Given) -> Answer:
    """What the demo's provider says of itself; its keys; its way back to the register."""
    return await sync_to_thread(_answer_provider, logins, request, dict(request.query_params))


@post(f"{OPENID}/token", include_in_schema=False, status_code=200)
async def openid_token(request: HttpRequest, logins: Given) -> Answer:
    """The tokens of the demo's provider, for a code."""
    return await sync_to_thread(_answer_provider, logins, request, await form_of(request))


async def form_of(request: HttpRequest, longest: int = LONGEST_FORM) -> Mapping[str, str]:
    """The fields of a form. Raises Problem, also for one that says two things of one field: a page of ours says one,
    and whoever looks at what is sent on its way would read the other.
    """
    pairs = await pairs_of(request, longest)
    refuse_two_values(pairs)
    return dict(pairs)


def refuse_two_values(pairs: Iterable[tuple[str, str]]) -> None:
    """Raises Problem for a form in which a field stands twice and says different things."""
    said: dict[str, str] = {}
    odd = next((name for name, value in pairs if said.setdefault(name, value) != value), None)
    if odd is None:
        return
    shown = odd[:40]
    raise Problem("bad-request", Sentence(
        shown, f"Formularens felt »{shown}« står der to gange med hver sit indhold; der er ikke gjort noget.",
        f"The field '{shown}' of the form stands there twice and says two things; nothing was done.",
    ))  # fmt: skip


async def pairs_of(request: HttpRequest, longest: int = LONGEST_FORM) -> list[tuple[str, str]]:
    """The fields of a form in their order, each as often as it stands. Raises Problem."""
    body = await request.body()
    try:
        if len(body) > longest:
            raise ValueError
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=500, errors="strict")
    except ValueError:
        raise Problem("bad-request", Sentence(
            "", "Formularen kan ikke læses.", "The form cannot be read.",
        )) from None  # fmt: skip
    keep_typed(request, pairs)
    return pairs


async def _back(logins: Logins, request: HttpRequest, provider: str, answer: Mapping[str, str]) -> Answer:
    """From a provider to a session, or to the choice of providers with what was wrong; there the page that was asked
    for is still where the next login ends.
    """
    goes_to = await sync_to_thread(logins.goes_to, request)
    try:
        return await logins.back(request, provider, answer)
    except NotLetIn as refused:
        logger.info("a login was refused", provider=provider, reason=refused.reason.en)
        page = await sync_to_thread(_choice, logins, request, goes_to, refused.reason, 403)
        page.cookies = [*page.cookies, to_keep(request, LOGIN, "")]
        return page


def _passed_on(logins: Logins, request: HttpRequest, provider: str, form: Mapping[str, str]) -> Answer:
    seen = visit_of(logins.register, "/login", request.query_params, ignore_time=True)
    given = [(name, form[name]) for name in ("SAMLResponse", "RelayState") if name in form]
    return personal_page("passed_on.html", seen, address=f"/login/{provider}/answer", given=given)


async def _out(logins: Logins, request: HttpRequest, provider: str, form: Mapping[str, str]) -> Answer:
    """What a provider says of the end of a login is done, and answered."""
    try:
        said, goes_to = await logins.told_out(request, provider, form)
    except NotLetIn as refused:
        logger.info("the end of a login was not believed", provider=provider, reason=refused.reason.en)
        return await sync_to_thread(_choice, logins, request, HOME, refused.reason, 403)
    if said.asked is not None and goes_to:
        return Redirect(goes_to, status_code=303, headers=NO_STORE, cookies=[to_keep(request, SESSION, "")])
    return await sync_to_thread(_out_page, logins, request, provider, "", is_everywhere=said.is_everywhere)


def _out_there(logins: Logins, request: HttpRequest, signed_in: SignedIn, way_out: str) -> Answer:
    """Signed out here, and on to the provider, where it ends the login too: a form may lead to no other site."""
    if not way_out:
        return _signed_out(logins, request)
    page = _out_page(logins, request, signed_in.provider, way_out, is_everywhere=False)
    page.cookies = [to_keep(request, SESSION, "")]
    return page


def _out_page(logins: Logins, request: HttpRequest, provider: str, way_out: str, *, is_everywhere: bool) -> Answer:
    seen = visit_of(logins.register, "/login", request.query_params, ignore_time=True)
    one = logins.providers[provider]
    name = one.name_da if seen.language == "da" else one.name_en
    return personal_page("out.html", seen, provider=name, way_out=way_out, is_everywhere=is_everywhere)


def _name_of(draft: BegunForm, named: Mapping[str, Summary]) -> str:
    """What a draft is about, as it is listed."""
    unit = named.get(draft.unit)
    return draft.form.get("name") or (draft.unit if unit is None else unit.get("name") or draft.unit)


def _list_held(register: Register, signed_in: SignedIn, seen: Visit) -> list[HeldRight]:
    """The rights of whoever is signed in, in words."""
    rights: Sequence[Right] = signed_in.actor.rights
    snapshot = register.at()
    named = snapshot.summaries(sorted({right.place for right in rights if right.place}))

    def name(place: str | None) -> str:
        return (
            seen.text("me.everywhere")
            if place is None
            else str(named[place].get("name") or place if place in named else place)
        )

    return [
        HeldRight(
            seen.text(f"role.{right.role}"),
            "" if right.place in (None, EVERYWHERE_SHOWN) else str(right.place),
            name(right.place),
            "" if right.ops is None else ", ".join(seen.text(f"op.{op}") for op in OPERATIONS if op in right.ops),
            "" if right.to_day >= OPEN else seen.on(write_day(previous_day(right.to_day))),
        )
        for right in rights
    ]


def _choice(
    logins: Logins, request: HttpRequest, goes_to: str, mistake: Reason | None = None, status: int = 200
) -> Answer:
    """The page on which one says by whom, or as whom, one is to be logged in."""
    language = dict(parse_qsl(urlsplit(goes_to).query)).get("lang")
    query = {**({"lang": language} if language else {}), **request.query_params}
    seen = visit_of(logins.register, "/login", query, ignore_time=True)
    return personal_page(
        "login.html",
        seen,
        status,
        goes_to=goes_to,
        users=DemoProvider(logins.register, base_of(request)).users() if logins.register.is_demo else [],
        providers=[one for one in logins.providers.values() if not one.is_own],
        mistake=None if mistake is None else mistake.da if seen.language == "da" else mistake.en,
    )


def _answer_provider(logins: Logins, request: HttpRequest, given: Mapping[str, str]) -> Answer:
    answer = DemoProvider(logins.register, base_of(request)).answer(request.method, request.url.path, given)
    if answer.goes_to:
        return Redirect(answer.goes_to, status_code=303, headers=NO_STORE)
    return Response(answer.document, status_code=answer.status, headers=NO_STORE)


def _visit(register: Register, request: HttpRequest) -> Visit:
    return visit_of(register, request.url.path, request.query_params, ignore_time=True)


def _signed_out(logins: Logins, request: HttpRequest) -> Redirect:
    home = _visit(logins.register, request).link("/")
    return Redirect(home, status_code=303, headers=NO_STORE, cookies=[to_keep(request, SESSION, "")])
