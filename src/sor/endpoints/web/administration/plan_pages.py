"""The pages of plans: those that one may see, one with its report and what can be done about it, and that as a file.

A plan is begun from what lies in one's basket; it is approved from the page that shows what it brings about.
"""

from collections.abc import Collection, Mapping

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from sor.changes.document import BadDocument
from sor.core.day import write_day
from sor.core.shapes import Fields
from sor.core.typed_day import read_typed_day
from sor.desk.plan_checks import LONG
from sor.desk.plan_gathering import GatheringRule, gather
from sor.desk.plan_lines import read_lines
from sor.desk.plan_records import NotYourPlan, PlanState
from sor.desk.sessions import SignedIn
from sor.endpoints.http.fair_queue import address_of, await_leaving
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_pages import CaseOffice, Given
from sor.endpoints.web.administration.plan_impact import COLUMNS, dict_of, impact_rows, list_of
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.forms import codes_in
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.words import number_in_words
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import to_login
from sor.formats.tables.spreadsheet_csv import MEDIA_TYPE, spreadsheet_csv
from sor.register import Refused
from sor.store.plans import APPROVED, CHECKED, COMMITTED, DRAFT, PlanRow

LIST = "/plans"
ADDRESSES = (LIST, "/plans/{id}", "/plans/{id}/impact.csv")
LONGEST_LINES = 4_000_000
"""Bytes of the form by which a plan is begun from lines of a spreadsheet."""

BASKET, LINES, RULE = "basket", "lines", "rule"
"""From what a plan is begun."""

FIELDS = ("title", "day", "lines", "types", "below", "to")
"""The fields of that form that a mistake may be in."""

DATED = ("delegate", "deadline")
"""Deeds with a field of their own."""

MOST_SHOWN = 200
"""Rows of a kind on the page; the file has all."""

DEEDS = {
    DRAFT: ("check", "refuse", "delegate", "deadline", "comment"),
    CHECKED: ("check", "approve", "refuse", "delegate", "deadline", "comment"),
    APPROVED: ("commit", "check", "approve", "refuse", "delegate", "deadline", "comment"),
    COMMITTED: ("undo", "comment"),
}  # fmt: skip
"""What can be done about a plan in a state; comments always."""


@get(LIST, include_in_schema=False, sync_to_thread=True)
def plans_page(request: HttpRequest, office: Given) -> Answer:
    """The plans that one may see, and the form by which one is begun."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _list_plans(office, signed_in, visit_for(office.editing, request), {})


@post(LIST, include_in_schema=False, status_code=200, request_max_body_size=LONGEST_LINES)
async def send_plan(request: HttpRequest, office: Given) -> Answer:
    """A plan is begun from what lies in one's basket, from lines of a spreadsheet or by a rule; or the form comes again
    with what stands against it.
    """
    form = await form_of(request, LONGEST_LINES)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    caller = (signed_in.actor.id, address_of(request))
    return await office.queues.trials.run(
        caller, await_leaving(request.receive), lambda: _begin(office, request, signed_in, form)
    )


@get("/plans/{id:str}", include_in_schema=False, sync_to_thread=True)
def plan_page(request: HttpRequest, id: FromPath[str], office: Given) -> Answer:
    """A plan: how far it is agreed to, what it brings about, and what can be done."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _show_plan(office, signed_in, visit_for(office.editing, request), _find_plan(office, signed_in, id), {})


@post("/plans/{id:str}", include_in_schema=False, status_code=200)
async def send_to_plan(request: HttpRequest, id: FromPath[str], office: Given) -> Answer:
    """Something is done about a plan; its page again."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    row = await sync_to_thread(_find_plan, office, signed_in, id)
    queue = office.queues.sets if form.get("action") in ("commit", "undo") else office.queues.trials
    caller = (signed_in.actor.id, address_of(request))
    return await queue.run(caller, await_leaving(request.receive), lambda: _act(office, request, signed_in, row, form))


@get("/plans/{id:str}/impact.csv", include_in_schema=False, sync_to_thread=True)
def impact_file(request: HttpRequest, id: FromPath[str], office: Given) -> Response[bytes] | Redirect:
    """Everything that a plan brings about, one line for each: counts, findings, values, numbers, messages, rights."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    row = _find_plan(office, signed_in, id)
    rows = impact_rows(office.plans.checks.report(row) or {}, office.plans.checks.list_touched(row))
    name = f'attachment; filename="plan-{row.number}-{row.version}.csv"'
    return Response(
        spreadsheet_csv(COLUMNS, rows), media_type=MEDIA_TYPE,
        headers={"Content-Disposition": name, "Cache-Control": "no-store"},
    )  # fmt: skip


