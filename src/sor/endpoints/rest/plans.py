"""Plans: a reorganisation from its first version to the entry that it becomes."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeAlias, TypeVar

import msgspec
from litestar import Response, delete, get, post, put
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter, QueryParameter

from sor.access.authority import Actor
from sor.core.day import write_day
from sor.core.outside_json import NotJson, read_json
from sor.core.shapes import Fields
from sor.desk.plan_checks import LONG
from sor.desk.plan_gathering import GatheringRule, gather
from sor.desk.plans import Plans
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.fair_queue import Queues, address_of, await_leaving
from sor.endpoints.http.problem import MEDIA_TYPE, Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import plan_shapes as shapes
from sor.endpoints.rest.access import BEARER, PRIVATE
from sor.endpoints.rest.changes import LARGEST, read_whole
from sor.endpoints.rest.deciding import Deciding
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.jobs import wants_job
from sor.endpoints.rest.parameters import Limit, Offset
from sor.endpoints.rest.plan_problems import do_deed
from sor.store.plans import PlanRow

TAGS = ["plans"]
DOOR = "rest"
DEEDS = ("check", "approve", "refuse", "comment", "delegate", "deadline", "commit", "undo")
Id = Annotated[str, PathParameter(description="Number of the plan.", max_length=16)]
Given = NamedDependency[Callers]
Found: TypeAlias = Response[Fields]
Made = TypeVar("Made")
STANDS = {
    409: ResponseSpec(
        shapes.PlanProblem, description="The plan says something else by now, is not approved, or would bring about"
        " something else than was approved (`difference`).", media_type=MEDIA_TYPE, generate_examples=False,
    )
}  # fmt: skip
ANSWERS = document_answers(shapes.PlanDocument, 401, 403, 404, 415, 422) | STANDS
WRITTEN = document_answers(shapes.PlanDocument, 401, 403, 404, 413, 415, 422) | STANDS
SOON = {"Retry-After": "1"}


@post(
    "/plans", operation_id="open_plan", tags=TAGS, security=BEARER, status_code=201, request_max_body_size=LARGEST,
    responses={
        **{
            code: one
            for code, one in document_answers(shapes.PlanDocument, 401, 403, 413, 415, 422).items()
            if code not in (200, 304)
        },
        201: ResponseSpec(shapes.PlanDocument, description="Made.", generate_examples=False),
    },
)  # fmt: skip
async def open_plan(callers: Given, queues: NamedDependency[Queues], request: HttpRequest) -> Found:
    """Begin a plan: what is to change on a day, by moves, new units, closings and the like. Nothing is changed yet."""
    actor = await sync_to_thread(callers.actor, request.headers.get("authorization"))
    body = await read_whole(request, min(LARGEST, callers.most_bytes(actor)))

    def make() -> Found:
        data = _read(body)
        row = do_deed(lambda: callers.plans.new(actor, data.title, data.day, list(data.changes), DOOR))
        where = {"Location": f"/api/v1/plans/{row.number}"}
        return Response(whole(callers.plans, row), status_code=201, headers={**PRIVATE, **where})

    return await queues.trials.run((actor.id, address_of(request)), await_leaving(request.receive), make)


@get(
    "/plans", operation_id="list_plans", tags=TAGS, security=BEARER, sync_to_thread=True,
    responses=document_answers(shapes.PlanList, 401),
)  # fmt: skip
def list_plans(
    callers: Given,
    request: HttpRequest,
    in_state: Annotated[
        shapes.PlanStateName | None, QueryParameter(name="state", description="Only those in this state.")
    ] = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> Found:
    """The plans that the caller may see: one's own, and those that touch units over which one has a right."""
    actor = callers.actor(request.headers.get("authorization"))
    rows = callers.plans.standings.list_plans(actor, in_state)
    page = [show_plan(callers.plans, row) for row in rows[offset : offset + limit]]
    more = offset + len(page) < len(rows)
    found: Fields = {"total": len(rows), "limit": limit, "offset": offset, "more": more, "plans": page}
    return Response(found, headers=PRIVATE)


