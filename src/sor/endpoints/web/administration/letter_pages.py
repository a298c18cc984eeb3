"""The form by which everybody writes to a responsible person who shows no address."""

from collections.abc import Mapping

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath

from sor.desk.letters import Letters, NotSent, TooManyLetters, WrittenLetter
from sor.desk.responsible_persons import Lacks, NobodyThere, PersonAtPlace
from sor.endpoints.http.fair_queue import address_of
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.endpoints.web.administration.case_pages import CaseOffice, Given
from sor.endpoints.web.edit.answers import visit_for
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.register import Refused

ADDRESS = "/responsible/{id}/write"
FORM = frozenset({"name", "email", "text"})
Post = NamedDependency[Letters]
LATER = {429: "3600", 503: "60"}
"""Seconds after which a letter that was not taken may be."""


@get("/responsible/{id:str}/write", include_in_schema=False, sync_to_thread=True)
def letter_page(request: HttpRequest, id: FromPath[str], office: Given, letters: Post) -> Response[str]:
    """The form."""
    return _page(letters, visit_for(office.editing, request), _find_person(letters, id), {})


@post("/responsible/{id:str}/write", include_in_schema=False, status_code=200)
async def send_letter(request: HttpRequest, id: FromPath[str], office: Given, letters: Post) -> Response[str]:
    """A letter is sent, or the form comes again with what stands against it and all that was written."""
    form = await form_of(request)
    return await sync_to_thread(_send, office, letters, request, id, form)


def _send(
    office: CaseOffice, letters: Letters, request: HttpRequest, id: str, form: Mapping[str, str]
) -> Response[str]:
    visit, one = visit_for(office.editing, request), _find_person(letters, id)
    written = WrittenLetter(form.get("name", ""), form.get("email", ""), form.get("text", ""))
    try:
        refuse_unknown(form, FORM)
        letters.write(id, written, address_of(request))
    except Refused as error:
        return _page(letters, visit, one, form, error)
    return _page(letters, visit, one, {}, is_sent=True)


def _page(
    letters: Letters,
    visit: Visit,
    one: PersonAtPlace,
    form: Mapping[str, str],
    error: Refused | None = None,
    *,
    is_sent: bool = False,
) -> Response[str]:
    status = (
        200
        if error is None
        else 429
        if isinstance(error, TooManyLetters)
        else 503
        if isinstance(error, NotSent)
        else 422
    )
    said = "" if error is None else error.danish if visit.language == "da" else str(error)
    answer = page(
        "letter.html", visit, status, id=one.row.id, name=one.row.name, place=one.row.place, place_name=one.place_name,
        form=form, said=said, at_fault=error.field if isinstance(error, Lacks) else "text", is_sent=is_sent,
        can_send=letters.can_send,
    )  # fmt: skip
    if status in LATER:
        answer.headers["Retry-After"] = LATER[status]
    return answer


def _find_person(letters: Letters, id: str) -> PersonAtPlace:
    """Raises Problem for nobody, and for who is not behind a form."""
    try:
        return letters.to(id)
    except NobodyThere as error:
        raise Problem("unknown", Sentence("id", error.danish, str(error))) from None


HANDLERS = [letter_page, send_letter]
