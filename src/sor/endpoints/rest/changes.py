"""Changes: a document of changes is tried with all its consequences, or sent in one piece."""

from collections.abc import Mapping
from functools import partial
from mmap import mmap
from typing import Annotated

from litestar import Response, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter

from sor.core.shapes import Value
from sor.desk.jobs import Sent
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.fair_queue import Queues, address_of, await_leaving
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import change_shapes as shapes
from sor.endpoints.rest import job_shapes
from sor.endpoints.rest.access import BEARER, PRIVATE
from sor.endpoints.rest.deciding import Deciding
from sor.endpoints.rest.documented import document_accepted
from sor.endpoints.rest.jobs import put, wants_job
from sor.endpoints.rest.submission import answer_outcome, decided_now, refuse_bad_base, refuse_bad_key

TAGS = ["changes"]
LARGEST = 64 * 1024 * 1024
"""Bytes of a document: the largest set, of 50,000 changes, with room."""

BRIEF = 65_536
"""Bytes of a document that is read while small ones wait; a longer one is read among the long sets."""

LONG, TIMES = 1_000_000, 3
"""Of bodies above so many bytes it is asked first whether there is room for so many times their size: for the parts in
which one comes, for the whole, and for what is read of it.
"""

TAKEN_AS_JOB = "It is decided as a job; `Location` names it, and it tells what became of it."

DryRun = Annotated[bool, QueryParameter(description="Try only: nothing is written, the answer holds the preview.")]
IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="Of the sender's own making: the same document again under it is answered alike and done once."
        " Kept 30 days.",
    ),
]
IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match",
        description="The serial at which the sender read the register, as `base` in the document: what others changed"
        " since is not overwritten.",
    ),
]


Prefer = Annotated[
    str | None,
    HeaderParameter(
        name="Prefer",
        description="`respond-async` (RFC 7240): answer 202 at once and decide it as a job, which may take longer; the"
        " job tells what became of it.",
    ),
]


@post(
    "/changes",
    operation_id="submit_changes",
    tags=TAGS,
    security=BEARER,
    status_code=201,
    request_max_body_size=LARGEST,
    responses=document_accepted(shapes.ChangeAnswer, shapes.ChangeProblem, 401, 403, 409, 413, 415, 422)
    | {202: ResponseSpec(job_shapes.Job, description=TAKEN_AS_JOB, generate_examples=False)},
)
async def changes(
    callers: NamedDependency[Callers],
    queues: NamedDependency[Queues],
    deciding: NamedDependency[Deciding],
    request: HttpRequest,
    dry_run: DryRun = False,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
    prefer: Prefer = None,
) -> Response[Mapping[str, Value]]:
    """Send a document of changes: all of them are taken as one entry of the log, or none.

    201 when it was written, 200 when it was only tried (`dry_run=true`, also when something stands against it: see
    `accepted`) or changed nothing. Units that the set makes are called `#1` and get their codes on saving. 202 when
    it is to be decided as a job: because the header `Prefer: respond-async` asks for it, or because it is very long
    (`SOR_JOB_FROM`); `Location` names the job, which holds the answer later.
    """
    authorization = request.headers.get("authorization")
    actor = await sync_to_thread(callers.actor, authorization)
    refuse_bad_key(idempotency_key)
    refuse_bad_base(if_match)
    body = await read_whole(request, min(LARGEST, callers.most_bytes(actor)))
    sent = Sent(body, if_match, dry_run, idempotency_key)
    caller, has_left = (actor.id, address_of(request)), await_leaving(request.receive)
    outcome = None
    is_asked_for = prefer is not None and wants_job(request.headers.getall("prefer"))
    if not is_asked_for:
        queue = queues.sets if len(body) > BRIEF else queues.trials if dry_run else queues.changes
        work = partial(decided_now, callers, actor, sent)
        outcome = await queue.run(caller, has_left, work, may_begin_again=True)
    if outcome is None:
        job, is_replayed = await queues.jobs.run(caller, has_left, partial(put, callers, actor, sent))
        deciding.wake()
        replayed = {"Idempotency-Replayed": "true"} if is_replayed else {}
        applied = {"Preference-Applied": "respond-async"} if is_asked_for else {}
        place = {"Location": str(job["url"]), "Retry-After": "1"}
        return Response(job, status_code=202, headers={**PRIVATE, **place, **replayed, **applied})
    answer, status, headers = answer_outcome(callers, outcome, dry_run=dry_run)
    return Response(answer, status_code=status, headers={**PRIVATE, **headers})


async def read_whole(request: HttpRequest, most: int) -> bytes:
    """The body. Raises Problem for one of more than so many bytes, without taking the rest."""
    parts: list[bytes] = []
    size = 0
    try:
        told = int(request.headers.get("content-length", "0"))
        if told > most:
            raise _too_large(most)
        if told > LONG:
            _refuse_without_room(told)
        async for part in request.stream():
            size += len(part)
            if size > most:
                raise _too_large(most)
            parts.append(part)
    except HTTPException as error:
        if error.status_code != 413:
            raise
        raise _too_large(most) from None
    return b"".join(parts)


def _refuse_without_room(size: int) -> None:
    """Raises MemoryError where there is no room for a body and what is read of it: it is told before the body is taken,
    because a connection that finds no memory while it takes one is cut without an answer.
    """
    try:
        mmap(-1, TIMES * size).close()  # only asked for, not touched: it costs nothing
    except OSError as error:
        raise MemoryError from error


def _too_large(most: int) -> Problem:
    return Problem("too-large", Sentence(
        "", f"Dokumentet er større end de {most // 1_000:,} kB, dine rettigheder giver. Del det i flere.",
        f"The document is larger than the {most // 1_000:,} kB that your rights give. Split it into several.",
    ))  # fmt: skip


HANDLERS = [changes]
