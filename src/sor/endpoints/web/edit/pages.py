"""The pages that change a unit: edit, move, close. A form, what it brings about, then the change itself with a receipt.

Each says what is to be by a change document, as any program does; what the register says of it stands beside the field
that it is about. Nothing is written before its warnings were seen.
"""

import uuid
from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from typing import NamedTuple, TypeAlias
from urllib.parse import quote

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect

from sor.changes.document import LATER, BadDocument
from sor.changes.outcome import Outcome
from sor.core.as_of import AsOf
from sor.core.day import parse_day, previous_day, write_day
from sor.core.finding import ERROR, WARNING
from sor.core.shapes import Fields
from sor.core.story import differences
from sor.core.unit import UnitAnswer
from sor.desk.sending import FindingAnswer, shown
from sor.desk.sessions import SignedIn
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.fair_queue import Queues, address_of, gone
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.browse.change_view import change_views
from sor.endpoints.web.browse.unit_page import headed, values_for
from sor.endpoints.web.edit.forms import BLOCKS, PLAIN, Mistake, day_of, document, values_of
from sor.endpoints.web.edit.preview import groups, others
from sor.endpoints.web.kit.deeds import Deed
from sor.endpoints.web.kit.page import personal_page
from sor.endpoints.web.kit.visit import Visit, visit_of
from sor.endpoints.web.login.logins import Logins
from sor.endpoints.web.login.pages import form_of
from sor.endpoints.web.login.visitors import NO_STORE, to_login
from sor.register import Refused, Register

OPERATIONS = ("edit", "move", "close")
CHANNEL = "web"
CONFLICT, KEY_USED = "X32", "X35"
ADDRESSES = (*(f"/units/{{code}}/{op}" for op in OPERATIONS), "/receipts/{serial}")
FIELDS = {
    "edit": (
        "from",
        "to",
        "later",
        *PLAIN,
        *BLOCKS,
        *(f"{block}.{part}" for block, parts in BLOCKS.items() for part in parts),
    ),
    "move": ("from", "later", "parent"),
    "close": ("from", "branch"),
}
"""What the form of each operation has, beside ``reason``."""

Answer: TypeAlias = Response[str] | Redirect


class Message(NamedTuple):
    """Something said about a form. field: of the form; empty for all of it. severity: error, warning or note."""

    rule: str
    severity: str
    field: str
    text: str


class Tried(NamedTuple):
    """What a form would bring about: the document that it says, and what the register says of it; or why not."""

    document: Fields | None
    outcome: Outcome | None
    messages: list[Message]

    @property
    def is_wrong(self) -> bool:
        """Whether something stands against it."""
        return any(one.severity == ERROR for one in self.messages)

    @property
    def to_confirm(self) -> str:
        """A mark of the warnings, by which it is known that exactly these were seen; empty when there are none."""
        warnings = sorted(f"{one.rule} {one.text}" for one in self.messages if one.severity == WARNING)
        return sha256("\n".join(warnings).encode()).hexdigest()[:32] if warnings else ""


class Editing:
    """The editing of one register."""

    def __init__(self, register: Register, logins: Logins, callers: Callers, queues: Queues) -> None:
        self.register = register
        self.logins = logins
        self.queues = queues
        self._callers = callers

    def deeds(self, request: HttpRequest, code: str) -> list[Deed]:
        """What who sends a request may do to a unit."""
        signed_in = self.logins.visitors.visitor(request)
        if signed_in is None:
            return []
        return [Deed(op, f"/units/{code}/{op}") for op in OPERATIONS if self._may(signed_in, op, code)]

    def _may(self, signed_in: SignedIn, op: str, code: str) -> bool:
        """Whether somebody may do something to a unit that is open today."""
        try:
            return self._callers.actors.why_not(signed_in.actor, op, code) is None
        except Refused:
            return False

    def refuse_unless_may(self, signed_in: SignedIn, op: str, code: str) -> None:
        """Raises Problem unless somebody may do something to a unit that is open today."""
        try:
            found = self._callers.actors.why_not(signed_in.actor, op, code)
        except Refused as error:
            raise Problem("no-right", Sentence("", error.danish, str(error))) from None
        if found is not None:
            said = shown(found)
            raise Problem("no-right", Sentence("", said["da"], said["en"]))

    def unit(self, code: str, serial: int | None = None) -> UnitAnswer:
        """A unit as of today, as known at a serial. Raises Problem."""
        head = self.register.serial()
        at = AsOf(self.register.today(), head if serial is None or not 0 < serial <= head else serial)
        found = self.register.at(at).unit(code)
        if found is None:
            raise unknown(code)
        return found

    def tried(self, op: str, code: str, form: Mapping[str, str], signed_in: SignedIn, visit: Visit) -> Tried:
        """What a form would bring about, without writing it."""
        base = form.get("base", "")
        unit = self.unit(code, int(base) if base.isascii() and base.isdigit() and len(base) < 16 else None)
        said = document(op, code, form, unit)
        if isinstance(said, list):
            return Tried(None, None, [_mistake(one, visit) for one in said])
        return self._sent(said, signed_in, visit, key=None, dry_run=True)

    def sent(self, tried: Tried, signed_in: SignedIn, key: str, visit: Visit) -> Tried:
        """The document of a form, written once however often it is sent."""
        return self._sent(tried.document or {}, signed_in, visit, key=key, dry_run=False)

    def _sent(self, said: Fields, signed_in: SignedIn, visit: Visit, *, key: str | None, dry_run: bool) -> Tried:
        now = partial(self.logins.sessions.still, signed_in)
        try:
            outcome = self._callers.send(signed_in.actor, said, CHANNEL, key=key, dry_run=dry_run, now=now)
        except (BadDocument, Refused) as error:
            text = error.danish if visit.language == "da" else str(error)
            return Tried(said, None, [Message("DOC", ERROR, "", text)])
        messages = [_message(shown(finding), visit) for finding in outcome.findings]
        return Tried(said, outcome, list(dict.fromkeys(messages)))


