"""All addresses of self-service, as routers to be mounted in an application."""

from litestar import Router
from litestar.di import Provide

from sor.desk.error_reports import ErrorReports
from sor.endpoints.web.selfservice import comparing_page, new_clinics, pages, receipts, reports
from sor.endpoints.web.selfservice.service import SelfService

ADDRESSES = (pages.CHANGED, receipts.RECEIPT, new_clinics.NEW, comparing_page.COMPARE)


PUBLIC = (reports.REPORT,)


def routes(service: SelfService, error_reports: ErrorReports) -> list[Router]:
    """The pages."""

    def the_service() -> SelfService:
        return service

    def the_reports() -> ErrorReports:
        return error_reports

    handlers = [
        pages.changed_page,
        pages.send_changed,
        *receipts.HANDLERS,
        *new_clinics.HANDLERS,
        *reports.HANDLERS,
        *comparing_page.HANDLERS,
    ]
    given = {
        "service": Provide(the_service, sync_to_thread=False),
        "reports": Provide(the_reports, sync_to_thread=False),
    }
    return [Router("/", route_handlers=handlers, dependencies=given)]
