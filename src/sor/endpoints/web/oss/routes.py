"""All addresses of the municipal synchronisation, as routers to be mounted in an application."""

from litestar import Router
from litestar.di import Provide

from sor.endpoints.web.oss import proposal_pages, setting_pages
from sor.endpoints.web.oss.office import OssOffice

ADDRESSES = ("/oss", "/oss/{code}", "/oss/{code}/trees", "/oss/{code}/settings", "/oss/{code}/actions")


def routes(office: OssOffice) -> list[Router]:
    """The pages."""

    def the_office() -> OssOffice:
        return office

    handlers = [*proposal_pages.HANDLERS, *setting_pages.HANDLERS]
    given = {"oss_office": Provide(the_office, sync_to_thread=False)}
    return [Router("/", route_handlers=handlers, dependencies=given)]
