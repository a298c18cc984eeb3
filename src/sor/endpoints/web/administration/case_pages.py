"""The pages of cases: the queue of whoever decides, one's own cases, asking, and a case with what it would bring about.

A case is approved from its preview alone: who sends the form has seen what it says, and how its unit stands.
"""

from collections.abc import Callable, Mapping
from functools import partial
from secrets import token_urlsafe

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from sor.access.authority import OPERATIONS, OWNER_ROLES, ROLES
from sor.changes.document import BadDocument
from sor.core.day import OPEN as NEVER
from sor.core.day import NotADay, parse_day, previous_day, write_day
from sor.core.finding import ERROR, WARNING
from sor.core.shapes import Fields, Value
from sor.desk.actors import Denied, WantedRight
from sor.desk.approving import Preview, SeenOtherwise
from sor.desk.case_contents import NotYours
from sor.desk.case_kinds import ACCESS, CLAIM, DERIVED, KINDS, NUMBER, RIGHT, SALE, CaseKind, kind_of
from sor.desk.case_kinds import ERROR as REPORT
from sor.desk.case_records import AlreadyDecided
from sor.desk.case_units import Ahead
from sor.desk.cases import Cases
from sor.desk.responsible_persons import ResponsiblePersons
from sor.desk.right_words import WARNING_WORDS
from sor.desk.sessions import SignedIn
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.fair_queue import Queues, address_of, await_leaving
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_forms import DAYS, asked_in, sent_once
from sor.endpoints.web.edit.answers import Answer, brought_about, visit_for
from sor.endpoints.web.edit.forms import as_one
from sor.endpoints.web.edit.messages import Message
from sor.endpoints.web.edit.tried import CHANNEL, NOTHING_TRIED, Tried
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.names import LISTS_OF_NUMBERS, Names
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.following.at_hand import AtHand
from sor.register import Refused
from sor.rules.issuing import DATA
from sor.store.cases import NO_ACTOR, OPEN, STATES, FiledCase, Wanted
from sor.store.mails import is_given_up

QUEUE, NEW = "/cases", "/cases/new"
ADDRESSES = (QUEUE, NEW, "/cases/{id}")
PAGE = 50


class CaseOffice:
    """The cases of one register, as its pages show them."""

    def __init__(self, editing: Editing, callers: Callers, queues: Queues) -> None:
        self.editing = editing
        self.register = editing.register
        self.cases: Cases = callers.cases
        self.plans = callers.plans
        self.commits = callers.commits
        self.actors = callers.actors
        self.visitors = editing.logins.visitors
        self.sessions = editing.logins.sessions
        self.queues = queues
        self.callers = callers
        persons = ResponsiblePersons(self.register)
        self.lacking = AtHand(self.register, "responsible persons", persons.mark, persons.findings)
        """The places that lack a responsible person."""

    def name_of(self, unit: str) -> str:
        """A unit's name, or its code."""
        found = self.register.at().summary(unit) if unit else None
        return unit if found is None else found.get("name") or unit

    def role_at(self, unit: str) -> str:
        """The role in which a right over a unit is mostly asked for: its owner's; empty where that is not known."""
        try:
            kind = self.actors.place_of(unit).owner_kind
        except Refused:
            return ""
        return kind if kind in OWNER_ROLES else ""

    def changes_in_basket(self, signed_in: SignedIn) -> list[Value]:
        """What lies in somebody's basket, as the changes of one set."""
        drafts = self.editing.drafts.basket(signed_in.actor.id)
        found = as_one([one.document for one in drafts if one.document is not None])["changes"]
        return found if isinstance(found, list) else []

    def empty_basket(self, signed_in: SignedIn) -> None:
        """What lay in the basket stands in a case now."""
        for one in self.editing.drafts.basket(signed_in.actor.id):
            self.editing.drafts.remove(signed_in.actor.id, one.id)


Given = NamedDependency[CaseOffice]


