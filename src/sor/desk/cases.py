"""Cases: what somebody asks for that others decide. Opened, assigned, asked back and answered; approved, refused or
withdrawn; due after ten working days.

Approving makes the change from the case, by the one way in that there is, under a key of the case: the log is written
first, the desk after it. A program that was killed between the two is made up for by whoever looks at the case next,
and at every start (``docs/decisions/cases.md``).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from statistics import median
from typing import NamedTuple

import msgspec

from sor.access.authority import Actor, Place
from sor.changes import document as doc
from sor.changes.document import BadDocument, read_document
from sor.changes.outcome import Outcome
from sor.changes.shapes import given_for
from sor.clock import Clock
from sor.core.day import write_day
from sor.core.identifiers import tidied
from sor.core.instant import parse_instant, write_instant
from sor.core.shapes import Fields, Value
from sor.core.text import Unfit, passed, passed_all
from sor.desk.actors import Actors, WantedRight
from sor.desk.case_kinds import (
    CLAIM,
    EITHER,
    NUMBER,
    RIGHT,
    kind_of,
    number_changes,
    refuse_odd_data,
    refuse_too_long,
    wanted_right,
)
from sor.desk.right_words import EVERYWHERE, OTHER_CVR
from sor.desk.sending import answer_of, most_changes, send
from sor.desk.working_days import after_working_days
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import actors, answered, mails, series
from sor.store import cases as desk
from sor.store.cases import APPROVED, ASKED, ASSIGNED, NEW, OPEN, REFUSED, WITHDRAWN, FiledCase, MessageRow, Wanted
from sor.store.database import Connection
from sor.store.mails import MailRow

WORKING_DAYS = 10
"""Working days after which a case is due: the time in which location numbers are promised (rule L9)."""

LONGEST_TEXT = 4_000
MOST_CHANGES = 500
MOST_OPEN, MOST_WITHOUT_RIGHT = 200, 10
"""Open cases of one asker, and of one who has no right at all."""

FIELDS_OF = {"unit": (doc.Create, doc.Edit, doc.Correct), "location_number": (doc.Number,), "shak": (doc.Shak,)}
"""Of which kind of subject a change sets fields."""

TRIES = 5
"""How often a case is looked at again because others were writing while it was approved."""

MOST_A_DAY, MOST_A_DAY_WITHOUT_RIGHT = 500, 50
"""Cases that one asker opens within a day and a night, those that were withdrawn too."""

MOST_MESSAGES = 100
"""What is said and done about a case; deciding it is possible always."""

ROOM_OF_A_CHANGE = 4_000
"""Bytes of one change in a case, in the middle."""

STANDING = ("open", "parent", "owner", "cvr")
"""What of a unit tells that it was moved, closed or sold."""


class NotYours(Refused):
    """Something about a case that this actor may see, but not do."""


class AlreadyDecided(Refused):
    """A case that is decided, or does not wait for this."""


class SeenOtherwise(Refused):
    """A case that would bring about something else than was seen, or of which nothing was; ``preview`` is what it would
    bring about now.
    """

    def __init__(self, row: FiledCase, preview: "Preview") -> None:
        super().__init__(
            f"Case {row.number} would bring about something else than what you have seen: look at it as it is now.",
            f"Sag {row.number} ville medføre noget andet end det, du har set: se på den, som den er nu.",
        )
        self.preview = preview


class _WrittenMeanwhile(Exception):
    """Something was written to the log since the case was looked at."""


class AskedCase(NamedTuple):
    """What somebody asks for. unit: its code, empty for none. changes: as in a change document."""

    kind: str
    unit: str = ""
    text: str = ""
    data: Mapping[str, Value] = {}
    changes: Sequence[Value] = ()


class SentOnce(NamedTuple):
    """Of what is sent: the sender's key for it, without blanks, and its digest."""

    key: str
    digest: str


class CaseKeyUsed(Refused):
    """A case under a key by which the same asker sent something else."""


class StandingMoved(NamedTuple):
    """What of a unit's standing is otherwise than when its case was opened."""

    field: str
    before: Value
    after: Value


class Ahead(NamedTuple):
    """Where a unit stands from a coming day on, or one above it; not open: it is none any more from that day."""

    unit: str
    day: str
    open: bool
    parent: str | None
    owner: str