def _begin(office: CaseOffice, request: HttpRequest, signed_in: SignedIn, form: Mapping[str, str]) -> Answer:
    visit = visit_for(office.editing, request)
    day = read_typed_day(form.get("day", "")) or form.get("day", "")
    begins_from = form.get("from", BASKET)
    try:
        if begins_from == LINES:
            changes = read_lines(form.get("lines", ""), day)
        elif begins_from == RULE:
            rule = GatheringRule(
                codes_in(form.get("types", "")), codes_in(form.get("below", "")), form.get("to", "").strip(),
                " ".join(form.get("agreement", "").split()),
            )  # fmt: skip
            changes = gather(office.plans.register, day, rule)
        else:
            changes = office.changes_in_basket(signed_in)
        row = office.plans.new(signed_in.actor, form.get("title", ""), day, changes, CHANNEL)
    except (Refused, BadDocument) as error:
        return _list_plans(office, signed_in, visit, form, error)
    if begins_from not in (LINES, RULE):
        office.empty_basket(signed_in)
    return _to(visit, row)


def _act(
    office: CaseOffice, request: HttpRequest, signed_in: SignedIn, row: PlanRow, form: Mapping[str, str]
) -> Answer:  # fmt: skip
    visit, actor, plans = visit_for(office.editing, request), signed_in.actor, office.plans
    text, action = form.get("text", ""), form.get("action", "")
    try:
        if action == "check" and len(plans.document(row).changes) >= LONG:
            plans.checks.check_later(actor, row)
        elif action == "check":
            plans.checks.check(actor, row, CHANNEL)
        elif action == "approve":
            plans.approve(actor, row, form.get("digest", ""), CHANNEL)
        elif action == "refuse":
            plans.refuse(actor, row, text, CHANNEL)
        elif action == "delegate":
            plans.delegate(actor, row, form.get("delegate", "").strip(), CHANNEL)
        elif action == "deadline":
            plans.set_deadline(
                actor, row, read_typed_day(form.get("deadline", "")) or form.get("deadline", ""), CHANNEL
            )
        elif action == "comment":
            plans.comment(actor, row, text)
        elif action == "commit":
            office.commits.commit(actor, row)
        elif action == "undo":
            office.commits.undo(actor, row)
        else:
            raise Refused("There is no such action.", "Den handling findes ikke.")
    except (Refused, BadDocument) as error:
        return _show_plan(office, signed_in, visit, _find_plan(office, signed_in, str(row.number)), form, error)
    return _to(visit, row)


def _to(visit: Visit, row: PlanRow) -> Redirect:
    return Redirect(visit.link(f"{LIST}/{row.number}"), status_code=303)


def _say_error(error: Refused | BadDocument | None, visit: Visit) -> str:
    return "" if error is None else error.danish if visit.language == "da" else str(error)


def _status(error: Refused | BadDocument | None) -> int:
    if error is None:
        return 200
    return 403 if isinstance(error, NotYourPlan) else 409 if isinstance(error, PlanState) else 422


def _list_plans(
    office: CaseOffice, signed_in: SignedIn, visit: Visit, form: Mapping[str, str],
    error: Refused | BadDocument | None = None,
) -> Answer:  # fmt: skip
    rows = office.plans.records.list_plans(signed_in.actor)[:MOST_SHOWN]
    told = []
    for row in rows:
        said = office.plans.records.outline(row)
        told.append((office.plans.standings.now(row), said.title, visit.on(write_day(said.day))))
    return personal_page(
        "plans.html", visit, _status(error), signed_in=signed_in, plans=told, form=form, said=_say_error(error, visit),
        at_fault=_plan_field(error, form),
        in_basket=len(office.changes_in_basket(signed_in)),
    )  # fmt: skip


