"""Every exception as a problem document: whatever goes wrong at the REST door, the caller reads the same form."""

from collections.abc import Callable
from typing import Any, TypeAlias

from litestar import Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException

from sor.core.text import Unfit
from sor.endpoints.http.problem import MEDIA_TYPE, Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.http.unavailable import problem_of
from sor.endpoints.rest.parameters import unreadable, wrong_values
from sor.endpoints.web import bad_time, refused_page, shut_page, unavailable_page, unknown_page
from sor.following.at_hand import NotYetMade
from sor.register import BadTime, Register

TOO_LARGE = 413
MAKING = 5
"""Seconds after which to ask again for what is being made."""

SHUT = frozenset({"mirror", "not-served", "only-demo", "shut"})
"""What is told of a door that lacks something it needs."""

Shown: TypeAlias = Response[bytes] | Response[str]
"""A problem as a document, or as a page."""


def on_problem(request: HttpRequest, problem: Problem) -> Shown:
    """A problem, with the serial up to which the register knows when it can be asked; a reader of pages gets a page."""
    if is_page(request):
        return page_of(request.app.state.register, request, problem)
    serial = _serial(request)
    named = {} if serial is None else {"SOR-Serial": serial}
    return Response(
        problem.body(), status_code=problem.status, media_type=MEDIA_TYPE, headers={**named, **problem.headers}
    )


def page_of(register: Register, request: HttpRequest, problem: Problem) -> Response[str]:
    """A problem as a page: what is shut, what cannot be answered for a moment, or what the reader asked wrongly."""
    if problem.status >= 500 and problem.rule not in SHUT:
        return unavailable_page(register, request, problem)
    make = shut_page if problem.rule in SHUT else refused_page
    return _show_page(register, request, lambda: make(register, request, problem))


def _show_page(register: Register, request: HttpRequest, page: Callable[[], Response[str]]) -> Response[str]:
    """A page that says what is wrong; such a page asks the register as well, which may be away."""
    try:
        return page()
    except Exception as error:  # noqa: BLE001 (told, and logged there)
        return unavailable_page(register, request, problem_of(error, request.url.path))


def on_framework_error(request: HttpRequest, error: HTTPException) -> Shown:
    """What the framework refused, in our words; a reader of pages gets a page."""
    if is_page(request) and isinstance(error, NotFoundException):
        register: Register = request.app.state.register
        return _show_page(register, request, lambda: unknown_page(register, request))
    return on_problem(request, _problem_of(request, error))


def on_bad_time(request: HttpRequest, error: BadTime) -> Shown:
    """A day or serial that cannot be, wherever it was asked for; a reader of pages gets a page."""
    if is_page(request):
        register: Register = request.app.state.register
        return _show_page(register, request, lambda: bad_time(register, request, error))
    return on_problem(request, Problem("bad-time", Sentence(error.field, error.danish, str(error))))


def on_not_yet_made(request: HttpRequest, _: NotYetMade) -> Shown:
    """What takes a while to make after a start, or after many changes."""
    return on_problem(request, Problem("starting", Sentence(
        "", "Oversigten er ved at blive lavet; det sker efter en start og efter mange ændringer. Prøv igen om lidt.",
        "The overview is being made, as it is after a start and after many changes. Try again in a moment.",
    ), headers={"Retry-After": str(MAKING)}))  # fmt: skip


def on_unfit(request: HttpRequest, error: Unfit) -> Shown:
    """A text that nothing may hold and that no field of a form said so of: nothing was written."""
    return on_problem(request, Problem("bad-request", Sentence(error.where, error.danish, str(error))))


def on_mistake(request: HttpRequest, error: Exception) -> Shown:
    """A database that cannot be used for a moment, or a mistake of ours, which is logged whole."""
    return on_problem(request, problem_of(error, request.url.path))


def is_page(request: HttpRequest) -> bool:
    """Whether a person reads the answer."""
    return not request.url.path.startswith("/api") and "text/html" in request.headers.get("accept", "")


def _problem_of(request: HttpRequest, error: HTTPException) -> Problem:
    path, method = request.url.path, request.method
    if isinstance(error, ValidationException):
        return wrong_values(error)
    if isinstance(error, MethodNotAllowedException):
        return Problem("method-not-allowed", Sentence(
            "", f"{path} tager ikke {method}. Se /api.", f"{path} does not take {method}. See /api.",
        ), headers=dict(error.headers or {}))  # fmt: skip
    if isinstance(error, NotFoundException):
        return Problem("no-such-address", Sentence(
            "", f"Der er intet på adressen {path}. Se /api.", f"There is nothing at the address {path}. See /api.",
        ))  # fmt: skip
    if error.status_code == TOO_LARGE:
        return Problem("too-large", Sentence(
            "", "Forespørgslen er større, end denne adresse tager. Send mindre ad gangen.",
            "The request is larger than this address takes. Send less at a time.",
        ))  # fmt: skip
    if error.status_code < 500:
        return unreadable()
    return problem_of(error, path)


def _serial(request: HttpRequest) -> str | None:
    try:
        return str(request.app.state.register.serial())
    except Exception:  # noqa: BLE001 (the problem is told even when the database cannot be asked)
        return None


HANDLERS: dict[int | type[Exception], Any] = {
    Problem: on_problem,
    HTTPException: on_framework_error,
    BadTime: on_bad_time,
    Unfit: on_unfit,
    NotYetMade: on_not_yet_made,
    Exception: on_mistake,
}
