"""The pages that make a unit: a new one below another or at the top, and one that is like another."""

import uuid
from collections.abc import Mapping

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath

from sor.core.day import write_day
from sor.desk.sessions import SignedIn
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.answers import Answer, answer_form, form_again, form_sent, visit_for
from sor.endpoints.web.edit.forms import INHERIT, ISSUE, copy_fields, values_of
from sor.endpoints.web.edit.keeping import sender_of, without_session
from sor.endpoints.web.edit.offers import data_of_number
from sor.endpoints.web.edit.tried import Target
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.login.visitors import to_login

NEW = "/units/new"
ADDRESSES = (NEW, "/units/{code}/copy")


@get(NEW, include_in_schema=False, sync_to_thread=True)
def new_page(request: HttpRequest, editing: NamedDependency[Editing]) -> Answer:
    """The form of a new unit, below the one that the address names or at the top."""
    return _form(request, editing, request.query_params.get("parent", ""), "")


@get("/units/{code:str}/copy", include_in_schema=False, sync_to_thread=True)
def copy_page(request: HttpRequest, code: FromPath[str], editing: NamedDependency[Editing]) -> Answer:
    """The form of a new unit, filled with what another one has."""
    return _form(request, editing, "", code)


@post(NEW, include_in_schema=False, status_code=200)
async def send_new(request: HttpRequest, editing: NamedDependency[Editing]) -> Answer:
    """What a new unit brings about; with ``action=save`` it is made, unless something stands against it."""
    return await _send_form(request, editing, "")


@post("/units/{code:str}/copy", include_in_schema=False, status_code=200)
async def send_copy(request: HttpRequest, code: FromPath[str], editing: NamedDependency[Editing]) -> Answer:
    """The same of a copy."""
    return await _send_form(request, editing, code)


def _form(request: HttpRequest, editing: Editing, parent: str, copy_of: str) -> Answer:
    signed_in = editing.logins.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    visit, copy = visit_for(editing, request), editing.units.unit(copy_of) if copy_of else None
    form = {
        **(values_of(None) if copy is None else copy_fields(copy)),
        "parent": parent if copy is None else copy.get("parent", ""),
        "from": write_day(editing.register.today()),
        "base": str(visit.head),
        "key": uuid.uuid4().hex,
    }
    target = new_target(editing, form, copy_of)
    refuse_unless_may_make(editing, signed_in, target)
    if copy is not None:
        form |= data_of_number(editing.register, copy)
    no_number = form["location"] == ISSUE and not editing.offer(target, visit).series
    if target.parent is not None and (copy is None or no_number):
        form["location"] = INHERIT
    return form_again(editing, target, form, signed_in, visit)


async def _send_form(request: HttpRequest, editing: Editing, copy_of: str) -> Answer:
    form = await form_sent(request, "create")
    signed_in = await sync_to_thread(sender_of, editing, request, form)
    if signed_in is None:
        return await sync_to_thread(without_session, editing, request, "create", copy_of, form)
    target = await sync_to_thread(new_target, editing, form, copy_of)
    await sync_to_thread(refuse_unless_may_make, editing, signed_in, target)
    visit = await sync_to_thread(visit_for, editing, request)
    return await answer_form(editing, request, target, form, signed_in, visit)


def new_target(editing: Editing, form: Mapping[str, str], copy_of: str) -> Target:
    """What the form is about: the copied unit, and the one that it is to stand below, when there is such a one."""
    copy = editing.units.unit(copy_of) if copy_of else None
    parent = editing.units.find_known(form.get("parent", ""))
    return Target("create", copy, f"/units/{copy_of}/copy" if copy_of else NEW, parent=parent)


def refuse_unless_may_make(editing: Editing, signed_in: SignedIn, target: Target) -> None:
    """Raises Problem unless somebody may make units below the one that is chosen or, until one is, where the copied
    unit stands; the place of a unit that is no copy may be chosen yet.
    """
    parent, is_copy = target.parent, target.unit is not None
    if parent is None and target.unit is not None:
        parent = editing.units.find_known(target.unit.get("parent", ""))
    if parent is not None or is_copy or not signed_in.actor.rights:
        editing.rights.refuse_unless_making(signed_in, parent)
