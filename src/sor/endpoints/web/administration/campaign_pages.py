"""The pages of campaigns: all of them with how far each has come, one with its stragglers, and the form that announces
one. Everybody reads them; MedCom and the authority announce, remind, and bring what remains to its end.
"""

import uuid
from collections.abc import Mapping, Sequence
from functools import partial

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from sor.core.day import OPEN as NEVER
from sor.core.day import write_day
from sor.desk.campaigns import (
    BESIDE,
    OPEN,
    SHUT,
    STATES,
    GivenCampaign,
    Lacking,
    NotYourCampaign,
    Progress,
    set_of,
    state_of,
)
from sor.desk.edi_sets import DIRECTIONS, MOST_ROWS, JudgedRow, WantedSet, judge, read_rows
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.endpoints.web.administration.edi_forms import FormMistake, day_in
from sor.endpoints.web.administration.edi_office import EdiOffice, choices, wanted_in
from sor.endpoints.web.administration.edi_pages import Given, csv_file, month_beginnings
from sor.endpoints.web.administration.edi_set_pages import (
    LONGEST,
    JudgedSet,
    by_field,
    decide,
    judged_rows,
    messages_of,
    rows_told,
    touched_by,
)
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.messages import Message
from sor.endpoints.web.edit.tried import CHANNEL, NOTHING_TRIED, Tried
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import page, personal_page
from sor.endpoints.web.kit.page_of_list import number_in, page_of_list
from sor.endpoints.web.kit.visit import Visit, visit_of
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.following.edi_book import EdiTable
from sor.recipients.edi_rows import choose_rows
from sor.register import Refused
from sor.store.campaigns import CampaignRow

ALL, NEW, ONE = "/edi/campaigns", "/edi/campaigns/new", "/edi/campaigns/{number}"
PUBLIC, ADDRESSES = (ALL, ONE), (NEW,)
PAGE = 100
CSV = ".csv"
CHOSEN_BY = ("municipality", "region", "system_supplier")
FIELDS = ("title", "standard", "old", "new", "direction", "starts", "ends")
FORM = frozenset({"csrf", "action", "numbers", "skip", *FIELDS, *CHOSEN_BY})
DEEDS = frozenset({"csrf", "action", "key", "confirmed", "skip", "reason"})


@get(ALL, include_in_schema=False, sync_to_thread=True)
def campaigns_page(request: HttpRequest, edi: Given) -> Answer:
    """Every campaign, with how far it has come."""
    visit = visit_of(edi.register, request.url.path, request.query_params)
    signed_in = edi.visitors.visitor(request)
    table = edi.table(edi.snapshot(visit))
    rows = [(row, edi.campaigns.progress(row, table)) for row in edi.campaigns.list_all()]
    show = page if signed_in is None else personal_page
    return show(
        "campaigns.html", visit, signed_in=signed_in, rows=rows, states=STATES,
        organises=signed_in is not None and edi.campaigns.may_announce(signed_in.actor),
    )  # fmt: skip


@get(NEW, include_in_schema=False, sync_to_thread=True)
def new_page(request: HttpRequest, edi: Given) -> Answer:
    """The form that announces a campaign."""
    signed_in = edi.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    _refuse_stranger(edi, signed_in)
    return _form(edi, visit_for(edi.editing, request), signed_in, {"direction": "receive"})


