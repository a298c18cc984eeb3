"""What an address may answer, for OpenAPI: its shape, and every problem that can happen there."""

from http import HTTPStatus
from typing import Any

from litestar.openapi.datastructures import ResponseSpec

from sor.endpoints.http.problem import MEDIA_TYPE
from sor.endpoints.rest.shapes import ProblemDocument, StartOver

WHY = {
    304: "The reader has this answer already (`If-None-Match`).",
    400: "A parameter is unknown or cannot be used.",
    401: "No token, or one that cannot be believed; `WWW-Authenticate` says what is wanted.",
    403: "The actor may not do this, or a page of another site asks; the findings say why and who may.",
    404: "There is no such thing; the sentence says why.",
    409: "The log is not the one that was followed: start over from serial 0.",
    413: "The document is too large.",
    415: "`Content-Type` names another kind of body than the address takes.",
    422: "More was asked for than one request may.",
    429: "Too many wrong tries; `Retry-After` says how many seconds to wait.",
    503: "The register has not reached the serial of the header `SOR-Serial` yet, or its database is away: try again."
    " Or this door is shut (`shut`): the sentence says what it lacks.",
}


def document_answers(shape: Any, *statuses: int, media_type: str = "application/json") -> dict[int, ResponseSpec]:
    """The answers of an address: 200 with a shape, problems with the statuses given (400 and 503 everywhere)."""
    answers: dict[int, ResponseSpec] = {
        200: ResponseSpec(shape, description=HTTPStatus.OK.phrase, media_type=media_type, generate_examples=False)
    }
    for status in sorted({400, 503, *statuses}):
        document = StartOver if status == 409 else ProblemDocument
        answers[status] = ResponseSpec(
            document, description=WHY[status], media_type=MEDIA_TYPE, generate_examples=False
        )
    answers[304] = ResponseSpec(None, description=WHY[304])
    return answers


def document_accepted(shape: Any, refused: Any, *statuses: int) -> dict[int, ResponseSpec]:
    """The answers of an address that changes something: 201 and 200 with a shape, and problems; those of 403, 409 and
    422 hold the rule book's findings.
    """
    answers = document_answers(shape, *statuses)
    del answers[304]
    answers[201] = ResponseSpec(shape, description="Written.", generate_examples=False)
    answers[200] = ResponseSpec(shape, description="Tried, or nothing to write.", generate_examples=False)
    for status, why in REFUSED.items():
        answers[status] = ResponseSpec(refused, description=why, media_type=MEDIA_TYPE, generate_examples=False)
    return answers


REFUSED = {
    403: "The actor may not make these changes, or this register takes none; the findings say why and who may.",
    409: "Others changed the same since `base` (X32), or the key was used for another document (X35).",
    422: "The rule book stands against it: every finding of the rules listed at `/api#rules`.",
}
