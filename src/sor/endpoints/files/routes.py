"""The addresses under ``/files``."""

from pathlib import Path
from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from sor.endpoints.files.folder import PublishedFolder
from sor.endpoints.files.overview import overview
from sor.endpoints.files.sending import send
from sor.endpoints.problem import Problem, Sentence
from sor.endpoints.web.page import page
from sor.endpoints.web.visit import visit_of
from sor.formats.life_cycle import read_starts
from sor.register import Register
from sor.settings import Settings


def routes(register: Register, settings: Settings) -> list[Router]:
    """The page of the files, and the files that lie in the folder of ``SOR_FILES``."""
    folder = PublishedFolder(Path(settings.files)) if settings.files else None
    starts = read_starts(settings.format_starts)

    @get("/files", sync_to_thread=True, include_in_schema=False)
    def files_page(request: Request[Any, Any, Any]) -> Response[str]:
        """What is published, how fresh it is, and what each column means."""
        visit = visit_of(register, request.url.path, request.query_params, ignore_time=True)
        return page("files.html", visit, **overview(folder, visit, register.today(), starts))

    @get("/files/{name:path}", sync_to_thread=True, include_in_schema=False)
    def published_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
        """One published file."""
        name = name.strip("/")
        found = folder.find(name) if folder is not None else None
        if found is None:
            raise Problem("no-such-address", Sentence(
                "path",
                f"Der er ingen fil {name}. Se /files for dem, der er.",
                f"There is no file {name}. See /files for those there are.",
            ))  # fmt: skip
        return send(found, request)

    return [Router("/", route_handlers=[files_page, published_file])]
