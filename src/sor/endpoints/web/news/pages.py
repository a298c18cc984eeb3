"""The archive of news, its feed, the newsletter and the links of its mails; for the authority the form of a piece."""

from collections.abc import Mapping, Sequence
from typing import Literal

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from sor.core.unit import shown_date
from sor.desk.mail_links import ForgedLink, OldLink
from sor.desk.newsletter import DOORS, BadNews, GivenNews, Newsletter
from sor.desk.readers import Readers
from sor.desk.sessions import SignedIn
from sor.desk.subscriptions import TooManySubscriptions
from sor.endpoints.http.atom import MEDIA_TYPE, AtomEntry, atom_feed
from sor.endpoints.http.fair_queue import address_of
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest.news import archive
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.endpoints.web.administration.case_pages import CaseOffice
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.kit.page import page, personal_page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.formats.published.news import News
from sor.register import Refused
from sor.store import subscriptions
from sor.store.subscriptions import SubscriptionRow

LIST, FEED, NEW = "/news", "/news.atom", "/news/new"
PUBLIC = (LIST, FEED, "/news/{number}", "/news/confirm/{ticket}", "/news/leave/{ticket}")
PAGE = 50
FORM = frozenset({"email", "lang"})
NEWS_FORM = frozenset({
    "title_da", "text_da", "title_en", "text_en", "told_on", "planned_for", "breaks", "csrf", "action",
})  # fmt: skip
Office = NamedDependency[CaseOffice]
Letters = NamedDependency[Readers]
Paper = NamedDependency[Newsletter]
OfFormats = NamedDependency[list[News]]


@get(LIST, include_in_schema=False, sync_to_thread=True)
def list_page(
    request: HttpRequest, office: Office, newsletter: Paper, readers: Letters, format_news: OfFormats
) -> Answer:
    """News, the newest first, and the form of the newsletter."""
    return _list(request, office, newsletter, readers, format_news)


@post(LIST, include_in_schema=False, status_code=200)
async def send_subscription(
    request: HttpRequest, office: Office, newsletter: Paper, readers: Letters, format_news: OfFormats
) -> Answer:
    """Somebody asks for the newsletter; the answer is the same whether the address has it already."""
    form = await form_of(request)

    def ask() -> Answer:
        visit = visit_for(office.editing, request)
        error: Refused | None = None
        try:
            refuse_unknown(form, FORM)
            readers.ask_for_news(form.get("email", ""), visit.language, address_of(request))
        except Refused as refused:
            error = refused
        return _list(request, office, newsletter, readers, format_news, form, error, is_sent=error is None)

    return await sync_to_thread(ask)


