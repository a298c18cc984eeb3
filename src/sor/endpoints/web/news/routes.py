"""All addresses of news and subscriptions, as routers to be mounted in an application."""

from collections.abc import Mapping

from litestar import Router
from litestar.di import Provide

from sor.endpoints.web.administration.case_pages import CaseOffice
from sor.endpoints.web.news import pages, subscription_pages

PUBLIC = pages.PUBLIC
ADDRESSES = (pages.NEW, subscription_pages.ADDRESS)


def routes(office: CaseOffice, given: Mapping[str, Provide]) -> list[Router]:
    """The pages. given: the readers, the newsletter, the subscriptions and the news of the formats."""

    def the_office() -> CaseOffice:
        return office

    dependencies = {"office": Provide(the_office, sync_to_thread=False), **given}
    return [
        Router("/", route_handlers=[*pages.HANDLERS, *subscription_pages.HANDLERS], dependencies=dependencies)
    ]  # fmt: skip
