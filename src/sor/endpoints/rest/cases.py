"""Cases: what somebody asks for that others decide, from being opened to being made."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Annotated, TypeAlias, TypeVar

import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter, QueryParameter

from sor.access.authority import OPERATIONS, Actor
from sor.changes.document import BadDocument
from sor.changes.outcome import Outcome
from sor.core.day import OPEN as NEVER
from sor.core.day import write_day
from sor.core.shapes import Fields, Value
from sor.desk.actors import Denied, WantedRight
from sor.desk.approving import Preview, SeenOtherwise
from sor.desk.asked_case import AskedCase, SentOnce, digest_of
from sor.desk.case_contents import Asker, NotYours
from sor.desk.case_records import AlreadyDecided
from sor.desk.cases import CaseKeyUsed, Cases
from sor.desk.right_words import WARNING_WORDS, right_in_words
from sor.desk.sending import answer_of
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.fair_queue import Queues, address_of, await_leaving
from sor.endpoints.http.problem import MEDIA_TYPE, Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import case_shapes as shapes
from sor.endpoints.rest.access import BEARER, PRIVATE
from sor.endpoints.rest.changes import IdempotencyKey
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import Limit, Offset
from sor.endpoints.rest.shapes import ProblemDocument
from sor.endpoints.rest.submission import not_taken, refuse_bad_key, refuse_outcome
from sor.register import Refused
from sor.store.cases import OPEN, FiledCase, Wanted

TAGS = ["cases"]
DOOR = "rest"
MOST_BYTES = 1_000_000
"""Of the cases in one answer."""
Id = Annotated[str, PathParameter(description="Number of the case.", max_length=16)]
Given = NamedDependency[Callers]
Found: TypeAlias = Response[Fields]
Made = TypeVar("Made")
DECIDED = {
    409: ResponseSpec(
        shapes.CaseProblem, description="The case is decided, or would bring about something else than was seen.",
        media_type=MEDIA_TYPE, generate_examples=False,
    )
}  # fmt: skip


@post(
    "/cases", operation_id="open_case", tags=TAGS, security=BEARER, status_code=201, sync_to_thread=True,
    responses={
        **{
            code: one
            for code, one in document_answers(shapes.CaseDocument, 401, 403, 415, 422).items()
            if code not in (200, 304)
        },
        201: ResponseSpec(shapes.CaseDocument, description="Opened, now or before.", generate_examples=False),
        409: ResponseSpec(
            ProblemDocument, description="The key was used for another case.", media_type=MEDIA_TYPE,
            generate_examples=False,
        ),
    },
)  # fmt: skip
def open_case(
    callers: Given, request: HttpRequest, data: JSONBody[shapes.NewCase], idempotency_key: IdempotencyKey = None
) -> Found:  # fmt: skip
    """Ask for what others decide: a right, a location number, a change that only the authority may make."""
    refuse_bad_key(idempotency_key)
    actor = callers.actor(request.headers.get("authorization"))
    asked = AskedCase(data.kind, data.unit, data.text, data.data, list(data.changes))
    sent = None if idempotency_key is None else SentOnce(idempotency_key, digest_of(asked))
    row = do_deed(partial(callers.cases.open, actor, asked, DOOR, sent))
    where = {"Location": f"/api/v1/cases/{row.number}"}
    return Response(whole(callers.cases, row, actor), status_code=201, headers={**PRIVATE, **where})


@get(
    "/cases", operation_id="list_cases", tags=TAGS, security=BEARER, sync_to_thread=True,
    responses=document_answers(shapes.CaseList, 401),
)  # fmt: skip
def list_cases(
    callers: Given,
    request: HttpRequest,
    in_state: Annotated[
        shapes.State | None, QueryParameter(name="state", description="Only those in this state.")
    ] = None,
    kind: Annotated[shapes.Kind | None, QueryParameter(description="Only those of this kind.")] = None,
    unit: Annotated[str, QueryParameter(description="Only those about this unit.", max_length=64)] = "",
    assigned_to: Annotated[str, QueryParameter(description="Only those of this actor.", max_length=64)] = "",
    overdue: Annotated[bool, QueryParameter(description="Only those that are.")] = False,
    q: Annotated[str, QueryParameter(description="Only those in which this was written.", max_length=200)] = "",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Found:
    """The cases that the caller may see: one's own, and those that one may decide.

    An answer holds at most a million bytes of cases; when it ends before `limit`, `more` is true, and the next one
    begins at `offset` and as many more as there were.
    """
    actor = callers.actor(request.headers.get("authorization"))
    before = callers.cases.today() if overdue else 0
    states = (in_state,) if in_state else OPEN if overdue else ()
    wanted = Wanted(states, kind or "", unit, assigned_to, due_before=before)
    rows = callers.cases.list_cases(actor, wanted, q)
    page = first_of((show_case(callers.cases, row) for row in rows[offset : offset + limit]), MOST_BYTES)
    more = offset + len(page) < len(rows)
    found: Fields = {"total": len(rows), "limit": limit, "offset": offset, "more": more, "cases": page}
    return Response(found, headers=PRIVATE)


@get(
    "/cases/{id:str}", operation_id="get_case", tags=TAGS, security=BEARER, sync_to_thread=True,
    responses=document_answers(shapes.CaseDocument, 401, 404),
)  # fmt: skip
def get_case(callers: Given, request: HttpRequest, id: Id) -> Found:
    """A case with all that was said about it. Its asker sees it, and who may decide it."""
    actor, row = asked_about(callers, request, id)
    return Response(whole(callers.cases, row, actor), headers=PRIVATE)


ANSWERS = document_answers(shapes.CaseDocument, 401, 403, 404, 415, 422) | DECIDED


@post(
    "/cases/{id:str}/assign", operation_id="assign_case", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def assign(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.AssignedCase]) -> Found:
    """Look after a case, or let somebody else do so who may decide it."""
    return _answer_deed(callers, request, id, lambda actor, row: callers.cases.assign(actor, row, data.to, data.text))


@post(
    "/cases/{id:str}/ask", operation_id="ask_about_case", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def ask_back(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.SaidOfCase]) -> Found:
    """Ask the asker something."""
    return _answer_deed(callers, request, id, lambda actor, row: callers.cases.ask(actor, row, data.text))


@post(
    "/cases/{id:str}/answer", operation_id="answer_case", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def answer(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.SaidOfCase]) -> Found:
    """Answer what was asked about one's own case."""
    return _answer_deed(callers, request, id, lambda actor, row: callers.cases.answer(actor, row, data.text))


