"""The contract of the REST door: OpenAPI 3.1 at ``/api/openapi.json``, to be read and tried out at ``/api``, and all on
one page without any script at ``/api/plain``.
"""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme

from sor import __version__
from sor.endpoints.http.packing import PACKED
from sor.endpoints.http.problem import KINDS
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.openapi_changes import rules_told, with_changes
from sor.endpoints.openapi_form import Schema, form_contract
from sor.endpoints.web.kit.labels import label
from sor.endpoints.web.kit.page import SAFE_HEADERS, environment
from sor.endpoints.web.kit.static_files import address_of
from sor.endpoints.web.kit.visit import language_of

DESCRIPTION = """\
Units, identifiers, code lists and the log of the register, and changes to it. Everyone may read; changes need a token
(`POST /api/v1/token`). Reads take `valid` (the day on which it is true) and `known`
(what the register knew then: a time, a date or a serial). Every answer names the serial up to which it knows
(`SOR-Serial`, `ETag`); a client that has seen a serial elsewhere may send it in the header `SOR-Serial` and is answered
from there on or told to try again. Codes are text, dates ISO, `valid_to` the first day no longer valid. Members that
hold nothing are left out. A parameter that is not known is refused, never ignored. Problems are
`application/problem+json`, each finding with a Danish and an English sentence."""

LANGUAGE = {"Vary": "Accept-Language"}
"""A page without a language in its address is shown in that of the browser."""
PAGE = Path(__file__).parent / "rest" / "templates" / "contract.html"
_pages = Environment(
    loader=FileSystemLoader(PAGE.parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages.globals["asset"] = address_of


class TriedPage(OpenAPIRenderPlugin):
    """The contract as a page on which each address can be asked, in both languages; it asks the register nothing."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, request: HttpRequest, openapi_schema: Schema) -> bytes:  # noqa: ARG002 (its script fetches it)
        """The page as bytes."""
        language = language_of(request.query_params)
        page = environment.get_template("api.html").render(
            t=lambda key: label(key, language),
            language=language,
            link=lambda path: path if language == "da" else f"{path}?lang={language}",
            is_demo=request.app.state.register.is_demo,
            problems=KINDS,
        )
        return page.encode()


class PlainPage(OpenAPIRenderPlugin):
    """The contract as one page of plain HTML."""

    def __init__(self) -> None:
        super().__init__(path="/plain")

    def render(self, request: HttpRequest, openapi_schema: Schema) -> bytes:
        """The page as bytes."""
        openapi_schema = form_contract(with_changes(openapi_schema))
        shapes = openapi_schema.get("components", {}).get("schemas", {})
        page = _pages.get_template(PAGE.name).render(
            api=openapi_schema,
            operations=list(_operations(openapi_schema)),
            shapes=shapes,
            problems=KINDS,
            rules=rules_told(),
            type_of=type_of,
            mark=label("demo", "en") if request.app.state.register.is_demo else "",
        )
        return page.encode()


class ContractFile(JsonRenderPlugin):
    """The contract as JSON."""

    def render(self, request: HttpRequest, openapi_schema: Schema) -> bytes:
        """The document as bytes."""
        return super().render(request, form_contract(with_changes(openapi_schema)))


def contract() -> OpenAPIConfig:
    """What the framework needs to know to write the contract."""
    return OpenAPIConfig(
        title="The open SOR",
        version=__version__,
        description=DESCRIPTION,
        license=License(name="MIT", identifier="MIT"),
        openapi_router=Router(
            "/api",
            route_handlers=[],
            response_headers=SAFE_HEADERS | LANGUAGE,
            include_in_schema=False,
            middleware=[PACKED],
        ),
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "token": SecurityScheme(
                    type="http", scheme="bearer", bearer_format="JWT", description="From POST /api/v1/token."
                )
            }
        ),
        render_plugins=[TriedPage(), PlainPage(), ContractFile(path="/openapi.json", media_type=MediaType.JSON)],
    )


def type_of(schema: Schema) -> str:
    """A schema in a few words; a named shape by its name alone."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "oneOf" in schema or "anyOf" in schema:
        return " | ".join(type_of(one) for one in schema.get("oneOf") or schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    found = schema.get("type", "any")
    if found == "array":
        return f"[{type_of(schema.get('items', {}))}]"
    return " | ".join(found) if isinstance(found, list) else str(found)


def _operations(api: Schema) -> Any:
    for path, methods in api.get("paths", {}).items():
        for method, operation in methods.items():
            if isinstance(operation, dict):
                yield method.upper(), path, operation