@get(QUEUE, include_in_schema=False, sync_to_thread=True)
def queue_page(request: HttpRequest, office: Given) -> Answer:
    """The cases that one may see, chosen by kind, state, who looks after them, and whether they are overdue."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    visit, asked = visit_for(office.editing, request), request.query_params
    chosen = {name: asked.get(name, "").strip() for name in ("state", "kind", "assigned_to", "overdue", "q")}
    states = (chosen["state"],) if chosen["state"] in STATES else () if chosen["state"] == "all" else OPEN
    wanted = Wanted(
        states, chosen["kind"] if chosen["kind"] in KINDS else "",
        assigned_to=signed_in.actor.id if chosen["assigned_to"] == "me" else "",
        due_before=office.cases.today() if chosen["overdue"] else 0,
    )  # fmt: skip
    rows = office.cases.list_cases(signed_in.actor, wanted, chosen["q"][:200])
    shown_page = page_of_list(asked, PAGE)
    shown = shown_page.cut(rows)
    return personal_page(
        "cases.html", visit, signed_in=signed_in, chosen=chosen, kinds=KINDS, states=STATES, total=len(rows),
        cases=[
            (row, office.name_of(row.unit), visit.on(write_day(row.due)), office.cases.is_overdue(row)) for row in shown
        ],
        following=shown_page.following(len(rows)),
    )  # fmt: skip


@get(NEW, include_in_schema=False, sync_to_thread=True)
def new_case_page(request: HttpRequest, office: Given) -> Answer:
    """What can be asked for; and the form of one kind."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    form = {name: request.query_params.get(name, "") for name in ("kind", "unit", "data.role")}
    if form["kind"] == ACCESS and not form["data.role"]:
        form["data.role"] = office.role_at(form["unit"].strip())
    return _new(office, signed_in, visit_for(office.editing, request), form)


@post(NEW, include_in_schema=False, status_code=200)
async def send_new_case(request: HttpRequest, office: Given) -> Answer:
    """A case is opened, or the form comes again with what stands against it."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    return await sync_to_thread(_open, office, request, signed_in, form)


def _open(office: CaseOffice, request: HttpRequest, signed_in: SignedIn, form: Mapping[str, str]) -> Answer:
    visit = visit_for(office.editing, request)
    changes = office.changes_in_basket(signed_in) if form.get("basket") else []
    try:
        row = office.cases.open(signed_in.actor, asked_in(form, changes), CHANNEL, sent_once(form))
    except Refused as error:
        return _new(office, signed_in, visit, form, error)
    if changes:
        office.empty_basket(signed_in)
    return Redirect(visit.link(f"{QUEUE}/{row.number}"), status_code=303, headers=NO_STORE)


def _new(
    office: CaseOffice, signed_in: SignedIn, visit: Visit, form: Mapping[str, str], error: Refused | None = None
) -> Answer:  # fmt: skip
    kind = KINDS.get(form.get("kind", ""))
    names = Names(office.register.at().codes, visit.at.valid, visit.language)
    takes_basket = kind is not None and kind.gives != RIGHT and kind.name not in DERIVED
    return personal_page(
        "case_new.html", visit, 200 if error is None else 422, signed_in=signed_in, form=form, kind=kind, kinds=KINDS,
        said="" if error is None else error.danish if visit.language == "da" else str(error), roles=ROLES,
        operations=OPERATIONS, unit_name=office.name_of(form.get("unit", "").strip()),
        number={part: _choices(names, part) for part in DATA} if kind is not None and kind.name == NUMBER else {},
        in_basket=len(office.changes_in_basket(signed_in)) if takes_basket else 0, access=ACCESS, claim=CLAIM,
        key=form.get("key") or token_urlsafe(16), at_fault=_at_fault(error, kind),
    )  # fmt: skip


def _at_fault(error: Refused | None, kind: CaseKind | None) -> str:
    """The id of the field that a refusal is about; empty for none that the form has."""
    field = "" if error is None or kind is None else error.field.removeprefix("data.").partition("[")[0]
    ids = {"place": "unit", "changes": "basket", "number": "data-number", "from": "data-from", "to": "data-to"}
    shown = {"unit", "text", *(kind.data if kind is not None else ()), "place", "changes"}
    return ids.get(field, field) if field in shown else ""


def _choices(names: Names, part: str) -> list[tuple[str, str]]:
    """The codes that a part of a location number may have."""
    return names.choices(LISTS_OF_NUMBERS[part][0])


@get("/cases/{id:str}", include_in_schema=False, sync_to_thread=True)
def case_page(request: HttpRequest, id: FromPath[str], office: Given) -> Answer:
    """A case, with what whoever reads it may do."""
    signed_in = office.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    visit, row = visit_for(office.editing, request), _find_case(office, signed_in, id)
    if _is_only_answered(office, signed_in, row):
        return _try_case(office, signed_in, visit, row, {})
    return _case(office, signed_in, visit, row)


def _is_only_answered(office: CaseOffice, signed_in: SignedIn, row: FiledCase) -> bool:
    """Whether whoever reads a case has nothing to see before deciding it: a report that asks for no change."""
    contents = office.cases.contents
    asks = row.state in OPEN and row.kind == REPORT and not contents.changes_of(row)
    return asks and contents.may_decide(signed_in.actor, row)


@post("/cases/{id:str}", include_in_schema=False, status_code=200)
async def send_case(request: HttpRequest, id: FromPath[str], office: Given) -> Answer:
    """Something is done about a case; approving it makes its change, when that is what was seen."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    row = await sync_to_thread(_find_case, office, signed_in, id)
    visit = await sync_to_thread(visit_for, office.editing, request)
    action = form.get("action", "")
    caller, left = (signed_in.actor.id, address_of(request)), await_leaving(request.receive)
    if action == "preview":
        return await office.queues.trials.run(caller, left, partial(_try_case, office, signed_in, visit, row, form))
    if action == "approve":
        return await office.queues.changes.run(caller, left, partial(_approve, office, signed_in, visit, row, form))
    return await sync_to_thread(_do, office, signed_in, visit, row, form, action)


