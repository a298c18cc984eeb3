"""How far a plan is agreed to: its sides, who has approved it, and what is still lacking, by the rights of now."""

from collections.abc import Sequence
from typing import NamedTuple

from sor.access.authority import AUTHORITY, Actor
from sor.desk.actors import Actors
from sor.desk.plan_records import PlanRecords
from sor.desk.plan_sides import agreed_parts, lacking_sides, owners_in
from sor.register import Register
from sor.store import plans as desk
from sor.store.database import Connection
from sor.store.plan_outlines import PlanOutline
from sor.store.plans import APPROVED, CHECKED, DRAFT, PlanRow


class TouchedOwner(NamedTuple):
    """An owner whose units a plan touches. lacking: parts to which nobody but the author has agreed. approved_by: who
    agreed to some of its parts.
    """

    owner: str
    name: str
    parts: int
    lacking: int
    approved_by: Sequence[str]


class PlanStanding(NamedTuple):
    """How far a plan is agreed to. authority: the parts that only the authority may do. authority_by: the approvers
    who are it.
    """

    sides: Sequence[TouchedOwner]
    approvers: Sequence[Actor]
    authority: Sequence[str]
    authority_by: Sequence[str]

    @property
    def is_agreed(self) -> bool:
        """Whether every side has agreed, and the authority to what only it may."""
        is_allowed = not self.authority or bool(self.authority_by)
        return bool(self.approvers) and is_allowed and not any(side.lacking for side in self.sides)

    @property
    def missing(self) -> list[str]:
        """The owners that have not agreed, ``authority`` among them."""
        lacks = (bool(self.authority) and not self.authority_by) or (not self.sides and not self.approvers)
        return [side.owner for side in self.sides if side.lacking] + ([AUTHORITY] if lacks else [])


class PlanStandings:
    """How far the plans of one register are agreed to."""

    def __init__(self, register: Register, actors: Actors, records: PlanRecords) -> None:
        self._register = register
        self._actors = actors
        self._records = records

    def of(self, row: PlanRow, connection: Connection | None = None) -> PlanStanding:
        """How far a plan is agreed to, by the rights that count now."""
        reader = connection or self._register.database.reader()
        said = self._records.outline(row, reader)
        asked = self._records.read_asked(row)
        names = approvers_of(reader, said)
        found = [self._records.acting(row, name, reader) for name in names]
        approvers = [one for one in found if one is not None]
        lacking = lacking_sides(row.author, approvers, asked.parts)
        called = self._register.at().summaries(owners_in(asked.parts))
        sides = []
        for owner in owners_in(asked.parts):
            parts = [part for part in asked.parts if part.owner == owner]
            agreed = [one.id for one in approvers if agreed_parts(one, parts)]
            name = str(called[owner].get("name") or "") if owner in called else ""
            sides.append(TouchedOwner(owner, name, len(parts), len(lacking.get(owner, ())), agreed))
        by = [one.id for one in approvers if self._actors.is_authority(one)]
        return PlanStanding(sides, approvers, asked.authority, by)

    def now(self, row: PlanRow) -> PlanRow:
        """A plan in the state in which it is by the rights of now: who lost a right has not approved any more."""
        if row.state not in (CHECKED, APPROVED):
            return row
        reader = self._register.database.reader()
        return row._replace(state=self.state_of(reader, row))

    def list_plans(self, actor: Actor, state: str | None) -> list[PlanRow]:
        """The plans that an actor may see, the newest first; of one state as it is by the rights of now."""
        if state not in (CHECKED, APPROVED):
            return self._records.list_plans(actor, (state,) if state else desk.STATES)
        both = map(self.now, self._records.list_plans(actor, (CHECKED, APPROVED)))
        return [row for row in both if row.state == state]

    def state_of(self, connection: Connection, row: PlanRow) -> str:
        """Checked, or approved when everybody has agreed to what the last check told."""
        said = self._records.outline(row, connection)
        if not said.mark:
            return DRAFT
        may_be_agreed = bool(said.accepted) and bool(approvers_of(connection, said))
        return APPROVED if may_be_agreed and self.of(row, connection).is_agreed else CHECKED


def approvers_of(connection: Connection, said: PlanOutline) -> list[str]:
    """Who approved a version as its last check told it, by name; nobody approves what was not checked."""
    if not said.mark:
        return []
    return [one.actor for one in desk.approvals(connection, said.plan, said.version, said.mark)]
