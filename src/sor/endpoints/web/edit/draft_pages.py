"""Drafts are opened again, shared and deleted; the basket tells what its changes bring about, and sends them as one."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import msgspec
from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from sor.core.shapes import text_in
from sor.desk.drafts import SHEET, BegunForm
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.answers import BASKET, Answer, brought_about, form_again, seen_otherwise, visit_for
from sor.endpoints.web.edit.creating import new_target, refuse_unless_may_make
from sor.endpoints.web.edit.edited_units import unknown
from sor.endpoints.web.edit.forms import BLOCKS, CHOSEN, FLAGS, NEW, OWN, SPECIALITIES, as_one
from sor.endpoints.web.edit.pages import target_of
from sor.endpoints.web.edit.sent_again import key_of, receipt_of
from sor.endpoints.web.edit.tried import NOTHING_TRIED, Target, Tried
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.labels import LABELS
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import RefusedShare, form_of, show_own
from sor.endpoints.web.login.visitors import HOME, NO_STORE, to_login
from sor.register import Refused

OF_LISTS = frozenset({*CHOSEN, *FLAGS, *SPECIALITIES, "later", "location"})
"""Fields that hold codes, which nobody has typed."""

ADDRESSES = ("/drafts/{id}", BASKET)


@get("/drafts/{id:str}", include_in_schema=False, sync_to_thread=True)
def draft_page(request: HttpRequest, id: FromPath[str], editing: NamedDependency[Editing]) -> Answer:
    """The form as it was left."""
    signed_in = editing.logins.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    draft, visit = _find_draft(editing, signed_in, id), visit_for(editing, request)
    if draft.op == "changed":  # of the guided steps, whose pages are their own
        return Redirect(visit.link("/changed", draft=draft.id), status_code=303, headers=NO_STORE)
    if draft.op == SHEET:
        return Redirect(visit.link(f"/sheets/begun/{draft.id}"), status_code=303, headers=NO_STORE)
    try:
        target = _target(editing, draft)
        if target.op == "create":
            refuse_unless_may_make(editing, signed_in, target)
        else:
            editing.rights.refuse_unless_doing(signed_in, target.op, target.code)
    except Problem as problem:
        return _unusable(draft, problem, signed_in, visit)
    form = {**draft.form, "draft": draft.id, "key": uuid.uuid4().hex}
    return form_again(editing, target, form, signed_in, visit)


def _unusable(draft: BegunForm, problem: Problem, signed_in: SignedIn, visit: Visit) -> Answer:
    """A draft that leads to no form any more, as its unit is gone or may not be changed: why, and what was typed."""
    said = [one.da if visit.language == "da" else one.en for one in problem.sentences]
    typed = [
        (called, text)
        for name, text in draft.form.items()
        if text
        and name not in OF_LISTS
        and _is_own(draft.form, name)
        and (called := _call_field(draft.op, name, visit))
    ]
    return personal_page(
        "draft_unusable.html", visit, problem.status, signed_in=signed_in, draft=draft, said=said, typed=typed
    )


def _is_own(form: Mapping[str, str], name: str) -> bool:
    """Whether a field was typed for the unit itself: no part of what it inherits."""
    whole, _, part = name.partition(".")
    return not part or form.get(whole, OWN) == OWN


def _call_field(op: str, name: str, visit: Visit) -> str:
    """What a field of a form is called; empty for one that holds no text."""
    whole, _, part = name.partition(".")
    keys = [f"edit.{name}.{op}", f"edit.{name}", f"field.{whole}"]
    key = next((one for one in keys if one in LABELS), "")
    if name in BLOCKS or not key or (part and f"part.{part}" not in LABELS):
        return ""
    return visit.text(key) + (f", {visit.text(f'part.{part}')}" if part else "")


@post("/drafts/{id:str}", include_in_schema=False, status_code=303)
async def change_draft(request: HttpRequest, id: FromPath[str], editing: NamedDependency[Editing]) -> Answer:
    """A draft is shared with a colleague, or deleted."""
    form = await form_of(request)
    signed_in = await sync_to_thread(editing.logins.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    return await sync_to_thread(_change, editing, signed_in, id, form, visit_for(editing, request))


def _change(editing: Editing, signed_in: SignedIn, id: str, form: Mapping[str, str], visit: Visit) -> Answer:
    draft, me = _find_draft(editing, signed_in, id), signed_in.actor.id
    if form.get("action") == "delete":
        editing.drafts.remove(me, id)
    elif form.get("action") == "share":
        try:
            editing.drafts.share(me, id, form.get("with", "").strip())
        except Refused as error:
            said = error.danish if visit.language == "da" else str(error)
            here = replace(visit, path=HOME)  # to which the page's other links lead back
            return show_own(editing.logins, here, signed_in, RefusedShare(id, form.get("with", ""), said))
    return Redirect(visit.link(HOME if draft.document is None else BASKET), status_code=303, headers=NO_STORE)


@get(BASKET, include_in_schema=False)
async def basket_page(request: HttpRequest, editing: NamedDependency[Editing]) -> Answer:
    """What lies in the basket, and what it brings about together."""
    signed_in = await sync_to_thread(editing.logins.visitors.visitor, request)
    if signed_in is None:
        return to_login(request)
    visit = await sync_to_thread(visit_for, editing, request)
    drafts = await sync_to_thread(editing.drafts.basket, signed_in.actor.id)
    tried = await _try_drafts(editing, request, drafts, signed_in, visit)
    return await sync_to_thread(_basket, editing, drafts, tried, signed_in, visit, uuid.uuid4().hex, 200)


@post(BASKET, include_in_schema=False, status_code=200)
async def send_basket(request: HttpRequest, editing: NamedDependency[Editing]) -> Answer:
    """All of the basket is written as one entry, or nothing."""
    form = await form_of(request)
    signed_in = await sync_to_thread(editing.logins.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    visit = await sync_to_thread(visit_for, editing, request)
    drafts = await sync_to_thread(editing.drafts.basket, signed_in.actor.id)
    tried = await _try_drafts(editing, request, drafts, signed_in, visit)
    is_seen = (tried.mark, _content_of(drafts)) == (form.get("confirmed", ""), form.get("seen", ""))
    if drafts and not tried.is_wrong and is_seen:
        written = await editing.write(request, tried, signed_in, key_of(form), visit)
        if not written.is_wrong:
            for one in drafts:
                await sync_to_thread(editing.drafts.remove, signed_in.actor.id, one.id)
            return _receipt(form, written, visit)
        tried = written
    before = await sync_to_thread(editing.written_under, key_of(form), signed_in)
    if before is not None:
        return _receipt(form, before, visit)
    if drafts and not tried.is_wrong:
        tried = seen_otherwise(tried, visit)
    return await sync_to_thread(_basket, editing, drafts, tried, signed_in, visit, key_of(form), 422)


async def _try_drafts(
    editing: Editing, request: HttpRequest, drafts: list[BegunForm], signed_in: SignedIn, visit: Visit
) -> Tried:
    if not drafts:
        return NOTHING_TRIED
    whole = as_one([one.document for one in drafts if one.document is not None])
    return await editing.try_set(request, whole, signed_in, visit)


def _basket(
    editing: Editing, drafts: list[BegunForm], tried: Tried, signed_in: SignedIn, visit: Visit, key: str, status: int
) -> Answer:
    return personal_page(
        "basket.html", visit, status, signed_in=signed_in, drafts=[(one, editing.name_of(one)) for one in drafts],
        messages=tried.messages, is_wrong=tried.is_wrong, warns=tried.warns, mark=tried.mark, key=key,
        seen=_content_of(drafts), first=_first(drafts),
        **brought_about(editing, tried, visit),
    )  # fmt: skip


def _content_of(drafts: list[BegunForm]) -> str:
    """A mark of what a basket says: a colleague with whom one of it is shared may change it after it was shown."""
    return sha256(msgspec.json.encode([(one.id, one.document) for one in drafts])).hexdigest()[:32]


def _first(drafts: list[BegunForm]) -> tuple[str, str]:
    """The unit of whose change a basket tells first, empty when that is made, and from which day."""
    if not drafts:
        return "", ""
    return "" if drafts[0].op == "create" else drafts[0].unit, text_in(dict(drafts[0].form), "from") or ""


def _receipt(form: Mapping[str, str], written: Tried, visit: Visit) -> Answer:
    """The way to the receipt, of the first unit of the basket."""
    outcome = written.outcome
    made = "" if outcome is None else outcome.units.get(f"{NEW}1", "")
    return receipt_of(outcome, form.get("unit") or made, form.get("from", ""), visit)


def _find_draft(editing: Editing, signed_in: SignedIn, id: str) -> BegunForm:
    draft = editing.drafts.find(signed_in.actor.id, id)
    if draft is None:
        raise unknown(id)
    return draft


def _target(editing: Editing, draft: BegunForm) -> Target:
    if draft.op == "create":
        return new_target(editing, draft.form, draft.unit)
    return target_of(editing, draft.op, draft.unit)