def _do(
    office: CaseOffice, signed_in: SignedIn, visit: Visit, row: FiledCase, form: Mapping[str, str], action: str
) -> Answer:  # fmt: skip
    actor, text, cases = signed_in.actor, form.get("text", ""), office.cases
    deeds: Mapping[str, Callable[[], FiledCase]] = {
        "assign": lambda: cases.assign(actor, row, form.get("to", "").strip(), ""),
        "ask": lambda: cases.ask(actor, row, text),
        "answer": lambda: cases.answer(actor, row, text),
        "refuse": lambda: cases.refuse(actor, row, text, CHANNEL),
        "withdraw": lambda: cases.withdraw(actor, row, text, CHANNEL),
        "basket": lambda: cases.propose(actor, row, office.changes_in_basket(signed_in)),
    }
    if action not in deeds:
        return _case(office, signed_in, visit, row)
    try:
        deeds[action]()
    except Refused as error:
        return _refuse_case(office, signed_in, visit, row, form, error)
    if action == "basket":
        office.empty_basket(signed_in)
    return _back(visit, row)


def _approve(
    office: CaseOffice, signed_in: SignedIn, visit: Visit, row: FiledCase, form: Mapping[str, str]
) -> Answer:  # fmt: skip
    now = partial(office.sessions.still, signed_in)
    try:
        warns = office.cases.contents.warnings(row) or office.cases.approvals.list_taken(row, CHANNEL)
        if warns and not form.get("confirmed"):
            return _try_case(office, signed_in, visit, row, form, visit.text("case.confirm_first"))
        _, outcome = office.cases.approvals.approve(
            signed_in.actor, row, form.get("seen", ""), form.get("text", ""), CHANNEL, now
        )  # fmt: skip
    except SeenOtherwise as error:
        fresh = office.cases.seen_by(signed_in.actor, str(row.number)) or row
        return _foreseen(office, signed_in, visit, fresh, form, error.preview, error)
    except (Refused, BadDocument) as error:
        return _refuse_case(office, signed_in, visit, row, form, error)
    if outcome is not None and not outcome.accepted:
        return _case(office, signed_in, visit, row, 422, form, office.editing.tell_outcome(None, outcome, visit))
    return _back(visit, row)


