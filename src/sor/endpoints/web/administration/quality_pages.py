"""The pages of quality: the whole register, one tree with its score, the file; and saying that all is right."""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.response import Redirect

from sor.core.day import NotADay, day_of, parse_day, write_day
from sor.core.finding import ERROR, WARNING
from sor.core.instant import parse_instant
from sor.core.typed_day import read_typed_day
from sor.desk.quality import Quality, Score, ToldFinding
from sor.desk.reminders import INTERVALS, Reminders
from sor.desk.responsible_persons import Lacks, NotYourPlace, ResponsiblePersons
from sor.desk.sessions import SignedIn
from sor.desk.still_right import StillRight
from sor.endpoints.http.asking import unknown_parameter
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest.quality import known_rule, known_unit
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.endpoints.web.administration.case_pages import CaseOffice, Given
from sor.endpoints.web.administration.quality_file import QualityFile
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.tried import CHANNEL
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import page, personal_page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.texts.quality import RULES
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.wording import in_words
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.formats.tables.spreadsheet_csv import MEDIA_TYPE
from sor.register import Refused
from sor.search.text import sort_key
from sor.store.reminder_choices import ReminderChoice

LIST, FILE, CONFIRM, REMINDERS = "/quality", "/quality.csv", "/quality/confirm", "/quality/reminders"
PUBLIC, KEEPING = (LIST, FILE), (CONFIRM, REMINDERS)
PAGE = 50
ASKED = frozenset({"owner", "unit", "rule", "lang"})
CHOICES = ("months", "paused_until")
"""The fields of the choice of reminders."""

ORDER = {ERROR: 0, WARNING: 1}
Found = NamedDependency[Quality]
Confirming = NamedDependency[StillRight]
Reminding = NamedDependency[Reminders]


class WrongChoice(NamedTuple):
    """How often to remind, as it was typed and cannot be. field: the one at fault, empty for all of it."""

    field: str
    text: str
    typed: Mapping[str, str]


@get(LIST, include_in_schema=False, sync_to_thread=True)
def quality_page(
    request: HttpRequest, office: Given, quality: Found, still: Confirming, reminders: Reminding
) -> Answer:  # fmt: skip
    """What is found in the whole register, in one tree, in one unit, or by one rule."""
    visit, asked = visit_for(office.editing, request), request.query_params
    signed_in, persons = office.visitors.visitor(request), ResponsiblePersons(office.register)
    top, unit = (known_unit(name, asked.get(name, ""), persons) for name in ("owner", "unit"))
    rule = known_rule(asked.get("rule", ""))
    if not (top or unit or rule):
        return _overview(office, quality, signed_in, visit, asked.get("q", "")[:100])
    return _part(Desk(office, quality, still, reminders), signed_in, visit, asked, FoundPart(top, unit, rule))


class Desk(NamedTuple):
    """What the page of a part asks."""

    office: CaseOffice
    quality: Quality
    still: StillRight
    reminders: Reminders


class FoundPart(NamedTuple):
    """A part of what was found: one tree by its owner, one unit, or what one rule found."""

    top: str
    unit: str = ""
    rule: str = ""


def _part(
    desk: Desk,
    signed_in: SignedIn | None,
    visit: Visit,
    asked: Mapping[str, str],
    part: FoundPart,
    wrong: WrongChoice | None = None,
) -> Answer:  # fmt: skip
    """The page of a part; with how often to remind, as it was typed and cannot be."""
    office, quality, still, reminders = desk
    top, unit, rule = part
    shown_page = page_of_list(asked, PAGE)
    whole = top or unit
    found = quality.page(
        top, unit, rule, limit=None if whole else shown_page.size, offset=0 if whole else shown_page.first, waits=False
    )
    findings = found.findings
    if whole:
        findings = shown_page.cut(sorted(findings, key=lambda one: (ORDER.get(one["severity"], 2), one["rule"])))
    last = still.last(whole) if whole else None
    may = signed_in is not None and bool(top) and still.may_confirm(signed_in.actor, top)
    show = page if signed_in is None else personal_page
    return show(
        "quality.html", visit, 422 if wrong else 200, signed_in=signed_in, top=top, unit=unit, rule=rule,
        name=office.name_of(whole), score=found.score, total=found.total, shown=_show_findings(findings, office, visit),
        following=shown_page.following(found.total), may_confirm=may,
        last="" if last is None else visit.on(write_day(day_of(parse_instant(last.at)))),
        file=visit.link(FILE, owner=top, unit=unit, rule=rule), titles=_titles(visit),
        trend=_trend(quality, top, visit) if top else [],
        is_confirmed="confirmed" in asked, is_chosen="chosen" in asked,
        chosen=wrong.typed if wrong else _show_choice(reminders.choice(top)) if may else None, intervals=INTERVALS,
        said=wrong.text if wrong else "", at_fault=wrong.field if wrong and may else "",
    )  # fmt: skip