class Asker(NamedTuple):
    """Who asks, as whoever decides has to know them. issuers: the identity providers by which they log in; none of a
    program. same_cvr: whether their CVR number is that of the unit's owner; None where a case is about no unit.
    """

    id: str
    name: str
    cvr: str | None
    email: str | None
    issuers: Sequence[str]
    same_cvr: bool | None


class Preview(NamedTuple):
    """What approving a case would bring about. outcome: what the register says of its changes; None where it has none.
    right: that would be given; None where none would. ahead: what is scheduled for the place of that right. warnings:
    what whoever gives it has to know, by the names of ``right_words``. mark: by which who approves says that exactly
    this was seen.
    """

    outcome: Outcome | None
    right: WantedRight | None
    ahead: Sequence[Ahead]
    warnings: Sequence[str]
    mark: str


class Counts(NamedTuple):
    """How many cases are open, by kind; how many are overdue; the median of their ages in days."""

    open: Mapping[str, int]
    overdue: int
    median_age: float


class Cases:
    """The cases of one register."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self._register = register
        self._database = register.database
        self._settings = settings
        self._actors = Actors(register)
        self._now = Clock()  # of mails, whatever day a demo's register lives on

    def open(self, actor: Actor, asked: AskedCase, door: str, sent: SentOnce | None = None) -> FiledCase:
        """Ask for something. sent: the same under its key is the case that it was before. Raises Refused."""
        if sent is not None and (before := self._opened(self._database.reader(), actor, sent)) is not None:
            return before
        kind = kind_of(asked.kind)
        unit = tidied("code", asked.unit.strip())
        refuse_odd_data(kind, asked.data)
        text, data, changes = _fit(asked, most_changes(self._settings, actor))
        if not text.strip():
            raise Refused(
                "Say in the text what you ask for, and why.", "Skriv i teksten, hvad du beder om, og hvorfor."
            )
        if unit or kind.needs_unit:
            self._refuse_unknown(unit)
        if kind.name == NUMBER:
            self._refuse_odd_number(unit, data)
        if changes:
            if kind.gives == RIGHT or kind.name == NUMBER:
                raise Refused(
                    f"A case of kind {kind.name} takes fields, no changes.",
                    f"En sag af slagsen {kind.name} tager felter og ingen ændringer.",
                )
            refuse_unreadable(changes)
        stood = self._standing(unit)
        now, today = self._register.clock(), self._register.today()
        due = after_working_days(today, WORKING_DAYS, half_holidays_free=self._settings.half_holidays_free)
        row = FiledCase(
            0, kind.name, unit, text, _json(data), _json(changes), actor.id, door, write_instant(now), due, NEW, "",
            stood, stood, "", "", "", 0, 0,
        )  # fmt: skip
        if kind.gives == RIGHT:
            self._actors.place_for(self.wanted_right(row))
        with self._database.desk.writing() as connection:
            if sent is not None and (before := self._opened(connection, actor, sent)) is not None:
                return before
            most = MOST_OPEN if actor.rights else MOST_WITHOUT_RIGHT
            if desk.count_open(connection, actor.id) >= most:
                raise Refused(
                    f"{most} of your cases are open; wait until some are decided, or withdraw some.",
                    f"{most} af dine sager er åbne; vent, til nogle er afgjort, eller træk nogle tilbage.",
                )
            a_day = MOST_A_DAY if actor.rights else MOST_A_DAY_WITHOUT_RIGHT
            if desk.count_since(connection, actor.id, write_instant(now - timedelta(days=1))) >= a_day:
                raise Refused(
                    f"You have opened {a_day} cases within a day, those that were withdrawn too; go on tomorrow.",
                    f"Du har åbnet {a_day} sager inden for et døgn, også de tilbagetrukne; fortsæt i morgen.",
                )
            return desk.open_case(connection, row, text, sent)

    def _opened(self, connection: Connection, actor: Actor, sent: SentOnce) -> FiledCase | None:
        """The case that something was when it was sent before. Raises CaseKeyUsed."""
        found = desk.find_sent(connection, actor.id, sent.key)
        if found is None:
            return None
        row, digest = found
        if digest != sent.digest:
            raise CaseKeyUsed(
                f"The key was used for another case already ({row.number}). Use a new key.",
                f"Nøglen er allerede brugt til en anden sag ({row.number}). Brug en ny nøgle.",
            )
        return row

    def seen_by(self, actor: Actor, id: str) -> FiledCase | None:
        """A case, for its asker and for who may decide it; None for all others, as if there were none."""
        number = int(id) if id.isascii() and id.isdigit() and len(id) < 16 and str(int(id)) == id else 0
        row = self._settled(desk.find(self._database.reader(), number))
        return row if row is not None and (row.asker == actor.id or self.may_decide(actor, row)) else None

    def may_decide(self, actor: Actor, row: FiledCase) -> bool:
        """Whether deciding a case is an actor's: the authority's and, of a right, that of who may hand it on."""
        if self._actors.is_authority(actor):
            return True
        if not kind_of(row.kind).by_holders:
            return False
        try:
            wanted = self.wanted_right(row)
            return self._actors.why_not_hand_on(actor.id, wanted, self._actors.place_for(wanted)) is None
        except Refused:
            return False

    def listed(self, actor: Actor, wanted: Wanted, sought: str = "") -> list[FiledCase]:
        """The cases that an actor may see, of those that are asked for: open ones first, in the order in which they are
        due. sought: stands in what was written about them.
        """
        self.settle()
        connection = self._database.reader()
        rows = desk.listed(connection, wanted)
        if not self._actors.is_authority(actor):
            rows = [row for row in rows if row.asker == actor.id or self.may_decide(actor, row)]
        if not sought.strip():
            return rows
        word = sought.strip().casefold()
        found = {number for number, text in desk.texts_about(connection) if word in text.casefold()}
        return [row for row in rows if row.number in found or word in (str(row.number), row.unit, row.asker.casefold())]

    def messages(self, row: FiledCase) -> list[MessageRow]:
        """All that was said and done about a case, in its order."""
        return desk.messages(self._database.reader(), row.number)

    def mails(self, row: FiledCase) -> list[MailRow]:
        """The mails about a case, those that wait too."""
        return mails.of_case(self._database.reader(), row.number)

    def moved(self, row: FiledCase) -> list[StandingMoved]:
        """What of the unit's standing is otherwise than when the case was opened."""
        stood, stands = _fields(row.stood), _fields(self._standing(row.unit))
        return [
            StandingMoved(name, stood.get(name), stands.get(name))
            for name in STANDING
            if stood.get(name) != stands.get(name)
        ]

    def is_overdue(self, row: FiledCase) -> bool:
        """Whether a case waits for longer than ten working days."""
        return row.state in OPEN and row.due < self._register.today()

    def assign(self, actor: Actor, row: FiledCase, to: str, text: str) -> FiledCase:
        """Let somebody who may decide it look after a case; whoever asks when nobody is named. Raises Refused."""
        who = to or actor.id
        found = actor if who == actor.id else self._actors.actor(who)
        self._refuse_unless_decides(actor, row)
        if found is None or not self.may_decide(found, row):
            raise Refused(f"{who[:50]} cannot decide this case.", f"{who[:50]} kan ikke afgøre denne sag.")
        state = row.state if row.state == ASKED else ASSIGNED
        return self._do(row, OPEN, actor, "assign", text or who, lambda one: one._replace(state=state, assigned_to=who))

    def ask(self, actor: Actor, row: FiledCase, text: str) -> FiledCase:
        """Ask the asker something. Raises Refused."""
        self._refuse_unless_decides(actor, row)
        return self._do(
            row, (NEW, ASSIGNED), actor, "ask", _needed(text), lambda one: one._replace(state=ASKED), mail="ask"
        )

    def answer(self, actor: Actor, row: FiledCase, text: str) -> FiledCase:
        """The asker's answer to a question. Raises Refused."""
        if row.asker != actor.id:
            raise NotYours("Only who asked answers.", "Kun den, der har bedt om det, svarer.")

        def answered_now(one: FiledCase) -> FiledCase:
            return one._replace(state=ASSIGNED if one.assigned_to else NEW)

        return self._do(row, (ASKED,), actor, "answer", _needed(text), answered_now)

    def propose(self, actor: Actor, row: FiledCase, changes: Sequence[Value]) -> FiledCase:
        """Put changes into a case, in place of those that stand in it. Raises Refused."""
        if row.asker != actor.id:
            self._refuse_unless_decides(actor, row)
        kind = kind_of(row.kind)
        if kind.gives == RIGHT or kind.name == NUMBER:
            raise Refused("What this case changes follows from it.", "Hvad sagen ændrer, følger af den.")
        _, _, fit = _fit(AskedCase(row.kind, changes=changes), most_changes(self._settings, actor))
        refuse_unreadable(fit)
        return self._do(row, OPEN, actor, "propose", "", lambda one: one._replace(changes=_json(fit)))

    def refuse(self, actor: Actor, row: FiledCase, text: str, door: str) -> FiledCase:
        """Decline a case with a reason. Raises Refused."""
        self._refuse_unless_decides(actor, row)
        return self._end(row, actor, REFUSED, "refuse", _needed(text), door)

    def withdraw(self, actor: Actor, row: FiledCase, text: str, door: str) -> FiledCase:
        """Take one's own case back. Raises Refused."""
        if row.asker != actor.id:
            raise NotYours("Only who asked takes a case back.", "Kun den, der har bedt om det, trækker sagen tilbage.")
        return self._end(row, actor, WITHDRAWN, "withdraw", text, door)

    def preview(
        self, actor: Actor, row: FiledCase, door: str, now: Callable[[], Actor | None] | None = None
    ) -> Preview:
        """What approving a case would bring about, by who decides it. now: see ``sending.send``. Raises Refused,
        BadDocument.
        """
        self._refuse_unless_decides(actor, row)
        self._refuse_decided(row)
        outcome, right, ahead = None, None, list[Ahead]()
        if row.kind == NUMBER:
            self._refuse_odd_number(row.unit, _fields(row.data))
        document = self._document(row, "")
        if document is not None:
            outcome = send(self._register, self._settings, actor, document, door, dry_run=True, now=now)
        elif kind_of(row.kind).gives == RIGHT:
            right = self.wanted_right(row)
            self._actors.place_for(right)
            ahead = self._ahead(row.unit)
        else:
            self._refuse_unmade(row)
        told: Sequence[Value] = [
            row.number, row.asker, self._standing(row.unit), document,
            None if outcome is None else msgspec.to_builtins(answer_of(outcome)),
            None if right is None else [*right[:2], None if right.ops is None else sorted(right.ops), *right[3:]],
            [list(one) for one in ahead], list(self.asker(row)),
        ]  # fmt: skip
        return Preview(outcome, right, ahead, self.warnings(row), sha256(_json(list(told)).encode()).hexdigest()[:32])

    def approve(
        self, actor: Actor, row: FiledCase, seen: str, text: str, door: str,
        now: Callable[[], Actor | None] | None = None,
    ) -> tuple[FiledCase, Outcome | None]:  # fmt: skip
        """Make what a case asks for: the case as it is decided, and what the register said. When that is a refusal, the
        case stands as before. seen: the mark of the preview that was seen. now: see ``sending.send``. Raises Refused,
        BadDocument.
        """
        text = _passed(text)
        for _ in range(TRIES):
            row = self._settled(desk.find(self._database.reader(), row.number)) or row
            self._refuse_decided(row)
            self._refuse_unless_decides(actor, row)
            if row.asker == actor.id:
                raise NotYours("Nobody approves their own case.", "Ingen godkender sin egen sag.")
            serial = self._register.serial()
            preview = self.preview(actor, row, door, now)
            if preview.mark != seen:
                raise SeenOtherwise(row, preview)
            try:
                return self._make(actor, row, preview, serial, text, door, now)
            except _WrittenMeanwhile:
                continue  # what others wrote may change what this one brings about: it is looked at again
        raise SeenOtherwise(row, preview)

    def _make(
        self, actor: Actor, row: FiledCase, preview: Preview, serial: int, text: str, door: str,
        now: Callable[[], Actor | None] | None,
    ) -> tuple[FiledCase, Outcome | None]:  # fmt: skip
        """Make what a preview says, which was true at a serial. Raises _WrittenMeanwhile when the log has gone on."""
        if preview.right is not None:
            return self._give_right(row, actor, preview.right, serial, text, door), None
        document = self._document(row, text)
        if document is None:
            return self._end(row, actor, APPROVED, "approve", text, door), None
        with self._database.desk.writing() as connection:
            fresh = self._open_row(connection, row)
            if fresh.changes != row.changes:
                raise _WrittenMeanwhile
            tried = {*fresh.tried_by.split(), actor.id}
            desk.put(connection, fresh._replace(tried_by=" ".join(sorted(tried))))
        asked = now or partial(self._actors.actor, actor.id)
        outcome = send(
            self._register, self._settings, actor, document, door, key=key_of(row.number),
            now=partial(self._unless_written, row, actor.id, serial, asked),
        )  # fmt: skip
        if outcome.accepted:
            return self._bring_after(row, actor.id, outcome.serial or 0, text), outcome
        fresh = self._settled(desk.find(self._database.reader(), row.number)) or row
        self._refuse_decided(fresh)
        return fresh, outcome

    def settle(self) -> None:
        """Bring the desk after the log: cases whose entry was written by a program that could not say so."""
        for row in desk.tried(self._database.reader()):
            self._settled(row)

    def data_of(self, row: FiledCase) -> Fields:
        """What the asker said in fields."""
        return _fields(row.data)

    def today(self) -> int:
        """The Danish day now."""
        return self._register.today()

    def counts(self) -> Counts:
        """How many are open and overdue, and for how long they have waited."""
        rows = desk.listed(self._database.reader(), Wanted(OPEN))
        kinds: dict[str, int] = {}
        for row in rows:
            kinds[row.kind] = kinds.get(row.kind, 0) + 1
        now = self._register.clock()
        ages = [_days(now, row.asked_at) for row in rows]
        return Counts(kinds, sum(self.is_overdue(row) for row in rows), median(ages) if ages else 0.0)

    def wanted_right(self, row: FiledCase) -> WantedRight:
        """The right that a case asks for. Raises Refused."""
        if row.kind == CLAIM:
            self._refuse_no_owner(row.unit)
        owner_kind = self._actors.place_of(row.unit).owner_kind if row.kind == CLAIM else ""
        return wanted_right(kind_of(row.kind), row.unit, _fields(row.data), owner_kind, self._register.today())

    def right_of(self, row: FiledCase) -> WantedRight | None:
        """The right that a case asks for, or that was given by it; None where there is none, or none any more."""
        if row.right_number:
            for one in self._actors.known(row.asker).rights:
                if one.number == row.right_number:
                    ops = None if one.ops is None else frozenset(one.ops.split())
                    return WantedRight(one.role, one.place, ops, one.from_day, one.to_day)
        if kind_of(row.kind).gives != RIGHT:
            return None
        try:
            return self.wanted_right(row)
        except Refused:
            return None

    def asker(self, row: FiledCase) -> Asker:
        """Who asks: to be told to whoever may decide it alone."""
        found = self._register.at().unit(row.unit) if row.unit else None
        known = self._actors.known(row.asker)
        same = None if found is None else bool(known.row.cvr) and known.row.cvr == found.get("cvr")
        issuers = [one.issuer for one in known.persons]
        return Asker(row.asker, known.row.name, known.row.cvr, known.row.email, issuers, same)

    def warnings(self, row: FiledCase) -> list[str]:
        """What whoever gives the right that a case asks for has to know."""
        if kind_of(row.kind).gives != RIGHT:
            return []
        if not row.unit:
            return [EVERYWHERE]
        return [] if self.asker(row).same_cvr else [OTHER_CVR]

    def place_name(self, right: WantedRight) -> str:
        """What the place of a right is called; empty where it holds everywhere or its place is not open."""
        found = self._register.at().summary(right.place) if right.place else None
        return "" if found is None else str(found.get("name") or "")

    def changes_of(self, row: FiledCase) -> list[Value]:
        """The changes that approving a case would make, from the day of today; those of a decided one as they stood."""
        if row.kind == NUMBER and row.state in OPEN:
            today = write_day(self._register.today())
            return list(number_changes(row.unit, _fields(row.data), self._series_of(row.unit), today))
        found: list[Value] = msgspec.json.decode(row.changes, type=list[Value])
        return found

    def _document(self, row: FiledCase, text: str) -> Fields | None:
        """The change document of a case; None when it says no change."""
        changes = [] if kind_of(row.kind).gives == RIGHT else self.changes_of(row)
        reason = f"Sag {row.number}: {' '.join(text.split())}" if text else f"Sag {row.number}"
        return {"reason": reason, "changes": changes} if changes else None

    def _give_right(
        self, row: FiledCase, actor: Actor, wanted: WantedRight, serial: int, text: str, door: str
    ) -> FiledCase:
        place: Place | None = self._actors.place_for(wanted)
        with self._database.desk.writing() as connection:
            fresh = self._open_row(connection, row)
            if self._register.serial() != serial:
                raise _WrittenMeanwhile
            number = self._actors.grant_within(connection, row.asker, wanted, place, actor.id)
            after = self._decided(fresh, actor.id, APPROVED)._replace(right_number=number)
            desk.decide(connection, fresh, after, "approve", text, door)
            self._mail(connection, after, "right")
        return after

    def _unless_written(
        self, row: FiledCase, who: str, serial: int, asked: Callable[[], Actor | None]
    ) -> Actor | None:  # fmt: skip
        """Whoever approves, with the rights of now; None when the case is decided, or another has written it: it is
        asked while the log's lock is held. Raises _WrittenMeanwhile when the log has gone on, or the case was changed,
        since it was looked at.
        """
        fresh = desk.find(self._database.reader(), row.number)
        if fresh is None or fresh.state not in OPEN or self._written(fresh, but_by=who) is not None:
            return None
        if self._register.serial() != serial or fresh.changes != row.changes:
            raise _WrittenMeanwhile
        return asked()

    def _written(self, row: FiledCase, but_by: str = "") -> tuple[str, int] | None:
        """By whom a case was written to the log, and under which serial."""
        for who in row.tried_by.split():
            found = answered.find(self._database.reader(), who, key_of(row.number)) if who != but_by else None
            if found is not None:
                return who, found.serial
        return None

    def _settled(self, row: FiledCase | None) -> FiledCase | None:
        """A case as it is when the desk has been brought after the log, which is right also about one that was refused
        while another approved it.
        """
        if row is None or row.state == APPROVED or (written := self._written(row)) is None:
            return row
        who, serial = written
        entry = self._register.entry(serial) if serial else None
        return self._bring_after(row, who, serial, "" if entry is None else entry.reason.partition(": ")[2])

    def _bring_after(self, row: FiledCase, who: str, serial: int, text: str) -> FiledCase:
        """The log has the entry of a case: so has the desk."""
        entry = self._register.entry(serial) if serial else None
        with self._database.desk.writing() as connection:
            fresh = desk.find(connection, row.number) or row
            if fresh.state == APPROVED:
                return fresh
            at = entry.recorded_at if entry is not None else write_instant(self._register.clock())
            after = self._decided(fresh, who, APPROVED, at)._replace(entry=serial)
            desk.decide(connection, fresh, after, "approve", text, entry.channel if entry is not None else fresh.door)
            self._mail(connection, after, "approve")
        return after

    def _end(self, row: FiledCase, actor: Actor, state: str, what: str, text: str, door: str) -> FiledCase:
        text = _passed(text)
        self._refuse_decided(self._settled(row) or row)
        with self._database.desk.writing() as connection:
            fresh = self._open_row(connection, row)
            # Whoever is approving it at this moment is stopped by the key, or is found by whoever looks next.
            after = self._decided(fresh, actor.id, state)
            desk.decide(connection, fresh, after, what, text, door)
            if what != "withdraw":
                self._mail(connection, after, what)
        return after

    def _do(
        self,
        row: FiledCase,
        states: Sequence[str],
        actor: Actor,
        what: str,
        text: str,
        become: Callable[[FiledCase], FiledCase],
        mail: str = "",
    ) -> FiledCase:
        """Do something with a case that is in one of some states; it is told in its history."""
        text = _passed(text)
        with self._database.desk.writing() as connection:
            fresh = self._open_row(connection, row)
            if fresh.state not in states:
                raise AlreadyDecided(
                    f"Case {row.number} is {fresh.state} and does not wait for this.",
                    f"Sag {row.number} er i tilstanden {fresh.state} og venter ikke på dette.",
                )
            if desk.count_messages(connection, row.number) >= MOST_MESSAGES:
                raise Refused(
                    f"{MOST_MESSAGES} things were said and done about this case; it can only be decided or withdrawn.",
                    f"Der er sagt og gjort {MOST_MESSAGES} ting i sagen; den kan kun afgøres eller trækkes tilbage.",
                )
            after = become(fresh)
            desk.put(connection, after)
            desk.say(connection, row.number, actor.id, write_instant(self._register.clock()), what, text)
            if mail:
                self._mail(connection, after, mail)
        return after

    def _mail(self, connection: Connection, row: FiledCase, what: str) -> None:
        """Let a mail to the asker wait, in the transaction of what it tells; where no mail is sent, none waits."""
        asker = actors.actor(connection, row.asker)
        if self._settings.smtp and asker is not None and asker.email:
            mails.put(connection, row.number, row.asker, what, write_instant(self._now()))

    def _decided(self, row: FiledCase, who: str, state: str, at: str = "") -> FiledCase:
        changes = row.changes if row.kind != NUMBER else _json(self.changes_of(row))
        at = at or write_instant(self._register.clock())
        return row._replace(state=state, decided_by=who, decided_at=at, changes=changes)

    def _open_row(self, connection: Connection, row: FiledCase) -> FiledCase:
        """A case as it stands inside a transaction. Raises AlreadyDecided."""
        fresh = desk.find(connection, row.number) or row
        self._refuse_decided(fresh)
        return fresh

    def _refuse_decided(self, row: FiledCase) -> None:
        if row.state not in OPEN:
            raise AlreadyDecided(
                f"Case {row.number} is decided: {row.state}, by {row.decided_by}.",
                f"Sag {row.number} er afgjort: {row.state}, af {row.decided_by}.",
            )

    def _refuse_unless_decides(self, actor: Actor, row: FiledCase) -> None:
        if not self.may_decide(actor, row):
            raise NotYours("Deciding this case is not yours.", "Det er ikke dig, der afgør denne sag.")

    def _refuse_unmade(self, row: FiledCase) -> None:
        """A case of a kind that becomes an entry needs changes."""
        if kind_of(row.kind).gives not in (RIGHT, EITHER):
            raise Refused(
                "There is no change in the case yet: put in what is to be made of it.",
                "Der er ingen ændring i sagen endnu: læg ind, hvad der skal gøres.",
            )

    def _refuse_unknown(self, unit: str) -> None:
        if self._register.at().unit(unit) is None:
            raise Refused(f"There is no unit {unit[:50]}.", f"Der er ingen enhed {unit[:50]}.")

    def _refuse_no_owner(self, unit: str) -> None:
        """Only an owner can be claimed: what is below it is its keeper's."""
        found = self._register.at().summary(unit)
        if found is not None and found.get("level") != "IO":
            name = f"{found.get('name') or ''} ({unit})"
            raise Refused(
                f"{name} is no owner. Claim the owner above it, or ask for access to this unit alone.",
                f"{name} er ingen ejer. Bed om ejeren over den, eller om adgang til denne enhed alene.",
            )

    def _refuse_odd_number(self, unit: str, data: Mapping[str, Value]) -> None:
        """A number that is to be changed or closed stands at the unit."""
        refuse_odd_data(kind_of(NUMBER), data)
        number = str(data.get("number") or "")
        found = self._register.at().unit(unit) if number else None
        location = found.get("location") if found is not None else None
        own = location.get("number") if location is not None and location.get("state") == "Own" else None
        if number and own != number:
            raise Refused(
                f"The unit does not have the location number {number[:40]} as its own.",
                f"Enheden har ikke lokationsnummeret {number[:40]} som sit eget.",
            )

    def _standing(self, unit: str) -> str:
        """Where a unit stands today, and whose it is, as JSON."""
        found = self._register.at().unit(unit) if unit else None
        return _json({name: found.get(name) for name in STANDING} if found is not None else {})

    def _ahead(self, unit: str) -> list[Ahead]:
        """What is scheduled for a unit and for those above it: where each stands from a coming day on."""
        if not unit:
            return []
        snapshot, today = self._register.at(), write_day(self._register.today())
        line = [unit, *(one["code"] for one in snapshot.ancestors(unit))]
        found = []
        for code in line:
            versions = snapshot.history(code)
            begins = {one["valid_from"] for one in versions}
            for one in versions:
                if one["valid_from"] > today:
                    found.append(Ahead(code, one["valid_from"], True, one.get("parent"), str(one.get("owner", ""))))
                end = one["valid_to"]
                if end is not None and end > today and end not in begins:
                    found.append(Ahead(code, end, False, None, ""))
        return found

    def _series_of(self, unit: str) -> str:
        """Whose numbers are issued to a unit: its owner's where that has a series, else the authority's."""
        found = self._register.at().unit(unit)
        owners = {one.owner for one in series.all_series(self._database.reader()) if one.next <= one.last}
        owner = "" if found is None else str(found.get("owner", ""))
        return owner if owner in owners else series.AUTHORITY


