"""The addresses under ``/files``."""

from pathlib import Path
from urllib.parse import quote

from litestar import Response, Router, get
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect, Stream

from sor.endpoints.files.folder import PublishedFolder
from sor.endpoints.files.listing import listing
from sor.endpoints.files.overview import overview
from sor.endpoints.files.sending import send
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.http.takers import taker_of
from sor.endpoints.web.kit.labels import label
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.visit import visit_of
from sor.following.consumers import FILES, Consumers
from sor.formats.published.life_cycle import read_starts
from sor.register import Register
from sor.settings import Settings


def routes(register: Register, settings: Settings, callers: Callers, consumers: Consumers) -> list[Router]:
    """The page of the files, and the files that lie in the folder of ``SOR_FILES``."""
    folder = PublishedFolder(Path(settings.files), register.database) if settings.files else None
    starts = read_starts(settings.format_starts)

    @get("/files", sync_to_thread=True, include_in_schema=False)
    def files_page(request: HttpRequest) -> Response[str]:
        """What is published, how fresh it is, and what each column means."""
        visit = visit_of(register, request.url.path, request.query_params, ignore_time=True)
        asked = request.query_params.get("format", "")
        return page("files.html", visit, **overview(folder, visit, register.today(), starts, asked))

    @get("/files/{name:path}", sync_to_thread=True, include_in_schema=False)
    def published_file(request: HttpRequest, name: FromPath[str]) -> Response[bytes] | Response[str] | Stream:
        """One published file, or the list of those in a folder."""
        name = name.strip("/")
        taker = taker_of(request, callers, consumers)
        found = folder.find(name) if folder is not None else None
        if found is None and folder is not None and (names := folder.list_files(name)):
            return _list_folder(request, name, names, label("demo", "en") if register.is_demo else "")
        if found is None:
            raise Problem("no-such-address", Sentence(
                "path",
                f"Der er ingen fil {name}. Se /files for dem, der er.",
                f"There is no file {name}. See /files for those there are.",
            ))  # fmt: skip
        sent = send(found, request)
        if found.serial:
            taker.took(FILES, found.serial)
        return sent

    return [Router("/", route_handlers=[files_page, published_file])]


def _list_folder(request: HttpRequest, name: str, names: list[str], mark: str) -> Response[str]:
    """A folder's page; at an address without a slash at its end the links would lead elsewhere, so it leads there."""
    if not request.scope["raw_path"].partition(b"?")[0].endswith(b"/"):
        return Redirect(f"/files/{quote(name)}/", status_code=301)
    headers = {"Cache-Control": "public, no-cache", "X-Content-Type-Options": "nosniff"}
    return Response(listing(f"/files/{name}/", names, mark), media_type=MediaType.HTML, headers=headers)
