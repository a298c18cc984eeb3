"""All addresses of administration, as routers to be mounted in an application."""

from litestar import Router
from litestar.di import Provide

from sor.endpoints.web.administration import access_pages, case_pages
from sor.endpoints.web.administration.case_pages import CaseOffice

ADDRESSES = (*case_pages.ADDRESSES, *access_pages.ADDRESSES)


def routes(office: CaseOffice) -> list[Router]:
    """The pages."""

    def the_office() -> CaseOffice:
        return office

    handlers = [
        case_pages.queue_page, case_pages.new_case_page, case_pages.send_new_case, case_pages.case_page,
        case_pages.send_case, access_pages.access_page, access_pages.send_access, access_pages.new_user_page,
    ]  # fmt: skip
    return [Router("/", route_handlers=handlers, dependencies={"office": Provide(the_office, sync_to_thread=False)})]