@post(
    "/plans/gather", operation_id="gather_plan", tags=TAGS, security=BEARER, status_code=200,
    responses=document_answers(shapes.GatheredPlan, 401, 403, 415, 422),
)  # fmt: skip
async def gather_plan(
    callers: Given, queues: NamedDependency[Queues], request: HttpRequest, data: JSONBody[shapes.GatherPlan]
) -> Found:
    """The changes of a plan by a rule: all units of some types below some owners come to stand below another unit.
    Nothing is kept; a plan is begun with what is answered.
    """
    actor = await sync_to_thread(callers.actor, request.headers.get("authorization"))

    def find() -> Found:
        rule = GatheringRule(data.types, data.below, data.to, data.agreement)
        if not actor.rights:
            raise Problem("no-right", Sentence(
                "", "Planer laves af den, der har en ret over en del af registret.",
                "Plans are made by who has a right over a part of the register.",
            ))  # fmt: skip
        changes = do_deed(lambda: gather(callers.register, data.day, rule))
        found: Fields = {"title": data.title, "day": data.day, "changes": changes}
        return Response(found, headers=PRIVATE)

    return await queues.trials.run((actor.id, address_of(request)), await_leaving(request.receive), find)


@get(
    "/plans/{id:str}", operation_id="get_plan", tags=TAGS, security=BEARER, sync_to_thread=True,
    responses=document_answers(shapes.PlanDocument, 401, 404),
)  # fmt: skip
def get_plan(callers: Given, request: HttpRequest, id: Id) -> Found:
    """A plan with what it says, how far it is agreed to, what its last check told, and what was said about it. Its
    author sees it, whoever has a right over units that it touches, and the register authority.
    """
    _, row = asked_about(callers, request, id)
    return _answer(callers, row)


@put(
    "/plans/{id:str}", operation_id="change_plan", tags=TAGS, security=BEARER, request_max_body_size=LARGEST,
    responses=WRITTEN,
)  # fmt: skip
async def change_plan(callers: Given, queues: NamedDependency[Queues], request: HttpRequest, id: Id) -> Found:
    """The next version of a plan, by its author, in place of the one before: all approvals end."""
    actor = await sync_to_thread(callers.actor, request.headers.get("authorization"))
    body = await read_whole(request, min(LARGEST, callers.most_bytes(actor)))

    def write() -> Found:
        data = _read(body)
        do_deed(lambda: callers.plans.fit(actor, data.title, data.day, list(data.changes)))
        _, row = asked_about(callers, request, id)
        after = do_deed(lambda: callers.plans.rewrite(actor, row, data.title, data.day, list(data.changes), DOOR))
        return _answer(callers, after)

    return await queues.trials.run((actor.id, address_of(request)), await_leaving(request.receive), write)


@post(
    "/plans/{id:str}/check", operation_id="check_plan", tags=TAGS, security=BEARER, status_code=200,
    responses=ANSWERS | {
        202: ResponseSpec(
            shapes.PlanDocument, description="It is checked as a job: ask for the plan until `report` is there.",
            generate_examples=False,
        )
    },
)  # fmt: skip
async def check_plan(
    callers: Given, queues: NamedDependency[Queues], deciding: NamedDependency[Deciding], request: HttpRequest, id: Id
) -> Found:  # fmt: skip
    """Check a plan against the register as it will be on its day. One of many changes is checked as a job, and any with
    the header `Prefer: respond-async`.
    """
    actor, row = await sync_to_thread(asked_about, callers, request, id)
    caller, left = (actor.id, address_of(request)), await_leaving(request.receive)
    lines = await sync_to_thread(lambda: len(callers.plans.document(row).changes))
    if lines >= LONG or wants_job(request.headers.getall("prefer", [])):
        after = await queues.jobs.run(
            caller, left, lambda: do_deed(lambda: callers.plans.checks.check_later(actor, row))
        )
        deciding.wake()
        answer = await sync_to_thread(_answer, callers, after)
        answer.status_code = 202
        return answer
    after = await queues.trials.run(caller, left, lambda: do_deed(lambda: callers.plans.checks.check(actor, row, DOOR)))
    return await sync_to_thread(_answer, callers, after)


