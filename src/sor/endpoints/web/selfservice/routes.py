"""All addresses of self-service, as routers to be mounted in an application."""

from litestar import Router
from litestar.di import Provide

from sor.endpoints.web.selfservice import pages, receipts
from sor.endpoints.web.selfservice.service import SelfService

ADDRESSES = (pages.CHANGED, receipts.RECEIPT)


def routes(service: SelfService) -> list[Router]:
    """The pages."""

    def the_service() -> SelfService:
        return service

    handlers = [pages.changed_page, pages.send_changed, *receipts.HANDLERS]
    return [Router("/", route_handlers=handlers, dependencies={"service": Provide(the_service, sync_to_thread=False)})]
