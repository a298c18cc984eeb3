"""What was typed is never lost: a form that comes after its session has ended becomes a draft of whoever had it."""

from collections.abc import Mapping
from urllib.parse import quote

from litestar import Response
from litestar.response import Redirect

from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.forms import FIELDS, LONGEST
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.typed_form import FORM_TOKEN
from sor.endpoints.web.kit.visit import visit_of
from sor.endpoints.web.login.visitors import NO_STORE
from sor.register import Refused


def typed_in(op: str, form: Mapping[str, str]) -> dict[str, str]:
    """What of a form is kept: its fields, and when it was read."""
    return {name: form[name][:LONGEST] for name in ("base", "reason", *FIELDS[op]) if name in form}


def sender_of(editing: Editing, request: HttpRequest, form: Mapping[str, str]) -> SignedIn | None:
    """Who sends a form; None also for a form that the same person was given in a session that has ended. Raises
    Problem for a form of anybody else. What is only to be shown again bears no mark of a session.
    """
    if form.get("action") == "resume":
        return editing.logins.visitors.visitor(request)
    try:
        return editing.logins.visitors.sender(request, form)
    except Problem:
        signed_in = editing.logins.visitors.visitor(request)
        if signed_in is not None and editing.logins.sessions.whose(form.get(FORM_TOKEN, "")) == signed_in.actor.id:
            return None
        raise


def without_session(
    editing: Editing, request: HttpRequest, op: str, unit: str, form: Mapping[str, str]
) -> Response[str] | Redirect:
    """The way to sign in and back to what was typed; where nobody knows any more whose it was, a page that holds it."""
    visit = visit_of(editing.register, request.url.path, request.query_params, ignore_time=True)
    actor = editing.logins.sessions.whose(form.get(FORM_TOKEN, ""))
    if actor is not None and form.get("action") != "check":
        try:
            kept = editing.drafts.keep(actor, op, unit, typed_in(op, form), None, form.get("draft", ""))
        except Refused:
            actor = None
        else:
            return Redirect(f"/login?next={quote(visit.link(f'/drafts/{kept}'))}", status_code=303, headers=NO_STORE)
    return personal_page(
        "signed_out.html", visit, 403, address=request.url.path, typed=sorted(typed_in(op, form).items())
    )
