"""Cases: what somebody asks for that others decide. Opened, assigned, asked back and answered; refused or withdrawn;
due after ten working days. They are approved by ``desk/approving.py``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from sor.access.authority import Actor
from sor.clock import Clock
from sor.core.identifiers import tidy_identifier
from sor.core.instant import parse_instant, write_instant
from sor.core.shapes import Value
from sor.desk.actors import Actors
from sor.desk.approving import Approvals
from sor.desk.asked_case import AskedCase, SentOnce, fit_case, refuse_unreadable, require_text, write_json
from sor.desk.case_contents import CaseContents, NotYours
from sor.desk.case_kinds import DERIVED, NUMBER, RIGHT, SALE, CaseKind, kind_of, refuse_odd_data
from sor.desk.case_records import CaseRecords
from sor.desk.case_units import StandingMoved, list_moved, read_standing, refuse_odd_number, refuse_unknown_unit
from sor.desk.sales import refuse_odd_sale, tell_buyer
from sor.desk.sending import most_changes
from sor.desk.working_days import after_working_days
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import cases as desk
from sor.store import mails
from sor.store.cases import ASKED, ASSIGNED, NEW, OPEN, REFUSED, WITHDRAWN, FiledCase, MessageRow, Wanted
from sor.store.database import Connection
from sor.store.mails import MailRow

WORKING_DAYS = 10
"""Working days after which a case is due: the time in which location numbers are promised (rule L9)."""

MOST_OPEN, MOST_WITHOUT_RIGHT = 200, 10
"""Open cases of one asker, and of one who has no right at all."""

MOST_A_DAY, MOST_A_DAY_WITHOUT_RIGHT = 500, 50
"""Cases that one asker opens within a day and a night, those that were withdrawn too."""


class CaseKeyUsed(Refused):
    """A case under a key by which the same asker sent something else."""


class Counts(NamedTuple):
    """How many cases are open, by kind; how many are overdue; the median of their ages in days."""

    open: Mapping[str, int]
    overdue: int
    median_age: float


class Cases:
    """The cases of one register. contents: what they ask for; records: their rows; approvals: how they are made."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self._register = register
        self._database = register.database
        self._settings = settings
        self._actors = Actors(register)
        self._now = Clock()  # of mails, whatever day a demo's register lives on
        self.contents = CaseContents(register, self._actors)
        self.records = CaseRecords(register, settings, self.contents)
        self.approvals = Approvals(register, settings, self._actors, self.contents, self.records)

    def open(self, actor: Actor, asked: AskedCase, door: str, sent: SentOnce | None = None) -> FiledCase:
        """Ask for something. sent: the same under its key is the case that it was before. Raises Refused."""
        if sent is not None and (before := self._find_opened(self._database.reader(), actor, sent)) is not None:
            return before
        kind = kind_of(asked.kind)
        unit = tidy_identifier("code", asked.unit.strip())
        refuse_odd_data(kind, asked.data)
        text, data, changes = fit_case(asked, most_changes(self._settings, actor))
        if not text.strip():
            raise Refused(
                "Say in the text what you ask for, and why.",
                "Skriv i teksten, hvad du beder om, og hvorfor.",
                "text",
            )
        if unit or kind.needs_unit:
            refuse_unknown_unit(self._register, unit)
        self._refuse_odd(actor, kind, unit, data, changes)
        stood = read_standing(self._register, unit)
        now, today = self._register.clock(), self._register.today()
        due = after_working_days(today, WORKING_DAYS, half_holidays_free=self._settings.half_holidays_free)
        row = FiledCase(
            0, kind.name, unit, text, write_json(data), write_json(changes), actor.id, door, write_instant(now), due,
            NEW, "", stood, stood, "", "", "", 0, 0,
        )  # fmt: skip
        if kind.gives == RIGHT:
            self._actors.place_for(self.contents.wanted_right(row))
        with self._database.desk.writing() as connection:
            if sent is not None and (before := self._find_opened(connection, actor, sent)) is not None:
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
            opened = desk.open_case(connection, row, text, sent)
            if kind.name == SALE:
                tell_buyer(connection, self._settings, opened, str(data.get("cvr")), write_instant(self._now()))
            return opened

    def _refuse_odd(
        self, actor: Actor, kind: CaseKind, unit: str, data: Mapping[str, Value], changes: Sequence[Value]
    ) -> None:  # fmt: skip
        """Raises Refused for what a case of a kind cannot ask for."""
        if kind.name == NUMBER:
            refuse_odd_number(self._register, unit, data)
        if kind.name == SALE:
            refuse_odd_sale(self._register, self._actors, actor, unit, data)
        if changes:
            if kind.gives == RIGHT or kind.name in DERIVED:
                raise Refused(
                    f"A case of kind {kind.name} takes fields, no changes.",
                    f"En sag af slagsen {kind.name} tager felter og ingen ændringer.",
                )
            refuse_unreadable(changes)

    def _find_opened(self, connection: Connection, actor: Actor, sent: SentOnce) -> FiledCase | None:
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
        row = self.records.find(number)
        return row if row is not None and (row.asker == actor.id or self.contents.may_refuse(actor, row)) else None

    def list_cases(self, actor: Actor, wanted: Wanted, sought: str = "") -> list[FiledCase]:
        """The cases that an actor may see, of those that are asked for: open ones first, in the order in which they are
        due. sought: stands in what was written about them.
        """
        self.records.settle()
        connection = self._database.reader()
        rows = desk.list_cases(connection, wanted)
        if not self._actors.is_authority(actor):
            rows = [row for row in rows if row.asker == actor.id or self.contents.may_refuse(actor, row)]
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

    def find_moved(self, row: FiledCase) -> list[StandingMoved]:
        """What of the unit's standing is otherwise than when the case was opened."""
        return list_moved(self._register, row)

    def is_overdue(self, row: FiledCase) -> bool:
        """Whether a case waits for longer than ten working days."""
        return row.state in OPEN and row.due < self._register.today()

    def assign(self, actor: Actor, row: FiledCase, to: str, text: str) -> FiledCase:
        """Let somebody who may decide it look after a case; whoever asks when nobody is named. Raises Refused."""
        who = to or actor.id
        found = actor if who == actor.id else self._actors.actor(who)
        self.contents.refuse_unless_decides(actor, row)
        if found is None or not self.contents.may_decide(found, row):
            raise Refused(f"{who[:50]} cannot decide this case.", f"{who[:50]} kan ikke afgøre denne sag.")
        state = row.state if row.state == ASKED else ASSIGNED
        return self.records.take_step(
            row, OPEN, actor, "assign", text or who, lambda one: one._replace(state=state, assigned_to=who)
        )

    def ask(self, actor: Actor, row: FiledCase, text: str) -> FiledCase:
        """Ask the asker something. Raises Refused."""
        self.contents.refuse_unless_decides(actor, row)
        return self.records.take_step(
            row, (NEW, ASSIGNED), actor, "ask", require_text(text), lambda one: one._replace(state=ASKED), mail="ask"
        )

    def answer(self, actor: Actor, row: FiledCase, text: str) -> FiledCase:
        """The asker's answer to a question. Raises Refused."""
        if row.asker != actor.id:
            raise NotYours("Only who asked answers.", "Kun den, der har bedt om det, svarer.")

        def answered_now(one: FiledCase) -> FiledCase:
            return one._replace(state=ASSIGNED if one.assigned_to else NEW)

        return self.records.take_step(row, (ASKED,), actor, "answer", require_text(text), answered_now)

    def propose(self, actor: Actor, row: FiledCase, changes: Sequence[Value]) -> FiledCase:
        """Put changes into a case, in place of those that stand in it. Raises Refused."""
        if row.asker != actor.id:
            self.contents.refuse_unless_decides(actor, row)
        kind = kind_of(row.kind)
        if kind.gives == RIGHT or kind.name in DERIVED:
            raise Refused("What this case changes follows from it.", "Hvad sagen ændrer, følger af den.")
        _, _, fit = fit_case(AskedCase(row.kind, changes=changes), most_changes(self._settings, actor))
        refuse_unreadable(fit)
        return self.records.take_step(
            row, OPEN, actor, "propose", "", lambda one: one._replace(changes=write_json(fit))
        )

    def refuse(self, actor: Actor, row: FiledCase, text: str, door: str) -> FiledCase:
        """Decline a case with a reason. Raises Refused."""
        self.contents.refuse_unless_refuses(actor, row)
        return self.records.end(row, actor, REFUSED, "refuse", require_text(text), door)

    def withdraw(self, actor: Actor, row: FiledCase, text: str, door: str) -> FiledCase:
        """Take one's own case back. Raises Refused."""
        if row.asker != actor.id:
            raise NotYours("Only who asked takes a case back.", "Kun den, der har bedt om det, trækker sagen tilbage.")
        return self.records.end(row, actor, WITHDRAWN, "withdraw", text, door)

    def today(self) -> int:
        """The Danish day now."""
        return self._register.today()

    def counts(self) -> Counts:
        """How many are open and overdue, and for how long they have waited."""
        rows = desk.list_cases(self._database.reader(), Wanted(OPEN))
        kinds: dict[str, int] = {}
        for row in rows:
            kinds[row.kind] = kinds.get(row.kind, 0) + 1
        now = self._register.clock()
        ages = [_days(now, row.asked_at) for row in rows]
        return Counts(kinds, sum(self.is_overdue(row) for row in rows), median(ages) if ages else 0.0)


def _days(now: datetime, since: str) -> float:
    return (now - parse_instant(since)).total_seconds() / 86_400
