"""All addresses of the web application, as routers to be mounted in an application."""

from litestar import Response, Router
from litestar.di import Provide

from sor.core.identifiers import SHAK_LAST_DAY, tidy_asked
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.http.text_gate import refuse_unfit
from sor.endpoints.web.browse.found_files import found_csv, found_xlsx
from sor.endpoints.web.browse.named_unit import suggestions
from sor.endpoints.web.browse.overview import map_picture
from sor.endpoints.web.browse.recipients_page import between_page, recipients_page
from sor.endpoints.web.browse.search_page import search_page
from sor.endpoints.web.browse.shak_page import shak_code_page, shak_page
from sor.endpoints.web.browse.tree_page import tree_branch, tree_page
from sor.endpoints.web.browse.unit_page import compare_page, unit_page
from sor.endpoints.web.kit.deeds import Deeds, nothing
from sor.endpoints.web.kit.error_pages import UnknownUnit, bad_time, unknown_unit
from sor.endpoints.web.kit.page import warm
from sor.endpoints.web.kit.site import Searching, Site
from sor.endpoints.web.kit.static_files import static_file
from sor.endpoints.web.kit.visit import Visit, visit_of
from sor.following.recipient_book import RecipientBook
from sor.register import BadTime, Register

PAGES = (
    search_page,
    found_csv,
    found_xlsx,
    suggestions,
    map_picture,
    unit_page,
    compare_page,
    tree_page,
    tree_branch,
    recipients_page,
    between_page,
    shak_page,
    shak_code_page,
)


def routes(
    register: Register,
    search: Searching,
    recipients: RecipientBook | None = None,
    *,
    shak_end: int = SHAK_LAST_DAY,
    deeds: Deeds = nothing,
    treatment_sites: TreatmentSites | None = None,
) -> list[Router]:
    """The pages over a register and a search, and the files that they need. deeds: what readers may do to a unit."""
    site = Site(register, search, recipients or RecipientBook(register), shak_end, treatment_sites)
    warm()

    def the_site() -> Site:
        return site

    def the_deeds() -> Deeds:
        return deeds

    def the_visit(request: HttpRequest) -> Visit:
        return visit_of(register, request.url.path, request.query_params)

    # Functions, because an application copies all that its routers hold, and a database cannot be copied.
    def no_unit(request: HttpRequest, error: UnknownUnit) -> Response[str]:
        return unknown_unit(register, request, error)

    def no_time(request: HttpRequest, error: BadTime) -> Response[str]:
        return bad_time(register, request, error)

    pages = Router(
        "/",
        route_handlers=PAGES,
        dependencies={
            "deeds": Provide(the_deeds, sync_to_thread=False),
            "site": Provide(the_site, sync_to_thread=False),
            "visit": Provide(the_visit, sync_to_thread=True),
        },
        before_request=before_showing,
        exception_handlers={UnknownUnit: no_unit, BadTime: no_time},
    )
    return [pages, Router("/", route_handlers=[static_file])]


async def before_showing(request: HttpRequest) -> None:
    """A page's SOR code is taken without its decorations. Raises Problem for what no text may hold."""
    await refuse_unfit(request)
    if "code" in request.path_params:
        request.path_params["code"] = tidy_asked(request.path_params["code"])
