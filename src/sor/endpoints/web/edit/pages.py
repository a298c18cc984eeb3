"""The pages that change a unit: edit, move, close. A form, what it brings about, then the change itself with a receipt.

Nothing is written before its warnings were seen.
"""

import uuid

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath

from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.answers import Answer, answer_form, form_again, form_sent, visit_for
from sor.endpoints.web.edit.forms import values_of
from sor.endpoints.web.edit.keeping import sender_of, without_session
from sor.endpoints.web.edit.tried import OPERATIONS, Target
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.login.visitors import to_login

ADDRESSES = tuple(f"/units/{{code}}/{op}" for op in OPERATIONS)


@get([f"/units/{{code:str}}/{op}" for op in OPERATIONS], include_in_schema=False)
async def form_page(request: HttpRequest, code: FromPath[str], editing: NamedDependency[Editing]) -> Answer:
    """The form of an operation, with the values in force."""
    return await sync_to_thread(_form, request, code, editing)


def _form(request: HttpRequest, code: str, editing: Editing) -> Answer:
    signed_in = editing.logins.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    target = target_of(editing, op_of(request), code)
    editing.rights.refuse_unless_doing(signed_in, target.op, code)
    form = {
        **(values_of(target.unit) if target.op == "edit" else {}),
        "from": editing.first_day(target),
        "base": str(editing.register.serial()),
        "key": uuid.uuid4().hex,
    }
    return form_again(editing, target, form, signed_in, visit_for(editing, request))


@post([f"/units/{{code:str}}/{op}" for op in OPERATIONS], include_in_schema=False, status_code=200)
async def send_form(request: HttpRequest, code: FromPath[str], editing: NamedDependency[Editing]) -> Answer:
    """What the form brings about; with ``action=save`` the change itself, unless something stands against it."""
    form = await form_sent(request, op_of(request))
    signed_in = await sync_to_thread(sender_of, editing, request, form)
    if signed_in is None:
        return await sync_to_thread(without_session, editing, request, op_of(request), code, form)
    target = await sync_to_thread(target_of, editing, op_of(request), code)
    await sync_to_thread(editing.rights.refuse_unless_doing, signed_in, target.op, code)
    visit = await sync_to_thread(visit_for, editing, request)
    return await answer_form(editing, request, target, form, signed_in, visit)


def op_of(request: HttpRequest) -> str:
    """The operation that an address ends with."""
    return request.url.path.rstrip("/").rsplit("/", 1)[-1]


def target_of(editing: Editing, op: str, code: str) -> Target:
    """What a page of a unit is about."""
    unit = editing.units.unit(code)
    return Target(op, unit, f"/units/{code}/{op}", parent=editing.units.find_known(unit.get("parent", "")))
