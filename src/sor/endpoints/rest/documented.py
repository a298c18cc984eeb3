"""What an address may answer, for OpenAPI: its shape, and every problem that can happen there."""

from http import HTTPStatus
from typing import Any

from litestar.openapi.datastructures import ResponseSpec

from sor.endpoints.problem import MEDIA_TYPE
from sor.endpoints.rest.shapes import ProblemDocument, StartOver

WHY = {
    304: "The reader has this answer already (`If-None-Match`).",
    400: "A parameter is unknown or cannot be used.",
    401: "No token, or one that cannot be believed; `WWW-Authenticate` says what is wanted.",
    403: "The actor may not do this; the findings say why and who may.",
    404: "There is no such thing; the sentence says why.",
    409: "The log is not the one that was followed: start over from serial 0.",
    422: "More was asked for than one request may.",
    429: "Too many wrong tries; `Retry-After` says how many seconds to wait.",
    503: "The register has not reached the serial of the header `SOR-Serial` yet; try again.",
}


def documented(shape: Any, *statuses: int, media_type: str = "application/json") -> dict[int, ResponseSpec]:
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
