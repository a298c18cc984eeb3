"""The pages of the code lists: all of them, each with its codes and their file; for the authority the form of an entry.

A form is saved when nothing warns of it, or when what warns was seen; else it is answered as a preview.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from sor.codes.lists import LISTS
from sor.core.code_book import CodeEntry
from sor.core.day import START
from sor.core.finding import Finding
from sor.core.unit import shown_date
from sor.desk.code_lists import CodeLists, NotTheAuthority, PlannedEntry, Unconfirmed
from sor.desk.sending import show_finding
from sor.desk.sessions import SignedIn
from sor.endpoints.http.fair_queue import address_of, await_leaving
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest.unknown import unknown_list
from sor.endpoints.web.administration.case_pages import CaseOffice, Given
from sor.endpoints.web.administration.code_forms import VALUE, columns_of, fill_form, read_form
from sor.endpoints.web.edit.answers import Answer
from sor.endpoints.web.edit.messages import Message
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.kit.page import page, personal_page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.visit import Visit, visit_of
from sor.endpoints.web.kit.wording import in_words
from sor.endpoints.web.kit.words import day_before
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.formats.tables.spreadsheet_csv import MEDIA_TYPE, spreadsheet_csv
from sor.reading.code_lists import codes_sought
from sor.register import Refused
from sor.rules import listed_codes

ALL, ONE = "/codes", "/codes/{list}"
PUBLIC = (ALL, ONE)
PAGE = 100
LONGEST_NAME = 64
CSV = ".csv"
COLUMNS = ("code", "name_da", "name_en", "valid_from", "valid_to", "mark", "source")
CHANGED_SINCE = listed_codes.CHANGED_SINCE.code


@get(ALL, include_in_schema=False, sync_to_thread=True)
def lists_page(request: HttpRequest, office: Given) -> Answer:
    """Every code list, with how many codes hold on the asked day."""
    visit = visit_of(office.register, request.url.path, request.query_params)
    snapshot = office.register.at(visit.at)
    book = snapshot.codes
    order = [*LISTS, *(name for name in book.lists() if name not in LISTS)]
    rows = [
        (
            name,
            title(name, visit),
            name in LISTS and LISTS[name].official,
            sum(1 for _ in book.on(name, visit.at.valid)),
        )
        for name in order
        if name in book.lists()
    ]
    return page("code_lists.html", visit, rows=rows)


@get("/codes/{list:str}", include_in_schema=False, sync_to_thread=True)
def list_page(request: HttpRequest, list: FromPath[str], office: Given) -> Response[bytes] | Answer:
    """The codes of a list on a day; as a file when its name ends so. With a code, all that was and will be of it."""
    visit = visit_of(office.register, request.url.path, request.query_params)
    name = _find_list(office, visit, list.removesuffix(CSV))
    asked = request.query_params
    sought = asked.get("q", "")[:200]
    if list.endswith(CSV):
        return _file(office, visit, name, sought)
    signed_in = office.visitors.visitor(request)
    return _page(office, visit, signed_in, name, asked=asked, sought=sought)


@post("/codes/{list:str}", include_in_schema=False, status_code=200)
async def send_code(request: HttpRequest, list: FromPath[str], office: Given) -> Answer:
    """An entry is previewed, or saved."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        if office.editing.logins.providers:
            return to_login(request)
        raise Problem("no-right", Sentence(
            "", "Kun registermyndigheden kan ændre kodelister, når den er logget ind.",
            "Only the register authority can change code lists, signed in.",
        ))  # fmt: skip
    visit = await sync_to_thread(
        partial(visit_of, office.register, request.url.path, request.query_params, ignore_time=True)
    )
    name = await sync_to_thread(_find_list, office, visit, list)
    caller, left = (signed_in.actor.id, address_of(request)), await_leaving(request.receive)
    return await office.queues.changes.run(caller, left, partial(_send, office, visit, signed_in, name, form))


def title(name: str, visit: Visit) -> str:
    """What a list is called; one of somebody else's by its name."""
    known = LISTS.get(name)
    return name if known is None else known.title_da if visit.language == "da" else known.title_en


def _send(
    office: CaseOffice, visit: Visit, signed_in: SignedIn, name: str, form: Mapping[str, str]
) -> Answer:  # fmt: skip
    kept, is_save = CodeLists(office.register), form.get("action") == "save"
    columns = columns_of(office.register.at().codes, name)
    try:
        kept.refuse_stranger(signed_in.actor)
        read = read_form(name, form, columns)
        if read.findings:
            return _answer_again(office, visit, signed_in, name, form, PlannedEntry(None, read.findings, visit.head))
        planned, entry = kept.plan(read.wanted), None
        if is_save:
            now, reason = partial(office.sessions.still, signed_in), form.get("reason", "").strip()
            planned, entry = kept.write(now, read.wanted, form.get("confirmed", ""), CHANNEL, reason)
    except NotTheAuthority as error:
        raise Problem("no-right", Sentence("", error.danish, str(error))) from None
    except Unconfirmed as error:
        return _answer_again(office, visit, signed_in, name, form, error.planned)
    except Refused as error:
        said = error.danish if visit.language == "da" else str(error)
        return _page(office, visit, signed_in, name, 422, form=form, messages=[Message("FORM", "error", "code", said)])
    if entry is None:
        return _answer_again(office, visit, signed_in, name, form, planned)
    there = visit.link(f"{ALL}/{name}", code=read.wanted.code, saved=entry.serial)
    return Redirect(there, status_code=303, headers=NO_STORE)


