"""The page on which an owner holds what their own system shows against the register: pasted, or from a file. It writes
nothing, and keeps nothing of what was sent.
"""

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile

from sor.changes.guided.comparing import MOST_TEXT, compare_shown
from sor.core.text import Unfit, pass_text
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.typed_form import keep_typed
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import refuse_two_values
from sor.endpoints.web.login.visitors import to_login
from sor.endpoints.web.selfservice.pages import CHANGED, Given, not_yours
from sor.endpoints.web.selfservice.service import SelfService

COMPARE = f"{CHANGED}/compare"


@get(COMPARE, include_in_schema=False, sync_to_thread=True)
def compare_page(request: HttpRequest, service: Given) -> Answer:
    """The form: what your system shows."""
    signed_in = service.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _page(service, signed_in, visit_for(service.editing, request), request.query_params.get("place", ""))


@post(COMPARE, include_in_schema=False, status_code=200)
async def send_compare(request: HttpRequest, service: Given) -> Answer:
    """What differs."""
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
    form = dict(fields)
    signed_in = await sync_to_thread(service.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    visit = await sync_to_thread(visit_for, service.editing, request)
    if await sync_to_thread(service.practice, signed_in, form.get("place", "")) is None:
        raise not_yours()
    content = await files[0].read() if files else b""
    text, said = _text_of(content, form.get("text", ""), visit)
    return await sync_to_thread(_page, service, signed_in, visit, form.get("place", ""), text, said)


def _text_of(content: bytes, typed: str, visit: Visit) -> tuple[str, str]:
    """What was pasted, or stands in the file; and what is wrong with it."""
    if content:
        if b"\x00" in content or len(content) > MOST_TEXT:
            return typed, visit.text("compare_shown.no_text")
        try:
            typed = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            typed = content.decode("cp1252", "replace")
    if not typed.strip():
        return "", visit.text("compare_shown.empty")
    try:
        return "\n".join(pass_text(line.replace("\t", ";"), "text") for line in typed.splitlines()), ""
    except Unfit as error:
        return typed, error.danish if visit.language == "da" else str(error)


def _page(
    service: SelfService, signed_in: SignedIn, visit: Visit, place: str, text: str = "", said: str = ""
) -> Answer:  # fmt: skip
    practice = service.practice(signed_in, place)
    if practice is None and place:
        raise not_yours()
    sees = practice is not None and bool(text) and not said
    found = compare_shown(practice, text) if practice is not None and sees else []
    return personal_page(
        "changed_compare.html", visit, 422 if said else 200, signed_in=signed_in, practice=practice, text=text,
        said=said, found=found, differs=sum(one.verdict == "other" for one in found), address=COMPARE,
        practices=service.practices(signed_in),
    )  # fmt: skip


HANDLERS = [compare_page, send_compare]