def key_of(number: int) -> str:
    """The key under which a case is written once; no caller's key has a blank."""
    return f"case {number}"


def digest_of(asked: AskedCase) -> str:
    """What tells two cases apart before they are opened."""
    return sha256(_json([*asked[:3], dict(asked.data), list(asked.changes)]).encode()).hexdigest()


def refuse_unreadable(changes: Sequence[Value]) -> None:
    """Raises Refused for what cannot be read as changes, or sets a field that there is not."""
    try:
        found = read_document({"changes": list(changes)})
    except BadDocument as error:
        raise Refused(str(error), error.danish) from None
    for n, change in enumerate(found.changes):
        for kind, ops in FIELDS_OF.items():
            asked = change.set if isinstance(change, ops) else {}
            unknown = given_for(kind, asked, correcting=isinstance(change, doc.Correct)).unknown if asked else []
            if unknown:
                raise Refused(
                    f"changes[{n}].set: there is no field '{unknown[0][:100]}'.",
                    f"changes[{n}].set: der er intet felt »{unknown[0][:100]}«.",
                )


def _fit(asked: AskedCase, most_changes: int) -> tuple[str, Mapping[str, Value], Sequence[Value]]:
    """The texts of a case as the register keeps them, none longer than one of the register. most_changes: that the
    sender may send. Raises Refused.
    """
    most = min(MOST_CHANGES, most_changes)
    if len(asked.changes) > most:
        raise Refused(f"A case of yours holds at most {most} changes.", f"En sag af dig har højst {most} ændringer.")
    refuse_too_long(list(asked.changes))
    if len(_json(list(asked.changes))) > ROOM_OF_A_CHANGE * len(asked.changes) + len("[]"):
        raise Refused(
            f"The changes of a case take at most {ROOM_OF_A_CHANGE} bytes each.",
            f"Ændringerne i en sag fylder højst {ROOM_OF_A_CHANGE} byte hver.",
        )
    try:
        return _passed(asked.text), passed_all(dict(asked.data), "data"), passed_all(list(asked.changes), "changes")
    except Unfit as error:
        raise Refused(str(error), error.danish) from None


def _passed(text: str) -> str:
    """A text as it is kept. Raises Refused."""
    if len(text) > LONGEST_TEXT:
        raise Refused(
            f"The text has more than {LONGEST_TEXT} characters.", f"Teksten har mere end {LONGEST_TEXT} tegn."
        )
    try:
        return "\n".join(passed(line, "text") for line in text.strip().splitlines())
    except Unfit as error:
        raise Refused(str(error), error.danish) from None


def _needed(text: str) -> str:
    """A text that must say something. Raises Refused."""
    if not text.strip():
        raise Refused("Write a text.", "Skriv en tekst.")
    return text


def _fields(text: str) -> Fields:
    found: Fields = msgspec.json.decode(text, type=Fields) if text else {}
    return found


def _json(value: Value) -> str:
    return msgspec.json.encode(value).decode()


def _days(now: datetime, since: str) -> float:
    return (now - parse_instant(since)).total_seconds() / 86_400
