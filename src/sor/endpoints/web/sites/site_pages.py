"""The pages that everybody reads: the list of treatment sites, its file, and a site; and the log of who supervises."""

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from sor.core.day import OPEN, previous_day, write_day
from sor.core.identifiers import tidy_identifier
from sor.core.shapes import Value
from sor.desk.sites.shown import write_site_file
from sor.desk.sites.site_on_day import ENDED, STATES, TreatmentSite, read_staff
from sor.desk.sites.told import MistakenSite
from sor.desk.sites.treatment_sites import LONGEST_CODE, NoSuchSite, TreatmentSites
from sor.endpoints.http.asking import unknown_parameter
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_pages import CaseOffice
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.kit.page import page, personal_page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.postal import one_line
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.formats.tables.spreadsheet_csv import MEDIA_TYPE
from sor.register import Refused

LIST, FILE, LOG, NEW = "/sites", "/sites.csv", "/sites/log", "/sites/new"
SITE, EDIT, END = "/sites/{number}", "/sites/{number}/edit", "/sites/{number}/end"
PUBLIC, KEEPING = (LIST, FILE, SITE), (LOG, NEW, EDIT, END)
PAGE = 50

Office = NamedDependency[CaseOffice]
Sites = NamedDependency[TreatmentSites]


@get(LIST, include_in_schema=False, sync_to_thread=True)
def list_page(request: HttpRequest, office: Office, sites: Sites) -> Answer:
    """The sites, chosen by what is sought and by state."""
    visit, asked = visit_for(office.editing, request), request.query_params
    signed_in = office.visitors.visitor(request)
    unit = tidy_identifier("code", asked.get("unit", "").strip())[:LONGEST_CODE]
    sought = asked.get("q", "").strip()[:200]
    state = asked.get("state", "") if asked.get("state", "") in STATES else ""
    found = sites.find(sought, state, unit)
    shown_page = page_of_list(asked, PAGE)
    show = page if signed_in is None else personal_page
    return show(
        "sites.html", visit, signed_in=signed_in, sought=sought, state=state, states=STATES, unit=unit,
        total=len(found), sites=[(one, place_of(one)) for one in shown_page.cut(found)],
        following=shown_page.following(len(found)),
        supervises=signed_in is not None and sites.supervises(signed_in.actor),
    )  # fmt: skip


@get(FILE, include_in_schema=False, sync_to_thread=True)
def file_page(request: HttpRequest, office: Office, sites: Sites) -> Response[bytes]:
    """The public list as a file for spreadsheets, always all of it. Raises Problem for a filter."""
    if unknown := set(request.query_params) - {"lang"}:
        raise Problem("unknown-parameter", *(unknown_parameter(name, set()) for name in sorted(unknown)))
    told = {"Content-Disposition": f'attachment; filename="{FILE[1:]}"', "Cache-Control": "private, no-cache"}
    written = write_site_file(office.register.at(), sites.list_sites())
    return Response(written, media_type=MEDIA_TYPE, headers=told)


@get(LOG, include_in_schema=False, sync_to_thread=True)
def log_page(request: HttpRequest, office: Office, sites: Sites) -> Answer:
    """What was done to sites, the newest first. Raises Problem for who does not supervise."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    try:
        lines = sites.log(signed_in.actor)[::-1]
    except Refused as error:
        raise Problem("no-right", Sentence("", error.danish, str(error))) from None
    visit, asked = visit_for(office.editing, request), request.query_params
    shown_page = page_of_list(asked, PAGE)
    return personal_page(
        "site_log.html", visit, signed_in=signed_in, total=len(lines),
        lines=[
            (visit.at_time(one.at), one.key, one.what, one.who, visit.on(day) if (day := _day_in(one.after)) else "")
            for _, one in shown_page.cut(lines)
        ],
        following=shown_page.following(len(lines)),
    )  # fmt: skip


@get("/sites/{number:str}", include_in_schema=False, sync_to_thread=True)
def site_page(request: HttpRequest, number: FromPath[str], office: Office, sites: Sites) -> Answer:
    """A site; for who keeps it, who is responsible, and what may be done."""
    return _site(request, office, sites, find_site(sites, number))


@post("/sites/{number:str}/end", include_in_schema=False, status_code=200)
async def end_site(request: HttpRequest, number: FromPath[str], office: Office, sites: Sites) -> Answer:
    """A site is deregistered."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    found = await sync_to_thread(find_site, sites, number)
    try:
        await sync_to_thread(sites.end_site, signed_in.actor, number, form.get("to_day", ""), CHANNEL)
    except MistakenSite as error:
        return await sync_to_thread(_site, request, office, sites, found, error, form.get("to_day", ""))
    except Refused as error:
        raise Problem("no-right", Sentence("unit", error.danish, str(error))) from None
    back = visit_for(office.editing, request).link(f"{LIST}/{found.row.number}", saved="1")
    return Redirect(back, status_code=303, headers=NO_STORE)


def find_site(sites: TreatmentSites, number: str) -> TreatmentSite:
    """A site by its number. Raises Problem."""
    try:
        return sites.site(number)
    except NoSuchSite as error:
        raise Problem("unknown", Sentence("number", error.danish, str(error))) from None


def place_of(one: TreatmentSite) -> str:
    """Where patients come, in one line."""
    return one_line({**one.stay.address}) if one.stay and one.stay.address else ""


def _site(
    request: HttpRequest, office: CaseOffice, sites: TreatmentSites, one: TreatmentSite,
    error: MistakenSite | None = None, typed: str = "",
) -> Answer:  # fmt: skip
    visit, signed_in = visit_for(office.editing, request), office.visitors.visitor(request)
    actor = None if signed_in is None else signed_in.actor
    keeps = sites.may_keep(actor, one.row.unit)
    category, snapshot, coming = one.category, office.register.at(), one.coming
    owner = snapshot.unit(one.stay.owner) if one.stay and one.stay.owner else None
    show = page if signed_in is None else personal_page
    return show(
        "site.html", visit, 200 if error is None else 422, signed_in=signed_in, site=one, row=one.row, keeps=keeps,
        sees_all=keeps or sites.supervises(actor), place=place_of(one), owner=owner,
        why=category.tell(visit.language) if category else "", staff=read_staff(one.row),
        coming=(visit.on(write_day(coming.from_day)), one_line({**coming.address})) if coming else None,
        since=visit.on(write_day(one.row.from_day)), day=typed or visit.today,
        last=visit.on(write_day(previous_day(one.ends))) if one.ends < OPEN else "",
        may_end=keeps and one.state != ENDED, saved=request.query_params.get("saved") == "1" and keeps,
        said="" if error is None else error.danish if visit.language == "da" else str(error),
    )  # fmt: skip


def _day_in(after: Value) -> str:
    """The day from which a line of the log holds."""
    found = after.get("from") if isinstance(after, dict) else None
    return found if isinstance(found, str) else ""


HANDLERS = [list_page, file_page, log_page, site_page, end_site]
