"""The pages of spreadsheets: a tree's sheet to take, the form by which it comes back, what it brings about, and the
sheet again with what is wrong beside each cell.
"""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from sor.access.authority import OWNER_ROLES
from sor.core.day import write_day
from sor.core.finding import ERROR
from sor.core.identifiers import tidy_identifier
from sor.core.shapes import Fields
from sor.desk.drafts import SHEET, BegunForm
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.answers import Answer, brought_about, visit_for
from sor.endpoints.web.edit.sent_again import key_of, receipt_of
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.typed_form import keep_typed
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import refuse_two_values
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.endpoints.web.sheets.given_out import give_out
from sor.endpoints.web.sheets.looking import (
    GONE,
    LookedSheet,
    SheetSaid,
    kept_as,
    look_at,
    refuse_file,
    refuse_stranger,
)
from sor.formats.tables.sheet_reading import MOST_BYTES, BadSheet, read_sheet
from sor.formats.tables.tree_sheet import MEDIA_TYPE
from sor.register import Refused
from sor.store.job import REFUSED

SHEETS, BEGUN = "/sheets", "/sheets/begun"
ADDRESSES = (SHEETS, "/sheets/{name}", "/sheets/begun/{id}", "/sheets/begun/{id}/{name}", "/sheets/jobs/{id}")
ROOM = 100_000
"""Bytes of the upload beside the file."""

MOST_SHOWN = 200
"""Sentences, and groups of what is brought about, that one page shows; all of them stand in the returned sheet."""

Given = NamedDependency[Editing]


class SentForm(NamedTuple):
    """A form that was sent, and the file in it; None when there is none."""

    fields: Mapping[str, str]
    content: bytes | None


@get(SHEETS, include_in_schema=False, sync_to_thread=True)
def sheets_page(request: HttpRequest, editing: Given) -> Answer:
    """The trees whose sheets one may take, and the form by which a sheet comes back."""
    signed_in = editing.logins.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _page(editing, signed_in, visit_for(editing, request), {"from": write_day(editing.register.today())}, [])


@get("/sheets/{name:str}", include_in_schema=False, sync_to_thread=True)
def tree_sheet_file(request: HttpRequest, name: FromPath[str], editing: Given) -> Answer | Response[bytes]:
    """The sheet of a tree."""
    signed_in = editing.logins.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    tree = tidy_identifier("code", name.removesuffix(".xlsx"))
    if not name.endswith(".xlsx"):
        raise Problem("no-such-address", Sentence("", "Der er intet på denne adresse.", "There is nothing here."))
    refuse_stranger(editing, signed_in, tree)
    try:
        given = give_out(editing.register, tree)
    except BadSheet as error:
        raise Problem("too-much", Sentence("code", error.danish, str(error))) from None
    if given is None:
        refuse_stranger(editing, signed_in, tree)
        raise Problem("unknown", GONE)
    return _file(given.workbook(), f"SOR_{tree}_{given.facts.day}.xlsx")


@get("/sheets/begun/{id:str}", include_in_schema=False)
async def begun_page(request: HttpRequest, id: FromPath[str], editing: Given) -> Answer:
    """A sheet that came, and what becomes of it."""
    signed_in = await sync_to_thread(editing.logins.visitors.visitor, request)
    if signed_in is None:
        return to_login(request)
    visit = await sync_to_thread(visit_for, editing, request)
    looked = await _look_again(editing, request, signed_in, visit, id)
    return await sync_to_thread(_show_sheet, editing, signed_in, visit, looked, {"key": uuid.uuid4().hex}, 200)


@get("/sheets/begun/{id:str}/{name:str}", include_in_schema=False)
async def returned_file(
    request: HttpRequest, id: FromPath[str], name: FromPath[str], editing: Given
) -> Answer | Response[bytes]:
    """The sheet again, with what is said of each cell as a comment."""
    signed_in = await sync_to_thread(editing.logins.visitors.visitor, request)
    if signed_in is None:
        return to_login(request)
    visit = await sync_to_thread(visit_for, editing, request)
    looked = await _look_again(editing, request, signed_in, visit, id)
    return _file(await sync_to_thread(looked.return_sheet), name)


