"""All addresses of treatment sites, as routers to be mounted in an application."""

from litestar import Router
from litestar.di import Provide

from sor.desk.sites.treatment_sites import TreatmentSites
from sor.endpoints.web.administration.case_pages import CaseOffice
from sor.endpoints.web.sites import site_forms, site_pages

PUBLIC, ADDRESSES = site_pages.PUBLIC, site_pages.KEEPING


def routes(office: CaseOffice, sites: TreatmentSites) -> list[Router]:
    """The pages."""

    def the_office() -> CaseOffice:
        return office

    def the_sites() -> TreatmentSites:
        return sites

    given = {
        "office": Provide(the_office, sync_to_thread=False),
        "sites": Provide(the_sites, sync_to_thread=False),
    }
    return [Router("/", route_handlers=[*site_pages.HANDLERS, *site_forms.HANDLERS], dependencies=given)]
