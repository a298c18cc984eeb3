"""What a form would bring about, and the change itself: as the register sees it, for who is signed in.

A form says what is to be by a change document, as any program does; what the register says of it stands beside the
field that it is about.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import NamedTuple, TypeVar

import msgspec

from sor.access.authority import keeps
from sor.changes.document import BadDocument
from sor.changes.outcome import Consequences, Outcome
from sor.core.as_of import AsOf
from sor.core.day import write_day
from sor.core.finding import ERROR, NOTE, WARNING, Finding
from sor.core.identifiers import tidied
from sor.core.shapes import Fields, Value
from sor.core.unit import UnitAnswer
from sor.desk.drafts import BegunForm, Drafts
from sor.desk.jobs import Sent
from sor.desk.sending import changes_in, shown
from sor.desk.sessions import SignedIn
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.fair_queue import Queues, address_of, gone
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.forms import BLOCKS, NEW, About, Mistake, document, fields_changed
from sor.endpoints.web.edit.misfits import misfits
from sor.endpoints.web.edit.offers import NOTHING_OFFERED, Offer, level_below, offer
from sor.endpoints.web.edit.preview import snapshots_of
from sor.endpoints.web.kit.deeds import LOGIN, Deed
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.wording import in_words
from sor.endpoints.web.login.logins import Logins
from sor.endpoints.web.login.visitors import asked_of
from sor.following.alike import alike
from sor.following.phone_book import PhoneBook
from sor.register import MASTER, Refused, Register
from sor.store.job import JobRow

OPERATIONS = ("edit", "move", "replace", "merge", "close")
"""What is done to a unit on a page of the unit's."""

TAKING_BACK = ("withdraw", "reschedule", "undo")
"""What is done to an entry on a page of the entry's."""

T = TypeVar("T")
CHANNEL = "web"
NAMED_IN_SET = re.compile(r"#(?:new[0-9]*|practitioner|owner|clinic|unit)\b")
PLACED = re.compile(r"changes\[[0-9]+\]\.(?:set\.)?(?P<field>[a-z_]+(?:\.[a-z_]+)*): (?P<text>.+)", re.DOTALL)
"""How a sentence begins that says where a document cannot be read."""
LATER_OF_A_DOCUMENT = re.compile(r"(?:Vælg »later«|Choose \"later\"): .*", re.DOTALL)
"""How a warning of what is scheduled tells a program what it may choose; a form has a field for that."""
OPERATION_OF_A_DOCUMENT = re.compile(r" (?:med operationen »number«|with the operation \"number\")(?: \(close\))?")
"""How a sentence names the operation by which a program does what a form has a choice for."""
PART_OF_CASE: Mapping[Value, str] = {"phone": "phone", "no phone": "phone", "fax": "fax"}
"""The part of the contact that a finding is about, where its case says it."""
KIND = re.compile(r"\b(?:location_number|shak|edi)\b")
"""How the rules' sentences call what a set makes, and kinds of numbers."""


class Target(NamedTuple):
    """What a form is about. unit: heads its page; of a new unit, the one that is copied. address, query: where the form
    is sent. entry, line: what is taken back; without a line all of it. day: from which it held. lines: subjects of the
    entry. parent: what a unit stands below, or is to.
    """

    op: str
    unit: UnitAnswer | None
    address: str
    query: Mapping[str, str] = {}
    entry: int | None = None
    line: int | None = None
    day: str = ""
    lines: int = 0
    parent: UnitAnswer | None = None

    @property
    def code(self) -> str:
        """The unit's SOR code; empty when there is none."""
        return "" if self.unit is None else self.unit["code"]


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
    def warns(self) -> bool:
        """Whether the register warns of it."""
        return any(one.severity == WARNING for one in self.messages)

    @property
    def mark(self) -> str:
        """A mark of what a preview shows, in whatever language, by which it is known that exactly this was seen."""
        if self.outcome is None:
            return ""
        warnings = [one for one in self.outcome.findings if one.severity == WARNING]
        told = self.outcome.consequences or Consequences()
        shown = (warnings, told.touched, told.moved_identifiers, told.scheduled, told.references)
        return sha256(msgspec.json.encode(shown)).hexdigest()[:32]


NOTHING_TRIED = Tried(None, None, [])


