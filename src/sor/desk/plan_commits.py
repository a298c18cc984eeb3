"""Committing a plan: what everybody approved, and that alone, becomes one entry of the log; and taking it back on the
same day.

The log is written first, the desk after it, as with cases. While the plan is decided it is asked again whether it is
still the version that was approved, by whom, and with which rights; and what it would bring about is held against what
was approved.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from sor.access.authority import Actor, Place, refusal
from sor.changes.asking import Terms
from sor.changes.outcome import Outcome
from sor.core.finding import ERROR, Finding
from sor.core.log import EntryOrigin
from sor.core.shapes import Fields, Value
from sor.desk.plan_checks import DOOR
from sor.desk.plan_document import kept_plan
from sor.desk.plan_records import COMMIT, UNDO, NotYourPlan, PlanState, key_of
from sor.desk.plan_report import difference, mark_of
from sor.desk.plan_sides import AskingTogether, KnownOwners
from sor.desk.plan_standing import approvers_of
from sor.desk.plans import Plans
from sor.desk.sales import give_rights_back
from sor.desk.sending import show_finding
from sor.store import plan_outlines
from sor.store import plans as desk
from sor.store.plans import APPROVED, CHECKED, COMMITTED, UNDONE, PlanRow, PlanVersionRow


class PlanCommits:
    """Commits and takes back the plans of one register."""

    def __init__(self, plans: Plans) -> None:
        self._plans = plans
        self._register = plans.register
        self._records = plans.records
        self._actors = plans.actors

    def commit(self, actor: Actor, row: PlanRow) -> PlanRow:
        """Write a plan as its author's entry, once; one that is committed stays so. Raises Refused."""
        self._refuse_unless_leads(actor, row)
        if row.state == COMMITTED:
            return row
        self._records.refuse_ended(row)
        self._plans.checks.refuse_past(row)
        said = self._records.version(row)
        self._refuse_unapproved(row, said)
        approved_by = [one.id for one in self._plans.standings.of(row).approvers]
        self._records.begin(row, COMMIT, row.author)
        document = kept_plan(said.title, said.day, said.changes).document(row.number)
        budget = self._plans.checks.budget(self._actors.actor(row.author) or Actor(row.author), lambda _: None)
        origin: EntryOrigin = {"plan": str(row.number), "approved_by": approved_by}

        def now() -> tuple[Actor, Sequence[Actor]]:
            return self._who_stands_for(row, said, approved_by)

        def insist(outcome: Outcome) -> None:
            if mark_of(outcome) != said.mark:
                raise _otherwise(row, self._difference(row, said, outcome))

        outcome = self._register.change(
            document, row.author, DOOR, key=key_of(row.number), origin=origin, insist=insist,
            options={"shak_end": self._plans.settings.shak_end},
            terms=lambda: Terms(AskingTogether(now, KnownOwners(self._register)), budget.spend),
        )  # fmt: skip
        if not outcome.accepted or outcome.serial is None:
            raise _otherwise(row, self._difference(row, said, outcome))
        give_rights_back(self._register)
        return self._records.bring_after(row, COMMIT, row.author, outcome.serial)

    def undo(self, actor: Actor, row: PlanRow) -> PlanRow:
        """Take a committed plan back whole, on the day on which it was committed. Raises Refused."""
        self._refuse_unless_leads(actor, row)
        if row.state == UNDONE:
            return row
        if row.state != COMMITTED:
            raise PlanState(
                f"Plan {row.number} is {row.state}, so there is nothing to take back.",
                f"Plan {row.number} er {row.state}, så der er intet at tage tilbage.",
            )
        origin: EntryOrigin = {"plan": str(row.number)}
        approved_by = self._approvers_of(row.entry)
        self._records.begin(row, UNDO, actor.id)

        def now() -> list[Actor]:
            found = [self._actors.actor(name) for name in (actor.id, row.author)]
            found += [self._records.acting(row, name) for name in approved_by]
            return [one for one in found if one is not None]

        outcome = self._register.change(
            {"reason": f"Plan {row.number}", "changes": [{"op": "undo", "entry": row.entry}]}, actor.id, DOOR,
            key=key_of(row.number, UNDO), origin=origin, options={"shak_end": self._plans.settings.shak_end},
            terms=lambda: Terms(AskingAny(now), self._plans.checks.budget(actor, lambda _: None).spend),
        )  # fmt: skip
        if not outcome.accepted or outcome.serial is None:
            errors = [finding for finding in outcome.findings if finding.severity == ERROR]
            told: Fields = {
                "findings": {"new": {"count": len(errors), "first": [dict(show_finding(one)) for one in errors]}}
            }
            raise PlanState(
                f"Plan {row.number} cannot be taken back: {' '.join(show_finding(one)['en'] for one in errors[:3])}",
                f"Plan {row.number} kan ikke tages tilbage: {' '.join(show_finding(one)['da'] for one in errors[:3])}",
                msgspec.Raw(msgspec.json.encode(told)),
            )
        give_rights_back(self._register)
        return self._records.bring_after(row, UNDO, actor.id, outcome.serial)

    def _refuse_unless_leads(self, actor: Actor, row: PlanRow) -> None:
        if row.author != actor.id and not self._actors.is_authority(actor):
            raise NotYourPlan(
                "A plan is committed and taken back by its author or the register authority.",
                "En plan sættes i kraft og tages tilbage af forfatteren eller registermyndigheden.",
            )

    def _refuse_unapproved(self, row: PlanRow, said: PlanVersionRow) -> None:
        standing = self._plans.standings.of(row)
        if row.state not in (CHECKED, APPROVED) or not said.mark or not standing.is_agreed:
            missing, state = ", ".join(standing.missing), self._plans.standings.now(row).state
            raise PlanState(
                f"Plan {row.number} is not approved: {state}. Still to approve: {missing or '-'}.",
                f"Plan {row.number} er ikke godkendt: {state}. Mangler at godkende: {missing or '-'}.",
            )

    def _who_stands_for(
        self, row: PlanRow, said: PlanVersionRow, approved_by: Sequence[str]
    ) -> tuple[Actor, Sequence[Actor]]:
        """Author and approvers with the rights of now, if the plan is still what was approved by them; it is asked
        whenever it is decided, and again while the log's lock is held. Raises PlanState.
        """
        reader = self._register.database.reader()
        fresh = desk.find(reader, row.number)
        version = plan_outlines.outline(reader, row.number, row.version)
        named = [] if version is None else approvers_of(reader, version)
        is_same = fresh is not None and version is not None and version.mark == said.mark
        if not is_same or fresh is None or fresh.version != row.version or not {*approved_by} <= {*named}:
            raise _moved_on(row)
        if fresh.state not in (CHECKED, APPROVED):
            raise _moved_on(row)
        found = [self._records.acting(row, name) for name in approved_by]
        return self._actors.actor(row.author) or Actor(row.author), [one for one in found if one is not None]

    def _approvers_of(self, serial: int) -> list[str]:
        """Who approved what an entry committed."""
        entry = self._register.entry(serial)
        return [] if entry is None or entry.origin is None else entry.origin.get("approved_by", [])

    def _difference(self, row: PlanRow, said: PlanVersionRow, outcome: Outcome) -> Fields:
        report = msgspec.json.decode(said.report, type=Fields)
        return difference(
            msgspec.convert(report["findings"], list[Fields]), self._plans.checks.list_touched(row), outcome
        )


class AskingAny:
    """Whether any of some actors may; they are asked for when the first thing is asked about."""

    def __init__(self, now: Callable[[], list[Actor]]) -> None:
        self._now = now
        self._who: list[Actor] | None = None

    def __call__(
        self, op: str, kind: str, place: Place | None, day: int, fields: Mapping[str, Value]
    ) -> Finding | None:
        """Why not, or None."""
        if self._who is None:
            self._who = self._now()
        refused = [refusal(one, op, kind, place, day, fields) for one in self._who or [Actor("")]]
        return None if None in refused else refused[0]


def _otherwise(row: PlanRow, told: Fields) -> PlanState:
    return PlanState(
        f"Plan {row.number} would bring about something else than what was approved: nothing is written. Check it"
        " again, and have it approved again.",
        f"Plan {row.number} ville medføre noget andet end det godkendte: intet er skrevet. Prøv den igen, og få den"
        " godkendt igen.",
        msgspec.Raw(msgspec.json.encode(told)),
    )


def _moved_on(row: PlanRow) -> PlanState:
    return PlanState(
        f"Plan {row.number} was changed while it was being committed: nothing is written.",
        f"Plan {row.number} blev ændret, mens den blev sat i kraft: intet er skrevet.",
    )
