"""The guides by who reads them, each guide and each decision as a page, and their pictures."""

from litestar import Response, Router, get
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from sor.endpoints.http.packing import PACKED
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.guides.documents import READERS, files, find_spoken, guides, places, read_title, render_document
from sor.endpoints.web.kit.page import SAFE_HEADERS, page
from sor.endpoints.web.kit.visit import Visit, visit_of
from sor.register import Register

LIST, DOCUMENT = "/docs", "/docs/{place:path}"
ADDRESSES = (LIST, "/docs/{place}")
A_WHILE = "public, max-age=3600"
Seen = NamedDependency[Visit]


@get(LIST, sync_to_thread=True, include_in_schema=False)
def list_page(visit: Seen) -> Response[str]:
    """The readers, each with what waits for them, and all guides."""
    readers = [(reader, read_title(f"readers/{reader}.{visit.language}")) for reader in READERS]
    return page("guides.html", visit, readers=readers, guides=guides(visit.language))


@get(DOCUMENT, sync_to_thread=True, include_in_schema=False)
def document_page(visit: Seen, place: FromPath[str]) -> Response[str] | Response[bytes]:
    """A document as a page, or a picture; ``/docs/clinic`` is what waits for who keeps a clinic."""
    asked = str(place).strip("/")
    if asked in files():
        path, kind = files()[asked]
        headers = {"Cache-Control": A_WHILE} | SAFE_HEADERS
        return Response(path.read_bytes(), media_type=kind, headers=headers)
    wanted = find_spoken(f"readers/{asked}" if asked in READERS else asked, visit.language)
    if wanted not in places():
        raise NotFoundException(f"There is no document {asked}.")
    return page("guide.html", visit, document=render_document(wanted, visit.language), is_reader=asked in READERS)


def routes(register: Register) -> list[Router]:
    """The pages. They show the register's frame, and no data of it."""

    def the_visit(request: HttpRequest) -> Visit:
        return visit_of(register, request.url.path, request.query_params)

    given = {"visit": Provide(the_visit, sync_to_thread=True)}
    return [Router("/", route_handlers=[list_page, document_page], dependencies=given, middleware=[PACKED])]
