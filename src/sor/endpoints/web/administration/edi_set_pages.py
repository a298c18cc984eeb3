"""One set for many location numbers: a pasted list, what is wrong by row, what it brings about, and one entry of the
log, which is taken back as a whole.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec
from litestar import get, post
from litestar.concurrency import sync_to_thread
from litestar.params import FromPath
from litestar.response import Redirect

from sor.core.shapes import Fields
from sor.desk.edi_sets import MOST_ROWS, JudgedRow, WantedSet, document_of, judge, read_rows
from sor.desk.jobs import Sent
from sor.desk.sessions import SignedIn
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.administration.edi_forms import FormMistake, read_set
from sor.endpoints.web.administration.edi_office import EdiOffice, choices, wanted_in
from sor.endpoints.web.administration.edi_pages import Given, filters_of
from sor.endpoints.web.edit.answers import Answer, visit_for
from sor.endpoints.web.edit.messages import Message
from sor.endpoints.web.edit.sent_again import key_of
from sor.endpoints.web.edit.tried import NOTHING_TRIED, Tried
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.recipients.edi_rows import PARTS, EdiRow, choose_rows
from sor.register import Refused

SETS, ONE, JOB = "/edi/sets", "/edi/sets/{serial}", "/edi/sets/jobs/{id}"
ADDRESSES = (SETS, ONE, JOB)
LONGEST = 250_000
MOST_SHOWN = 200
"""Rows with something wrong that a page shows; the count tells of the others."""


class JudgedSet(NamedTuple):
    """A set as a page shows it: the judged rows, its document, and what is wrong with the form."""

    rows: Sequence[JudgedRow]
    document: Fields
    mistakes: Sequence[FormMistake]

    @property
    def wrong(self) -> list[JudgedRow]:
        """The rows that cannot be done."""
        return [row for row in self.rows if row.is_wrong]

    @property
    def changes(self) -> int:
        """How many changes it makes."""
        found = self.document.get("changes")
        return len(found) if isinstance(found, list) else 0


@get(SETS, include_in_schema=False, sync_to_thread=True)
def set_page(request: HttpRequest, edi: Given) -> Answer:
    """The form; with the numbers that an address chooses."""
    signed_in = edi.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    refuse_stranger(edi, signed_in)
    visit = visit_for(edi.editing, request)
    form = {"key": uuid.uuid4().hex, "from": visit.today, "numbers": request.query_params.get("numbers", "")[:LONGEST]}
    wanted = wanted_in(request.query_params)
    if not form["numbers"] and filters_of(wanted):
        rows = choose_rows(edi.table(edi.snapshot(visit)).rows, wanted)
        form["numbers"] = "\r\n".join(row.number for row in rows[:MOST_ROWS])
    return _page(edi, visit, signed_in, form)


@post(SETS, include_in_schema=False, status_code=200)
async def send_set(request: HttpRequest, edi: Given) -> Answer:
    """What a set brings about; with ``action=save`` it is written, when that was seen and nothing stands against it."""
    form = await form_of(request, LONGEST)
    signed_in = await sync_to_thread(edi.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    await sync_to_thread(refuse_stranger, edi, signed_in)
    visit = await sync_to_thread(visit_for, edi.editing, request)
    try:
        judged = await sync_to_thread(_read, edi, signed_in, form)
    except Refused as error:
        said = error.danish if visit.language == "da" else str(error)
        return await sync_to_thread(
            partial(_page, edi, visit, signed_in, form, status=422, messages=[Message("FORM", "error", "", said)])
        )
    return await decide(request, edi, visit, signed_in, form, judged, partial(_page, edi, visit, signed_in, form))


async def decide(
    request: HttpRequest,
    edi: EdiOffice,
    visit: Visit,
    signed_in: SignedIn,
    form: Mapping[str, str],
    judged: JudgedSet,
    show: Callable[..., Answer],
) -> Answer:
    """Try what was judged and, when it is to be saved and was seen, write it. show: makes the page."""
    is_save = form.get("action") == "save"
    if judged.mistakes or (judged.wrong and not form.get("skip")):
        return await sync_to_thread(partial(show, status=422, judged=judged))
    if not judged.changes:
        return await sync_to_thread(partial(show, status=422 if is_save else 200, judged=judged))
    tried = await edi.editing.try_set(request, judged.document, signed_in, visit)
    was_seen = tried.mark == form.get("confirmed")
    if is_save and not tried.is_wrong and was_seen:
        key = key_of(form)
        if judged.changes >= edi.callers.job_from:
            return await sync_to_thread(_as_job, edi, visit, signed_in, judged.document, key)
        written = await edi.editing.write(request, tried, signed_in, key, visit)
        if not written.is_wrong and written.outcome is not None and written.outcome.serial is not None:
            there = visit.link(f"{SETS}/{written.outcome.serial}")
            return Redirect(there, status_code=303, headers=NO_STORE)
        tried = written
    status = 409 if any(one.rule == "X32" for one in tried.messages) else 422
    if not tried.is_wrong and not is_save:
        status = 200
    return await sync_to_thread(partial(show, status=status, judged=judged, tried=tried))


@get("/edi/sets/{serial:int}", include_in_schema=False, sync_to_thread=True)
def receipt_page(request: HttpRequest, serial: FromPath[int], edi: Given) -> Answer:
    """What a set wrote, and the button that takes it back."""
    signed_in = edi.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    return _receipt(edi, visit_for(edi.editing, request), signed_in, serial)


@post("/edi/sets/{serial:int}", include_in_schema=False, status_code=200)
async def take_back(request: HttpRequest, serial: FromPath[int], edi: Given) -> Answer:
    """A set is undone on its day, or withdrawn before it takes effect: the whole of it, or nothing."""
    form = await form_of(request)
    signed_in = await sync_to_thread(edi.visitors.sender, request, form)
    if signed_in is None:
        return to_login(request)
    await sync_to_thread(refuse_stranger, edi, signed_in)
    visit = await sync_to_thread(visit_for, edi.editing, request)
    op = "undo" if form.get("action") == "undo" else "withdraw"
    document: Fields = {"reason": form.get("reason", ""), "changes": [{"op": op, "entry": serial}]}
    tried = await edi.editing.try_set(request, document, signed_in, visit)
    if not tried.is_wrong:
        tried = await edi.editing.write(request, tried, signed_in, key_of(form), visit)
        if not tried.is_wrong and tried.outcome is not None and tried.outcome.serial is not None:
            there = visit.link(f"{SETS}/{tried.outcome.serial}")
            return Redirect(there, status_code=303, headers=NO_STORE)
    return await sync_to_thread(_receipt, edi, visit, signed_in, serial, tried.messages)


@get(JOB.replace("{id}", "{id:str}"), include_in_schema=False, sync_to_thread=True)
def job_page(request: HttpRequest, id: FromPath[str], edi: Given) -> Answer:
    """How a long set stands, and what became of it."""
    signed_in = edi.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    row = edi.callers.jobs.seen_by(signed_in.actor, id)
    if row is None:
        raise Problem("unknown", Sentence("id", "Der er intet job med det nummer.", "There is no such job."))
    answer = msgspec.json.decode(row.answer) if row.answer else {}
    visit = visit_for(edi.editing, request)
    return personal_page(
        "edi_job.html", visit, signed_in=signed_in, job=row, serial=answer.get("serial"),
        said=[one["da" if visit.language == "da" else "en"] for one in answer.get("findings", [])[:MOST_SHOWN]],
    )  # fmt: skip


def refuse_stranger(edi: EdiOffice, signed_in: SignedIn) -> None:
    """Raises Problem for whoever has no right to message types at all."""
    if not edi.may_some(signed_in.actor):
        raise Problem("no-right", Sentence(
            "", "Du har ingen ret til at ændre meddelelsestyper.", "You have no right to change message types.",
        ))  # fmt: skip


def judged_rows(
    edi: EdiOffice, signed_in: SignedIn, wanted: WantedSet, rows: Sequence[JudgedRow], reason: str
) -> JudgedSet:  # fmt: skip
    """The rows of a list held against the register on the set's day, and the document of the good ones."""
    snapshot = edi.on_day(wanted.day)
    table = edi.table(snapshot)
    may_place: dict[str, bool] = {}

    def may(row: EdiRow) -> bool:
        if row.unit not in may_place:
            may_place[row.unit] = edi.may(signed_in.actor, row)
        return may_place[row.unit]

    judged = judge(rows, table, wanted, partial(edi.book.find_end, snapshot), may)
    return JudgedSet(judged, document_of(judged, table, wanted, reason), ())