Given = NamedDependency[Editing]


def routes(editing: Editing) -> list[Router]:
    """The pages."""

    def the_editing() -> Editing:
        return editing

    given = {"editing": Provide(the_editing, sync_to_thread=False)}
    return [Router("/", route_handlers=[form_page, send_form, receipt], dependencies=given)]


@get([f"/units/{{code:str}}/{op}" for op in OPERATIONS], include_in_schema=False)
async def form_page(request: HttpRequest, code: FromPath[str], editing: Given) -> Answer:
    """The form of an operation, with the values in force."""
    return await sync_to_thread(_form, request, code, editing)


def _form(request: HttpRequest, code: str, editing: Editing) -> Answer:
    signed_in = editing.logins.visitors.visitor(request)
    if signed_in is None:
        return to_login(request)
    op, visit = _asked(request, editing)
    unit = editing.unit(code)
    editing.refuse_unless_may(signed_in, op, code)
    form = {
        **(values_of(unit) if op == "edit" else {}),
        "from": write_day(editing.register.today()),
        "base": str(editing.register.serial()),
        "key": uuid.uuid4().hex,
    }
    return _page("edit.html", visit, 200, op, unit, form, signed_in, Tried(None, None, []))


@post([f"/units/{{code:str}}/{op}" for op in OPERATIONS], include_in_schema=False, status_code=200)
async def send_form(request: HttpRequest, code: FromPath[str], editing: Given) -> Answer:
    """What the form brings about; with ``action=save`` the change itself, unless something stands against it."""
    form = await form_of(request)
    signed_in = await sync_to_thread(editing.logins.visitors.sender, request, form)
    op, visit = _asked(request, editing)
    if signed_in is None:
        return to_login(request)
    await sync_to_thread(editing.refuse_unless_may, signed_in, op, code)
    unit = await sync_to_thread(editing.unit, code)
    if form.get("action") == "change":
        return await sync_to_thread(_page, "edit.html", visit, 200, op, unit, form, signed_in, Tried(None, None, []))
    caller, left = (signed_in.actor.id, address_of(request)), gone(request.receive)
    trial = partial(editing.tried, op, code, form, signed_in, visit)
    tried = await editing.queues.trials.run(caller, left, trial)
    is_seen = tried.to_confirm == form.get("confirmed", "")
    if form.get("action") == "save" and not tried.is_wrong and is_seen:
        writing = partial(editing.sent, tried, signed_in, _key(form), visit)
        written = await editing.queues.changes.run(caller, left, writing)
        if not written.is_wrong:
            return _saved(code, form, written)
        tried = written
    return await sync_to_thread(_answered, editing, visit, op, unit, form, signed_in, tried)


