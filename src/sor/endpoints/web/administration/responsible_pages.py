"""The pages of responsible persons: the public list and its file, and the forms of whoever keeps a place."""

from collections.abc import Mapping

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from sor.access.authority import OWNER_ROLES, PRIVATE
from sor.core.finding import Finding
from sor.core.identifiers import tidy_identifier
from sor.desk.responsible_persons import (
    ADDRESS,
    CONTACTS,
    LONGEST_CODE,
    ROLES,
    GivenPerson,
    Lacks,
    NobodyThere,
    NotYourPlace,
    PersonAtPlace,
    ResponsiblePersons,
)
from sor.desk.sessions import SignedIn
from sor.endpoints.http.asking import unknown_parameter
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.endpoints.web.administration.case_pages import CaseOffice, Given
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.kit.page import page, personal_page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.following.at_hand import NotYetMade
from sor.formats.tables.spreadsheet_csv import MEDIA_TYPE, spreadsheet_csv
from sor.register import Refused
from sor.rules.sentences import sentence
from sor.search.text import sort_key

LIST, NEW, FILE = "/responsible", "/responsible/new", "/responsible.csv"
PUBLIC, KEEPING = (LIST, FILE), (NEW, "/responsible/{id}")
PAGE = 50
GIVEN = ("place", "role", "name", "email", "phone", "contact")
FORM = frozenset({*GIVEN, "csrf", "action"})
COLUMNS = ("place", "place_name", "role", "name", "email", "phone", "contact")


@get(LIST, include_in_schema=False, sync_to_thread=True)
def list_page(request: HttpRequest, office: Given) -> Answer:
    """Who answers for which place; for who keeps places, what may be done about them."""
    persons, visit = ResponsiblePersons(office.register), visit_for(office.editing, request)
    signed_in, asked = office.visitors.visitor(request), request.query_params
    actor = None if signed_in is None else signed_in.actor
    place = tidy_identifier("code", asked.get("place", "").strip())[:LONGEST_CODE]
    if place and not persons.is_known(place):
        raise Problem("unknown", Sentence(
            "place", f"Der er ingen enhed {place} i registret.", f"There is no unit {place} in the register.",
        ))  # fmt: skip
    sought = asked.get("q", "")[:200]
    found = persons.of_place(actor, place) if place else persons.list_persons(sought=sought)
    found = sorted(found, key=lambda one: (sort_key(one.place_name), one.row.place))
    shown_page, lacking_page = page_of_list(asked, PAGE), page_of_list(asked, PAGE, "lacking")
    shown = shown_page.cut(found)
    kept = {code: persons.may_keep(actor, code) for code in {one.row.place for one in shown}} if actor else {}
    is_authority = actor is not None and office.actors.is_authority(actor)
    lacking = _lacking(office) if is_authority and not place else []
    above = persons.above(place) if place and not any(one.counts for one in found) else []
    show = page if signed_in is None else personal_page
    return show(
        "responsible.html", visit, signed_in=signed_in, place=place, place_name=office.name_of(place), sought=sought,
        total=len(found), persons=[(one, kept.get(one.row.place, False)) for one in shown], above=above,
        following=shown_page.following(len(found)),
        may_name=actor is not None and bool(place) and persons.may_keep(actor, place),
        own=[] if signed_in is None or place else _own_places(office, persons, signed_in),
        is_authority=is_authority, lacks=None if lacking is None else len(lacking),
        lacking=[
            (one.key, sentence(one, visit.language)) for one in lacking_page.cut(lacking or [])
        ],
        more_lacking=lacking_page.following(len(lacking or [])),
    )  # fmt: skip


@get(FILE, include_in_schema=False, sync_to_thread=True)
def file_page(request: HttpRequest, office: Given) -> Response[bytes]:
    """The public list as a file for spreadsheets, always all of it. Raises Problem for a filter."""
    if unknown := set(request.query_params) - {"lang"}:
        raise Problem("unknown-parameter", *(unknown_parameter(name, set()) for name in sorted(unknown)))
    rows = [
        (one.row.place, one.place_name, one.row.role, one.row.name, one.public_email, one.row.phone, one.row.contact)
        for one in ResponsiblePersons(office.register).list_persons()
    ]
    told = {"Content-Disposition": f'attachment; filename="{FILE[1:]}"', "Cache-Control": "private, no-cache"}
    return Response(spreadsheet_csv(COLUMNS, rows), media_type=MEDIA_TYPE, headers=told)


@get(NEW, include_in_schema=False, sync_to_thread=True)
def new_page(request: HttpRequest, office: Given) -> Answer:
    """The form by which somebody is named."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    form = {"place": tidy_identifier("code", request.query_params.get("place", "").strip())[:LONGEST_CODE]}
    if form["place"]:
        _refuse_stranger(office, signed_in, form["place"])
    return _form(office, signed_in, visit_for(office.editing, request), form)


@post(NEW, include_in_schema=False, status_code=200)
async def send_new(request: HttpRequest, office: Given) -> Answer:
    """Somebody is named, or the form comes again with what stands against it."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    return await sync_to_thread(_name, office, signed_in, visit_for(office.editing, request), form)