@delete(
    "/plans/{id:str}/check", operation_id="withdraw_check", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=document_answers(shapes.PlanDocument, 401, 404) | STANDS,
)  # fmt: skip
def withdraw_check(callers: Given, request: HttpRequest, id: Id) -> Found:
    """Stop a check that waits or is under way. The plan can be checked again at any time."""
    _, row = asked_about(callers, request, id)
    return _answer(callers, do_deed(partial(callers.plans.checks.cancel_check, row)))


@get(
    "/plans/{id:str}/touched", operation_id="list_touched_by_plan", tags=TAGS, security=BEARER, sync_to_thread=True,
    responses=document_answers(shapes.PlanTouched, 401, 404),
)  # fmt: skip
def touched_by_plan(
    callers: Given, request: HttpRequest, id: Id, limit: Limit = 100, offset: Offset = 0
) -> Found:  # fmt: skip
    """The units, numbers and codes whose answers a plan changes, as its last check told: each value with its days."""
    _, row = asked_about(callers, request, id)
    rows = callers.plans.checks.list_touched(row)
    page = rows[offset : offset + limit]
    more = offset + len(page) < len(rows)
    found: Fields = {"total": len(rows), "limit": limit, "offset": offset, "more": more, "touched": page}
    return Response(found, headers=PRIVATE)


@post(
    "/plans/{id:str}/approve", operation_id="approve_plan", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def approve_plan(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.ApprovedPlan]) -> Found:
    """Agree to a plan as it was checked, for every part over which one has a right. Nobody approves their own plan, and
    an approval ends with another version, or when a check tells something else.
    """
    actor, row = asked_about(callers, request, id)
    return _answer(callers, do_deed(lambda: callers.plans.approve(actor, row, data.digest, DOOR)))


@post(
    "/plans/{id:str}/refuse", operation_id="refuse_plan", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def refuse_plan(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.SaidOfPlan]) -> Found:
    """Say no to a plan as it stands, with a reason; its author may write another version."""
    actor, row = asked_about(callers, request, id)
    return _answer(callers, do_deed(lambda: callers.plans.refuse(actor, row, data.text, DOOR)))


@post(
    "/plans/{id:str}/delegate", operation_id="delegate_plan", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def delegate_plan(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.DelegatedPlan]) -> Found:
    """Let another actor approve the plan in the caller's place, by the caller's rights as they are then; an empty
    `actor` takes that back. Neither of them is the plan's author.
    """
    actor, row = asked_about(callers, request, id)
    return _answer(callers, do_deed(lambda: callers.plans.delegate(actor, row, data.actor, DOOR)))


@post(
    "/plans/{id:str}/deadline", operation_id="set_plan_deadline", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def set_plan_deadline(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.PlanDeadline]) -> Found:
    """Say until when the plan is to be approved; nobody approves it later. Who has not is reminded by mail."""
    actor, row = asked_about(callers, request, id)
    return _answer(callers, do_deed(lambda: callers.plans.set_deadline(actor, row, data.day, DOOR)))


@post(
    "/plans/{id:str}/comment", operation_id="comment_on_plan", tags=TAGS, security=BEARER, status_code=200,
    sync_to_thread=True, responses=ANSWERS,
)  # fmt: skip
def comment_on_plan(callers: Given, request: HttpRequest, id: Id, data: JSONBody[shapes.SaidOfPlan]) -> Found:
    """Write something about a plan."""
    actor, row = asked_about(callers, request, id)
    return _answer(callers, do_deed(lambda: callers.plans.comment(actor, row, data.text)))


@post(
    "/plans/{id:str}/commit", operation_id="commit_plan", tags=TAGS, security=BEARER, status_code=200,
    responses=ANSWERS,
)  # fmt: skip
async def commit_plan(callers: Given, queues: NamedDependency[Queues], request: HttpRequest, id: Id) -> Found:
    """Write a plan that every side has approved, as one entry of the log: its author's, approved by the others. Rights
    and rules are asked again; when it would bring about something else than was approved, nothing is written.
    """
    return await _decide_deed(callers, queues, request, id, callers.commits.commit)


