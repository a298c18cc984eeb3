"""The page of what reaches a unit: each message that is sent to its kind around it, and what stands in the way."""

from litestar import get
from litestar.params import FromPath

from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.edi_pages import Given
from sor.endpoints.web.edit.answers import Answer
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.visit import visit_of
from sor.recipients.finding import NoSuch

ADDRESS = "/units/{code}/reaching"


@get("/units/{code:str}/reaching", include_in_schema=False, sync_to_thread=True)
def reaching_page(request: HttpRequest, code: FromPath[str], edi: Given) -> Answer:
    """What reaches a unit on the asked day."""
    visit = visit_of(edi.register, request.url.path, request.query_params)
    snapshot = edi.snapshot(visit)
    unit = snapshot.unit(code)
    try:
        found = edi.book.reaching(snapshot, code, visit.language)
    except NoSuch:
        raise Problem("unknown", Sentence(
            "code", f"Enheden {code[:40]} er ikke åben den dag.", f"The unit {code[:40]} is not open on that day.",
        )) from None  # fmt: skip
    answers = [one.answer() for one in found]
    return page(
        "reaching.html", visit, code=code, name=(unit.get("name") if unit else "") or code, messages=answers,
        arrive=sum(one.can == "yes" for one in found),
    )  # fmt: skip


HANDLERS = [reaching_page]
