"""The row of a case: found, moved from state to state in one transaction with what is said about it, and brought after
the log when that has its entry (``docs/decisions/cases.md``).
"""

from collections.abc import Callable, Sequence

from sor.access.authority import Actor
from sor.clock import Clock
from sor.core.instant import write_instant
from sor.desk.asked_case import fit_text, read_fields, write_json
from sor.desk.case_contents import CaseContents
from sor.desk.case_kinds import DERIVED, SALE
from sor.desk.sales import give_rights_back, hand_over, reason_of_lapse
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import actors, answered, mails
from sor.store import cases as desk
from sor.store.cases import APPROVED, NO_ACTOR, OPEN, REFUSED, FiledCase, Wanted
from sor.store.database import Connection

MOST_MESSAGES = 100
"""What is said and done about a case; deciding it is possible always."""


class AlreadyDecided(Refused):
    """A case that is decided, or does not wait for this."""


class CaseRecords:
    """The rows of the cases of one register."""

    def __init__(self, register: Register, settings: Settings, contents: CaseContents) -> None:
        self._register = register
        self._database = register.database
        self._settings = settings
        self._contents = contents
        self._now = Clock()  # of mails, whatever day a demo's register lives on

    def find(self, number: int) -> FiledCase | None:
        """A case as it is when the desk has been brought after the log; None when there is none."""
        return self.settle_case(desk.find(self._database.reader(), number))

    def open_row(self, connection: Connection, row: FiledCase) -> FiledCase:
        """A case as it stands inside a transaction. Raises AlreadyDecided."""
        fresh = desk.find(connection, row.number) or row
        self.refuse_decided(fresh)
        return fresh

    def take_step(
        self,
        row: FiledCase,
        states: Sequence[str],
        actor: Actor,
        what: str,
        text: str,
        become: Callable[[FiledCase], FiledCase],
        mail: str = "",
    ) -> FiledCase:
        """Do something with a case that is in one of some states; it is told in its history. Raises Refused."""
        text = fit_text(text)
        with self._database.desk.writing() as connection:
            fresh = self.open_row(connection, row)
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
                self.put_mail(connection, after, mail)
        return after

    def end(self, row: FiledCase, actor: Actor, state: str, what: str, text: str, door: str) -> FiledCase:
        """End an open case in a state that decides it, told in its history and to its asker. Raises AlreadyDecided."""
        text = fit_text(text)
        self.refuse_decided(self.settle_case(row) or row)
        with self._database.desk.writing() as connection:
            fresh = self.open_row(connection, row)
            # Whoever is approving it at this moment is stopped by the key, or is found by whoever looks next.
            after = self.as_decided(fresh, actor.id, state)
            desk.decide(connection, fresh, after, what, text, door)
            if what != "withdraw":
                self.put_mail(connection, after, what)
        return after

    def as_decided(self, row: FiledCase, who: str, state: str, at: str = "") -> FiledCase:
        """A case as it is once somebody has decided it. at: when, as it is written; now when it is not said."""
        changes = row.changes if row.kind not in DERIVED else write_json(self._contents.changes_of(row))
        at = at or write_instant(self._register.clock())
        return row._replace(state=state, decided_by=who, decided_at=at, changes=changes)

    def refuse_decided(self, row: FiledCase) -> None:
        """Raises AlreadyDecided for a case that is no more open."""
        if row.state not in OPEN:
            raise AlreadyDecided(
                f"Case {row.number} is decided: {row.state}, by {row.decided_by}.",
                f"Sag {row.number} er afgjort: {row.state}, af {row.decided_by}.",
            )

    def put_mail(self, connection: Connection, row: FiledCase, what: str) -> None:
        """Let a mail to the asker wait, in the transaction of what it tells; where no mail is sent, none waits."""
        asker = actors.actor(connection, row.asker)
        is_report = row.asker == NO_ACTOR and bool(row.data)
        if self._settings.smtp and (is_report or (asker is not None and asker.email)):
            mails.put(connection, row.number, row.asker, what, write_instant(self._now()))
        elif is_report and row.state not in OPEN:  # nobody is answered, so nobody needs to be known any more
            desk.forget_reporter(connection, row.number)

    def settle(self) -> None:
        """Bring the desk after the log: cases whose entry was written by a program that could not say so."""
        connection = self._database.reader()
        waiting = desk.list_cases(connection, Wanted(OPEN, SALE, due_before=self._register.today()))
        for row in (*desk.list_tried(connection), *waiting):
            self.settle_case(row)
        give_rights_back(self._register)

    def settle_case(self, row: FiledCase | None) -> FiledCase | None:
        """A case as it is when the desk has been brought after the log, which is right also about one that was refused
        while another approved it.
        """
        if row is None or row.state == APPROVED or (written := self.find_written(row)) is None:
            return row if row is None else self._end_lapsed(row)
        who, serial = written
        entry = self._register.entry(serial) if serial else None
        return self.bring_after(row, who, serial, "" if entry is None else entry.reason.partition(": ")[2])

    def _end_lapsed(self, row: FiledCase) -> FiledCase:
        """A sale that the buyer has not answered in time is refused; the seller is told."""
        if row.kind != SALE or row.state not in OPEN or row.due >= self._register.today():
            return row
        with self._database.desk.writing() as connection:
            fresh = desk.find(connection, row.number) or row
            if fresh.state not in OPEN:
                return fresh
            after = self.as_decided(fresh, "", REFUSED)
            desk.decide(connection, fresh, after, "refuse", reason_of_lapse(fresh), fresh.door)
            self.put_mail(connection, after, "refuse")
        return after

    def bring_after(self, row: FiledCase, who: str, serial: int, text: str) -> FiledCase:
        """The log has the entry of a case: so has the desk."""
        entry = self._register.entry(serial) if serial else None
        with self._database.desk.writing() as connection:
            fresh = desk.find(connection, row.number) or row
            if fresh.state == APPROVED:
                return fresh
            at = entry.recorded_at if entry is not None else write_instant(self._register.clock())
            after = self.as_decided(fresh, who, APPROVED, at)._replace(entry=serial)
            if row.kind == SALE:
                ended = hand_over(self._register, connection, fresh, who, read_fields(fresh.data))
                after = after._replace(right_number=ended)
            desk.decide(connection, fresh, after, "approve", text, entry.channel if entry is not None else fresh.door)
            self.put_mail(connection, after, "approve")
        return after

    def find_written(self, row: FiledCase, but_by: str = "") -> tuple[str, int] | None:
        """By whom a case was written to the log, and under which serial."""
        for who in row.tried_by.split():
            found = answered.find(self._database.reader(), who, key_of(row.number)) if who != but_by else None
            if found is not None:
                return who, found.serial
        return None


def key_of(number: int) -> str:
    """The key under which a case is written once; no caller's key has a blank."""
    return f"case {number}"