class Editing:
    """The editing of one register."""

    def __init__(self, register: Register, logins: Logins, callers: Callers, queues: Queues, search: PhoneBook) -> None:
        self.register = register
        self.logins = logins
        self.search = search
        self.drafts = Drafts(register)
        self.actors = callers.actors
        self._queues = queues
        self._callers = callers

    def deeds(self, request: HttpRequest, code: str, serials: Collection[int]) -> list[Deed]:
        """What who sends a request may do to a unit, and to the entries of its story; at least sign in."""
        signed_in = self.logins.visitors.visitor(request)
        if signed_in is None:
            can_write = self.logins.providers and self.register.facts().get("role") == MASTER
            return [Deed(LOGIN, "/login", query={"next": asked_of(request)})] if can_write else []
        found = [Deed(op, f"/units/{code}/{op}") for op in OPERATIONS if self._may(signed_in, op, code)]
        found.append(Deed("ask", "/cases/new", query={"unit": code}))
        found += [Deed("sheet", f"/sheets/{code}.xlsx")] if self.may_keep(signed_in, code) else []
        found += self._making(signed_in, code)
        may = {op for op in TAKING_BACK if self._may(signed_in, op, code)}
        if not may:
            return found
        about = {line.serial for line in self.register.lines_about_unit(code)}
        today = self.register.today()
        for serial in sorted(about.intersection(serials)):
            entry = self.register.entry_facts(serial)
            is_of_today = entry is not None and entry.day == today
            found += [
                Deed(op, f"/entries/{serial}/{op}", serial)
                for op in TAKING_BACK
                if op in may and (op != "undo" or is_of_today)
            ]
        return found

    def may_undo(self, signed_in: SignedIn, code: str, serial: int) -> bool:
        """Whether an entry about a unit can be undone by somebody: on its own day."""
        entry = self.register.entry_facts(serial)
        return entry is not None and entry.day == self.register.today() and self._may(signed_in, "undo", code)

    def may_keep(self, signed_in: SignedIn, code: str) -> bool:
        """Whether somebody keeps the tree below a unit; nobody does below one that is not open."""
        try:
            return keeps(signed_in.actor, self.actors.place_of(code), self.actors.today())
        except Refused:
            return False

    def _making(self, signed_in: SignedIn, code: str) -> Iterator[Deed]:
        """The units that somebody may make beginning at an open one: below it, and like it."""
        unit = self.unit(code)
        if not unit["open"]:
            return
        if self._may_make(signed_in, unit):
            yield Deed("create", "/units/new", query={"parent": code})
        if self._may_make(signed_in, self.known(unit.get("parent", ""))):
            yield Deed("copy", f"/units/{code}/copy")

    def _may_make(self, signed_in: SignedIn, parent: UnitAnswer | None) -> bool:
        try:
            return self._why_not_make(signed_in, parent) is None
        except Refused:
            return False

    def _why_not_make(self, signed_in: SignedIn, parent: UnitAnswer | None) -> Finding | None:
        code = None if parent is None else parent["code"]
        return self._callers.actors.why_not_new(signed_in.actor, level_below(parent), code)

    def refuse_unless_may_make(self, signed_in: SignedIn, parent: UnitAnswer | None) -> None:
        """Raises Problem unless somebody may make a unit below another one, or at the top."""
        self._refuse(partial(self._why_not_make, signed_in, parent))

    def _may(self, signed_in: SignedIn, op: str, code: str) -> bool:
        """Whether somebody may do something to a unit that is open today, or will be."""
        try:
            return self._callers.actors.why_not(signed_in.actor, op, code) is None
        except Refused:
            return False

    def refuse_unless_may(self, signed_in: SignedIn, op: str, code: str) -> None:
        """Raises Problem unless somebody may do something to a unit that is open today, or will be."""
        self._refuse(partial(self._callers.actors.why_not, signed_in.actor, op, code))

    def _refuse(self, why_not: Callable[[], Finding | None]) -> None:
        """Raises Problem when there is a reason why not."""
        try:
            found = why_not()
        except Refused as error:
            raise Problem("no-right", Sentence("", error.danish, str(error))) from None
        if found is not None:
            said, snapshot = shown(found), self.register.at()
            danish, english = in_words([said["da"]], snapshot, "da"), in_words([said["en"]], snapshot, "en")
            raise Problem("no-right", Sentence("", *danish, *english))

    def unit(self, code: str, serial: int | None = None) -> UnitAnswer:
        """A unit as of today, or of its first day when that is to come, as known at a serial. Raises Problem."""
        head = self.register.serial()
        at = AsOf(self.register.today(), head if serial is None or not 0 < serial <= head else serial)
        found = self.register.at(at).unit(code)
        if found is None:
            raise unknown(code)
        return found

    def known(self, code: str) -> UnitAnswer | None:
        """A unit by what may be its code; None when it is none."""
        return self.register.at().unit(tidied("code", code.strip())) if code.strip() else None

    def name_of(self, draft: BegunForm) -> str:
        """The name of the unit that a draft is about; of a new one, as it was typed."""
        unit = self.known(draft.unit)
        name = draft.form.get("name", "").strip() if draft.op == "create" else ""
        return name or ("" if unit is None else unit.get("name") or unit["code"])

    def offer(self, target: Target, visit: Visit) -> Offer:
        """What a form about the fields of a unit offers; nothing for another."""
        if target.op not in ("edit", "create"):
            return NOTHING_OFFERED
        return offer(self.register, visit, target.unit if target.op == "edit" else None, target.parent)

    def first_day(self, target: Target) -> str:
        """From which day a unit can be changed at the earliest."""
        today = write_day(self.register.today())
        return today if target.unit is None or target.unit["open"] else max(today, target.unit["valid_from"])

    async def try_out(
        self, request: HttpRequest, target: Target, form: Mapping[str, str], signed_in: SignedIn, visit: Visit
    ) -> Tried:
        """What a form would bring about, without writing it."""
        return await self.in_turn(request, signed_in, partial(self._tried, target, form, signed_in, visit))

    async def try_set(self, request: HttpRequest, document: Fields, signed_in: SignedIn, visit: Visit) -> Tried:
        """What a set of changes would bring about, without writing it."""
        sent = partial(self._sent, document, signed_in, visit, key=None, dry_run=True)
        return await self.in_turn(request, signed_in, sent)

    def tried_set(self, document: Fields, signed_in: SignedIn, visit: Visit) -> Tried:
        """The same for who has waited for their turn."""
        return self._sent(document, signed_in, visit, key=None, dry_run=True)

    def is_long(self, document: Fields) -> bool:
        """Whether a set has so many changes that it is decided as a job."""
        return changes_in(document) >= self._callers.job_from

    def put_job(self, signed_in: SignedIn, document: Fields, key: str) -> JobRow:
        """A set put in line to be decided while nobody waits for it, once under its key. Raises Refused."""
        return self._callers.jobs.put(signed_in.actor, Sent(msgspec.json.encode(document), key=key))[0]

    def job(self, signed_in: SignedIn, id: str) -> JobRow | None:
        """A job that somebody may see."""
        return self._callers.jobs.seen_by(signed_in.actor, id)

    async def in_turn(
        self, request: HttpRequest, signed_in: SignedIn, trial: Callable[[], T], *, is_long: bool = False
    ) -> T:
        """Work that takes long and writes nothing, done when it is somebody's turn. is_long: it has its turn among what
        is known to be long, and may write.
        """
        queue = self._queues.sets if is_long else self._queues.trials
        caller, left = (signed_in.actor.id, address_of(request)), gone(request.receive)
        return await queue.run(caller, left, trial, may_begin_again=True)

    async def write(self, request: HttpRequest, tried: Tried, signed_in: SignedIn, key: str, visit: Visit) -> Tried:
        """What was tried, written once however often it is sent."""
        writing = partial(self._sent, tried.document or {}, signed_in, visit, key=key, dry_run=False)
        caller, left = (signed_in.actor.id, address_of(request)), gone(request.receive)
        return await self._queues.changes.run(caller, left, writing, may_begin_again=True)

    def sent_before(
        self, target: Target, form: Mapping[str, str], signed_in: SignedIn, key: str, visit: Visit
    ) -> Tried | None:
        """What was written when the same form came before; None when it did not."""
        said = self.document(target, form, visit)
        return None if isinstance(said, list) else self.written_under(key, signed_in, said)

    def written_under(self, key: str, signed_in: SignedIn, document: Fields | None = None) -> Tried | None:
        """What somebody wrote under a key, by whatever document or by this one; None when nothing was."""
        outcome = self.register.answered(signed_in.actor.id, key, document)
        return None if outcome is None or outcome.serial is None else Tried(document, outcome, [])

    def document(self, target: Target, form: Mapping[str, str], visit: Visit) -> Fields | list[Message]:
        """The change document that a form says, or what is wrong with the form."""
        base = form.get("base", "")
        read_at = int(base) if base.isascii() and base.isdigit() and len(base) < 16 else None
        unit = self.unit(target.code, read_at) if target.op in OPERATIONS else target.unit
        offered = self.offer(target, visit)
        said = document(About(target.op, unit, target.entry, target.line, offered.level, offered.series), form)
        return said if isinstance(said, dict) else [_mistake(one, visit) for one in said]

    def _tried(self, target: Target, form: Mapping[str, str], signed_in: SignedIn, visit: Visit) -> Tried:
        said = self.document(target, form, visit)
        if isinstance(said, list):
            return Tried(None, None, said)
        tried = self._sent(said, signed_in, visit, key=None, dry_run=True)
        more = [*self._misfits(form, target, visit), *self._alike(form, target, visit)]
        return tried._replace(messages=[*tried.messages, *more])

    def _misfits(self, form: Mapping[str, str], target: Target, visit: Visit) -> Iterator[Message]:
        """What does not fit together in the fields that were filled in."""
        if target.op in ("edit", "create"):
            snapshot, changed = self.register.at(), fields_changed(form, target.unit, is_new=target.op == "create")
            for one in misfits(form, changed, snapshot.codes, snapshot.at.valid):
                yield Message("FORM", NOTE, one.field, visit.text(one.text, **one.facts))

    def _alike(self, form: Mapping[str, str], target: Target, visit: Visit) -> Iterator[Message]:
        """What a unit that is to be made may be already."""
        if target.op == "create":
            for finding in alike(
                NEW, fields_changed(form, target.unit, is_new=True), target.parent, self.register.at(), self.search
            ):
                yield _message(finding, visit)

    def _sent(self, said: Fields, signed_in: SignedIn, visit: Visit, *, key: str | None, dry_run: bool) -> Tried:
        now = partial(self.logins.sessions.still, signed_in)
        try:
            outcome = self._callers.send(signed_in.actor, said, CHANNEL, key=key, dry_run=dry_run, now=now)
        except (BadDocument, Refused) as error:
            text = error.danish if visit.language == "da" else str(error)
            return Tried(
                said, None, [_placed(text) if isinstance(error, BadDocument) else Message("DOC", ERROR, "", text)]
            )
        return self.told(said, outcome, visit)

    def told(self, said: Fields | None, outcome: Outcome, visit: Visit) -> Tried:
        """What the register said of a document, in the words of a page."""
        messages = self._in_names([_message(finding, visit) for finding in outcome.findings], outcome, visit)
        return Tried(said, outcome, list(dict.fromkeys(messages)))

    def _in_names(self, messages: Sequence[Message], outcome: Outcome, visit: Visit) -> list[Message]:
        """Sentences that call units, types and kinds of numbers by their names and not by codes."""
        touched = outcome.consequences.touched if outcome.consequences is not None else []
        names = {one.key: one.name for one in touched if one.key.startswith("#") and one.name}
        kinds = {kind: visit.text(f"kind.{kind}") for kind in ("location_number", "shak", "edi")}

        def named(text: str) -> str:
            text = NAMED_IN_SET.sub(lambda m: names.get(m[0], visit.text("edit.new_unit")), text)
            text = LATER_OF_A_DOCUMENT.sub(visit.text("edit.say_later"), text)
            text = OPERATION_OF_A_DOCUMENT.sub("", text)
            return KIND.sub(lambda m: kinds[m[0]], text)

        snapshots = snapshots_of(self.register, outcome.consequences)
        told = in_words([named(one.text) for one in messages], snapshots[-1], visit.language, snapshots[0])
        return [one._replace(text=text) for one, text in zip(messages, told, strict=True)]


def _placed(text: str) -> Message:
    """What cannot be read of a document, as it is said of the field in which it was typed."""
    found = PLACED.search(text)
    if found is None:
        return Message("DOC", ERROR, "", text)
    return Message("DOC", ERROR, found["field"], found["text"][:1].upper() + found["text"][1:])


def unknown(what: str) -> Problem:
    """A unit or receipt that there is not."""
    return Problem("unknown", Sentence(
        "", f"Registret har intet med nummeret {what[:50]}.", f"The register has nothing numbered {what[:50]}.",
    ))  # fmt: skip


def _mistake(one: Mistake, visit: Visit) -> Message:
    return Message("FORM", ERROR, one.field, visit.text(one.text))


def _message(finding: Finding, visit: Visit) -> Message:
    found = shown(finding)
    text = found["da"] if visit.language == "da" else found["en"]
    return Message(found["rule"], found["severity"], _field_of(finding, found["field"]), text)


def _field_of(finding: Finding, field: str) -> str:
    """The field that a finding is about, with its part where it is about one."""
    part = finding.facts.get("part") or PART_OF_CASE.get(finding.facts.get("case"))
    return f"{field}.{part}" if field in BLOCKS and part in BLOCKS[field] else field
