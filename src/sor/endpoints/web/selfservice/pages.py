"""The pages of »What has changed?«: ticks, a page for each of them, and what it all brings about, saved as one entry.

Every page is answered to the form of the one before it, which is carried along; nothing is written before its preview.
"""

import uuid
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote

from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.response import Redirect

from sor.changes.guided.answers import FIELDS, begin_step
from sor.changes.guided.composing import first_day
from sor.changes.guided.practice import Practice
from sor.core.day import parse_day, previous_day, write_day
from sor.core.finding import ERROR
from sor.core.typed_day import read_typed_day
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.answers import CONFLICT, Answer, brought_about, visit_for
from sor.endpoints.web.edit.edited_units import unknown
from sor.endpoints.web.edit.messages import Message
from sor.endpoints.web.edit.sent_again import KEY_USED
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.typed_form import FORM_TOKEN
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import pairs_of, refuse_two_values
from sor.endpoints.web.login.visitors import HOME, NO_STORE, to_login
from sor.endpoints.web.selfservice.first_page import show_first_page
from sor.endpoints.web.selfservice.sent import FIRST, PREVIEW, SentSteps, read_sent
from sor.endpoints.web.selfservice.service import Said, SelfService, Weighed, told_to_others
from sor.endpoints.web.selfservice.views import choices_of
from sor.register import Refused
from sor.store.cases import FiledCase

CHANGED = "/changed"
OP = "changed"
"""How a draft of these steps is called."""

Given = NamedDependency[SelfService]


@get(CHANGED, include_in_schema=False, sync_to_thread=True)
def changed_page(request: HttpRequest, service: Given) -> Answer:
    """How the practice stands, and what may be otherwise; or a draft where it was left."""
    signed_in = service.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    visit, asked = visit_for(service.editing, request), request.query_params
    sent = read_sent([("place", asked.get("place", "")), ("what", asked.get("what", "")), ("base", str(visit.head))])
    if draft := asked.get("draft", ""):
        found = service.editing.drafts.find(signed_in.actor.id, draft)
        if found is None or found.op != OP:
            raise unknown(draft)
        sent = read_sent(found.form.items())._replace(draft=draft, key=uuid.uuid4().hex)
    practice = service.practice(signed_in, sent.place)
    if practice is None and sent.place and not draft and service.practices(signed_in):
        raise not_yours()
    if practice is not None and sent.step:
        return _step_page(service, practice, sent.step, sent, signed_in, visit)
    return show_first_page(service, practice, sent, signed_in, visit)


@post(CHANGED, include_in_schema=False, status_code=200)
async def send_changed(request: HttpRequest, service: Given) -> Answer:
    """The next page; from the last one what was told is saved."""
    pairs = await pairs_of(request)
    refuse_two_values(one for one in pairs if one[0] != FIRST)
    sent, form = read_sent(pairs), dict(pairs)
    signed_in = await sync_to_thread(_sender, service, request, form)
    if signed_in is None:
        return await sync_to_thread(_without_session, service, request, form, sent)
    visit = await sync_to_thread(visit_for, service.editing, request)
    practice = await sync_to_thread(service.practice, signed_in, sent.place)
    if practice is None and (sent.place or sent.action in ("draft", "save")):
        raise not_yours()
    if sent.action == "draft":
        return await sync_to_thread(_lay_aside, service, signed_in, visit, sent)
    if practice is None or not sent.what or sent.goes_to == FIRST:
        error = sent.action == "next"
        return await sync_to_thread(show_first_page, service, practice, sent, signed_in, visit, is_wrong=error)
    return await _answer(service, request, practice, sent, signed_in, visit)


def not_yours() -> Problem:
    """A place over which somebody has no right today."""
    return Problem("no-right", Sentence(
        "place", "Det er ikke din klinik; intet er gemt.", "That is no clinic of yours; nothing was saved.",
    ))  # fmt: skip