def _try_case(
    office: CaseOffice, signed_in: SignedIn, visit: Visit, row: FiledCase, form: Mapping[str, str], lacks: str = ""
) -> Answer:  # fmt: skip
    """lacks: what has to be done first."""
    try:
        preview = office.cases.approvals.preview(
            signed_in.actor, row, CHANNEL, partial(office.sessions.still, signed_in)
        )
    except (Refused, BadDocument) as error:
        return _refuse_case(office, signed_in, visit, row, form, error)
    return _foreseen(office, signed_in, visit, row, form, preview, lacks=lacks)


def _foreseen(
    office: CaseOffice,
    signed_in: SignedIn,
    visit: Visit,
    row: FiledCase,
    form: Mapping[str, str],
    preview: Preview,
    otherwise: SeenOtherwise | None = None,
    lacks: str = "",
) -> Answer:
    """The case with what approving it would bring about; otherwise: than what was seen of it."""
    tried = NOTHING_TRIED if preview.outcome is None else office.editing.tell_outcome(None, preview.outcome, visit)
    if otherwise is not None:
        said = Message("CASE", WARNING, "", otherwise.danish if visit.language == "da" else str(otherwise))
        tried = tried._replace(messages=[said, *tried.messages])
    if lacks:
        tried = tried._replace(messages=[Message("CASE", WARNING, "", lacks), *tried.messages])
    status = 409 if otherwise is not None else 422 if lacks else 200
    return _case(office, signed_in, visit, row, status, form, tried, preview)


def _refuse_case(
    office: CaseOffice,
    signed_in: SignedIn,
    visit: Visit,
    row: FiledCase,
    form: Mapping[str, str],
    error: Refused | BadDocument,
) -> Answer:
    """The case again, with why something is refused."""
    status = 422
    if isinstance(error, NotYours | Denied):
        status = 403
    elif isinstance(error, AlreadyDecided):
        status = 409
    field = getattr(error, "field", "") if form.get("action") != "approve" else ""
    said = Message("CASE", ERROR, field, error.danish if visit.language == "da" else str(error))
    fresh = office.cases.seen_by(signed_in.actor, str(row.number)) or row
    return _case(office, signed_in, visit, fresh, status, form, Tried(None, None, [said]))


def _case(
    office: CaseOffice,
    signed_in: SignedIn,
    visit: Visit,
    row: FiledCase,
    status: int = 200,
    form: Mapping[str, str] | None = None,
    tried: Tried = NOTHING_TRIED,
    preview: Preview | None = None,
) -> Answer:
    cases, actor = office.cases, signed_in.actor
    is_open = row.state in OPEN
    decides = is_open and cases.contents.may_decide(actor, row)
    refuses = is_open and cases.contents.may_refuse(actor, row)
    right = cases.contents.right_of(row)
    takes_changes = is_open and kind_of(row.kind).gives != RIGHT and row.kind not in DERIVED
    return personal_page(
        "case.html", visit, status, signed_in=signed_in, case=row, unit_name=office.name_of(row.unit), form=form or {},
        due=visit.on(write_day(row.due)), overdue=cases.is_overdue(row), asked_at=visit.at_time(row.asked_at),
        data=[] if right is not None or row.asker == NO_ACTOR else _data_told(cases.contents.data_of(row), visit),
        right=[] if right is None else _right_told(office, right, visit),
        asker=_asker_told(office, row, visit) if cases.contents.may_decide(actor, row) else [],
        ahead=[] if preview is None else [_ahead_told(office, one, visit) for one in preview.ahead],
        warnings=[] if preview is None else _warnings(preview, visit),
        moved=[one.field for one in cases.find_moved(row)] if is_open else [],
        said=[(one, visit.at_time(one.at)) for one in cases.messages(row)],
        decides=decides, refuses=refuses, is_open=is_open,
        is_asker=row.asker == actor.id, foresees=refuses or (is_open and row.kind == SALE and row.asker == actor.id),
        changes=len(cases.contents.changes_of(row)) if takes_changes or (is_open and row.kind in DERIVED) else 0,
        in_basket=len(office.changes_in_basket(signed_in)) if takes_changes else 0, is_tried=preview is not None,
        seen="" if preview is None else preview.mark, messages=tried.messages, is_wrong=tried.is_wrong,
        mails=[(one, visit.at_time(one.sent_at) if one.sent_at else "", is_given_up(one)) for one in cases.mails(row)],
        may_approve=decides and row.asker != actor.id, **brought_about(office.editing, tried, visit),
    )  # fmt: skip


