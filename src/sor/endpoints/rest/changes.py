"""Changes: a document of changes is tried with all its consequences, or sent in one piece."""

import re
from typing import Annotated

from litestar import Response, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.params import HeaderParameter, QueryParameter

from sor.changes.document import BadDocument
from sor.changes.outcome import Outcome
from sor.core.finding import ERROR
from sor.core.outside_json import NotJson, read_json
from sor.core.shapes import Fields, Value
from sor.desk.sending import TooMuch, answer_of, shown
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.fair_queue import Queues, address_of, gone
from sor.endpoints.http.problem import Problem, Refusal, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import change_shapes as shapes
from sor.endpoints.rest.access import BEARER, PRIVATE
from sor.endpoints.rest.documented import accepted
from sor.register import IsMirror, Refused

TAGS = ["changes"]
LARGEST = 64 * 1024 * 1024
"""Bytes of a document: the largest set, of 50,000 changes, with room."""

MATCH = re.compile(r'(?:W/)?"?([0-9]{1,15})"?')
KEY = re.compile(r"[\x21-\x7e]{1,200}")
CONFLICTS = frozenset({"X32", "X35"})
"""Somebody else changed the same since it was read; the key was used for something else."""

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


@post(
    "/changes",
    tags=TAGS,
    security=BEARER,
    status_code=201,
    request_max_body_size=LARGEST,
    responses=accepted(shapes.ChangeAnswer, shapes.ChangeProblem, 401, 403, 409, 413, 415, 422),
)
async def changes(
    callers: NamedDependency[Callers],
    queues: NamedDependency[Queues],
    request: HttpRequest,
    dry_run: DryRun = False,
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response[Fields]:
    """Send a document of changes: all of them are taken as one entry of the log, or none.

    201 when it was written, 200 when it was only tried (`dry_run=true`, also when something stands against it: see
    `accepted`) or changed nothing. Units that the set makes are called `#1` and get their codes on saving.
    """
    authorization = request.headers.get("authorization")
    actor = await sync_to_thread(callers.actor, authorization)
    _refuse_bad_key(idempotency_key)
    body = await _whole(request, min(LARGEST, callers.most_bytes(actor)))

    def sent() -> Outcome:
        document = _based(_document(body), if_match)  # here and not before: a large one takes its time
        try:
            return callers.send(actor, document, "rest", key=idempotency_key, dry_run=dry_run)
        except BadDocument as error:
            raise Problem("bad-document", Sentence("", error.danish, str(error))) from None
        except Refused as error:
            raise _not_taken(error) from None

    queue = queues.trials if dry_run else queues.changes
    address = address_of(request)
    outcome = await queue.run((actor.id, address), gone(request.receive), sent)
    if not outcome.accepted and not dry_run:
        raise refused(outcome)
    headers = {**PRIVATE, "SOR-Serial": str(outcome.serial or callers.register.serial())}
    if outcome.serial is not None:
        headers["Location"] = f"/api/v1/log/{outcome.serial}"
    if outcome.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(answer_of(outcome), status_code=200 if outcome.serial is None else 201, headers=headers)


def refused(outcome: Outcome) -> Problem:
    """A submission that is not taken: 403 when the actor may not, 409 when others were first, else 422."""
    rules = {finding.rule for finding in outcome.findings if finding.severity == ERROR}
    rule = "refused"
    if any(one.startswith("AUTH") for one in rules):
        rule = "no-right"
    elif rules & CONFLICTS:
        rule = "conflict"
    return Refusal(rule, [shown(finding) for finding in outcome.findings])


async def _whole(request: HttpRequest, most: int) -> bytes:
    """The body. Raises Problem for one of more than so many bytes, without taking the rest."""
    parts: list[bytes] = []
    size = 0
    try:
        if int(request.headers.get("content-length", "0")) > most:
            raise _too_large(most)
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


def _too_large(most: int) -> Problem:
    return Problem("too-large", Sentence(
        "", f"Dokumentet er større end de {most // 1_000:,} kB, dine rettigheder giver. Del det i flere.",
        f"The document is larger than the {most // 1_000:,} kB that your rights give. Split it into several.",
    ))  # fmt: skip


def _document(body: bytes) -> Value:
    try:
        return read_json(body)
    except NotJson as error:
        raise Problem("bad-document", Sentence(
            "", f"Dokumentet er ikke JSON: {error}.", f"The document is not JSON: {error}.",
        )) from None  # fmt: skip


def _based(document: Value, if_match: str | None) -> Value:
    """The document with the serial of ``If-Match`` as its base."""
    if if_match is None:
        return document
    found = MATCH.fullmatch(if_match.strip())
    if found is None:
        raise Problem("bad-request", Sentence(
            "If-Match", f"Hovedet If-Match er '{if_match[:40]}'. Skriv det serienummer, du læste ved, fx \"17\".",
            f"The header If-Match is '{if_match[:40]}'. Write the serial at which you read, for example \"17\".",
        ))  # fmt: skip
    if not isinstance(document, dict):
        return document
    if "changes" not in document:
        document = {"changes": [document]}
    base = int(found[1])
    if document.get("base") not in (None, base):
        raise Problem("bad-request", Sentence(
            "base", f"If-Match siger {base}, og base i dokumentet siger {document['base']}. Skriv kun den ene.",
            f"If-Match says {base}, and base in the document says {document['base']}. Write only one of them.",
        ))  # fmt: skip
    return {**document, "base": base}


def _refuse_bad_key(key: str | None) -> None:
    if key is not None and not KEY.fullmatch(key):
        raise Problem("bad-request", Sentence(
            "Idempotency-Key", "Idempotency-Key er 1 til 200 tegn uden blanktegn, fx et UUID.",
            "Idempotency-Key is 1 to 200 characters without blanks, for example a UUID.",
        ))  # fmt: skip


def _not_taken(error: Refused) -> Problem:
    """A document that is not even decided: its sender may not ask for as much, or nobody may send any here."""
    if isinstance(error, TooMuch):
        return Problem("too-much", Sentence("changes", error.danish, str(error)))
    return Problem("mirror" if isinstance(error, IsMirror) else "refused", Sentence("", error.danish, str(error)))


HANDLERS = [changes]