@get("/receipts/{serial:int}", include_in_schema=False, sync_to_thread=True)
def receipt(request: HttpRequest, serial: FromPath[int], editing: Given) -> Answer:
    """What was written: under which serial, from which day, and what of the unit is otherwise."""
    if editing.logins.visitors.visitor(request) is None:
        return to_login(request)
    visit = visit_of(editing.register, request.url.path, request.query_params, ignore_time=True)
    entry = editing.register.entry(serial) if 0 < serial <= editing.register.serial() else None
    code, day = request.query_params.get("unit", ""), day_of(request.query_params.get("from", ""))
    if entry is None or day is None or entry.channel != CHANNEL:
        raise unknown(str(serial))
    if not any((line.kind, line.key) == ("unit", code) for line in editing.register.lines(serial)):
        raise unknown(code)
    before, after = (editing.register.at(AsOf(parse_day(day), known)) for known in (serial - 1, serial))
    was, will = before.unit(code), after.unit(code)
    if was is None or will is None:
        raise unknown(code)
    changed = (
        [] if not will["open"] else change_views(differences(was, will), code, values_for(after, [was, will], visit))
    )
    last = "" if will["open"] else visit.on(write_day(previous_day(parse_day(day))))
    return personal_page(
        "receipt.html", visit, unit=headed(will if will["open"] else was), serial=serial, day=visit.on(day), last=last,
        changes=changed, when=visit.at_time(entry.recorded_at), actor=entry.actor, reason=entry.reason,
    )  # fmt: skip


def _answered(
    editing: Editing,
    visit: Visit,
    op: str,
    unit: UnitAnswer,
    form: Mapping[str, str],
    signed_in: SignedIn,
    tried: Tried,
) -> Answer:
    """The form again with what stands against it, or what it brings about."""
    if tried.is_wrong:
        status = 409 if any(one.rule == CONFLICT for one in tried.messages) else 422
        if any(one.rule == KEY_USED for one in tried.messages):
            form = {**form, "key": uuid.uuid4().hex}
        return _page("edit.html", visit, status, op, unit, form, signed_in, tried)
    status = 422 if form.get("action") == "save" else 200
    snapshot = editing.register.at()
    told = tried.outcome.consequences if tried.outcome is not None else None
    last = write_day(previous_day(parse_day(day_of(form.get("from", "")) or visit.today)))
    return _page(
        "preview.html", visit, status, op, unit, form, signed_in, tried,
        groups=[] if told is None else groups(told, snapshot, visit), others=[] if told is None else others(told),
        last=visit.on(last), sent=[(name, form[name]) for name in ("reason", *FIELDS[op]) if name in form],
    )  # fmt: skip


def _page(
    template: str,
    visit: Visit,
    status: int,
    op: str,
    unit: UnitAnswer,
    form: Mapping[str, str],
    signed_in: SignedIn,
    tried: Tried,
    **more: object,
) -> Answer:
    said = {name: [one for one in tried.messages if one.field == name] for name in FIELDS[op]}
    is_dated = op in ("edit", "move")
    return personal_page(
        template, visit, status, op=op, unit=headed(unit), form=form, signed_in=signed_in, messages=tried.messages,
        said=said, later=LATER if is_dated else (), confirm=tried.to_confirm, blocks=BLOCKS if op == "edit" else {},
        plain=PLAIN if op == "edit" else (), **more,
    )  # fmt: skip


def unknown(what: str) -> Problem:
    """A unit or receipt that there is not."""
    return Problem("unknown", Sentence(
        "", f"Registret har intet med nummeret {what[:50]}.", f"The register has nothing numbered {what[:50]}.",
    ))  # fmt: skip


def _saved(code: str, form: Mapping[str, str], written: Tried) -> Redirect:
    serial = written.outcome.serial if written.outcome is not None else None
    if serial is None:  # the same is so already
        return Redirect(f"/units/{quote(code)}", status_code=303, headers=NO_STORE)
    day = day_of(form.get("from", ""))
    return Redirect(f"/receipts/{serial}?unit={quote(code)}&from={day}", status_code=303, headers=NO_STORE)


def _asked(request: HttpRequest, editing: Editing) -> tuple[str, Visit]:
    """The operation that a page is of, and the visit."""
    op = request.url.path.rstrip("/").rsplit("/", 1)[-1]
    return op, visit_of(editing.register, request.url.path, request.query_params, ignore_time=True)


def _key(form: Mapping[str, str]) -> str:
    """The key of a form, by which it is written once."""
    given = form.get("key", "")
    return given if given.isalnum() and given.isascii() and len(given) <= 64 else uuid.uuid4().hex


def _mistake(one: Mistake, visit: Visit) -> Message:
    return Message("FORM", ERROR, one.field, visit.text(one.text))


def _message(found: FindingAnswer, visit: Visit) -> Message:
    field = found["field"]
    return Message(found["rule"], found["severity"], field, found["da"] if visit.language == "da" else found["en"])