@post(
    "/plans/{id:str}/undo", operation_id="undo_plan", tags=TAGS, security=BEARER, status_code=200, responses=ANSWERS
)  # fmt: skip
async def undo_plan(callers: Given, queues: NamedDependency[Queues], request: HttpRequest, id: Id) -> Found:
    """Take a committed plan back, whole, on the day on which it was committed."""
    return await _decide_deed(callers, queues, request, id, callers.commits.undo)


async def _decide_deed(
    callers: Callers, queues: Queues, request: HttpRequest, id: str, deed: Callable[[Actor, PlanRow], PlanRow]
) -> Found:
    actor, row = await sync_to_thread(asked_about, callers, request, id)
    caller, left = (actor.id, address_of(request)), await_leaving(request.receive)
    after = await queues.sets.run(caller, left, lambda: do_deed(partial(deed, actor, row)))
    return await sync_to_thread(_answer, callers, after)


def asked_about(callers: Callers, request: HttpRequest, id: str) -> tuple[Actor, PlanRow]:
    """Who asks, and the plan that is asked about. Raises Problem; to a stranger there is none."""
    actor = callers.actor(request.headers.get("authorization"))
    row = callers.plans.records.seen_by(actor, id)
    if row is None:
        raise Problem("unknown", Sentence(
            "id", f"Der er ingen plan {id[:20]}, eller den er ikke din at se.",
            f"There is no plan {id[:20]}, or it is not yours to see.",
        ))  # fmt: skip
    return actor, row


def _read(body: bytes) -> shapes.NewPlan:
    try:
        return msgspec.convert(read_json(body), shapes.NewPlan)
    except NotJson as error:
        raise Problem("bad-document", Sentence(
            "", f"Planen er ikke JSON: {error}.", f"The plan is not JSON: {error}.",
        )) from None  # fmt: skip
    except msgspec.ValidationError as error:
        raise Problem("bad-document", Sentence(
            "", f"Planen kan ikke læses: {error}", f"The plan cannot be read: {error}",
        )) from None  # fmt: skip


def _answer(callers: Callers, row: PlanRow) -> Found:
    again = SOON if row.checking else {}
    return Response(whole(callers.plans, row), headers={**PRIVATE, **again})


def show_plan(plans: Plans, row: PlanRow) -> Fields:
    """A plan in a list."""
    said = plans.records.outline(row)
    return {
        "id": str(row.number), "title": said.title, "day": write_day(said.day),
        "state": plans.standings.now(row).state, "author": row.author, "version": row.version,
        "digest": said.digest, "made_at": row.made_at, "written_at": said.written_at,
        "lines": said.lines,
        "serial": row.entry or None, "undone": row.undo_entry or None,
        "deadline": write_day(row.deadline) if row.deadline else None,
    }  # fmt: skip


def whole(plans: Plans, row: PlanRow) -> Fields:
    """A plan with everything about it."""
    standing = plans.standings.of(row)
    messages = [{"who": one.who, "when": one.at, "what": one.what, "text": one.text} for one in plans.messages(row)]
    return {
        **show_plan(plans, row),
        "sides": [one._asdict() | {"approved_by": list(one.approved_by)} for one in standing.sides],
        "authority": list(standing.authority), "missing": standing.missing,
        "approved_by": [one.id for one in standing.approvers],
        "delegates": plans.records.delegates(row),
        "checking": f"/api/v1/jobs/{row.checking}" if row.checking else None,
        "report": plans.checks.report(row), "messages": messages, "changes": list(plans.document(row).changes),
    }  # fmt: skip


HANDLERS = [
    open_plan, gather_plan, list_plans, get_plan, change_plan, check_plan, withdraw_check, touched_by_plan,
    approve_plan, refuse_plan, delegate_plan, set_plan_deadline, comment_on_plan, commit_plan, undo_plan,
]  # fmt: skip