@get(FILE, include_in_schema=False, sync_to_thread=True)
def file_page(request: HttpRequest, office: Given, quality_file: NamedDependency[QualityFile]) -> Response[bytes]:
    """What the page shows, whole, as a file for spreadsheets. Raises Problem for what it does not take."""
    asked, persons = request.query_params, ResponsiblePersons(office.register)
    if unknown := set(asked) - ASKED:
        raise Problem("unknown-parameter", *(unknown_parameter(name, set(ASKED)) for name in sorted(unknown)))
    top, unit = (known_unit(name, asked.get(name, ""), persons) for name in ("owner", "unit"))
    made = quality_file.of(top, unit, known_rule(asked.get("rule", "")))
    told = {
        "Content-Disposition": f'attachment; filename="{FILE[1:]}"', "Cache-Control": "private, no-cache",
        "SOR-Serial": str(made.serial),
    }  # fmt: skip
    return Response(made.body, media_type=MEDIA_TYPE, headers=told)


@post(CONFIRM, include_in_schema=False, status_code=200)
async def send_confirmation(request: HttpRequest, office: Given, still: Confirming) -> Answer:
    """Somebody says that all of a place is still right."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request, "/quality")
    return await sync_to_thread(_confirm, office, still, signed_in, visit_for(office.editing, request), form)


def _confirm(
    office: CaseOffice, still: StillRight, signed_in: SignedIn, visit: Visit, form: Mapping[str, str]
) -> Answer:
    place = known_unit("owner", form.get("owner", ""), ResponsiblePersons(office.register))
    if not place:
        raise Problem("bad-parameter", Sentence(
            "owner", "Formularen nævner intet sted. Åbn siden for det sted, der skal bekræftes.",
            "The form names no place. Open the page of the place that is to be confirmed.",
        ))  # fmt: skip
    try:
        refuse_unknown(form, frozenset({"owner", "csrf", "action"}))
        still.confirm(signed_in.actor, place)
    except NotYourPlace as error:
        raise Problem("no-right", Sentence("owner", error.danish, str(error))) from None
    except Refused as error:
        raise Problem("refused", Sentence("", error.danish, str(error))) from None
    return Redirect(visit.link(LIST, owner=place, confirmed=1), status_code=303, headers=NO_STORE)


@post(REMINDERS, include_in_schema=False, status_code=200)
async def send_reminders(
    request: HttpRequest, office: Given, quality: Found, still: Confirming, reminders: Reminding
) -> Answer:  # fmt: skip
    """Somebody chooses how often who answers for a place is reminded."""
    form = await form_of(request)
    signed_in = await sync_to_thread(office.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request, "/quality")
    desk = Desk(office, quality, still, reminders)
    return await sync_to_thread(_choose, desk, signed_in, visit_for(office.editing, request), form)


def _choose(desk: Desk, signed_in: SignedIn, visit: Visit, form: Mapping[str, str]) -> Answer:
    persons = ResponsiblePersons(desk.office.register)
    place = known_unit("owner", form.get("owner", ""), persons)
    months, until = form.get("months", ""), form.get("paused_until", "").strip()
    try:
        persons.refuse_stranger(signed_in.actor, place)
        refuse_unknown(form, frozenset({"owner", "months", "paused_until", "csrf", "action"}))
        day = parse_day(read_typed_day(until) or until) if until else 0
        desk.reminders.choose(signed_in.actor, place, int(months) if months in map(str, INTERVALS) else 0, day, CHANNEL)
    except NotADay:
        text = visit.text("quality.no_day", typed=until[:40])
        return _choose_again(desk, signed_in, visit, form, place, "paused_until", text)
    except NotYourPlace as error:
        raise Problem("no-right", Sentence("owner", error.danish, str(error))) from None
    except Refused as error:
        text = error.danish if visit.language == "da" else str(error)
        field = error.field if isinstance(error, Lacks) else ""
        return _choose_again(desk, signed_in, visit, form, place, field, text)
    return Redirect(visit.link(LIST, owner=place, chosen=1), status_code=303, headers=NO_STORE)


def _choose_again(
    desk: Desk, signed_in: SignedIn, visit: Visit, form: Mapping[str, str], place: str, field: str, text: str
) -> Answer:
    """The page with what was chosen, and why it cannot be."""
    here = replace(visit, path=LIST, query=(("owner", place),))  # to which the page's other links lead back
    typed = {name: form.get(name, "") for name in CHOICES}
    return _part(desk, signed_in, here, {}, FoundPart(place), WrongChoice(field, text, typed))


def _show_choice(choice: ReminderChoice) -> dict[str, str]:
    until = write_day(choice.paused_until) if choice.paused_until else ""
    return {"months": str(choice.months), "paused_until": until}


def _overview(
    office: CaseOffice, quality: Quality, signed_in: SignedIn | None, visit: Visit, sought: str
) -> Answer:  # fmt: skip
    """The whole register: its score, what was found by which rule, the owners and the municipalities."""
    overview, is_newest = quality.overview()
    owners, names = overview.owners, overview.names
    word = sort_key(sought.strip())
    listed = [
        (code, names.get(code, code), score)
        for code, score in owners.items()
        if (word in sort_key(names.get(code, code)) if word else score.good < score.units)
    ]
    listed.sort(key=lambda one: (one[2].good - one[2].units, sort_key(one[1])))
    snapshot = office.register.at()
    called = Names(snapshot.codes, snapshot.at.valid, visit.language)
    by_place = sorted((called.of("municipality", code), score) for code, score in overview.places.items())
    mine = [] if signed_in is None else sorted({one.place for one in signed_in.actor.rights if one.place})
    show, size = page if signed_in is None else personal_page, page_of_list(dict(visit.query), PAGE).size
    return show(
        "quality_overview.html", visit, signed_in=signed_in, score=overview.score, counts=overview.counts,
        owners=listed[:size], more=len(listed) - size, sought=sought, places=by_place, file=visit.link(FILE),
        trend=_trend(quality, "", visit), titles=_titles(visit), mine=[(code, office.name_of(code)) for code in mine],
        older=0 if is_newest else overview.serial,
    )  # fmt: skip


def _show_findings(found: list[ToldFinding], office: CaseOffice, visit: Visit) -> list[tuple[ToldFinding, str, str]]:
    """Findings with the names of their units, and their sentences with names before codes."""
    texts = [one["da"] if visit.language == "da" else one["en"] for one in found]
    said = in_words(texts, office.register.at(), visit.language)
    names = {one["unit"]: office.name_of(one["unit"]) for one in found}
    told = []
    for one, text in zip(found, said, strict=True):
        name, code = names[one["unit"]], one["unit"]
        told.append((one, name, text.replace(f"{name} ({name} ({code}))", f"{name} ({code})")))  # said by name already
    return told


def _trend(quality: Quality, owner: str, visit: Visit) -> list[tuple[str, Score]]:
    return [(visit.on(write_day(day)), one) for day, one in quality.trend(owner)]


def _titles(visit: Visit) -> dict[str, str]:
    return {code: visit.text(f"quality.rule.{code}") for code in RULES}


HANDLERS = [quality_page, file_page, send_confirmation, send_reminders]
