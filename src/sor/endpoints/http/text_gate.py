"""The gate for text where somebody only asks: what an address, its query or a body says is composed (NFC), and refused
with the place of a character that no text may hold.
"""

from urllib.parse import parse_qsl, unquote_to_bytes, urlencode

from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.types import HTTPScope

from sor.core.outside_json import NotJson, OddJson, read_json
from sor.core.text import Plain, Unfit, compose_text, pass_all, pass_text
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest

LARGEST_NUMBER = 2**63 - 1
"""What a database keeps as a whole number: nothing has a greater one."""


def compose(scope: HTTPScope) -> Problem | None:
    """Compose the path and the query of a request where they are not. Why they are no text at all; None when they are:
    what is no UTF-8 would be looked for as something else than was written.
    """
    for part in (scope.get("raw_path") or b"", scope["query_string"]):
        if b"%" in part or not part.isascii():
            try:
                unquote_to_bytes(part).decode()
            except UnicodeDecodeError as error:
                odd = "".join(f"%{byte:02X}" for byte in error.object[error.start : error.end])
                return Problem("bad-request", Sentence(
                    "", f"Adressen er ikke skrevet i UTF-8: {odd} er intet tegn. Skriv for eksempel æ som %C3%A6.",
                    f"The address is not written in UTF-8: {odd} is no character. Write for example æ as %C3%A6.",
                ))  # fmt: skip
    _compose(scope)
    return None


def _compose(scope: HTTPScope) -> None:
    if not scope["path"].isascii():
        scope["path"] = compose_text(scope["path"])
    query = scope["query_string"]
    if b"%" not in query and query.isascii():
        return
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    plain = [(compose_text(name), compose_text(value)) for name, value in pairs]
    if plain != pairs:
        scope["query_string"] = urlencode(plain).encode()


async def refuse_unfit(request: HttpRequest) -> None:
    """Raises Problem for a parameter of the path or the query that holds what no text may hold, each named; and for a
    body of JSON that readers would read differently. Raises NotFoundException for a number that nothing has.
    """
    if any(isinstance(value, int) and value > LARGEST_NUMBER for value in request.path_params.values()):
        raise NotFoundException
    told = []
    given = [*request.query_params.multi_items(), *request.path_params.items()]
    for name, value in given:
        for where, text in ((name, value), ("", name)):
            try:
                pass_text(text if isinstance(text, str) else "", where)
            except Unfit as error:
                told.append(Sentence(where, error.danish, str(error)))
    if told:
        raise Problem("bad-parameter", *told)
    if _takes_json(request.route_handler):
        body = await request.body()
        try:
            read_json(body)
        except OddJson as error:
            raise Problem("bad-request", Sentence(
                "", f"Forespørgslen er ikke JSON: {error}.", f"The request is not JSON: {error}.",
            )) from None  # fmt: skip
        except NotJson:
            return  # the framework says it with an example


def _takes_json(handler: BaseRouteHandler) -> bool:
    """Whether the framework reads a body of JSON for a handler: it would fail at lists in lists without end, and take
    the last of two members of one name.
    """
    data = handler.parsed_fn_signature.parameters.get("data")
    return data is not None and getattr(data.kwarg_definition, "media_type", "") == RequestEncodingType.JSON


def passed_body(body: Plain) -> Plain:
    """What a body says, composed. Raises Problem."""
    try:
        return pass_all(body)
    except Unfit as error:
        raise Problem("bad-request", Sentence(error.where, error.danish, str(error))) from None
