"""The certification of a SORUS caller as a page: the live checklist, what to send next, and the protocol to print."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from litestar import Response, Router, get
from litestar.params import Parameter
from litestar.response import Redirect

from sor.certification.misses import sentences
from sor.certification.protocols import Certification, ProtocolLine
from sor.core.instant import write_instant
from sor.desk.whitelists import CVR
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.visit import Visit, visit_of
from sor.register import Register

ADDRESS = "/certification"
LANGUAGES = ("da", "en")


class CaseRow(NamedTuple):
    """A case as the page shows it, every text in the visitor's language. ticked, tried: when, in words."""

    key: str
    operation: str
    title: str
    send: str
    ticked: str
    tried: str
    message_id: str
    serial: int
    unit: str
    why: list[str]


def routes(register: Register) -> list[Router]:
    """The page; for where SORUS keeps checklists."""
    certification = Certification(register)

    @get(ADDRESS, sync_to_thread=True, include_in_schema=False)
    def choice(request: HttpRequest) -> Response[str] | Redirect:
        """A form that asks for the CVR number."""
        query: Mapping[str, str] = request.query_params
        cvr = query.get("cvr", "").strip()[:20]
        if CVR.fullmatch(cvr):
            carried = {"lang": query["lang"]} if query.get("lang") else {}
            return Redirect(f"{ADDRESS}/{cvr}{'?' if carried else ''}{urlencode(carried)}")
        visit = visit_of(register, request.url.path, query, ignore_time=True)
        return _form(visit, cvr)

    @get(f"{ADDRESS}/{{cvr:str}}", sync_to_thread=True, include_in_schema=False)
    def checklist(request: HttpRequest, cvr: str = Parameter(max_length=20)) -> Response[str] | Redirect:
        """A caller's checklist."""
        visit = visit_of(register, request.url.path, request.query_params, ignore_time=True)
        if not CVR.fullmatch(cvr):
            return _form(visit, cvr)
        lines = certification.protocol(cvr)
        rows = [_row(line, visit) for line in lines]
        return page(
            "certification.html",
            visit,
            cvr=cvr,
            rows=rows,
            done=sum(line.is_ticked for line in lines),
            upcoming=next((row for row in rows if not row.ticked), None),
            now=visit.at_time(write_instant(register.clock())),
            is_demo=register.is_demo,
        )

    return [Router("/", route_handlers=[choice, checklist])]


def _form(visit: Visit, cvr: str) -> Response[str]:
    mistake = visit.text("card.no_cvr", cvr=cvr) if cvr else None
    return page("certification_choice.html", visit, 400 if cvr else 200, cvr=cvr, mistake=mistake)


def _row(line: ProtocolLine, visit: Visit) -> CaseRow:
    case, standing, place = line.case, line.standing, LANGUAGES.index(visit.language)
    is_ticked = line.is_ticked
    return CaseRow(
        case.key,
        case.operation,
        case.title[place],
        case.send[place],
        visit.at_time(standing.ticked_at) if standing is not None and is_ticked else "",
        visit.at_time(standing.tried_at) if standing is not None and not is_ticked else "",
        (standing.message_id or standing.tried_by) if standing is not None else "",
        standing.serial if standing is not None else 0,
        standing.unit if standing is not None else "",
        sentences(line.misses(), visit.language),
    )