def _answer_again(
    office: CaseOffice,
    visit: Visit,
    signed_in: SignedIn,
    name: str,
    form: Mapping[str, str],
    planned: PlannedEntry,
) -> Answer:
    """The form again with what is said of it."""
    told = [_message(one, visit) for one in planned.findings]
    words = in_words([one.text for one in told], office.register.at(), visit.language)
    said = [one._replace(text=text) for one, text in zip(told, words, strict=True)]
    is_save = form.get("action") == "save"
    status = 409 if any(one.rule == CHANGED_SINCE for one in said) else 422
    if not planned.is_wrong and not (is_save and planned.warns):
        status = 200
    is_preview = planned.line is not None
    return _page(
        office, visit, signed_in, name, status, form=form, messages=said,
        mark=planned.mark if is_preview else "", is_preview=is_preview,
    )  # fmt: skip


def _message(found: Finding, visit: Visit) -> Message:
    told = show_finding(found)
    return Message(found.rule, found.severity, found.field, told["da"] if visit.language == "da" else told["en"])


def _page(
    office: CaseOffice,
    visit: Visit,
    signed_in: SignedIn | None,
    name: str,
    status: int = 200,
    *,
    asked: Mapping[str, str] = {},
    form: Mapping[str, str] | None = None,
    sought: str = "",
    messages: Sequence[Message] = (),
    mark: str = "",
    is_preview: bool = False,
) -> Answer:
    book = office.register.at(visit.at).codes
    rows = codes_sought(book, name, visit.at.valid, sought)
    shown_page = page_of_list(asked, PAGE)
    code = asked.get("code", "") if form is None else form.get("code", "").strip()
    periods = book.periods(name, code) if code else []
    is_authority = signed_in is not None and office.actors.is_authority(signed_in.actor)
    columns = columns_of(book, name)
    if form is None:
        current = next((one for one in periods if one.valid_from <= visit.at.valid < one.valid_to), None)
        form = fill_form(
            code, current or (periods[-1] if periods else None), columns, visit.head, office.register.today()
        )
    show = page if signed_in is None else personal_page
    return show(
        "code_list.html", visit, status, signed_in=signed_in, name=name, title=title(name, visit), sought=sought,
        total=len(rows), rows=[_row(one, entry, visit) for one, entry in shown_page.cut(rows)],
        following=shown_page.following(len(rows)), code=code, is_authority=is_authority,
        periods=[_row(code, entry, visit) for entry in periods], columns=columns, value=VALUE, form=form,
        messages=messages, mark=mark, is_preview=is_preview, saved=asked.get("saved", ""),
        said={field: [one for one in messages if one.field == field] for field in {one.field for one in messages}},
        is_new=not periods,
    )  # fmt: skip


def _row(code: str, entry: CodeEntry, visit: Visit) -> dict[str, object]:
    ends = shown_date(entry.valid_to)
    values: Mapping[str, object] = entry.values
    return {
        "code": code,
        "name_da": str(values.get("name_da") or ""),
        "name_en": str(values.get("name_en") or ""),
        "begins": "" if entry.valid_from <= START else visit.on(shown_date(entry.valid_from)),
        "ends": "" if ends is None else visit.on(day_before(ends)),
        "mark": str(values.get("mark") or ""),
        "source": str(values.get("source") or ""),
    }


def _find_list(office: CaseOffice, visit: Visit, name: str) -> str:
    """A list that there is. Raises Problem."""
    snapshot = office.register.at(visit.at)
    if name not in snapshot.codes.lists():
        raise unknown_list(snapshot, name[:LONGEST_NAME])
    return name


def _file(office: CaseOffice, visit: Visit, name: str, sought: str) -> Response[bytes]:
    """The codes of a list as a file for spreadsheets."""
    book = office.register.at(visit.at).codes
    columns = columns_of(book, name)
    rows = []
    for code, entry in codes_sought(book, name, visit.at.valid, sought):
        form = fill_form(code, entry, columns, 0, visit.at.valid)
        values: Mapping[str, object] = entry.values
        begins = "" if entry.valid_from <= START else shown_date(entry.valid_from) or ""
        rows.append([
            code, form["name_da"], form["name_en"], begins, shown_date(entry.valid_to) or "",
            str(values.get("mark") or ""), str(values.get("source") or ""), *(form[f"{VALUE}{one}"] for one in columns),
        ])  # fmt: skip
    told = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-cache"}
    return Response(spreadsheet_csv([*COLUMNS, *columns], rows), media_type=MEDIA_TYPE, headers=told)


HANDLERS = [lists_page, list_page, send_code]
