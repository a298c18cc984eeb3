"""The form by which anybody, without a login, reports an error in a unit or asks for a change."""

from collections.abc import Mapping

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath

from sor.core.day import write_day
from sor.core.identifiers import tidy_identifier
from sor.desk.error_reports import ErrorReports, TooManyReports
from sor.desk.letters import WrittenLetter
from sor.desk.responsible_persons import Lacks
from sor.endpoints.http.fair_queue import address_of
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.endpoints.web.browse.unit_page import head_unit
from sor.endpoints.web.edit.answers import visit_for
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.selfservice.pages import Given
from sor.endpoints.web.selfservice.service import SelfService
from sor.register import Refused
from sor.store.cases import FiledCase

REPORT = "/units/{code}/report"
FORM = frozenset({"text", "name", "email"})
AN_HOUR = "3600"

Taker = NamedDependency[ErrorReports]


@get("/units/{code:str}/report", include_in_schema=False, sync_to_thread=True)
def report_page(request: HttpRequest, code: FromPath[str], service: Given) -> Response[str]:
    """The form."""
    return _page(service, visit_for(service.editing, request), code, {})


@post("/units/{code:str}/report", include_in_schema=False, status_code=200)
async def send_report(request: HttpRequest, code: FromPath[str], service: Given, reports: Taker) -> Response[str]:
    """A case is opened, and its number told; or the form comes again with what stands against it."""
    form = await form_of(request)
    return await sync_to_thread(_send, service, reports, request, code, form)


def _send(
    service: SelfService, reports: ErrorReports, request: HttpRequest, code: str, form: Mapping[str, str]
) -> Response[str]:  # fmt: skip
    visit = visit_for(service.editing, request)
    written = WrittenLetter(form.get("name", ""), form.get("email", ""), form.get("text", ""))
    try:
        refuse_unknown(form, FORM)
        row = reports.file(code, written, address_of(request), CHANNEL)
    except Refused as error:
        return _page(service, visit, code, form, error)
    return _page(service, visit, code, {}, case=row)


def _page(
    service: SelfService, visit: Visit, code: str, form: Mapping[str, str],
    error: Refused | None = None, case: FiledCase | None = None,
) -> Response[str]:  # fmt: skip
    unit = service.editing.units.unit(tidy_identifier("code", code))
    is_late = isinstance(error, TooManyReports)
    status = 200 if error is None else 429 if is_late else 422
    said = "" if error is None else error.danish if visit.language == "da" else str(error)
    answer = personal_page(
        "report.html", visit, status, unit=head_unit(unit), form=form, said=said,
        at_fault=error.field if isinstance(error, Lacks) else "text",
        number=0 if case is None else case.number, due="" if case is None else visit.on(write_day(case.due)),
    )  # fmt: skip
    if is_late:
        answer.headers["Retry-After"] = AN_HOUR
    return answer


HANDLERS = [report_page, send_report]