def _read(edi: EdiOffice, signed_in: SignedIn, form: Mapping[str, str]) -> JudgedSet:
    """A form as a set. Raises Refused."""
    today = edi.register.today()
    snapshot = edi.on_day(today)
    held = {one.type for row in edi.table(snapshot).rows for one in row.messages}
    read = read_set(form, snapshot.codes, held, today)
    rows = read_rows(form.get("numbers", ""))
    mistakes = [*read.mistakes]
    if len(rows) > MOST_ROWS:
        mistakes.append(FormMistake("numbers", "edi.too_many", {"most": MOST_ROWS}))
    if mistakes:
        return JudgedSet((), {}, mistakes)
    return judged_rows(edi, signed_in, read.wanted, rows, form.get("reason", "").strip())


def _as_job(edi: EdiOffice, visit: Visit, signed_in: SignedIn, document: Fields, key: str) -> Answer:
    row, _ = edi.callers.jobs.put(signed_in.actor, Sent(msgspec.json.encode(document), None, key=key))
    return Redirect(visit.link(f"/edi/sets/jobs/{row.id}"), status_code=303, headers=NO_STORE)


def rows_told(judged: JudgedSet | None, visit: Visit) -> dict[str, object]:
    """What a page shows of judged rows."""
    if judged is None:
        return {"wrong": [], "wrong_count": 0, "good": 0, "same": 0, "kinds": [], "changes": 0}
    wrong = judged.wrong
    return {
        "wrong": [(row, visit.text(f"edi.row.{row.problem}", more=row.more)) for row in wrong[:MOST_SHOWN]],
        "wrong_count": len(wrong),
        "good": sum(not row.problem for row in judged.rows),
        "same": sum(row.problem == "same" for row in judged.rows),
        "kinds": sorted(Counter(row.problem for row in wrong).items()),
        "changes": judged.changes,
    }