async def _answer(
    service: SelfService, request: HttpRequest, practice: Practice, sent: SentSteps, signed_in: SignedIn, visit: Visit
) -> Answer:  # fmt: skip
    if sent.use and sent.step:
        sent = _with_offer(sent)
    page = sent.goes_to if sent.goes_to in sent.what else sent.before if sent.action == "back" else ""
    if page == FIRST:
        return await sync_to_thread(show_first_page, service, practice, sent, signed_in, visit)
    if page in sent.what:
        return await sync_to_thread(_step_page, service, practice, page, sent, signed_in, visit)
    if sent.action == "save":
        return await _save(service, request, practice, sent, signed_in, visit)
    if sent.action == "resume" and sent.step:
        sent = sent._replace(key=uuid.uuid4().hex)
        return await sync_to_thread(_step_page, service, practice, sent.step, sent, signed_in, visit)
    if sent.step:
        told = sent.what[: sent.what.index(sent.step) + 1]
        weighed = await service.weigh(request, practice, sent, told, signed_in, visit)
        if _stops(weighed, sent):
            return await sync_to_thread(_step_page, service, practice, sent.step, sent, signed_in, visit, weighed)
    lacking = [step for step in sent.what if step not in sent.answers]
    following = sent.following if sent.following in sent.what else lacking[0] if lacking else PREVIEW
    if following in sent.what:
        return await sync_to_thread(_step_page, service, practice, following, sent, signed_in, visit)
    weighed = await service.weigh(request, practice, sent, sent.what, signed_in, visit)
    return await sync_to_thread(
        _preview, service, practice, sent, signed_in, visit, weighed, 422 if weighed.is_wrong else 200
    )


def _stops(weighed: Weighed, sent: SentSteps) -> bool:
    """Whether a page is shown again: something stands against it, or was not seen before."""
    about = weighed.at(sent.step)
    if any(one.message.severity == ERROR for one in about):
        return True
    return weighed.warns and bool(about) and sent.seen != weighed.mark


def _with_offer(sent: SentSteps) -> SentSteps:
    """With what was offered in the field that it was offered for."""
    field, _, value = sent.use.partition("=")
    told = {**sent.answers.get(sent.step, {})} | ({field: value} if field in FIELDS[sent.step] else {})
    return sent._replace(answers={**sent.answers, sent.step: told})


async def _save(
    service: SelfService, request: HttpRequest, practice: Practice, sent: SentSteps, signed_in: SignedIn, visit: Visit
) -> Answer:  # fmt: skip
    """Write what was seen, as one entry, and open the cases beside it."""
    weighed = await service.weigh(request, practice, sent, sent.what, signed_in, visit)
    editing = service.editing
    was_seen = sent.seen == weighed.mark
    tried = weighed.tried
    if not weighed.is_wrong and was_seen and not weighed.composed.mistakes:
        if weighed.composed.changes:
            tried = await editing.write(request, tried, signed_in, sent.key, visit)
        if not tried.is_wrong:
            return await sync_to_thread(_ask, service, practice, sent, signed_in, visit, weighed._replace(tried=tried))
        weighed = weighed._replace(tried=tried, said=[Said("", "", one) for one in tried.messages])
    before = await sync_to_thread(editing.written_under, sent.key, signed_in, weighed.document)
    if before is not None:
        return await sync_to_thread(_ask, service, practice, sent, signed_in, visit, weighed._replace(tried=before))
    rules = {one.message.rule for one in weighed.said}
    if KEY_USED in rules:
        sent = sent._replace(key=uuid.uuid4().hex)
    status = 409 if CONFLICT in rules else 422
    return await sync_to_thread(_preview, service, practice, sent, signed_in, visit, weighed, status)


def _ask(
    service: SelfService, practice: Practice, sent: SentSteps, signed_in: SignedIn, visit: Visit, weighed: Weighed
) -> Answer:  # fmt: skip
    """The cases beside an entry that is written, and the way to the receipt of both."""
    rows: list[FiledCase] = []
    try:
        rows += [service.ask(signed_in, one, sent.key) for one in weighed.composed.asked]
    except Refused as error:
        said = Message("CASE", ERROR, "", error.danish if visit.language == "da" else str(error))
        weighed = weighed._replace(said=[Said("", "", said)])
        return _preview(service, practice, sent, signed_in, visit, weighed, 422)
    if sent.draft:
        service.editing.drafts.remove(signed_in.actor.id, sent.draft)
    outcome = weighed.tried.outcome
    query = {
        "serial": "" if outcome is None else outcome.serial or "",
        "place": practice.place,
        "cases": ",".join(str(row.number) for row in rows),
        "from": first_day(weighed.composed, service.register.today()),
    }
    return Redirect(visit.link(f"{CHANGED}/receipt", **query), status_code=303, headers=NO_STORE)


def _saved_before(
    service: SelfService, practice: Practice, sent: SentSteps, signed_in: SignedIn, visit: Visit
) -> str:  # fmt: skip
    """The way to the receipt of answers that were saved already, as after the back button; empty for others."""
    before = service.editing.written_under(sent.key, signed_in)
    if before is None or before.outcome is None:
        return ""
    days = [day for told in sent.answers.values() if (day := read_typed_day(told.get("from", "")))]
    query = {"serial": before.outcome.serial, "place": practice.place, "from": min(days, default=visit.today)}
    return visit.link(f"{CHANGED}/receipt", **query)