@post(
    "/cases/{id:str}/propose", operation_id="propose_changes_of_case", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def propose(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.ProposedChanges]) -> Found:
    """Put changes into a case, in place of those that stand in it; they are looked at before they are approved."""
    return _answer_deed(callers, request, id, lambda actor, row: callers.cases.propose(actor, row, list(data.changes)))


@post(
    "/cases/{id:str}/refuse", operation_id="refuse_case", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def refuse(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.SaidOfCase]) -> Found:
    """Decline a case, with a reason."""
    return _answer_deed(callers, request, id, lambda actor, row: callers.cases.refuse(actor, row, data.text, DOOR))


@post(
    "/cases/{id:str}/withdraw", operation_id="withdraw_case", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def withdraw(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.SaidOfCase]) -> Found:
    """Take one's own case back."""
    return _answer_deed(callers, request, id, lambda actor, row: callers.cases.withdraw(actor, row, data.text, DOOR))


@post(
    "/cases/{id:str}/approve", operation_id="approve_case", tags=TAGS, security=BEARER, status_code=200,
    responses=document_answers(shapes.CaseDocument | shapes.CasePreview, 401, 403, 404, 415, 422) | DECIDED,
)  # fmt: skip
async def approve(
    callers: Given,
    queues: NamedDependency[Queues],
    request: HttpRequest,
    id: Id,
    data: JSONBody[shapes.ApprovedCase],
    dry_run: Annotated[bool, QueryParameter(description="Try only: the answer is what it would bring about.")] = False,
) -> Found:
    """Make what a case asks for: the change, as one entry, or the right. Nobody approves their own case.

    It is looked at first, with `dry_run=true`: `seen` of that answer says here that exactly this was seen. Without it,
    or when the case would bring about something else by now, the answer is 409 with what it would bring about.
    """
    actor, row = await sync_to_thread(asked_about, callers, request, id)
    queue = queues.trials if dry_run else queues.changes
    decide = _try_case if dry_run else _approve_case
    caller, left = (actor.id, address_of(request)), await_leaving(request.receive)
    return await queue.run(caller, left, partial(decide, callers, actor, row, data))


def _try_case(callers: Callers, actor: Actor, row: FiledCase, _: shapes.ApprovedCase) -> Found:
    preview = do_deed(partial(callers.cases.approvals.preview, actor, row, DOOR))
    return Response(_foreseen(callers.cases, actor, row, preview), headers=PRIVATE)


def _foreseen(cases: Cases, actor: Actor, row: FiledCase, preview: Preview) -> Fields:
    return {
        "case": whole(cases, row, actor), "outcome": None if preview.outcome is None else answer_of(preview.outcome),
        "right": None if preview.right is None else _right_told(cases, preview.right),
        "warnings": [
            *(_warning(one) for one in preview.warnings),
            *({"rule": "AUTH8", "da": one.danish, "en": one.english} for one in preview.taken),
        ],
        "ahead": [one._asdict() for one in preview.ahead], "seen": preview.mark,
    }  # fmt: skip


def _approve_case(callers: Callers, actor: Actor, row: FiledCase, data: shapes.ApprovedCase) -> Found:
    def approve_once() -> tuple[FiledCase, Outcome | None]:
        try:
            return callers.cases.approvals.approve(actor, row, data.seen, data.text, DOOR)
        except SeenOtherwise as error:
            fresh = callers.cases.seen_by(actor, str(row.number)) or row
            raise OtherPreview(error, _foreseen(callers.cases, actor, fresh, error.preview)) from None

    after, outcome = do_deed(approve_once)
    if outcome is not None and not outcome.accepted:
        raise refuse_outcome(outcome)
    return Response(whole(callers.cases, after, actor), headers=PRIVATE)


