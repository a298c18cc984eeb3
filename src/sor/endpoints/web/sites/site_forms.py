"""The form by which a treatment site is registered, told to be exempt, or changed; its category is seen before."""

from collections.abc import Mapping

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from sor.core.day import write_day
from sor.core.identifiers import tidy_identifier
from sor.desk.responsible_persons import NotYourPlace
from sor.desk.sessions import SignedIn
from sor.desk.sites.category import GROUPS, HOSPITALS
from sor.desk.sites.site_on_day import ENDED, TreatmentSite, read_staff
from sor.desk.sites.told import EXEMPTIONS, LARGEST_TURNOVER, GivenSite, MistakenSite, SiteMistake
from sor.desk.sites.treatment_sites import LONGEST_CODE, BegunSite, TreatmentSites, TriedSite
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.postal import one_line
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.endpoints.web.sites.site_pages import LIST, NEW, Office, Sites, find_site
from sor.register import Refused

TYPED = (
    "from_day", "posts", "leadership", "exemption", "turnover", "reason", "person_name", "person_email", "person_phone",
)  # fmt: skip
STAFF = tuple(f"staff.{group}" for group in GROUPS)
FORM = frozenset({"unit", *TYPED, *STAFF, "csrf", "action"})
NOT_EXEMPT = "none"
COMMON = ("doctor", "dentist", "nurse")
"""The groups that every form shows first, beside those that are told."""


@get(NEW, include_in_schema=False, sync_to_thread=True)
def new_page(request: HttpRequest, office: Office, sites: Sites) -> Answer:
    """The form of a new site, with what the register knows of its unit."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    visit = visit_for(office.editing, request)
    unit = tidy_identifier("code", request.query_params.get("unit", "").strip())[:LONGEST_CODE]
    if not unit:
        return _form(signed_in, visit, {"unit": ""}, None)
    begun = _find_begun(sites, unit)
    if not sites.may_keep(signed_in.actor, unit):
        raise _not_yours(unit)
    if begun.own is not None:
        return Redirect(visit.link(f"{LIST}/{begun.own.row.number}/edit"), status_code=303, headers=NO_STORE)
    return _form(signed_in, visit, as_typed(begun.given), begun)


@post(NEW, include_in_schema=False, status_code=200)
async def send_new(request: HttpRequest, office: Office, sites: Sites) -> Answer:
    """The category that it comes to; and from there the site is registered."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    return await sync_to_thread(_send, sites, signed_in, visit_for(office.editing, request), form)


@get("/sites/{number:str}/edit", include_in_schema=False, sync_to_thread=True)
def edit_page(request: HttpRequest, number: FromPath[str], office: Office, sites: Sites) -> Answer:
    """The form of a site that stands."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    site = find_site(sites, number)
    if not sites.may_keep(signed_in.actor, site.row.unit):
        raise _not_yours(site.row.unit)
    if site.state == ENDED:
        visit = visit_for(office.editing, request)
        return Redirect(visit.link(f"{LIST}/{site.row.number}"), status_code=303, headers=NO_STORE)
    form = as_typed(_given_of(site))
    return _form(signed_in, visit_for(office.editing, request), form, _find_begun(sites, site.row.unit), site)


@post("/sites/{number:str}/edit", include_in_schema=False, status_code=200)
async def send_edit(request: HttpRequest, number: FromPath[str], office: Office, sites: Sites) -> Answer:
    """The category that it comes to; and from there the site is changed."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    site = await sync_to_thread(find_site, sites, number)
    visit = visit_for(office.editing, request)
    return await sync_to_thread(_send, sites, signed_in, visit, {**form, "unit": site.row.unit}, site)


def as_typed(given: GivenSite) -> dict[str, str]:
    """A site as the form holds it."""
    found = {name: str(getattr(given, name)) for name in ("unit", *TYPED)}
    found["leadership"] = "1" if given.leadership else ""
    return found | {f"staff.{group}": count for group, count in given.staff.items()}