@get("/sheets/jobs/{id:str}", include_in_schema=False, sync_to_thread=True)
def job_page(request: HttpRequest, id: FromPath[str], editing: Given) -> Answer:
    """What becomes of a long sheet that is decided while nobody waits for it."""
    signed_in = editing.logins.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    job = editing.job(signed_in, id)
    if job is None:
        raise Problem("unknown", GONE)
    answer = msgspec.json.decode(job.answer, type=Fields) if job.answer else {}
    return personal_page(
        "sheet_job.html", visit_for(editing, request), signed_in=signed_in, job=job,
        serial=answer.get("serial"), said=answer.get("findings") if job.state == REFUSED else [],
    )  # fmt: skip


@post(SHEETS, include_in_schema=False, status_code=200, request_max_body_size=MOST_BYTES + ROOM)
async def send_sheet(request: HttpRequest, editing: Given) -> Answer:
    """What a sheet brings about; with ``action=save`` the change itself, unless something stands against it."""
    sent = await _read_sent(request)
    form = dict(sent.fields)
    signed_in = await sync_to_thread(editing.logins.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    visit = await sync_to_thread(visit_for, editing, request)
    before = await sync_to_thread(editing.written_under, key_of(form), signed_in)
    if form.get("action") == "save" and before is not None:
        return receipt_of(before.outcome, form.get("unit", ""), form.get("from", ""), visit)
    if sent.content is not None:
        try:
            work = partial(_take_file, editing, signed_in, visit, sent.content, form)
            looked = await editing.in_turn(request, signed_in, work, is_long=True)
        except BadSheet as error:
            return await sync_to_thread(_page, editing, signed_in, visit, form, [refuse_file(error, visit)], 422)
        except Refused as error:
            said = SheetSaid("FORM", ERROR, "", error.danish if visit.language == "da" else str(error))
            return await sync_to_thread(_page, editing, signed_in, visit, form, [said], 422)
    elif form.get("draft"):
        looked = await _look_again(editing, request, signed_in, visit, form["draft"])
    else:
        said = SheetSaid("FORM", ERROR, "", visit.text("sheets.no_file"), "file")
        return await sync_to_thread(_page, editing, signed_in, visit, form, [said], 422)
    return await _answer_sheet(editing, request, signed_in, visit, looked, form)


async def _answer_sheet(
    editing: Editing,
    request: HttpRequest,
    signed_in: SignedIn,
    visit: Visit,
    looked: LookedSheet,
    form: Mapping[str, str],
) -> Answer:
    """The sheet saved when that is wanted and was seen, else what it brings about."""
    wants = form.get("action") == "save"
    tried, key = looked.tried, key_of(form)
    was_seen = tried.mark == form.get("confirmed")
    if wants and looked.judged is not None and looked.says_something and not looked.is_wrong and was_seen:
        if editing.is_long(looked.judged.document):
            job = await sync_to_thread(editing.put_job, signed_in, looked.judged.document, key)
            await sync_to_thread(editing.drafts.remove, signed_in.actor.id, looked.draft)
            return Redirect(visit.link(f"/sheets/jobs/{job.id}"), status_code=303, headers=NO_STORE)
        done = await editing.write(request, tried, signed_in, key, visit)
        if not done.is_wrong:
            await sync_to_thread(editing.drafts.remove, signed_in.actor.id, looked.draft)
            return receipt_of(done.outcome, next(iter(looked.judged.rows)), looked.form["from"], visit)
        looked = await _look_again(editing, request, signed_in, visit, looked.draft)
    return await sync_to_thread(
        _show_sheet, editing, signed_in, visit, looked, {"key": key}, 422 if wants else looked.status
    )


async def _look_again(
    editing: Editing, request: HttpRequest, signed_in: SignedIn, visit: Visit, id: str
) -> LookedSheet:  # fmt: skip
    """A kept sheet, looked at. Raises Problem when it is there no more."""
    draft = await sync_to_thread(editing.drafts.find, signed_in.actor.id, id)
    if draft is None or draft.op != SHEET:
        raise Problem("unknown", GONE)
    return await editing.in_turn(
        request, signed_in, partial(_judge_sheet, editing, signed_in, visit, draft), is_long=True
    )


def _judge_sheet(editing: Editing, signed_in: SignedIn, visit: Visit, draft: BegunForm) -> LookedSheet:
    refuse_stranger(editing, signed_in, draft.unit)
    return look_at(editing, signed_in, visit, draft)


def _take_file(
    editing: Editing, signed_in: SignedIn, visit: Visit, content: bytes, form: Mapping[str, str]
) -> LookedSheet:  # fmt: skip
    """A file that was sent, read, kept and looked at. Raises BadSheet, Refused, Problem."""
    sheet = read_sheet(content)
    refuse_stranger(editing, signed_in, sheet.facts.tree)
    looked = look_at(editing, signed_in, visit, kept_as(editing, signed_in, sheet, form))
    if looked.sheet is None:
        editing.drafts.remove(signed_in.actor.id, looked.draft)
    return looked


async def _read_sent(request: HttpRequest) -> SentForm:
    """What was sent, whether with a file or without."""
    try:
        parts = await request.form()
    except UnicodeDecodeError:
        raise Problem("bad-request", Sentence(
            "", "Formularens tekster er ikke skrevet i UTF-8.", "The texts of the form are not written in UTF-8.",
        )) from None  # fmt: skip
    fields = [(name, value) for name, value in parts.multi_items() if isinstance(value, str)]
    files = [one for one in parts.getall("file", []) if isinstance(one, UploadFile)]
    keep_typed(request, fields)
    refuse_two_values([*fields, *(("file", str(n)) for n in range(len(files)))])
    return SentForm(dict(fields), await files[0].read() if files else None)


def _show_sheet(
    editing: Editing, signed_in: SignedIn, visit: Visit, looked: LookedSheet, form: Mapping[str, str], status: int
) -> Answer:
    """What becomes of a sheet, as a page."""
    return _page(editing, signed_in, visit, {**looked.form, **form}, looked.said, status, looked)


def _page(
    editing: Editing,
    signed_in: SignedIn,
    visit: Visit,
    form: Mapping[str, str],
    said: list[SheetSaid],
    status: int = 200,
    looked: LookedSheet | None = None,
) -> Answer:
    is_preview = looked is not None and looked.says_something and not looked.is_wrong
    told = brought_about(editing, looked.tried, visit) if looked is not None and is_preview else {}
    groups = told.get("groups")
    shown = groups[:MOST_SHOWN] if isinstance(groups, list) else []
    tree = "" if looked is None or looked.sheet is None else looked.sheet.facts.tree
    return personal_page(
        "sheets.html", visit, status, signed_in=signed_in, form={"from": "", "reason": "", "key": "", **form},
        said=said[:MOST_SHOWN], more_said=max(0, len(said) - MOST_SHOWN), looked=looked, is_preview=is_preview,
        is_wrong=any(one.severity == ERROR for one in said), trees=_trees(editing, signed_in), tree=tree,
        tree_name=_name(editing, tree) if tree else "", groups=shown,
        more_groups=(len(groups) if isinstance(groups, list) else 0) - len(shown), beside=told.get("beside", []),
        others=told.get("others", []), mark="" if looked is None else looked.tried.mark,
        warns=looked is not None and looked.tried.warns,
        first="" if looked is None or looked.judged is None else next(iter(looked.judged.rows), ""),
        count=0 if looked is None or looked.judged is None else len(looked.judged.rows),
    )  # fmt: skip


def _trees(editing: Editing, signed_in: SignedIn) -> list[tuple[str, str]]:
    """The trees of somebody's rights: code and name."""
    codes = sorted({one.place for one in signed_in.actor.rights if one.role in OWNER_ROLES and one.place})
    return [(code, _name(editing, code)) for code in codes if editing.rights.may_keep(signed_in, code)]


def _name(editing: Editing, code: str) -> str:
    unit = editing.units.find_known(code)
    return code if unit is None else unit.get("name") or code


def _file(content: bytes, name: str) -> Response[bytes]:
    told = {"Content-Disposition": f'attachment; filename="{_plain(name)}"', **NO_STORE}
    return Response(content, media_type=MEDIA_TYPE, headers=told)


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isascii() and (c.isalnum() or c in "-_."))[:80] or "SOR.xlsx"


HANDLERS = [sheets_page, tree_sheet_file, begun_page, returned_file, send_sheet, job_page]
