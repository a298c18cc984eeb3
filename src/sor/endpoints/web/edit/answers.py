"""What a form is answered with: the form again, what it brings about, or the way to its receipt."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from litestar import Response
from litestar.concurrency import sync_to_thread
from litestar.response import Redirect

from sor.changes.document import CARRIED, LATER
from sor.core.day import parse_day, previous_day, write_day
from sor.core.finding import ERROR, NOTE
from sor.core.shapes import Fields, Value
from sor.core.typed_day import read_typed_day
from sor.desk.sessions import SignedIn
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.browse.unit_page import head_unit
from sor.endpoints.web.edit.forms import FIELDS, OWN, PICKED, codes_in
from sor.endpoints.web.edit.keeping import typed_in
from sor.endpoints.web.edit.messages import Message
from sor.endpoints.web.edit.overtaken import Compared, brought_up, compare_fields
from sor.endpoints.web.edit.picking import (
    choosing,
    is_picking,
    snapshot_for,
    with_name_sought,
    with_picked,
    without_name,
)
from sor.endpoints.web.edit.preview import MOST_NAMED, consequences_told, groups, others, snapshots_of
from sor.endpoints.web.edit.sent_again import SavedOnce, go_on, key_of, saved_once, to_receipt
from sor.endpoints.web.edit.tried import NOTHING_TRIED, Target, Tried
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.visit import Visit, visit_of
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import HOME, NO_STORE
from sor.register import Refused

BASKET = "/basket"
NO_UNIT, CONFLICT = "X20", "X32"
ABOUT_A_DAY: Mapping[str, str] = {"D2": "from", "X23": "from", "X34": "to"}
"""Rules about the days of a change, by the field of a form in which the day stands."""

LOCATION, NUMBER_TYPED = "location", "location.number"

Answer: TypeAlias = Response[str] | Redirect


async def form_sent(request: HttpRequest, op: str) -> Mapping[str, str]:
    """What was sent of the form of an operation; with the unit that was picked for it, when it comes from there. A unit
    that was named and not told by its code is picked first.
    """
    return with_name_sought(op, with_picked(op, await form_of(request)))


def visit_for(editing: Editing, request: HttpRequest) -> Visit:
    """The visit of somebody who edits: today's register, whatever day the address names."""
    return visit_of(editing.register, request.url.path, request.query_params, ignore_time=True)


async def answer_form(
    editing: Editing, request: HttpRequest, target: Target, form: Mapping[str, str], signed_in: SignedIn, visit: Visit
) -> Answer:
    """What a form brings about; with ``action=save`` the change itself, when what it brings about was seen and nothing
    stands against it.
    """
    if is_picking(form) and target.op in PICKED:
        return await sync_to_thread(_pick, editing, target, form, signed_in, visit)
    if form.get("action") == "resume":
        form = {**form, "key": uuid.uuid4().hex}
    if form.get("action") in ("change", "resume"):
        saved = await sync_to_thread(saved_once, editing, target, form, signed_in, visit)
        return form_again(editing, target, form, signed_in, visit, saved=saved)
    if form.get("action") in ("draft", "basket"):
        return await sync_to_thread(_laid_aside, editing, target, form, signed_in, visit)
    if form.get("action") == "check":
        form = without_name(target.op, form)
        return _check_typed(target, form, visit, await editing.try_out(request, target, form, signed_in, visit))
    tried = await editing.try_out(request, target, form, signed_in, visit)
    if form.get("action") == "save":
        key = key_of(form)
        if not tried.is_wrong and tried.mark == form.get("confirmed"):  # as it was seen
            tried = await editing.write(request, tried, signed_in, key, visit)
            if not tried.is_wrong:
                if form.get("draft"):
                    await sync_to_thread(editing.drafts.remove, signed_in.actor.id, form["draft"])
                return to_receipt(target, form, tried, visit)
        before = await sync_to_thread(editing.sent_before, target, form, signed_in, key, visit)
        if before is not None:
            return to_receipt(target, form, before, visit)
    saved = await sync_to_thread(saved_once, editing, target, form, signed_in, visit)
    if saved is not None and saved.is_other:
        form = await sync_to_thread(go_on, editing, target, form, saved)
        tried = await editing.try_out(request, target, form, signed_in, visit)
    return _answer_again(editing, target, form, signed_in, visit, tried, saved)


def _check_typed(target: Target, form: Mapping[str, str], visit: Visit, tried: Tried) -> Answer:
    """What is said beside the fields that hold something, while the form is being filled in."""
    said = _beside(target, tried, form)
    told = {name: those if form.get(name, "").strip() else [] for name, those in said.items()}
    return personal_page("checked.html", visit, said=told, count=sum(map(len, told.values())))


def _beside(target: Target, tried: Tried, form: Mapping[str, str]) -> dict[str, list[Message]]:
    """By each field of a form, what is said of it. What is said of a number of the unit's own stands beside the number,
    which the form shows only then.
    """
    whose = NUMBER_TYPED if form.get(LOCATION) == OWN else LOCATION
    fields = FIELDS[target.op]
    said: dict[str, list[Message]] = {name: [] for name in fields}
    for one in tried.messages:
        if (where := _place_of(one, fields, PICKED.get(target.op))) is not None:
            said[whose if where == LOCATION else where].append(one)
    return said


def _pick(editing: Editing, target: Target, form: Mapping[str, str], signed_in: SignedIn, visit: Visit) -> Answer:
    """The page on which a unit is picked for the form."""
    there = choosing(editing, target, form)
    return _page(
        editing, "pick.html", visit, 200, target, form, signed_in, NOTHING_TRIED, choosing=there,
        sent=_keep_typed(target.op, form),
    )  # fmt: skip


