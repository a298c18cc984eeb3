"""The rows of plans: found by who may see them, and brought after the log when that has their entry."""

from collections.abc import Sequence

import msgspec

from sor.access.authority import Actor
from sor.core.instant import write_instant
from sor.desk.actors import Actors
from sor.desk.plan_sides import AskedParts
from sor.desk.plan_sight import PlanSight
from sor.register import Refused, Register
from sor.store import answered, plan_outlines
from sor.store import plans as desk
from sor.store.database import Connection
from sor.store.plan_outlines import PlanOutline
from sor.store.plans import APPROVED, COMMITTED, DRAFT, UNDONE, PlanMessage, PlanRow, PlanVersionRow

COMMIT, UNDO = "commit", "undo"


class NotYourPlan(Refused):
    """Something about a plan that this actor may see, but not do."""


class PlanState(Refused):
    """A plan that does not stand so that this can be done; ``difference`` says in what, where that is known."""

    def __init__(self, english: str, danish: str, difference: msgspec.Raw | None = None) -> None:
        super().__init__(english, danish)
        self.difference = difference


def key_of(number: int, what: str = COMMIT) -> str:
    """The key under which a plan is committed, or undone, once; no caller's key has a blank."""
    return f"plan {number}" if what == COMMIT else f"{what} of plan {number}"


class PlanRecords:
    """The rows of the plans of one register."""

    def __init__(self, register: Register, actors: Actors) -> None:
        self._register = register
        self._database = register.database
        self._actors = actors
        self.sight = PlanSight(register, actors)

    def now(self) -> str:
        """The instant, as it is written."""
        return write_instant(self._register.clock())

    def find(self, number: int) -> PlanRow | None:
        """A plan as it is when the desk has been brought after the log; None when there is none."""
        row = desk.find(self._database.reader(), number)
        return None if row is None else self.settle_plan(row)

    def seen_by(self, actor: Actor, id: str) -> PlanRow | None:
        """A plan, for its author, for the sides that it touches, and for the authority; None for all others."""
        number = int(id) if id.isascii() and id.isdigit() and len(id) < 16 and str(int(id)) == id else 0
        row = self.find(number)
        return row if row is not None and self.sight.may_see(actor, row) else None

    def acting(self, row: PlanRow, id: str, connection: Connection | None = None) -> Actor | None:
        """Somebody as an approver of a plan: with the rights that they do not have of its author, and those of who
        asked them to approve it for them. None for its author, and for who is not there any more.
        """
        if id == row.author:
            return None
        found = self._actors.actor_apart_from(id, row.author)
        if found is None:
            return None
        givers = desk.delegations(connection or self._database.reader(), row.number).get(id, [])
        lent = [self._actors.actor_apart_from(giver, row.author) for giver in givers if giver != row.author]
        rights = [*found.rights, *(right for one in lent if one is not None for right in one.rights)]
        return msgspec.structs.replace(found, rights=rights)

    def delegates(self, row: PlanRow) -> list[dict[str, str]]:
        """Who approves a plan for whom."""
        found = desk.delegations(self._database.reader(), row.number)
        return [{"actor": actor, "giver": giver} for actor, givers in found.items() for giver in givers]

    def list_plans(self, actor: Actor, states: Sequence[str] = desk.STATES) -> list[PlanRow]:
        """The plans that an actor may see, the newest first."""
        self.settle()
        return self.sight.filter_seen(actor, desk.list_plans(self._database.reader(), states))

    def outline(self, row: PlanRow, connection: Connection | None = None) -> PlanOutline:
        """What a list tells of a plan as it is now."""
        found = plan_outlines.outline(connection or self._database.reader(), row.number, row.version)
        if found is None:
            raise LookupError(f"plan {row.number} has no version {row.version}")
        return found

    def version(self, row: PlanRow, connection: Connection | None = None) -> PlanVersionRow:
        """What a plan says now."""
        found = desk.version(connection or self._database.reader(), row.number, row.version)
        if found is None:
            raise LookupError(f"plan {row.number} has no version {row.version}")
        return found

    def read_asked(self, row: PlanRow) -> AskedParts:
        """What a plan asks for."""
        return self.sight.read_asked(row)

    def fresh(self, connection: Connection, row: PlanRow) -> PlanRow:
        """A plan as it stands inside a transaction. Raises PlanState when it says something else than it did."""
        found = desk.find(connection, row.number) or row
        if found.version != row.version:
            raise PlanState(
                f"Plan {row.number} has a new version ({found.version}): look at it first.",
                f"Plan {row.number} har fået en ny version ({found.version}): se på den først.",
            )
        return found

    def decide(self, connection: Connection, before: PlanRow, after: PlanRow, who: str, what: str, text: str,
               door: str) -> PlanRow:  # fmt: skip
        """Something is decided about a plan, now."""
        deed = PlanMessage(after.number, 0, who, self.now(), what, text)
        desk.decide(connection, before, after, deed, door)
        return after

    def settle(self) -> None:
        """Bring the desk after the log: plans whose entry was written by a program that could not say so."""
        for row in desk.list_tried(self._database.reader()):
            self.settle_plan(row)

    def settle_plan(self, row: PlanRow) -> PlanRow:
        """A plan as it is when the desk has been brought after the log."""
        for what in row.tried.split():
            kind, _, who = what.partition(":")
            serial = row.entry if kind == COMMIT else row.undo_entry
            found = None if serial else answered.find(self._database.reader(), who, key_of(row.number, kind))
            if found is not None and found.serial:
                row = self.bring_after(row, kind, who, found.serial)
        return row

    def bring_after(self, row: PlanRow, what: str, who: str, serial: int) -> PlanRow:
        """The log has the entry of a plan: so has the desk."""
        entry = self._register.entry(serial)
        with self._database.desk.writing() as connection:
            fresh = desk.find(connection, row.number) or row
            if (fresh.entry if what == COMMIT else fresh.undo_entry) == serial:
                return fresh
            at = self.now() if entry is None else entry.recorded_at
            left = " ".join(one for one in fresh.tried.split() if not one.startswith(f"{what}:"))
            after = fresh._replace(tried=left, ended_by=who, ended_at=at)
            if what == COMMIT:
                after = after._replace(state=COMMITTED, entry=serial)
            else:
                after = after._replace(state=UNDONE, undo_entry=serial)
            deed = PlanMessage(after.number, 0, who, at, what, str(serial))
            desk.decide(connection, fresh, after, deed, "" if entry is None else entry.channel)
        return after

    def begin(self, row: PlanRow, what: str, who: str) -> None:
        """Somebody begins to write an entry of a plan: from now on it is looked for in the log."""
        with self._database.desk.writing() as connection:
            fresh = self.fresh(connection, row)
            tried = {*fresh.tried.split(), f"{what}:{who}"}
            desk.put(connection, fresh._replace(tried=" ".join(sorted(tried))))

    def refuse_ended(self, row: PlanRow) -> None:
        """Raises PlanState for a plan that is committed, or was."""
        if row.state in (COMMITTED, UNDONE):
            words = {COMMITTED: ("committed", "sat i kraft"), UNDONE: ("undone", "taget tilbage")}[row.state]
            raise PlanState(
                f"Plan {row.number} is {words[0]}, by {row.ended_by}: entry {row.entry}.",
                f"Plan {row.number} er {words[1]} af {row.ended_by}: post {row.entry}.",
            )


def as_unchecked(row: PlanRow) -> PlanRow:
    """A plan whose check does not count any more."""
    return row._replace(state=DRAFT, checking="") if row.state in (DRAFT, "checked", APPROVED) else row