def _lay_aside(service: SelfService, signed_in: SignedIn, visit: Visit, sent: SentSteps) -> Answer:
    """What was told as a draft."""
    try:
        service.editing.drafts.keep(signed_in.actor.id, OP, sent.place, sent.as_draft(), None, sent.draft)
    except Refused as error:
        practice = service.practice(signed_in, sent.place)
        said = error.danish if visit.language == "da" else str(error)
        return show_first_page(service, practice, sent, signed_in, visit, is_wrong=True, said=said)
    return Redirect(visit.link(HOME), status_code=303, headers=NO_STORE)


def _sender(service: SelfService, request: HttpRequest, form: Mapping[str, str]) -> SignedIn | None:
    """Who sends a form; None also for one that the same person was given in a session that has ended. What is only to
    be shown again bears no mark of a session.
    """
    if form.get("action") == "resume":
        return service.visitors.visitor(request)
    try:
        return service.visitors.sender(request, form)
    except Problem:
        signed_in = service.visitors.visitor(request)
        whose = service.editing.logins.sessions.whose(form.get(FORM_TOKEN, ""))
        if signed_in is not None and whose == signed_in.actor.id:
            return None
        raise


def _without_session(service: SelfService, request: HttpRequest, form: Mapping[str, str], sent: SentSteps) -> Answer:
    """The way to sign in and back to what was told, which is kept for whoever had the session."""
    actor = service.editing.logins.sessions.whose(form.get(FORM_TOKEN, ""))
    if actor is not None and sent.what:
        with suppress(Refused):
            kept = service.editing.drafts.keep(actor, OP, sent.place, sent.as_draft(), None, sent.draft)
            back = visit_for(service.editing, request).link(f"/drafts/{kept}")
            return Redirect(f"/login?next={quote(back)}", status_code=303, headers=NO_STORE)
    typed = [*sent.hidden(sent.at), *sent.answers.get(sent.at, {}).items()]
    return personal_page(
        "signed_out.html", visit_for(service.editing, request), 403, address=CHANGED, typed=typed
    )  # fmt: skip


def _step_page(
    service: SelfService, practice: Practice, step: str, sent: SentSteps, signed_in: SignedIn, visit: Visit,
    weighed: Weighed | None = None,
) -> Answer:  # fmt: skip
    """The page of a step; weighed: what stands against what was told in it."""
    earlier = {one: sent.answers[one] for one in sent.what[: sent.what.index(step)] if one in sent.answers}
    begun = begin_step(step, practice, service.register.today(), earlier)
    form = {**begun, **sent.answers.get(step, {})}
    about = [] if weighed is None else weighed.at(step)
    said: dict[str, list[Message]] = {}
    for one in about:
        said.setdefault(one.field, []).append(one.message)
    day = read_typed_day(form["from"]) or write_day(service.register.today())
    return personal_page(
        "changed_step.html", visit, 200 if weighed is None else 422, signed_in=signed_in, step=step, form=form,
        practice=practice, said=said, about=about, hidden=sent.hidden(step), n=sent.what.index(step) + 1,
        saved=_saved_before(service, practice, sent, signed_in, visit),
        steps=len(sent.what), seen="" if weighed is None or weighed.is_wrong else weighed.mark,
        last=visit.on(write_day(previous_day(parse_day(day)))),
        **choices_of(service.register, practice, step, visit, form),
    )  # fmt: skip


def _preview(
    service: SelfService, practice: Practice, sent: SentSteps, signed_in: SignedIn, visit: Visit,
    weighed: Weighed, status: int,
) -> Answer:  # fmt: skip
    """What all answers bring about, and what becomes a case beside it."""
    return personal_page(
        "changed_preview.html", visit, status, signed_in=signed_in, practice=practice, sent=sent, said=weighed.said,
        is_wrong=weighed.is_wrong, warns=weighed.warns, seen=weighed.mark, hidden=sent.hidden(PREVIEW),
        saved=_saved_before(service, practice, sent, signed_in, visit),
        asked=[(one.step, told_to_others(one, visit.language)) for one in weighed.composed.asked],
        changes=bool(weighed.composed.changes),
        day=visit.on(first_day(weighed.composed, service.register.today())),
        sale=brought_about(service.editing, weighed.sale, visit) if weighed.sale.outcome is not None else None,
        **brought_about(service.editing, weighed.tried, visit),
    )  # fmt: skip