def _warnings(preview: Preview, visit: Visit) -> list[str]:
    """What whoever approves has to know, and to confirm."""
    taken = [(one.danish, one.english) for one in preview.taken]
    return [_say_words(one, visit) for one in (*(WARNING_WORDS[name] for name in preview.warnings), *taken)]


def _data_told(data: Fields, visit: Visit) -> list[tuple[str, str]]:
    """What an asker said in fields, in words."""
    return [(visit.text(f"case.data.{name}"), _value_told(name, value, visit)) for name, value in data.items()]


def _right_told(office: CaseOffice, right: WantedRight, visit: Visit) -> list[tuple[str, str]]:
    """A right in words."""
    place = visit.text("me.everywhere")
    if right.place:
        below = visit.text("case.right.below")
        place = f"{office.cases.contents.place_name(right)} ({right.place}) {below}"
    ops = [visit.text(f"op.{op}") for op in OPERATIONS if right.ops is not None and op in right.ops]
    last = visit.text("case.right.no_end")
    if right.to_day < NEVER:
        last = visit.on(write_day(previous_day(right.to_day)))
    return [
        (visit.text("case.right.role"), visit.text(f"role.{right.role}")),
        (visit.text("case.right.over"), place),
        (visit.text("case.right.ops"), ", ".join(ops) or visit.text("case.right.all_ops")),
        (visit.text("case.right.from"), visit.on(write_day(right.from_day))),
        (visit.text("case.right.to"), last),
    ]


def _asker_told(office: CaseOffice, row: FiledCase, visit: Visit) -> list[tuple[str, str]]:
    """Who asks, for whoever decides."""
    asker, none = office.cases.contents.asker(row), visit.text("case.asker.none")
    names = {one.issuer: (one.name_da, one.name_en) for one in office.editing.logins.providers.values()}
    cvr = asker.cvr or none
    if asker.same_cvr is not None:
        whose = visit.text("case.asker.same" if asker.same_cvr else "case.asker.other")
        cvr += f" – {whose}"
    by = [_say_words(names[one], visit) if one in names else one for one in asker.issuers]
    return [
        (visit.text("case.asker.name"), f"{asker.name} ({asker.id})" if asker.id else asker.name),
        (visit.text("case.asker.cvr"), cvr),
        (visit.text("case.asker.email"), asker.email or none),
        (visit.text("case.asker.provider"), ", ".join(by) or none),
    ]


def _ahead_told(office: CaseOffice, ahead: Ahead, visit: Visit) -> str:
    """What is scheduled for the place of a right."""
    name, day = office.name_of(ahead.unit), visit.on(ahead.day)
    if not ahead.open:
        return visit.text("case.ahead.ends", name=name, day=day)
    return visit.text("case.ahead.stands", name=name, day=day, parent=office.name_of(ahead.parent or "") or "–")


def _say_words(words: tuple[str, str], visit: Visit) -> str:
    return words[0] if visit.language == "da" else words[1]


def _value_told(name: str, value: Value, visit: Visit) -> str:
    if name == "role" and value in ROLES:
        return visit.text(f"role.{value}")
    if isinstance(value, bool):
        return visit.text("yes" if value else "no")
    if name == "ops" and isinstance(value, list):
        return ", ".join(visit.text(f"op.{one}") if one in OPERATIONS else str(one) for one in value)
    if name in DAYS and isinstance(value, str):
        try:
            return visit.on(write_day(parse_day(value)))
        except NotADay:
            return value
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _find_case(office: CaseOffice, signed_in: SignedIn, id: str) -> FiledCase:
    row = office.cases.seen_by(signed_in.actor, id)
    if row is None:
        raise Problem("unknown", Sentence(
            "id", f"Der er ingen sag {id[:16]}, som du må se.", f"There is no case {id[:16]} that you may see.",
        ))  # fmt: skip
    return row


def _back(visit: Visit, row: FiledCase) -> Redirect:
    return Redirect(visit.link(f"{QUEUE}/{row.number}"), status_code=303, headers=NO_STORE)
