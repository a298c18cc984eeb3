"""What a case asks for: the right or the changes that approving it would make, who asks, and who may decide it."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sor.access.authority import Actor, keeps
from sor.core.day import write_day
from sor.core.shapes import Fields, Value
from sor.desk.actors import Actors, WantedRight
from sor.desk.asked_case import read_fields
from sor.desk.case_kinds import CLAIM, NUMBER, RIGHT, SALE, kind_of, number_changes, wanted_right
from sor.desk.case_units import find_series, refuse_no_owner
from sor.desk.right_words import EVERYWHERE, OTHER_CVR
from sor.desk.sales import is_buyer, list_sale_changes, why_not_sell
from sor.register import Refused, Register
from sor.store.cases import NO_ACTOR, OPEN, FiledCase


class NotYours(Refused):
    """Something about a case that this actor may see, but not do."""


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


class CaseContents:
    """What the cases of one register ask for."""

    def __init__(self, register: Register, actors: Actors) -> None:
        self._register = register
        self._actors = actors

    def data_of(self, row: FiledCase) -> Fields:
        """What the asker said in fields."""
        return read_fields(row.data)

    def changes_of(self, row: FiledCase) -> list[Value]:
        """The changes that approving a case would make, from the day of today; those of a decided one as they stood."""
        if row.kind == SALE and row.state in OPEN:
            return list_sale_changes(self._register, row.unit, read_fields(row.data))
        if row.kind == NUMBER and row.state in OPEN:
            today = write_day(self._register.today())
            return list(number_changes(row.unit, read_fields(row.data), find_series(self._register, row.unit), today))
        found: list[Value] = msgspec.json.decode(row.changes, type=list[Value])
        return found

    def document_of(self, row: FiledCase, text: str) -> Fields | None:
        """The change document of a case; None when it says no change."""
        changes = [] if kind_of(row.kind).gives == RIGHT else self.changes_of(row)
        reason = f"Sag {row.number}: {' '.join(text.split())}" if text else f"Sag {row.number}"
        return {"reason": reason, "changes": changes} if changes else None

    def wanted_right(self, row: FiledCase) -> WantedRight:
        """The right that a case asks for. Raises Refused."""
        if row.kind == CLAIM:
            refuse_no_owner(self._register, row.unit)
        owner_kind = self._actors.place_of(row.unit).owner_kind if row.kind == CLAIM else ""
        return wanted_right(kind_of(row.kind), row.unit, read_fields(row.data), owner_kind, self._register.today())

    def right_of(self, row: FiledCase) -> WantedRight | None:
        """The right that a case asks for, or that was given by it; None where there is none, or none any more."""
        if row.right_number and row.kind != SALE:
            for one in self._actors.find_known(row.asker).rights:
                if one.number == row.right_number:
                    ops = None if one.ops is None else frozenset(one.ops.split())
                    return WantedRight(one.role, one.place, ops, one.from_day, one.to_day)
        if kind_of(row.kind).gives != RIGHT:
            return None
        try:
            return self.wanted_right(row)
        except Refused:
            return None

    def place_name(self, right: WantedRight) -> str:
        """What the place of a right is called; empty where it holds everywhere or its place is not open."""
        found = self._register.at().summary(right.place) if right.place else None
        return "" if found is None else str(found.get("name") or "")

    def asker(self, row: FiledCase) -> Asker:
        """Who asks: to be told to whoever may decide it alone."""
        if row.asker == NO_ACTOR:
            said = read_fields(row.data)
            return Asker("", str(said.get("name") or ""), None, str(said.get("email") or "") or None, (), None)
        found = self._register.at().unit(row.unit) if row.unit else None
        known = self._actors.find_known(row.asker)
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

    def may_decide(self, actor: Actor, row: FiledCase) -> bool:
        """Whether deciding a case is an actor's: the authority's; of a right, that of who may hand it on; of what was
        reported without a login, that of who keeps the unit.
        """
        if self._actors.is_authority(actor):
            return True
        if row.kind == SALE:
            return is_buyer(actor, read_fields(row.data))
        if row.asker == NO_ACTOR:
            return self._keeps(actor, row.unit)
        if not kind_of(row.kind).by_holders:
            return False
        try:
            wanted = self.wanted_right(row)
            return self._actors.why_not_hand_on(actor.id, wanted, self._actors.place_for(wanted)) is None
        except Refused:
            return False

    def _keeps(self, actor: Actor, unit: str) -> bool:
        """Whether a unit is kept by an actor."""
        try:
            return keeps(actor, self._actors.place_of(unit), self._register.today())
        except Refused:
            return False

    def refuse_unless_foresees(self, actor: Actor, row: FiledCase) -> None:
        """Raises NotYours for who may not see what a case would bring about: of a sale, the seller sees it as well, and
        who keeps what is sold.
        """
        if row.kind != SALE or (row.asker != actor.id and not self.may_refuse(actor, row)):
            self.refuse_unless_decides(actor, row)

    def may_refuse(self, actor: Actor, row: FiledCase) -> bool:
        """Whether an actor sees a case and may refuse it: who may decide it; a sale also who might sell the same."""
        if self.may_decide(actor, row):
            return True
        if row.kind != SALE:
            return False
        try:
            return why_not_sell(self._actors, actor, row.unit, self._register.today()) is None
        except Refused:
            return False

    def refuse_unless_refuses(self, actor: Actor, row: FiledCase) -> None:
        """Raises NotYours for who may not refuse a case."""
        if not self.may_refuse(actor, row):
            self.refuse_unless_decides(actor, row)

    def refuse_unless_decides(self, actor: Actor, row: FiledCase) -> None:
        """Raises NotYours for who may not decide a case."""
        if not self.may_decide(actor, row):
            raise NotYours("Deciding this case is not yours.", "Det er ikke dig, der afgør denne sag.")
