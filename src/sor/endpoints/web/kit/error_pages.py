"""Pages for what cannot be shown: an unknown unit, a day that is none, an address that leads nowhere."""

from litestar import MediaType, Response

from sor.core.identifiers import sor_code_problem, sor_code_repair
from sor.endpoints.http.problem import Problem
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.kit.code_problems import problem_in_words
from sor.endpoints.web.kit.labels import LABELS, label
from sor.endpoints.web.kit.page import SAFE_HEADERS, environment, page
from sor.endpoints.web.kit.typed_form import typed_form
from sor.endpoints.web.kit.visit import Visit, language_of, visit_of
from sor.register import BadTime, Register


class UnknownUnit(LookupError):
    """A code that no unit carries as of the asked serial."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def unknown_unit(register: Register, request: HttpRequest, error: UnknownUnit) -> Response[str]:
    """404: says what may be wrong with the code and where to look."""
    visit = _visit(register, request)
    repair = sor_code_repair(error.code)
    known_later = register.at().unit(error.code) is not None
    return page(
        "unknown_unit.html",
        visit,
        404,
        code=error.code,
        problem=problem_in_words(sor_code_problem(error.code), visit),
        repair=repair,
        repair_is_known=bool(repair) and register.at().unit(repair or "") is not None,
        known_later=known_later,
    )


def bad_time(register: Register, request: HttpRequest, error: BadTime) -> Response[str]:
    """400: repeats what was asked and what can be."""
    visit = _visit(register, request)
    asked = [
        (name, request.query_params[name]) for name in ("valid", "known", "a", "b") if name in request.query_params
    ]
    return page("bad_time.html", visit, 400, asked=asked, reason=str(error))


def unknown_page(register: Register, request: HttpRequest) -> Response[str]:
    """404 for an address that leads nowhere on this site."""
    return page("unknown_page.html", _visit(register, request), 404)


def shut_page(register: Register, request: HttpRequest, problem: Problem) -> Response[str]:
    """A door that is shut, and what it lacks."""
    visit = _visit(register, request)
    sentences = [sentence.da if visit.language == "da" else sentence.en for sentence in problem.sentences]
    typed = typed_form(request, visit.language, problem)
    return page("shut.html", visit, problem.status, sentences=sentences, typed=typed)


def unavailable_page(register: Register, request: HttpRequest, problem: Problem) -> Response[str]:
    """503 while the database cannot be used."""
    return _bare_page("unavailable.html", register, request, problem)


def refused_page(register: Register, request: HttpRequest, problem: Problem) -> Response[str]:
    """A question that is refused, and why: a parameter that cannot be used, a name that is not the server's."""
    return _bare_page("refused.html", register, request, problem)


def _bare_page(template: str, register: Register, request: HttpRequest, problem: Problem) -> Response[str]:
    """A page that asks the register nothing but its kind, which it knows: it is shown where nothing can be asked."""
    language, kind = language_of(request.query_params), problem.rule.replace("-", "_")
    body = environment.get_template(template).render(
        t=lambda key: label(key, language),
        language=language,
        title=kind if f"refused.{kind}" in LABELS else "title",
        is_demo=register.is_demo,
        sentences=[one.da if language == "da" else one.en for one in problem.sentences],
        address=str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""),
        home="/" if language == "da" else f"/?lang={language}",
        typed=typed_form(request, language, problem),
    )
    headers = SAFE_HEADERS | {"Cache-Control": "no-store", **problem.headers}
    return Response(body, status_code=problem.status, media_type=MediaType.HTML, headers=headers)


def _visit(register: Register, request: HttpRequest) -> Visit:
    """The request's visit; without its time when that is the mistake."""
    try:
        return visit_of(register, request.url.path, request.query_params)
    except BadTime:
        return visit_of(register, request.url.path, request.query_params, ignore_time=True)
