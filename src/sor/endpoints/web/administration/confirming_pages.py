"""The page behind the link of a mail: one button says that all of a place is still right, without a login.

Opening it confirms nothing: programs that look through mails open links.
"""

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency

from sor.desk.quality import Quality
from sor.desk.still_right import FORGED, GONE, OLD, USED, BadLink, StillRight
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_pages import CaseOffice, Given
from sor.endpoints.web.edit.answers import visit_for
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.login.pages import form_of

ADDRESS = "/still-right"
STATUS = {FORGED: 404, OLD: 410, USED: 409, GONE: 410}
Confirming = NamedDependency[StillRight]


@get(ADDRESS, include_in_schema=False, sync_to_thread=True)
def link_page(
    request: HttpRequest, office: Given, still: Confirming, quality: NamedDependency[Quality]
) -> Response[str]:  # fmt: skip
    """Whose place it is, what is found there, and the button."""
    link = request.query_params.get("link", "")
    try:
        person = still.read_link(link).person
    except BadLink as error:
        return _refuse_visitor(request, office, error)
    place = person.row.place
    found = quality.page(place, waits=False)
    return personal_page(
        "still_right.html", visit_for(office.editing, request), place=place, place_name=person.place_name, link=link,
        score=found.score, bad=sum(one["severity"] != "note" for one in found.findings), said="", done=False,
    )  # fmt: skip


@post(ADDRESS, include_in_schema=False, status_code=200)
async def send_link(request: HttpRequest, office: Given, still: Confirming) -> Response[str]:
    """The confirmation itself."""
    form = await form_of(request)
    return await sync_to_thread(_confirm, request, office, still, form.get("link", ""))


def _confirm(request: HttpRequest, office: CaseOffice, still: StillRight, link: str) -> Response[str]:
    try:
        person = still.confirm_by_link(link)
    except BadLink as error:
        return _refuse_visitor(request, office, error)
    return personal_page(
        "still_right.html", visit_for(office.editing, request), place=person.row.place, place_name=person.place_name,
        link="", score=None, bad=0, said="", done=True,
    )  # fmt: skip


def _refuse_visitor(request: HttpRequest, office: CaseOffice, error: BadLink) -> Response[str]:
    visit = visit_for(office.editing, request)
    said = error.danish if visit.language == "da" else str(error)
    return personal_page(
        "still_right.html",
        visit,
        STATUS[error.kind],
        place="",
        place_name="",
        link="",
        score=None,
        bad=0,
        said=said,
        done=False,
    )


HANDLERS = [link_page, send_link]
