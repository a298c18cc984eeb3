"""What every REST handler is given: the register, the search, and how to answer this request."""

import asyncio
from collections.abc import Callable, Mapping

from litestar import Response
from litestar.params import HeaderParameter
from litestar.response.base import ASGIResponse
from litestar.types import HTTPScope

from sor.core.identifiers import is_digits, tidy_asked
from sor.core.shapes import Value
from sor.endpoints.http.answer import Answer, AnswerRequest, answer
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.http.text_gate import refuse_unfit
from sor.endpoints.rest.parameters import refuse_odd_numbers
from sor.following.phone_book import PhoneBook
from sor.following.recipient_book import RecipientBook
from sor.reading.snapshot import Snapshot
from sor.register import Register

ONLY_HEAD = "sor.only_head"
"""In the scope of a request whose answer is wanted without its body; who would read a large file for it need not."""

UNITS = "/api/v1/units/"
"""What is named below it is a SOR code, taken without its decorations."""

PATIENCE = 2.0
"""Seconds that a worker waits for a serial which its client has seen elsewhere (``CORE`` §20)."""

STEP = 0.02
NOT_IN_QUERY = frozenset({
    "ask", "callers", "consumers", "data", "deciding", "figures", "format_news", "look_up", "newsletter", "persons",
    "quality", "queues", "readers", "reminders", "request", "standing", "still", "subscriptions", "taker", "watch",
})  # fmt: skip
REPEATABLE = "takes_many"
OF_PAGES = "takes_for_pages"
"""Parameters of the page that a browser is shown instead; they are none of the contract."""


class Asking:
    """One request to the REST door."""

    def __init__(
        self, register: Register, phone_book: PhoneBook, recipients: RecipientBook, request: HttpRequest
    ) -> None:
        self.register = register
        self.phone_book = phone_book
        self.recipients = recipients
        self.asked = asked_of(request.scope)
        self.query: bytes = request.scope["query_string"]

    def answer(
        self, make: Callable[[Snapshot], Mapping[str, Value]], valid: str | None = None, known: str | None = None
    ) -> ASGIResponse:
        """The response with what ``make`` gives for the point in time."""
        return response(answer(self.register, self.asked, make, valid, known))

    def private_answer(
        self, make: Callable[[Snapshot], Mapping[str, Value]], valid: str | None = None, known: str | None = None
    ) -> ASGIResponse:
        """The same, where it is not the same for everybody: nobody keeps it, and it is made anew each time."""
        given = answer(self.register, self.asked._replace(if_none_match=""), make, valid, known)
        kept = [header for header in given.headers if header[0] not in (b"etag", b"cache-control")]
        return response(given._replace(headers=[*kept, (b"cache-control", b"no-store")]))


def asked_of(scope: HTTPScope) -> AnswerRequest:
    """What of a request matters to every answer."""
    query = scope["query_string"]
    path = scope.get("raw_path") or scope["path"].encode()
    address = b"%s?%s" % (path, query) if query else path
    if_none_match = accept_encoding = ""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            if_none_match = value.decode("latin-1")
        elif name == b"accept-encoding":
            accept_encoding = value.decode("latin-1")
    return AnswerRequest(address, if_none_match, accept_encoding)


def response(given: Answer) -> ASGIResponse:
    """An answer as the framework sends it."""
    headers = [(name.decode(), value.decode()) for name, value in given.headers if name != b"content-type"]
    media_type = dict(given.headers).get(b"content-type", b"application/json").decode()
    return ASGIResponse(body=given.body, status_code=given.status, headers=headers, media_type=media_type)


async def before_answering(request: HttpRequest) -> Response[bytes] | None:
    """Refuse what would be ignored, and wait for the serial that the client has seen. Raises Problem."""
    await refuse_unfit(request)
    refuse_unknown_parameters(request)
    refuse_odd_numbers(request)
    if request.url.path.startswith(UNITS) and "code" in request.path_params:
        request.path_params["code"] = tidy_asked(request.path_params["code"])
    wanted = request.headers.get("sor-serial")
    if wanted is not None:
        await reach(request.app.state.register.serial, wanted)
    return None


def refuse_unknown_parameters(request: HttpRequest) -> None:
    """A parameter that nothing reads, or a second value where one is read, would be ignored in silence."""
    handler = request.route_handler
    path = set(request.path_params)
    takes = {
        getattr(one.kwarg_definition, "name", None) or name  # as callers write it, where it is not the function's own
        for name, one in handler.parsed_fn_signature.parameters.items()
        if name not in NOT_IN_QUERY | path and not isinstance(one.kwarg_definition, HeaderParameter)
    }
    takes |= set(handler.opt.get(OF_PAGES, ()))
    many = handler.opt.get(REPEATABLE, ())
    given = [name for name, _ in request.query_params.multi_items()]
    unknown = sorted(set(given) - takes)
    if unknown:
        raise Problem("unknown-parameter", *(unknown_parameter(name, takes) for name in unknown))
    twice = sorted(name for name in set(given) if given.count(name) > 1 and name not in many)
    if twice:
        raise Problem("bad-parameter", *(Sentence(
            name, f"{name} står der flere gange. Skriv den én gang.", f"{name} is given more than once. Write it once."
        ) for name in twice))  # fmt: skip


def unknown_parameter(name: str, takes: set[str]) -> Sentence:
    """What is said of a parameter that an address does not take."""
    if not takes:
        return Sentence(
            name, f"{name} kendes ikke: denne adresse tager ingen parametre.",
            f"{name} is not known: this address takes no parameters.",
        )  # fmt: skip
    listed = ", ".join(sorted(takes))
    return Sentence(
        name, f"{name} kendes ikke. Denne adresse tager: {listed}.",
        f"{name} is not known. This address takes: {listed}.",
    )  # fmt: skip


async def reach(serial: Callable[[], int], wanted: str) -> None:
    """Wait until a serial has been reached by the register, or by a copy of it. Raises Problem after two seconds."""
    if not is_digits(wanted) or len(wanted) > 15:
        raise Problem("bad-request", Sentence(
            "SOR-Serial",
            f"Hovedet SOR-Serial er '{wanted}'. Skriv et serienummer, fx 17.",
            f"The header SOR-Serial is '{wanted}'. Write a serial, for example 17.",
        ))  # fmt: skip
    first = int(wanted)
    reached = serial()
    for _ in range(int(PATIENCE / STEP)):
        if reached >= first:
            return
        await asyncio.sleep(STEP)
        reached = serial()
    raise Problem("behind", Sentence(
        "SOR-Serial",
        f"Registret er opdateret til og med serienummer {reached}, ikke {first} endnu. Prøv igen om lidt.",
        f"The register has reached serial {reached}, not {first} yet. Try again in a moment.",
    ), headers={"Retry-After": "1"})  # fmt: skip