@get(FEED, include_in_schema=False, sync_to_thread=True)
def feed_page(request: HttpRequest, office: Office, newsletter: Paper) -> Response[bytes]:
    """The news as an Atom feed, in the language that is asked for."""
    visit = visit_for(office.editing, request)
    base = _base(request)
    entries = [
        AtomEntry(
            f"{base}/news/{row.number}", row.title_da if visit.language == "da" else row.title_en, row.published_at,
            row.text_da if visit.language == "da" else row.text_en,
        )
        for row in newsletter.list_published()[:PAGE]
    ]  # fmt: skip
    said = atom_feed(f"{base}{visit.link(FEED)}", visit.text("news.title"), "2009-01-01T00:00:00Z", entries)
    return Response(said, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-cache"})


@get("/news/new", include_in_schema=False, sync_to_thread=True)
def new_page(request: HttpRequest, office: Office) -> Answer:
    """The form of a piece."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    _refuse_others(office, signed_in)
    return _form(signed_in, visit_for(office.editing, request), {})


@post("/news/new", include_in_schema=False, status_code=200)
async def send_new(request: HttpRequest, office: Office, newsletter: Paper) -> Answer:
    """A piece is written, or the form comes again with what stands against it."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    _refuse_others(office, signed_in)
    return await sync_to_thread(_write, newsletter, signed_in, visit_for(office.editing, request), form)


@get("/news/{number:int}", include_in_schema=False, sync_to_thread=True)
def item_page(request: HttpRequest, number: FromPath[int], office: Office, newsletter: Paper) -> Answer:
    """One piece."""
    row = newsletter.find(number)
    if row is None:
        raise Problem("unknown", Sentence(
            "number", f"Der er ingen nyhed {number}.", f"There is no news {number}.",
        ))  # fmt: skip
    return page(
        "news_item.html", visit_for(office.editing, request), item=row, told_on=shown_date(row.told_on),
        planned_for=shown_date(row.planned_for) if row.planned_for else None,
    )  # fmt: skip


@get("/news/confirm/{ticket:str}", include_in_schema=False, sync_to_thread=True)
def confirm_page(request: HttpRequest, ticket: FromPath[str], office: Office, readers: Letters) -> Answer:
    """The link of a mail that confirms: a button, since programs that look after mail open links."""
    visit = visit_for(office.editing, request)
    try:
        row = readers.find_confirming(ticket)
    except ForgedLink as error:
        return _refused_link(visit, error, 400)
    except OldLink as error:
        return _refused_link(visit, error, 410)
    if row is None or row.state != subscriptions.NEW:
        return _say_status(visit, "news.link.gone" if row is None else "news.link.already", 410 if row is None else 200)
    return _read_asked(visit, request, row, "confirm")


@post("/news/confirm/{ticket:str}", include_in_schema=False, status_code=200)
async def confirm(request: HttpRequest, ticket: FromPath[str], office: Office, readers: Letters) -> Answer:
    """A subscription is wanted."""
    visit = visit_for(office.editing, request)
    try:
        said = await sync_to_thread(readers.confirm, ticket)
    except ForgedLink as error:
        return _refused_link(visit, error, 400)
    except OldLink as error:
        return _refused_link(visit, error, 410)
    return _say_status(visit, f"news.link.{said}", 410 if said == "gone" else 200)


@get("/news/leave/{ticket:str}", include_in_schema=False, sync_to_thread=True)
def leave_page(request: HttpRequest, ticket: FromPath[str], office: Office, readers: Letters) -> Answer:
    """The link of a mail that ends it: a button, since programs that look after mail open links."""
    visit = visit_for(office.editing, request)
    try:
        row = readers.find_leaving(ticket)
    except ForgedLink as error:
        return _refused_link(visit, error, 400)
    if row is None:
        return _say_status(visit, "news.link.left_already")
    return _read_asked(visit, request, row, "leave")


@post("/news/leave/{ticket:str}", include_in_schema=False, status_code=200)
async def leave(request: HttpRequest, ticket: FromPath[str], office: Office, readers: Letters) -> Answer:
    """A subscription ends, by the button or by a mail program's one click (RFC 8058). The link says all."""
    visit = visit_for(office.editing, request)
    try:
        said = await sync_to_thread(readers.leave, ticket)
    except ForgedLink as error:
        return _refused_link(visit, error, 400)
    return _say_status(visit, "news.link.left" if said == "left" else "news.link.left_already")


def _read_asked(visit: Visit, request: HttpRequest, row: SubscriptionRow, deed: str) -> Answer:
    """The page with the button of a link. deed: confirm or leave."""
    return personal_page("news_link.html", visit, said="", ask=deed, email=row.email, address=request.url.path)


def _list(
    request: HttpRequest,
    office: CaseOffice,
    newsletter: Newsletter,
    readers: Readers,
    format_news: Sequence[News],
    form: Mapping[str, str] | None = None,
    error: Refused | None = None,
    *,
    is_sent: bool = False,
) -> Answer:
    visit = visit_for(office.editing, request)
    signed_in = office.visitors.visitor(request)
    is_authority = signed_in is not None and office.actors.is_authority(signed_in.actor)
    found = archive(newsletter.list_published(), list(format_news))
    shown_page = page_of_list(request.query_params, PAGE)
    status = 200 if error is None else 429 if isinstance(error, TooManySubscriptions) else 422
    show = page if signed_in is None else personal_page
    return show(
        "news.html", visit, status, news=shown_page.cut(found), is_authority=is_authority, form=form or {},
        following=shown_page.following(len(found)), said=_words(visit, error), is_sent=is_sent,
        can_send=readers.can_send, waiting=newsletter.waiting() if is_authority else [],
    )  # fmt: skip


def _write(newsletter: Newsletter, signed_in: SignedIn, visit: Visit, form: Mapping[str, str]) -> Answer:
    title_da, text_da, title_en, text_en, told_on, planned_for = (form.get(name, "") for name in GivenNews._fields[:-1])
    breaks = tuple(form.get("breaks", "").split())
    given = GivenNews(title_da, text_da, title_en, text_en, told_on, planned_for, breaks)
    try:
        refuse_unknown(form, NEWS_FORM)
        made = newsletter.add(signed_in.actor, given, CHANNEL)
    except Refused as error:
        return _form(signed_in, visit, form, error)
    return Redirect(
        visit.link(f"/news/{made.number}" if made.published_at else LIST), status_code=303, headers=NO_STORE
    )


def _form(signed_in: SignedIn, visit: Visit, form: Mapping[str, str], error: Refused | None = None) -> Answer:
    at_fault = error.field if isinstance(error, BadNews) else "title_da"
    return personal_page(
        "news_new.html", visit, 200 if error is None else 422, form=form, said=_words(visit, error), at_fault=at_fault,
        signed_in=signed_in, doors=", ".join(DOORS),
    )  # fmt: skip


def _refuse_others(office: CaseOffice, signed_in: SignedIn) -> None:
    """Raises Problem for who is not the authority."""
    if not office.actors.is_authority(signed_in.actor):
        raise Problem("no-right", Sentence(
            "", "Nyheder skrives kun af registermyndigheden.", "News are written by the register authority alone.",
        ))  # fmt: skip


def _refused_link(visit: Visit, error: Refused, status: Literal[400, 410]) -> Answer:
    return personal_page("news_link.html", visit, status, said=_words(visit, error), ask="", email="", address="")


def _say_status(visit: Visit, key: str, status: int = 200) -> Answer:
    return personal_page("news_link.html", visit, status, said=visit.text(key), ask="", email="", address="")


def _words(visit: Visit, error: Refused | None) -> str:
    return "" if error is None else error.danish if visit.language == "da" else str(error)


def _base(request: HttpRequest) -> str:
    return str(request.app.state.public_url or request.base_url).rstrip("/")


HANDLERS = [
    list_page, send_subscription, feed_page, new_page, send_new, item_page, confirm_page, confirm, leave_page, leave,
]  # fmt: skip
