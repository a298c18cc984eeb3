"""A page: a template filled for a visit, with the headers that keep it safe."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response

from sor import __version__
from sor.core.shapes import Value
from sor.endpoints.web.kit import words
from sor.endpoints.web.kit.kept_templates import KeptTemplates
from sor.endpoints.web.kit.list_links import offer_lists
from sor.endpoints.web.kit.static_files import address_of
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.visitor_name import visitor_name
from sor.settings import SupportContact

TEMPLATES = Path(__file__).parents[1] / "templates"

SAFE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # what a server shows does not change under it; asking the file of each template of a page costs
    bytecode_cache=KeptTemplates(TEMPLATES, made_by=[Path(__file__), Path(words.__file__)]),
)
environment.filters["capitalised"] = words.capitalise_text
environment.filters["holding"] = words.field_holding
environment.filters["offer_lists"] = offer_lists
environment.globals["asset"] = address_of
environment.globals["version"] = __version__
environment.globals["support"] = ()
environment.globals["visitor_name"] = visitor_name


def show_support(contacts: Sequence[SupportContact]) -> None:
    """Let every page tell where help is to be had, those of refusals too; of one server the same on all."""
    environment.globals["support"] = tuple(contacts)


def warm() -> None:
    """Have every template compiled, so that no visitor waits for it."""
    for name in environment.list_templates():
        environment.get_template(name)


def render(template: str, visit: Visit, **context: Value) -> str:
    """A template as HTML; it knows the visit, and ``t``, its texts."""
    return environment.get_template(template).render(visit=visit, t=visit.text, **context)


def page(template: str, visit: Visit, status: int = 200, /, **context: Value) -> Response[str]:
    """A template as a response. Whatever is named is content, also a ``status``."""
    return _response(render(template, visit, **context), visit, status, "private, no-cache")


def personal_page(template: str, visit: Visit, status: int = 200, /, **context: Value) -> Response[str]:
    """A page that is for one person alone: no browser keeps it."""
    return _response(render(template, visit, **context), visit, status, "no-store")


def _response(body: str, visit: Visit, status: int, kept: str) -> Response[str]:
    return Response(
        body,
        status_code=status,
        media_type=MediaType.HTML,
        headers=SAFE_HEADERS
        | {"SOR-Serial": str(visit.at.known), "Vary": "HX-Request, Accept-Language", "Cache-Control": kept},
    )