@post(NEW, include_in_schema=False, status_code=200)
async def announce(request: HttpRequest, edi: Given) -> Answer:
    """What a campaign would be about; with ``action=save`` it is announced."""
    form = await form_of(request, LONGEST)
    signed_in = await sync_to_thread(edi.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    return await sync_to_thread(_announce, edi, request, signed_in, form)


@get(ONE.replace("{number}", "{number:str}"), include_in_schema=False, sync_to_thread=True)
def campaign_page(request: HttpRequest, number: FromPath[str], edi: Given) -> Response[bytes] | Answer:
    """A campaign: how many numbers have the new version, and who does not; as a file when its name ends so."""
    row = _find_campaign(edi, number.removesuffix(CSV))
    visit = visit_of(edi.register, request.url.path, request.query_params)
    if number.endswith(CSV):
        return _file(edi, visit, row)
    return _campaign(edi, visit, edi.visitors.visitor(request), row, request.query_params)


@post(ONE.replace("{number}", "{number:str}"), include_in_schema=False, status_code=200)
async def do(request: HttpRequest, number: FromPath[str], edi: Given) -> Answer:
    """Something is done about a campaign: what remains is tried or written, reminders wait, it is shut or goes on."""
    form = await form_of(request)
    signed_in = await sync_to_thread(edi.visitors.sender, request, form)
    if signed_in is None:
        if edi.editing.logins.providers:
            return to_login(request)
        raise _stranger("")
    await sync_to_thread(_refuse_stranger, edi, signed_in)
    row = await sync_to_thread(_find_campaign, edi, number)
    visit = await sync_to_thread(visit_for, edi.editing, request)
    show = partial(_campaign, edi, visit, signed_in, row, {}, form=form)
    action = form.get("action", "")
    try:
        refuse_unknown(form, DEEDS)
        if action in ("preview", "save"):
            judged = await sync_to_thread(_rest, edi, visit, signed_in, row, form)
            return await decide(request, edi, visit, signed_in, form, judged, show)
        if action == "remind":
            sent, unknown = await sync_to_thread(_remind, edi, signed_in, row)
            said = visit.text("campaign.reminded", count=sent, unknown=unknown)
            return await sync_to_thread(partial(show, note=said))
        if action in (SHUT, OPEN):
            await sync_to_thread(edi.campaigns.shut, signed_in.actor, row, action, CHANNEL)
            return Redirect(visit.link(f"{ALL}/{row.number}"), status_code=303, headers=NO_STORE)
    except Refused as error:
        said = error.danish if visit.language == "da" else str(error)
        return await sync_to_thread(partial(show, status=422, messages=[Message("CAMPAIGN", "error", "", said)]))
    return await sync_to_thread(show)


def _announce(edi: EdiOffice, request: HttpRequest, signed_in: SignedIn, form: Mapping[str, str]) -> Answer:
    visit = visit_for(edi.editing, request)
    show = partial(_form, edi, visit, signed_in, form)
    _refuse_stranger(edi, signed_in)
    mistakes: list[FormMistake] = []
    starts, ends = day_in(form, "starts", mistakes), day_in(form, "ends", mistakes)
    if not mistakes and not starts:
        mistakes.append(FormMistake("starts", "campaign.no_start"))
    given = GivenCampaign(
        form.get("title", ""), form.get("standard", ""), form.get("old", "").strip(), form.get("new", ""),
        form.get("direction", ""), starts, ends or NEVER,
    )  # fmt: skip
    try:
        refuse_unknown(form, FORM)
        if mistakes:
            return show(status=422, judged=JudgedSet((), {}, mistakes))
        rows = _rows(edi, visit, given, form)
        judged = JudgedSet(rows, {}, ())
        good = [row.number for row in rows if not row.is_wrong]
        if judged.wrong and not form.get("skip"):
            return show(status=422, judged=judged)
        if form.get("action") != "save":
            return show(judged=judged, is_preview=bool(good))
        made = edi.campaigns.announce(signed_in.actor, given, good, CHANNEL)
    except Lacking as error:
        said = error.danish if visit.language == "da" else str(error)
        return show(status=422, messages=[Message("CAMPAIGN", "error", error.field, said)])
    except Refused as error:
        said = error.danish if visit.language == "da" else str(error)
        return show(status=422, messages=[Message("CAMPAIGN", "error", "", said)])
    return Redirect(visit.link(f"{ALL}/{made.number}"), status_code=303, headers=NO_STORE)


def _rows(edi: EdiOffice, visit: Visit, given: GivenCampaign, form: Mapping[str, str]) -> Sequence[JudgedRow]:
    """The numbers of a form; where it names none, all that have the old version, of those that it chooses."""
    table = edi.table(edi.snapshot(visit))
    _refuse_unknown_choice(edi, visit, form, table)
    if not form.get("numbers", "").strip():
        wanted = wanted_in({name: form.get(name, "") for name in CHOSEN_BY})
        kind = f"{given.standard.strip().upper()}/{given.old}" if given.old else given.standard.strip().upper()
        taking = choose_rows(table.rows, wanted._replace(message=kind, direction=given.direction))
        return [JudgedRow(n, row.number, row.number) for n, row in enumerate(taking, 1)]
    rows = read_rows(form["numbers"])
    if len(rows) > MOST_ROWS:
        raise Lacking("numbers", f"A list takes {MOST_ROWS} rows.", f"En liste kan have {MOST_ROWS} rækker.")
    snapshot = edi.snapshot(visit)
    judged = judge(rows, table, WantedSet(visit.at.valid), partial(edi.book.find_end, snapshot), lambda _: True)
    return [row._replace(problem="") if row.problem == "same" else row for row in judged]


def _refuse_unknown_choice(edi: EdiOffice, visit: Visit, form: Mapping[str, str], table: EdiTable) -> None:
    """Raises Lacking for a choice that the form does not offer, and that no number has."""
    offered = choices(Names(edi.snapshot(visit).codes, visit.at.valid, visit.language))
    for name in CHOSEN_BY:
        chosen_one = form.get(name, "").strip()
        known = {code for code, _ in offered[name]}
        if chosen_one and chosen_one not in known and all(getattr(row, name) != chosen_one for row in table.rows):
            shown = "".join(c if c.isprintable() else "?" for c in chosen_one[:40])
            raise Lacking(name, f"'{shown}' is none of those to choose from.", f"»{shown}« er ikke blandt valgene.")


def _rest(
    edi: EdiOffice, visit: Visit, signed_in: SignedIn, row: CampaignRow, form: Mapping[str, str]
) -> JudgedSet:  # fmt: skip
    """The set that brings what remains of a campaign to its end; of numbers that have both, the end of the old one."""
    wanted = set_of(row, edi.register.today())
    progress = edi.campaigns.progress(row, edi.table(edi.snapshot(visit)))
    numbers = [*progress.remaining, *progress.of_state[BESIDE]]
    rows = [JudgedRow(n, number, number) for n, number in enumerate(numbers, 1)]
    reason = form.get("reason", "").strip() or f"{visit.text('campaign.one', number=row.number)}: {row.title}"
    return judged_rows(edi, signed_in, wanted, rows, reason)


def _remind(edi: EdiOffice, signed_in: SignedIn, row: CampaignRow) -> tuple[int, int]:
    day = max(row.starts, edi.register.today())  # whoever has the new version in the calendar is not reminded of it
    return edi.campaigns.remind(signed_in.actor, row, edi.table(edi.on_day(day)))


def _campaign(
    edi: EdiOffice,
    visit: Visit,
    signed_in: SignedIn | None,
    row: CampaignRow,
    asked: Mapping[str, str],
    *,
    form: Mapping[str, str] | None = None,
    status: int = 200,
    judged: JudgedSet | None = None,
    tried: Tried = NOTHING_TRIED,
    messages: Sequence[Message] = (),
    note: str = "",
) -> Answer:
    table = edi.table(edi.snapshot(visit))
    progress = edi.campaigns.progress(row, table)
    state = asked.get("state", "") if asked.get("state", "") in STATES else ""
    numbers = progress.of_state[state] if state else progress.remaining
    shown_page = page_of_list(asked, PAGE)
    names = Names(edi.snapshot(visit).codes, visit.at.valid, visit.language)
    shown = [(number, table.by_number.get(number)) for number in shown_page.cut(numbers)]
    told = messages_of(judged, tried, messages, visit)
    show = page if signed_in is None else personal_page
    return show(
        "campaign.html", visit, status, signed_in=signed_in, row=row, progress=progress, states=STATES, state=state,
        numbers=shown, total=len(numbers), names=names, form=form or {}, note=note,
        following=shown_page.following(len(numbers)), by_supplier=_by_supplier(progress, table, names),
        months=_months(edi, row, visit), starts=visit.on(write_day(row.starts)),
        ends="" if row.ends >= NEVER else visit.on(write_day(row.ends)),
        organises=signed_in is not None and edi.campaigns.may_announce(signed_in.actor),
        messages=told[:PAGE], said=by_field(told), mark=tried.mark if tried.outcome is not None else "",
        warns=tried.warns, is_preview=tried.outcome is not None and not tried.is_wrong, touched=touched_by(tried),
        key=(form or {}).get("key") or uuid.uuid4().hex, **rows_told(judged, visit),
    )  # fmt: skip


def _by_supplier(progress: Progress, table: EdiTable, names: Names) -> list[tuple[str, int]]:
    """How many numbers remain, by the supplier of their system; the most first."""
    counts: dict[str, int] = {}
    for number in progress.remaining:
        supplier = table.by_number[number].system_supplier
        name = names.of_number("system_supplier", supplier) if supplier else "–"
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _months(edi: EdiOffice, row: CampaignRow, visit: Visit) -> list[tuple[str, int]]:
    """How many numbers of a campaign have the new version at the beginning of each month around today, what is
    scheduled told as it stands.
    """
    wanted = set(edi.campaigns.numbers(row))
    days = month_beginnings(edi.register.today())
    periods = edi.book.periods(edi.snapshot(visit), row.standard, row.new, row.direction)
    held = [period for number, period in periods if number in wanted]
    return [(visit.on(write_day(day)), sum(start <= day < end for start, end in held)) for day in days]


def _form(
    edi: EdiOffice,
    visit: Visit,
    signed_in: SignedIn,
    form: Mapping[str, str],
    *,
    status: int = 200,
    judged: JudgedSet | None = None,
    messages: Sequence[Message] = (),
    is_preview: bool = False,
) -> Answer:
    names = Names(edi.snapshot(visit).codes, visit.at.valid, visit.language)
    told = messages_of(judged, NOTHING_TRIED, messages, visit)
    offered = choices(names)
    return personal_page(
        "campaign_new.html", visit, status, signed_in=signed_in, form=form, directions=DIRECTIONS, messages=told,
        said=by_field(told), is_preview=is_preview, choices={name: offered[name] for name in CHOSEN_BY},
        **rows_told(judged, visit),
    )  # fmt: skip


def _file(edi: EdiOffice, visit: Visit, row: CampaignRow) -> Response[bytes]:
    """The numbers of a campaign with how each stands."""
    table = edi.table(edi.snapshot(visit))
    rows = []
    for number in edi.campaigns.numbers(row):
        held = table.by_number.get(number)
        about = ("", "", "", "", "") if held is None else (
            held.unit, held.name, held.municipality, held.region, held.system_supplier,
        )  # fmt: skip
        rows.append((number, state_of(row, held), *about))
    columns = ("number", "state", "unit", "name", "municipality", "region", "system_supplier")
    return csv_file(f"campaign-{row.number}.csv", columns, rows)


def _find_campaign(edi: EdiOffice, number: str) -> CampaignRow:
    """A campaign by what stands in an address. Raises Problem."""
    row = edi.campaigns.find(number_in(number))
    if row is None:
        raise Problem("unknown", Sentence(
            "number", f"Der er ingen kampagne {number[:16]}.", f"There is no campaign {number[:16]}.",
        ))  # fmt: skip
    return row


def _refuse_stranger(edi: EdiOffice, signed_in: SignedIn) -> None:
    if not edi.campaigns.may_announce(signed_in.actor):
        raise _stranger(signed_in.actor.id)


def _stranger(actor: str) -> Problem:
    said = NotYourCampaign.of_actor(actor)
    return Problem("no-right", Sentence("", said.danish, str(said)))


HANDLERS = [campaigns_page, new_page, announce, campaign_page, do]
