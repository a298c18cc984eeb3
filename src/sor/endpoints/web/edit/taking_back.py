"""The pages that take back what an entry has said: withdraw it, let it happen on another day, undo it on its own day.

They show at once what that brings about: nothing but a reason, or a day, is to be typed.
"""

import uuid

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath

from sor.core.day import START, write_day
from sor.core.log import Line
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.answers import Answer, answer_form, form_again, visit_for
from sor.endpoints.web.edit.edited_units import unknown
from sor.endpoints.web.edit.pages import op_of
from sor.endpoints.web.edit.tried import TAKING_BACK, Target
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import to_login

ADDRESSES = tuple(f"/entries/{{serial}}/{op}" for op in TAKING_BACK)


@get([f"/entries/{{serial:int}}/{op}" for op in TAKING_BACK], include_in_schema=False)
async def taking_back_page(request: HttpRequest, serial: FromPath[int], editing: NamedDependency[Editing]) -> Answer:
    """What taking back brings about, with a button that does it; of a reschedule, the form that asks for the day."""
    signed_in = await sync_to_thread(editing.logins.visitors.visitor, request)
    if signed_in is None:
        return to_login(request)
    target = await sync_to_thread(_target, request, serial, editing)
    await sync_to_thread(editing.rights.refuse_unless_doing, signed_in, target.op, target.code)
    visit = await sync_to_thread(visit_for, editing, request)
    form = {"base": str(visit.head), "key": uuid.uuid4().hex}
    if target.op == "reschedule":
        return await sync_to_thread(form_again, editing, target, form | {"from": target.day}, signed_in, visit)
    return await answer_form(editing, request, target, form, signed_in, visit)


@post([f"/entries/{{serial:int}}/{op}" for op in TAKING_BACK], include_in_schema=False, status_code=200)
async def take_back(request: HttpRequest, serial: FromPath[int], editing: NamedDependency[Editing]) -> Answer:
    """What it brings about; with ``action=save`` it is done, unless something stands against it."""
    form = await form_of(request)
    signed_in = await sync_to_thread(editing.logins.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    target = await sync_to_thread(_target, request, serial, editing)
    await sync_to_thread(editing.rights.refuse_unless_doing, signed_in, target.op, target.code)
    visit = await sync_to_thread(visit_for, editing, request)
    return await answer_form(editing, request, target, form, signed_in, visit)


def _target(request: HttpRequest, serial: int, editing: Editing) -> Target:
    """What is taken back: what an entry says of the unit that the address names, or with ``all`` the whole entry; an
    undoing takes all of it. Raises Problem.
    """
    op = op_of(request)
    code, is_all = request.query_params.get("unit", ""), op == "undo" or "all" in request.query_params
    said = {line.serial: line for line in editing.register.lines_about_unit(code)}.get(serial)
    if said is None:
        raise unknown(str(serial))
    query = {"unit": code} | ({"all": "1"} if is_all and op != "undo" else {})
    return Target(
        op, editing.units.unit(code), f"/entries/{serial}/{op}", query, serial, None if is_all else said.n,
        _first_day(editing, said), editing.register.count_lines(serial),
    )  # fmt: skip


def _first_day(editing: Editing, said: Line) -> str:
    """The first day of which an entry says something in one of its lines."""
    stated = editing.register.at().timelines(said.kind, [said.key]).get(said.key, {})
    days = [one.from_day for timeline in stated.values() for one in timeline if one.serial == said.serial]
    first = min((day for day in days if day > START), default=editing.register.today())
    return write_day(first)