def _plan_field(error: Refused | BadDocument | None, form: Mapping[str, str]) -> str:
    """The field of a plan that is begun; what is wrong with its changes stands where these come from."""
    source = form.get("from", BASKET)
    of_changes = {LINES: "lines", RULE: "types"}.get(source, "from")
    return of_changes if _field_of(error, ("changes",)) else _field_of(error, FIELDS)


def _show_plan(
    office: CaseOffice, signed_in: SignedIn, visit: Visit, row: PlanRow, form: Mapping[str, str],
    error: Refused | BadDocument | None = None,
) -> Answer:  # fmt: skip
    row = office.plans.standings.now(row)
    plans, leads = office.plans, row.author == signed_in.actor.id or office.actors.is_authority(signed_in.actor)
    said, standing, report = plans.records.version(row), plans.standings.of(row), plans.checks.report(row)
    deeds = [
        deed
        for deed in DEEDS.get(row.state, ("comment",))
        if (leads or deed not in ("commit", "undo", "deadline"))
        and (deed not in ("approve", "delegate") or row.author != signed_in.actor.id)
    ]
    counts = dict_of((report or {}).get("counts"))
    findings = list_of((report or {}).get("findings"))
    touched = plans.checks.list_touched(row)
    return personal_page(
        "plan.html", visit, _status(error), signed_in=signed_in, plan=row, title=said.title, digest=said.digest,
        day=visit.on(write_day(said.day)), lines=len(plans.document(row).changes), standing=standing, report=report,
        counts=[
            (visit.text(f"plan.count.{name}"), number_in_words(int(str(count)), visit.language))
            for name, count in counts.items()
        ],
        findings=[(one["severity"], one["rule"], one[visit.language]) for one in findings[:MOST_SHOWN]],
        more_findings=max(0, len(findings) - MOST_SHOWN), flows=list_of((report or {}).get("flows"))[:MOST_SHOWN],
        formats=list_of((report or {}).get("formats")), consumers=list_of((report or {}).get("consumers")),
        crossing=list_of((report or {}).get("crossing"))[:MOST_SHOWN],
        lost=list_of((report or {}).get("messages_lost"))[:MOST_SHOWN], since=_since(report or {}),
        touched=[(one["key"], one["name"], len(list_of(one["changes"]))) for one in touched[:MOST_SHOWN]],
        more_touched=max(0, len(touched) - MOST_SHOWN), overlapping=list_of((report or {}).get("plans")),
        messages=[(one, visit.at_time(one.at)) for one in plans.messages(row)], deeds=deeds, form=form,
        deadline=visit.on(write_day(row.deadline)) if row.deadline else "", delegates=plans.records.delegates(row),
        said=_say_error(error, visit), at_fault=_field_of(error, ("text", *(deed for deed in deeds if deed in DATED))),
    )  # fmt: skip


def _field_of(error: Refused | BadDocument | None, shown: Collection[str]) -> str:
    """The field that a refusal is about; empty for none that is shown."""
    field = getattr(error, "field", "").partition("[")[0]
    return field if field in shown else ""


def _since(report: Fields) -> list[tuple[str, str]]:
    """What is otherwise than the check before told: by which text of the page, how many."""
    last = dict_of(report.get("since_last"))
    counts = [(f"{what}.{how}", dict_of(part).get("count", 0)) for what in ("findings", "touched")
              for how, part in dict_of(last.get(what)).items()]  # fmt: skip
    return [(f"plan.since.{name}", str(count)) for name, count in counts if count]


def _find_plan(office: CaseOffice, signed_in: SignedIn, id: str) -> PlanRow:
    row = office.plans.records.seen_by(signed_in.actor, id)
    if row is None:
        raise Problem("unknown", Sentence(
            "id", f"Der er ingen plan {id[:20]}, eller den er ikke din at se.",
            f"There is no plan {id[:20]}, or it is not yours to see.",
        ))  # fmt: skip
    return row


HANDLERS = [plans_page, send_plan, plan_page, send_to_plan, impact_file]