class OtherPreview(Problem):
    """A case that would bring about something else than was seen: what that is stands in the document."""

    def __init__(self, error: SeenOtherwise, preview: Fields) -> None:
        super().__init__("decided", Sentence("seen", error.danish, str(error)))
        self.preview = preview

    def document(self) -> Fields:
        """The problem as JSON."""
        return super().document() | {"preview": self.preview}


def _answer_deed(
    callers: Callers, request: HttpRequest, id: str, deed: Callable[[Actor, FiledCase], FiledCase]
) -> Found:
    actor, row = asked_about(callers, request, id)
    return Response(whole(callers.cases, do_deed(partial(deed, actor, row)), actor), headers=PRIVATE)


def asked_about(callers: Callers, request: HttpRequest, id: str) -> tuple[Actor, FiledCase]:
    """Who asks, and the case that is asked about. Raises Problem; to a stranger there is none."""
    actor = callers.actor(request.headers.get("authorization"))
    row = callers.cases.seen_by(actor, id)
    if row is None:
        raise no_case(id)
    return actor, row


def no_case(id: str) -> Problem:
    """Of a case that there is not, or not for who asks."""
    return Problem("unknown", Sentence(
        "id", f"Der er ingen sag {id[:16]}, som du må se.", f"There is no case {id[:16]} that you may see.",
    ))  # fmt: skip


def do_deed(deed: Callable[[], Made]) -> Made:
    """What a deed gives. Raises Problem for one that is refused."""
    try:
        return deed()
    except BadDocument as error:
        raise Problem("bad-document", Sentence("", error.danish, str(error))) from None
    except Refused as error:
        raise problem_of(error) from None


def problem_of(error: Refused) -> Problem:
    """Why something about a case is refused."""
    said = Sentence("", error.danish, str(error))
    if isinstance(error, NotYours | Denied):
        return Problem("no-right", said)
    if isinstance(error, AlreadyDecided):
        return Problem("decided", said)
    if isinstance(error, CaseKeyUsed):
        return Problem("conflict", said._replace(field="Idempotency-Key"))
    return not_taken(error, is_job=False)


def _warning(name: str) -> Fields:
    danish, english = WARNING_WORDS[name]
    return {"rule": name, "da": danish, "en": english}


def _asker_told(asker: Asker) -> Fields:
    return {
        "name": asker.name, "cvr": asker.cvr, "email": asker.email, "providers": list(asker.issuers),
        "same_cvr": asker.same_cvr,
    }  # fmt: skip


def _right_told(cases: Cases, wanted: WantedRight) -> Fields:
    """A right that is to be given, or was."""
    name = cases.contents.place_name(wanted)
    return {
        "role": wanted.role, "place": wanted.place, "place_name": name or None,
        "da": right_in_words(wanted, name, "da"), "en": right_in_words(wanted, name, "en"),
        "ops": None if wanted.ops is None else [op for op in OPERATIONS if op in wanted.ops],
        "from": write_day(wanted.from_day), "to": None if wanted.to_day >= NEVER else write_day(wanted.to_day),
    }  # fmt: skip


def first_of(cases: Iterable[Fields], most_bytes: int) -> list[Fields]:
    """As many of some cases as take so many bytes; the first in any case."""
    found: list[Fields] = []
    left = most_bytes
    for one in cases:
        left -= len(msgspec.json.encode(one))
        if found and left < 0:
            break
        found.append(one)
    return found


def show_case(cases: Cases, row: FiledCase) -> Fields:
    """A case in a list."""
    moved: list[Mapping[str, Value]] = [one._asdict() for one in cases.find_moved(row)]
    return {
        "id": str(row.number), "kind": row.kind, "unit": row.unit or None, "asker": row.asker, "state": row.state,
        "asked_at": row.asked_at, "due": write_day(row.due), "overdue": cases.is_overdue(row),
        "assigned_to": row.assigned_to or None, "text": row.text, "data": cases.contents.data_of(row), "moved": moved,
        "decided_by": row.decided_by or None, "decided_at": row.decided_at or None, "serial": row.entry or None,
    }  # fmt: skip


def whole(cases: Cases, row: FiledCase, actor: Actor) -> Fields:
    """A case with all that was said about it."""
    messages = [{"who": one.who, "when": one.at, "what": one.what, "text": one.text} for one in cases.messages(row)]
    right = cases.contents.right_of(row)
    told: Fields = {"right": None if right is None else _right_told(cases, right)}
    if cases.contents.may_decide(actor, row):
        told["asked_by"] = _asker_told(cases.contents.asker(row))
    return {**show_case(cases, row), **told, "messages": messages, "changes": cases.contents.changes_of(row)}


DEEDS = ("assign", "ask", "answer", "propose", "refuse", "withdraw", "approve")
HANDLERS = [open_case, list_cases, get_case, assign, ask_back, answer, propose, refuse, withdraw, approve]
