"""What a form would bring about, and the change itself: as the register sees it, for who is signed in.

A form says what is to be by a change document, as any program does; what the register says of it stands beside the
field that it is about.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeVar

import msgspec

from sor.changes.document import BadDocument
from sor.changes.outcome import Outcome
from sor.core.day import write_day
from sor.core.finding import ERROR, NOTE
from sor.core.shapes import Fields
from sor.desk.drafts import BegunForm, Drafts
from sor.desk.jobs import Sent
from sor.desk.sending import changes_in
from sor.desk.sessions import SignedIn
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.fair_queue import Queues, address_of, await_leaving
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.edited_units import EditedUnits
from sor.endpoints.web.edit.editing_rights import EditingRights
from sor.endpoints.web.edit.forms import NEW, About, document, fields_changed
from sor.endpoints.web.edit.messages import (
    Message,
    document_message,
    finding_message,
    mistake_message,
    name_subjects,
)
from sor.endpoints.web.edit.misfits import misfits
from sor.endpoints.web.edit.offers import NOTHING_OFFERED, Offer, offer
from sor.endpoints.web.edit.tried import CHANNEL, OPERATIONS, Target, Tried
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.login.logins import Logins
from sor.following.alike import alike
from sor.following.phone_book import PhoneBook
from sor.register import Refused, Register
from sor.store.job import JobRow

T = TypeVar("T")


class Editing:
    """The editing of one register."""

    def __init__(self, register: Register, logins: Logins, callers: Callers, queues: Queues, search: PhoneBook) -> None:
        self.register = register
        self.logins = logins
        self.search = search
        self.drafts = Drafts(register)
        self.actors = callers.actors
        self.units = EditedUnits(register)
        self.rights = EditingRights(register, logins, callers.actors, self.units)
        self._queues = queues
        self._callers = callers

    def name_of(self, draft: BegunForm) -> str:
        """The name of the unit that a draft is about; of a new one, as it was typed."""
        unit = self.units.find_known(draft.unit)
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
        return await self.in_turn(request, signed_in, partial(self._try_form, target, form, signed_in, visit))

    async def try_set(self, request: HttpRequest, document: Fields, signed_in: SignedIn, visit: Visit) -> Tried:
        """What a set of changes would bring about, without writing it."""
        sent = partial(self._send_document, document, signed_in, visit, key=None, dry_run=True)
        return await self.in_turn(request, signed_in, sent)

    def tried_set(self, document: Fields, signed_in: SignedIn, visit: Visit) -> Tried:
        """The same for who has waited for their turn."""
        return self._send_document(document, signed_in, visit, key=None, dry_run=True)

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
        caller, left = (signed_in.actor.id, address_of(request)), await_leaving(request.receive)
        return await queue.run(caller, left, trial, may_begin_again=True)

    async def write(self, request: HttpRequest, tried: Tried, signed_in: SignedIn, key: str, visit: Visit) -> Tried:
        """What was tried, written once however often it is sent."""
        writing = partial(self._send_document, tried.document or {}, signed_in, visit, key=key, dry_run=False)
        caller, left = (signed_in.actor.id, address_of(request)), await_leaving(request.receive)
        return await self._queues.changes.run(caller, left, writing, may_begin_again=True)

    def sent_before(
        self, target: Target, form: Mapping[str, str], signed_in: SignedIn, key: str, visit: Visit
    ) -> Tried | None:
        """What was written when the same form came before; None when it did not."""
        said = self.document(target, form, visit)
        return None if isinstance(said, list) else self.written_under(key, signed_in, said)

    def written_under(self, key: str, signed_in: SignedIn, document: Fields | None = None) -> Tried | None:
        """What somebody wrote under a key, by whatever document or by this one; None when nothing was."""
        outcome = self.register.find_answered(signed_in.actor.id, key, document)
        return None if outcome is None or outcome.serial is None else Tried(document, outcome, [])

    def document(self, target: Target, form: Mapping[str, str], visit: Visit) -> Fields | list[Message]:
        """The change document that a form says, or what is wrong with the form."""
        base = form.get("base", "")
        read_at = int(base) if base.isascii() and base.isdigit() and len(base) < 16 else None
        unit = self.units.unit(target.code, read_at) if target.op in OPERATIONS else target.unit
        offered = self.offer(target, visit)
        said = document(About(target.op, unit, target.entry, target.line, offered.level, offered.series), form)
        return said if isinstance(said, dict) else [mistake_message(one, visit) for one in said]

    def _try_form(self, target: Target, form: Mapping[str, str], signed_in: SignedIn, visit: Visit) -> Tried:
        said = self.document(target, form, visit)
        if isinstance(said, list):
            return Tried(None, None, said)
        tried = self._send_document(said, signed_in, visit, key=None, dry_run=True)
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
                yield finding_message(finding, visit)

    def _send_document(
        self, said: Fields, signed_in: SignedIn, visit: Visit, *, key: str | None, dry_run: bool
    ) -> Tried:
        now = partial(self.logins.sessions.still, signed_in)
        try:
            outcome = self._callers.send(signed_in.actor, said, CHANNEL, key=key, dry_run=dry_run, now=now)
        except (BadDocument, Refused) as error:
            text = error.danish if visit.language == "da" else str(error)
            return Tried(
                said,
                None,
                [document_message(text) if isinstance(error, BadDocument) else Message("DOC", ERROR, "", text)],
            )
        return self.tell_outcome(said, outcome, visit)

    def tell_outcome(self, said: Fields | None, outcome: Outcome, visit: Visit) -> Tried:
        """What the register said of a document, in the words of a page."""
        found = [finding_message(finding, visit) for finding in outcome.findings]
        messages = name_subjects(self.register, found, outcome, visit)
        return Tried(said, outcome, list(dict.fromkeys(messages)))