def messages_of(judged: JudgedSet | None, tried: Tried, messages: Sequence[Message], visit: Visit) -> list[Message]:
    """What is said of a form and its set, in one list."""
    mistakes = [] if judged is None else judged.mistakes
    return [
        *messages,
        *(Message("EDI", "error", one.field, visit.text(one.text, **one.facts)) for one in mistakes),
        *tried.messages,
    ]


def _page(
    edi: EdiOffice,
    visit: Visit,
    signed_in: SignedIn,
    form: Mapping[str, str],
    *,
    status: int = 200,
    judged: JudgedSet | None = None,
    tried: Tried = NOTHING_TRIED,
    messages: Sequence[Message] = (),
) -> Answer:
    names = Names(edi.snapshot(visit).codes, visit.at.valid, visit.language)
    told = messages_of(judged, tried, messages, visit)
    offered = choices(names)
    return personal_page(
        "edi_set.html", visit, status, signed_in=signed_in, form=form, parts=PARTS,
        choices={part: offered.get(part, []) for part in PARTS}, messages=told[:MOST_SHOWN], message_count=len(told),
        said=by_field(told), mark=tried.mark if tried.outcome is not None else "", warns=tried.warns,
        is_preview=tried.outcome is not None and not tried.is_wrong, touched=touched_by(tried),
        types=[code for code, _ in names.codes.on("edi_message_type", visit.at.valid)], **rows_told(judged, visit),
    )  # fmt: skip


def touched_by(tried: Tried) -> int:
    """How many units show something else afterwards."""
    told = None if tried.outcome is None else tried.outcome.consequences
    return 0 if told is None else sum(one.kind == "unit" for one in told.touched)


def by_field(told: Sequence[Message]) -> dict[str, list[Message]]:
    """What is said beside each field."""
    found: dict[str, list[Message]] = {}
    for one in told:
        if one.field:
            found.setdefault(one.field, []).append(one)
    return found


def _receipt(
    edi: EdiOffice, visit: Visit, signed_in: SignedIn, serial: int, messages: Sequence[Message] = ()
) -> Answer:  # fmt: skip
    entry = edi.register.entry_facts(serial)
    if entry is None:
        raise Problem("unknown", Sentence("serial", "Der er ingen sådan post.", "There is no such entry."))
    lines = edi.register.lines(serial, 2 * MOST_ROWS)
    numbers = sorted({line.key.partition("/")[0] for line in lines if line.kind in ("edi", "location_number")})
    return personal_page(
        "edi_receipt.html", visit, 422 if messages else 200, signed_in=signed_in, serial=serial, entry=entry,
        lines=edi.register.count_lines(serial), numbers=numbers[:MOST_SHOWN], total=len(numbers), messages=messages,
        is_of_today=entry.day == edi.register.today(), may_set=edi.may_some(signed_in.actor), key=uuid.uuid4().hex,
    )  # fmt: skip


HANDLERS = [set_page, send_set, receipt_page, take_back, job_page]
