"""Who may see which plan: its author, the authority, whoever may agree to a part of it, and who approves it for one of
these. What a plan says is read only where a right is limited in what or when it allows.
"""

from collections.abc import Iterable

import msgspec

from sor.access.authority import AUTHORITY, OWNER_ROLES, Actor, Right
from sor.core.day import OPEN, START
from sor.desk.actors import Actors
from sor.desk.plan_sides import AskedParts, agreed_parts
from sor.register import Register
from sor.store import plan_outlines
from sor.store import plans as desk
from sor.store.plan_outlines import AskedAt
from sor.store.plans import PlanRow


class PlanSight:
    """Whose the plans of one register are to see."""

    def __init__(self, register: Register, actors: Actors) -> None:
        self._database = register.database
        self._actors = actors

    def may_see(self, actor: Actor, row: PlanRow) -> bool:
        """Whether a plan is an actor's to see: by a right of their own, or for as long as they approve it for somebody
        who has one.
        """
        return row in self.filter_seen(actor, [row])

    def filter_seen(self, actor: Actor, rows: Iterable[PlanRow]) -> list[PlanRow]:
        """Those of some plans that an actor may see."""
        if self._actors.is_authority(actor):
            return [*rows]
        reader = self._database.reader()
        lent = plan_outlines.delegated_to(reader, actor.id)
        at = plan_outlines.asking_at(reader, _places_of(actor))
        return [
            row
            for row in rows
            if row.author == actor.id
            or self._sees_of_right(actor, row, at.get(row.number, set()))
            or (row.number in lent and self._sees_for_another(actor, row))
        ]

    def read_asked(self, row: PlanRow) -> AskedParts:
        """What a plan asks for."""
        text = plan_outlines.parts(self._database.reader(), row.number, row.version)
        return msgspec.json.decode(text, type=AskedParts) if text else AskedParts()

    def _sees_of_right(self, actor: Actor, row: PlanRow, at: set[AskedAt]) -> bool:
        if any(one in at for one in _places_wholly_kept(actor)):
            return True
        may_agree = any(_is_limited(right) and _is_near(right, at) for right in actor.rights)
        return may_agree and bool(agreed_parts(actor, self.read_asked(row).parts))

    def _sees_for_another(self, actor: Actor, row: PlanRow) -> bool:
        givers = desk.delegations(self._database.reader(), row.number).get(actor.id, [])
        for giver in givers:
            one = self._actors.actor_apart_from(giver, row.author)
            if one is not None and (
                self._actors.is_authority(one) or agreed_parts(one, self.read_asked(row).parts)
            ):  # fmt: skip
                return True
        return False


def places_of(asked: AskedParts) -> set[AskedAt]:
    """The places at which something is asked for."""
    return {
        AskedAt(place, part.owner_kind) for part in asked.parts for place in (part.key, part.owner, *part.above)
    }  # fmt: skip


def _places_of(actor: Actor) -> set[str]:
    return {right.place for right in actor.rights if right.place is not None}


def _places_wholly_kept(actor: Actor) -> Iterable[AskedAt]:
    """Where an actor agrees to whatever is asked, below an owner of a kind."""
    return (
        AskedAt(right.place, right.role)
        for right in actor.rights
        if right.role in OWNER_ROLES and right.place is not None and not _is_limited(right)
    )


def _is_limited(right: Right) -> bool:
    """Whether it asks more than where and below what kind of owner; see ``access.together.agrees``."""
    is_always = right.from_day <= START and right.to_day >= OPEN
    return right.role == AUTHORITY or right.ops is not None or bool(right.within) or not is_always


def _is_near(right: Right, at: set[AskedAt]) -> bool:
    """Whether something is asked for in its place, or it has none."""
    return right.place is None or any(right.place == one.place for one in at)
