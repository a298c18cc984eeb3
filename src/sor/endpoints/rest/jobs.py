"""Jobs: long sets of changes that are decided after their sender was answered."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response, delete, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter

from sor.access.authority import Actor
from sor.core.instant import write_instant
from sor.core.shapes import Fields
from sor.desk.jobs import BegunJob, KeyUsed, Sent
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.problem import MEDIA_TYPE, Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import job_shapes as shapes
from sor.endpoints.rest.access import BEARER, PRIVATE
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.shapes import ProblemDocument
from sor.endpoints.rest.submission import not_taken
from sor.register import Refused
from sor.store.job import DECIDING, DONE, WAITING, JobRow

TAGS = ["changes"]
Id = Annotated[str, PathParameter(description="Of the job, as `Location` named it.")]
BEGUN = "The job is being decided, or was: it waits no more."
SOON = {"Retry-After": "2"}


def wants_job(prefer: Sequence[str]) -> bool:
    """Whether the headers ``Prefer`` ask for an answer at once (RFC 7240)."""
    wanted = (part.partition(";")[0].strip().lower() for part in ",".join(prefer).split(","))
    return "respond-async" in wanted


def put(callers: Callers, actor: Actor, sent: Sent) -> tuple[Fields, bool]:
    """What an actor sent, as a job; and whether it was one already. Raises Problem."""
    try:
        row, was_there = callers.jobs.put(actor, sent)
    except KeyUsed as error:
        raise Problem("conflict", Sentence("Idempotency-Key", error.danish, str(error))) from None
    except Refused as error:
        raise not_taken(error, is_job=True) from None
    return show_job(callers, row), was_there


@get(
    "/jobs",
    operation_id="list_jobs",
    tags=TAGS,
    security=BEARER,
    sync_to_thread=True,
    responses=document_answers(shapes.Jobs, 401),
)
def jobs(callers: NamedDependency[Callers], request: HttpRequest) -> Response[Fields]:
    """The hundred newest jobs of the caller, without their answers; the register authority sees those of all."""
    actor = callers.actor(request.headers.get("authorization"))
    return Response({"jobs": [show_job(callers, row) for row in callers.jobs.list_jobs(actor)]}, headers=PRIVATE)


@get(
    "/jobs/{id:str}",
    operation_id="get_job",
    tags=TAGS,
    security=BEARER,
    sync_to_thread=True,
    responses=document_answers(shapes.Job, 401, 404),
)
def job(callers: NamedDependency[Callers], request: HttpRequest, id: Id) -> Response[Fields]:
    """How a job stands, and what became of it, as a direct answer would have held it. Its sender may ask, and the
    register authority.
    """
    row = _find_asked(callers, request, id)
    again = SOON if row.state in (WAITING, DECIDING) else {}
    return Response(show_job(callers, row), headers={**PRIVATE, **again})


@delete(
    "/jobs/{id:str}", operation_id="withdraw_job", tags=TAGS, security=BEARER, sync_to_thread=True, status_code=200,
    responses=document_answers(shapes.Job, 401, 403, 404) | {
        409: ResponseSpec(ProblemDocument, description=BEGUN, media_type=MEDIA_TYPE, generate_examples=False),
    },
)  # fmt: skip
def withdraw(callers: NamedDependency[Callers], request: HttpRequest, id: Id) -> Response[Fields]:
    """Withdraw a job that waits; nothing of it is written. One that is being decided, or was, stays (409)."""
    row = _find_asked(callers, request, id)
    try:
        return Response(show_job(callers, callers.jobs.withdraw(row)), headers=PRIVATE)
    except BegunJob as error:
        raise Problem("begun", Sentence("", error.danish, str(error))) from None


def show_job(callers: Callers, row: JobRow) -> Fields:
    """A job as its sender is told of it."""
    kept_until = callers.jobs.kept_until(row)
    found: Fields = {
        "id": row.id, "url": f"/api/v1/jobs/{row.id}", "state": row.state, "actor": row.actor,
        "dry_run": bool(row.dry_run), "sent_at": row.sent_at, "began_at": row.began_at, "ended_at": row.ended_at,
        "kept_until": None if kept_until is None else write_instant(kept_until),
        "ahead": callers.jobs.ahead(row) if row.state == WAITING else None,
        "status": row.status or None,
    }  # fmt: skip
    if row.began_at is not None:
        found["seconds"] = row.spent / 1000
    if row.state in (WAITING, DECIDING):
        found["most_seconds"] = callers.most_job_seconds(callers.actors.actor(row.actor) or Actor(row.actor))
    if row.answer:
        found["answer" if row.state == DONE else "problem"] = msgspec.json.decode(row.answer)
    return {name: value for name, value in found.items() if value is not None}


def _find_asked(callers: Callers, request: HttpRequest, id: str) -> JobRow:
    """The job that is asked about, by who may. Raises Problem."""
    row = callers.jobs.seen_by(callers.actor(request.headers.get("authorization")), id)
    if row is None:
        raise Problem("unknown", Sentence(
            "id", f"Der er intet job {id[:40]}, eller det er ikke dit. Svar gemmes i nogle dage.",
            f"There is no job {id[:40]}, or it is not yours. Answers are kept for some days.",
        ))  # fmt: skip
    return row


HANDLERS = [jobs, job, withdraw]