def _laid_aside(editing: Editing, target: Target, form: Mapping[str, str], signed_in: SignedIn, visit: Visit) -> Answer:
    """The form as a draft or, when it says a change, in the basket."""
    said = None
    if form.get("action") == "basket":
        found = editing.document(target, form, visit)
        if isinstance(found, list):
            return form_again(editing, target, form, signed_in, visit, Tried(None, None, found), 422)
        said = found
    try:
        editing.drafts.keep(
            signed_in.actor.id, target.op, target.code, typed_in(target.op, form), said, form.get("draft", "")
        )
    except Refused as error:
        text = error.danish if visit.language == "da" else str(error)
        tried = Tried(None, None, [Message("FORM", ERROR, "", text)])
        return form_again(editing, target, form, signed_in, visit, tried, 422)
    return Redirect(visit.link(HOME if said is None else BASKET), status_code=303, headers=NO_STORE)


def _keep_typed(op: str, form: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed, to travel on in a page that does not show it."""
    return [(name, form[name]) for name in ("draft", "reason", *FIELDS[op]) if name in form]


def form_again(
    editing: Editing,
    target: Target,
    form: Mapping[str, str],
    signed_in: SignedIn,
    visit: Visit,
    tried: Tried = NOTHING_TRIED,
    status: int = 200,
    beside: Sequence[Compared] = (),
    saved: SavedOnce | None = None,
) -> Answer:
    """The form with what was typed, and with what stands against it. beside: what somebody else has changed since.
    saved: by what, of a form that was saved once.
    """
    return _page(editing, "edit.html", visit, status, target, form, signed_in, tried, compared=beside, saved=saved)


def _of_a_form(one: Message, visit: Visit) -> Message:
    """What the register says to whoever sends a document, as it is said to who has a form before them."""
    return one._replace(text=visit.text("edit.overtaken")) if one.rule == CONFLICT else one


def _answer_again(
    editing: Editing,
    target: Target,
    form: Mapping[str, str],
    signed_in: SignedIn,
    visit: Visit,
    tried: Tried,
    saved: SavedOnce | None,
) -> Answer:
    """The form again with what stands against it, or what it brings about."""
    if tried.is_wrong:
        is_overtaken = any(one.rule == CONFLICT for one in tried.messages)
        tried = tried._replace(messages=[_of_a_form(one, visit) for one in tried.messages])
        if not is_overtaken:
            return form_again(editing, target, form, signed_in, visit, tried, 422, saved=saved)
        beside = compare_fields(editing, target, form, visit)
        form = brought_up(editing, target, form)
        return form_again(editing, target, form, signed_in, visit, tried, 409, beside, saved)
    status = 422 if form.get("action") == "save" else 200
    if status == 422 and form.get("confirmed"):
        tried = seen_otherwise(tried, visit)
    last = write_day(previous_day(parse_day(read_typed_day(form.get("from", "")) or visit.today)))
    return _page(
        editing, "preview.html", visit, status, target, form, signed_in, tried,
        **brought_about(editing, tried, visit), last=visit.on(last), sent=_keep_typed(target.op, form),
        saved=saved,
    )  # fmt: skip


def seen_otherwise(tried: Tried, visit: Visit) -> Tried:
    """What was tried, with the word that something else was seen before."""
    return tried._replace(messages=[Message("FORM", NOTE, "", visit.text("preview.otherwise")), *tried.messages])


def brought_about(editing: Editing, tried: Tried, visit: Visit) -> Fields:
    """What a trial told, as the page of a preview shows it."""
    told = tried.outcome.consequences if tried.outcome is not None else None
    snapshots = snapshots_of(editing.register, told)
    return {
        "groups": [] if told is None else groups(told, snapshots, visit),
        "beside": [] if told is None else consequences_told(told, snapshots, visit),
        "others": [] if told is None else others(told),
    }


def _page(
    editing: Editing,
    template: str,
    visit: Visit,
    status: int,
    target: Target,
    form: Mapping[str, str],
    signed_in: SignedIn,
    tried: Tried,
    **more: Value,
) -> Answer:
    said, offer = _beside(target, tried, form), editing.offer(target, visit)
    return personal_page(
        template, visit, status, op=target.op, target=target, form=form, signed_in=signed_in, messages=tried.messages,
        unit=None if target.unit is None else head_unit(target.unit), said=said, warns=tried.warns, mark=tried.mark,
        parent=None if target.parent is None else head_unit(target.parent),
        where={one: name for name, those in said.items() if offer.has(name) for one in those},
        picked=_pick_units(editing, target, form), may_carry=CARRIED if target.op == "merge" else (),
        later=LATER if "later" in FIELDS[target.op] else (), offer=offer, **more,
    )  # fmt: skip


def _pick_units(editing: Editing, target: Target, form: Mapping[str, str]) -> list[tuple[str, str]]:
    """The units that a form names, as they are called from its day on; what is no code of a unit is left out."""
    codes = codes_in(form.get(PICKED.get(target.op, ""), ""))[:MOST_NAMED]
    if not codes:
        return []
    units = snapshot_for(editing, form).summaries(codes)
    return [(code, str(head_unit(units[code])["name"])) for code in dict.fromkeys(codes) if code in units]


def _place_of(one: Message, fields: Collection[str], naming: str | None) -> str | None:
    """The field of a form beside which something is said; None for what is about all of it. naming: the one that names
    other units.
    """
    if one.rule == NO_UNIT:
        return naming
    day = ABOUT_A_DAY.get(one.rule, "")
    parts = (day, one.field, one.field.partition(".")[0], f"{one.field}.1", f"location.{one.field}")
    return next((name for name in parts if name in fields), None)