@get("/responsible/{id:str}", include_in_schema=False, sync_to_thread=True)
def person_page(request: HttpRequest, id: FromPath[str], office: Given) -> Answer:
    """The form by which something else is said of a person, or they are taken off."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    one = _find_person(office, signed_in, id)
    return _form(office, signed_in, visit_for(office.editing, request), one.row._asdict(), one)


@post("/responsible/{id:str}", include_in_schema=False, status_code=200)
async def send_person(request: HttpRequest, id: FromPath[str], office: Given) -> Answer:
    """A person is changed, confirmed or taken off."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    one = await sync_to_thread(_find_person, office, signed_in, id)
    return await sync_to_thread(_do, office, signed_in, visit_for(office.editing, request), form, one)


def _lacking(office: CaseOffice) -> list[Finding] | None:
    """The places that lack a responsible person; None while that is being found out."""
    try:
        return office.lacking.soon().value
    except NotYetMade:
        return None


def _name(office: CaseOffice, signed_in: SignedIn, visit: Visit, form: Mapping[str, str]) -> Answer:
    try:
        refuse_unknown(form, FORM)
        made = ResponsiblePersons(office.register).add(signed_in.actor, _read_given(form), CHANNEL)
    except Refused as error:
        return _form(office, signed_in, visit, form, error=error)
    return _back(visit, made.row.place)


def _do(
    office: CaseOffice, signed_in: SignedIn, visit: Visit, form: Mapping[str, str], one: PersonAtPlace
) -> Answer:  # fmt: skip
    persons, actor, person = ResponsiblePersons(office.register), signed_in.actor, one.row.id
    try:
        refuse_unknown(form, FORM)
        if form.get("action") == "remove":
            persons.remove(actor, person, CHANNEL)
        elif form.get("action") == "confirm":
            persons.confirm(actor, person, CHANNEL)
        else:
            persons.change(actor, person, _read_given(form), CHANNEL)
    except Refused as error:
        return _form(office, signed_in, visit, one.row._asdict() | dict(form), one, error)
    return _back(visit, one.row.place)


def _read_given(form: Mapping[str, str]) -> GivenPerson:
    return GivenPerson(
        form.get("place", ""), form.get("role", ""), form.get("name", ""), form.get("email", ""), form.get("phone", ""),
        form.get("contact", "") or ADDRESS,
    )  # fmt: skip


def _form(
    office: CaseOffice,
    signed_in: SignedIn,
    visit: Visit,
    form: Mapping[str, str],
    one: PersonAtPlace | None = None,
    error: Refused | None = None,
) -> Answer:
    status = 200 if error is None else 403 if isinstance(error, NotYourPlace) else 422
    said = "" if error is None else error.danish if visit.language == "da" else str(error)
    place = form.get("place", "").strip()
    return personal_page(
        "responsible_form.html", visit, status, signed_in=signed_in, form=form, person=one, said=said,
        at_fault=error.field if isinstance(error, Lacks) else "name", roles=ROLES, contacts=CONTACTS,
        may_hide=ResponsiblePersons(office.register).kind_of(place) in (PRIVATE, ""),
        place_name=office.name_of(place), address=NEW if one is None else f"{LIST}/{one.row.id}",
    )  # fmt: skip


def _own_places(office: CaseOffice, persons: ResponsiblePersons, signed_in: SignedIn) -> list[tuple[str, str, int]]:
    """The places of somebody's rights: code, name, and how many answer for them."""
    codes = sorted({one.place for one in signed_in.actor.rights if one.role in OWNER_ROLES and one.place})
    return [
        (code, office.name_of(code), len(persons.list_persons(code)))
        for code in codes
        if persons.may_keep(signed_in.actor, code)
    ]


def _refuse_stranger(office: CaseOffice, signed_in: SignedIn, place: str) -> None:
    """Raises Problem for a place that somebody does not keep."""
    try:
        ResponsiblePersons(office.register).refuse_stranger(signed_in.actor, place)
    except NotYourPlace as error:
        raise Problem("no-right", Sentence("place", error.danish, str(error))) from None
    except Refused as error:
        raise Problem("unknown", Sentence("place", error.danish, str(error))) from None


def _find_person(office: CaseOffice, signed_in: SignedIn, id: str) -> PersonAtPlace:
    """A person of a place that somebody keeps. Raises Problem."""
    found = ResponsiblePersons(office.register).person(id)
    if found is None:
        error = NobodyThere.of_id(id)
        raise Problem("unknown", Sentence("id", error.danish, str(error)))
    _refuse_stranger(office, signed_in, found.row.place)
    return found


def _back(visit: Visit, place: str) -> Redirect:
    return Redirect(visit.link(LIST, place=place), status_code=303, headers=NO_STORE)


HANDLERS = [list_page, file_page, new_page, send_new, person_page, send_person]