def _send(
    sites: TreatmentSites, signed_in: SignedIn, visit: Visit, form: Mapping[str, str],
    site: TreatmentSite | None = None,
) -> Answer:  # fmt: skip
    given, actor = _read_given(form), signed_in.actor
    begun = None
    try:
        refuse_unknown(form, FORM)
        begun = sites.begin(given.unit)
        tried = sites.try_to(actor, given, "" if site is None else str(site.row.number))
        if form.get("action") != "save":
            return _form(signed_in, visit, form, begun, site, tried=tried)
        if site is None:
            made = sites.register_site(actor, given, CHANNEL)
        else:
            made = sites.change_site(actor, str(site.row.number), given, CHANNEL)
    except MistakenSite as error:
        return _form(signed_in, visit, form, begun, site, mistakes=error.mistakes)
    except NotYourPlace:
        raise _not_yours(given.unit) from None
    except Refused as error:
        said = [SiteMistake("unit", str(error), error.danish)]
        return _form(signed_in, visit, form, begun, site, mistakes=said)
    return Redirect(visit.link(f"{LIST}/{made.row.number}", saved="1"), status_code=303, headers=NO_STORE)


def _form(
    signed_in: SignedIn, visit: Visit, form: Mapping[str, str],
    begun: BegunSite | None, site: TreatmentSite | None = None, *, tried: TriedSite | None = None,
    mistakes: list[SiteMistake] | None = None,
) -> Answer:  # fmt: skip
    said = {one.field: one.danish if visit.language == "da" else one.english for one in mistakes or []}
    category = tried.fit.category if tried else None
    told = [group for group in GROUPS if group in COMMON or form.get(f"staff.{group}") or f"staff.{group}" in said]
    return personal_page(
        "site_form.html", visit, 422 if mistakes else 200, signed_in=signed_in, form=form, begun=begun, site=site,
        said=said, tried=tried, why=category.tell(visit.language) if category else "", category=category,
        place=one_line({**begun.address}) if begun and begun.address else "",
        asks_leadership=begun is not None and begun.sort == HOSPITALS,
        groups=told, more=[group for group in GROUPS if group not in told], exemptions=EXEMPTIONS,
        limit=visit.number(LARGEST_TURNOVER),
        address=NEW if site is None else f"{LIST}/{site.row.number}/edit",
    )  # fmt: skip


def _read_given(form: Mapping[str, str]) -> GivenSite:
    exemption = form.get("exemption", "")
    staff = {group: form[f"staff.{group}"] for group in GROUPS if form.get(f"staff.{group}", "").strip()}
    return GivenSite(
        form.get("unit", ""), form.get("from_day", ""), staff, form.get("posts", ""), bool(form.get("leadership")),
        "" if exemption == NOT_EXEMPT else exemption, form.get("turnover", ""), form.get("reason", ""),
        form.get("person_name", ""),
        form.get("person_email", ""), form.get("person_phone", ""),
    )  # fmt: skip


def _given_of(site: TreatmentSite) -> GivenSite:
    """What was told of a site that stands."""
    row = site.row
    posts = row.posts if row.posts not in ("", "0") else ""
    return GivenSite(
        row.unit, write_day(row.from_day), {group: str(count) for group, count in read_staff(row).items()}, posts,
        row.why == HOSPITALS, row.exemption, "", row.reason, row.person_name, row.person_email, row.person_phone,
    )  # fmt: skip


def _find_begun(sites: TreatmentSites, unit: str) -> BegunSite:
    """Raises Problem for a unit that can be no site."""
    try:
        return sites.begin(unit)
    except MistakenSite as error:
        raise Problem("unknown", *(Sentence(one.field, one.danish, one.english) for one in error.mistakes)) from None


def _not_yours(unit: str) -> Problem:
    return Problem("no-right", Sentence(
        "unit", f"{unit} er ikke dit sted; intet er gemt.", f"{unit} is no place of yours; nothing was saved.",
    ))  # fmt: skip


HANDLERS = [new_page, send_new, edit_page, send_edit]
