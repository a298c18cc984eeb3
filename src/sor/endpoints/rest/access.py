"""Access: a token for a program, and what its actor may do."""

from functools import partial
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody

from sor.access.authority import Right
from sor.core.day import OPEN, START, write_day
from sor.core.shapes import Fields
from sor.core.text import Unfit, pass_text
from sor.endpoints.http.callers import Callers, Secret, basic
from sor.endpoints.http.fair_queue import Queues, address_of, await_leaving
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import access_shapes as shapes
from sor.endpoints.rest.documented import document_answers

TAGS = ["access"]
BEARER: list[dict[str, list[str]]] = [{"token": []}]
"""The security requirement of addresses that want a token."""
BEARER_IF_ANY: list[dict[str, list[str]]] = [{}, *BEARER]
"""Of what anybody reads; who shows a token is known by it, and one that cannot be believed is refused."""

PRIVATE = {"Cache-Control": "no-store"}
CLIENT_CREDENTIALS = "client_credentials"


class TokenRequest(msgspec.Struct):
    """A form; id and secret may stand in ``Authorization: Basic …`` instead."""

    grant_type: Annotated[str, msgspec.Meta(description="client_credentials")] = ""
    client_id: Annotated[str, msgspec.Meta(description="Id of the program.", max_length=256)] = ""
    client_secret: Annotated[str, msgspec.Meta(description="Its secret.", max_length=256)] = ""


@post(
    "/token",
    operation_id="get_token",
    tags=TAGS,
    status_code=200,
    responses=document_answers(shapes.Token, 401, 403, 415, 429),
)
async def token(
    callers: NamedDependency[Callers],
    queues: NamedDependency[Queues],
    request: HttpRequest,
    data: URLEncodedBody[TokenRequest],
) -> Response[Fields]:
    """A token for a program that shows its secret (OAuth 2.0 client credentials); send it as `Authorization: Bearer`.

    The secret is made with `sor user secret ACTOR`. A token is good for 15 minutes, and ends at once when its program,
    the secret or the actor is withdrawn.
    """
    _refuse_unfit(data)
    if data.grant_type != CLIENT_CREDENTIALS:
        raise Problem("bad-parameter", Sentence(
            "grant_type", f"grant_type er '{data.grant_type[:40]}'. Skriv {CLIENT_CREDENTIALS}.",
            f"grant_type is '{data.grant_type[:40]}'. Write {CLIENT_CREDENTIALS}.",
        ), error="unsupported_grant_type")  # fmt: skip
    shown = basic(request.headers.get("authorization")) or Secret(data.client_id, data.client_secret)
    address = address_of(request)
    made = await queues.tokens.run(address, await_leaving(request.receive), partial(callers.token, shown, address))
    return Response(made, headers={**PRIVATE, "Pragma": "no-cache"})


def _refuse_unfit(data: TokenRequest) -> None:
    """Raises Problem for what no text may hold. Of a secret nothing is told but that it is wrong."""
    for name in ("grant_type", "client_id"):
        try:
            pass_text(getattr(data, name), name)
        except Unfit as error:
            told = Sentence(name, error.danish, str(error))
            raise Problem("bad-parameter", told, error="invalid_request") from None


@get(
    "/me",
    operation_id="get_me",
    tags=TAGS,
    responses=document_answers(shapes.Me, 401),
    security=BEARER,
    sync_to_thread=True,
)
def me(callers: NamedDependency[Callers], request: HttpRequest) -> Response[Fields]:
    """Who the token says one is, and the rights that count now; the guide on changes tells what each role may do."""
    actor = callers.actor(request.headers.get("authorization"))
    found: Fields = {"actor": actor.id, "name": actor.name, "rights": [_show_right(right) for right in actor.rights]}
    return Response(found, headers=PRIVATE)


def _show_right(right: Right) -> Fields:
    return {
        "role": right.role,
        "place": right.place,
        "within": list(right.within),
        "operations": None if right.ops is None else sorted(right.ops),
        "from": None if right.from_day <= START else write_day(right.from_day),
        "to": None if right.to_day >= OPEN else write_day(right.to_day),
    }


HANDLERS = [token, me]
