"""Making what was accepted: sent as the municipality's own actor, once, whatever stops the program in between.

The log is written first, the desk after it. What is sent stands in the proposal before, and goes under a key of the
proposal: who finds it there asks the register what became of it, and never sends another.
"""

from collections.abc import Mapping, Sequence

import msgspec

from sor.access.authority import MUNICIPALITY, Actor, Right
from sor.changes.document import BadDocument
from sor.changes.outcome import Outcome
from sor.core.instant import write_instant
from sor.core.shapes import Fields, Value
from sor.desk.asked_case import AskedCase, SentOnce
from sor.desk.cases import Cases
from sor.desk.sending import FindingAnswer, send, show_finding
from sor.oss.fetching import NothingFetched, read_snapshot
from sor.oss.org_unit import OrgUnit
from sor.oss.proposing import CLOSE, CREATE, REPLACE
from sor.oss.sor_side import MunicipalSide, NotInSor, SorSide
from sor.oss.standing import LINK, AgreedFacts, decision_of
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import answered
from sor.store import oss as rows
from sor.store.database import Connection
from sor.store.oss import ACCEPTED, APPLIED, OPEN, ActionRow, DecisionRow, ProposalRow

DOOR = "oss"
OPERATIONS = frozenset({"create", "edit", "move", "replace", "close"})
"""What the synchronisation may do to a municipality's own units; numbers and message types are others' to give."""


def actor_of(side: MunicipalSide) -> Actor:
    """The municipality's own actor: who the log names, with a right over its own units alone."""
    right = Right(MUNICIPALITY, side.owner, OPERATIONS)
    return Actor(f"kommune-{side.municipality}", f"{side.name} (FK-OSS)", (right,), side.cvr or None)


def unreadable(error: BadDocument | Refused) -> FindingAnswer:
    """A change that the register does not even look at, as a finding."""
    danish = error.danish or str(error)
    return {
        "rule": "DOC", "severity": "error", "kind": "unit", "key": "", "field": "", "from": None, "to": None,
        "da": danish, "en": str(error),
    }  # fmt: skip


def becomes_case(unit: str) -> FindingAnswer:
    """That a change of an institution is asked of the authority, as a finding."""
    return {
        "rule": "OSS", "severity": "note", "kind": "unit", "key": unit, "field": "", "from": None, "to": None,
        "da": "Enheden er en sundhedsinstitution: forslaget bliver til en sag hos Sundhedsdatastyrelsen.",
        "en": "The unit is an institution: the proposal becomes a case at the Danish Health GraphData Authority.",
    }  # fmt: skip


def action_of(row: ProposalRow, at: str, who: str, what: str, told: Mapping[str, Value], serial: int = 0) -> ActionRow:
    """What was done with a proposal, as the log of actions keeps it."""
    return ActionRow(
        0, row.municipality, at, who, what, row.kind, row.unit, row.org, row.id, serial, write_json(dict(told))
    )  # fmt: skip


def key_of(row: ProposalRow) -> str:
    """Under which a proposal's change is sent."""
    return f"oss-{row.municipality}-{row.id}"


class ProposalMaker:
    """Makes the accepted proposals of a municipality."""

    def __init__(
        self,
        register: Register,
        settings: Settings,
        side: MunicipalSide,
        orgs: Mapping[str, OrgUnit],
    ) -> None:
        self._register, self._settings = register, settings
        self._side, self._orgs = side, orgs
        self._actor = actor_of(side)

    def make(self, row: ProposalRow, document: Fields) -> ProposalRow:
        """Send a proposal's change and note what became of it. Raises what ``Register.change`` does when nobody can
        write now; the next run goes on from there.
        """
        kept = row._replace(document=write_json(document))
        with self._register.database.desk.writing() as connection:
            rows.put_proposal(connection, kept)
        return self.go_on(kept)

    def go_on(self, row: ProposalRow) -> ProposalRow:
        """Send the change that stands in a proposal, or ask what became of it."""
        document: Fields = msgspec.json.decode(row.document, type=dict[str, object])
        try:
            outcome = send(
                self._register, self._settings, self._actor, document, DOOR, key=key_of(row), now=lambda: self._actor
            )  # fmt: skip
        except (BadDocument, Refused) as error:
            return self._refuse_proposal(row, [unreadable(error)])
        if not outcome.accepted:
            return self._refuse_proposal(row, [show_finding(finding) for finding in outcome.findings])
        return self._note_made(row, outcome)

    def open_case(self, row: ProposalRow, document: Fields) -> ProposalRow:
        """Ask the authority for what the municipality may not do itself, once."""
        changes = document["changes"]
        reason: Fields = msgspec.json.decode(row.reason, type=dict[str, object])
        asked = AskedCase(
            "institution", row.unit, f"FK-OSS: {reason['da']}", changes=changes if isinstance(changes, list) else []
        )  # fmt: skip
        case = Cases(self._register, self._settings).open(self._actor, asked, DOOR, SentOnce(key_of(row), key_of(row)))
        now = write_instant(self._register.clock())
        done = row._replace(state=APPLIED, applied_at=now)
        with self._register.database.desk.writing() as connection:
            rows.put_proposal(connection, done)
            rows.add_action(connection, action_of(row, now, self._actor.id, "case", {"case": case.number}))
        return done

    def _refuse_proposal(self, row: ProposalRow, findings: Sequence[FindingAnswer]) -> ProposalRow:
        """The register does not take it: it is open again, with what was found."""
        now = write_instant(self._register.clock())
        back = row._replace(state=OPEN, findings=write_json(list(findings)), document="", decided_by="", second="")
        with self._register.database.desk.writing() as connection:
            rows.put_proposal(connection, back)
            first = findings[0] if findings else None
            told = {"da": first["da"], "en": first["en"]} if first else {}
            rows.add_action(connection, action_of(row, now, self._actor.id, "refused", told))
        return back

    def _note_made(self, row: ProposalRow, outcome: Outcome) -> ProposalRow:
        now = write_instant(self._register.clock())
        unit = row.unit or list(outcome.units.values())[-1]
        done = row._replace(
            state=APPLIED, unit=unit, serial=outcome.serial or 0, applied_at=now,
            findings=write_json([show_finding(finding) for finding in outcome.findings]),
        )  # fmt: skip
        with self._register.database.desk.writing() as connection:
            rows.put_proposal(connection, done)
            self._bring_after(connection, done, now)
            rows.add_action(connection, action_of(done, now, self._actor.id, "applied", {}, done.serial))
        return done

    def _bring_after(self, connection: Connection, row: ProposalRow, now: str) -> None:
        """What was decided follows what was made: new units are linked, closed ones are not any more, and both sides
        agree as they are now.
        """
        if row.kind in (CLOSE, REPLACE):
            rows.remove_decision(connection, row.municipality, row.org, row.unit)
            return
        org = self._orgs.get(row.org)
        if org is None:
            return
        after: Fields = msgspec.json.decode(row.after, type=dict[str, object])
        if row.kind == CREATE:
            agreed = AgreedFacts(org.name, org.parent or "", str(after.get("name", "")))
            rows.put_decision(connection, decision_row(row, LINK, agreed, now))
            return
        for decided in rows.decisions(connection, row.municipality):
            if (decided.org, decided.unit) == (row.org, row.unit):
                before = decision_of(decided).agreed
                unit = self._side.find(row.unit)
                name = str(after.get("name") or before.name or (unit.name if unit else ""))
                agreed = AgreedFacts(org.name, org.parent or "", name)
                rows.put_decision(connection, decided._replace(facts=write_json(agreed)))


def decision_row(row: ProposalRow, kind: str, agreed: AgreedFacts, now: str, reason: str = "") -> DecisionRow:
    """What lasts of a proposal that was made."""
    return DecisionRow(
        row.municipality, row.org, row.unit, kind, reason, write_json(agreed), row.decided_by, now
    )  # fmt: skip


def finish(register: Register, settings: Settings, sor: SorSide, municipality: str) -> int:
    """Bring the desk after what a run that was stopped has written; gives how many proposals that were."""
    begun = [row for row in rows.proposals(register.database.reader(), municipality, (ACCEPTED,)) if row.document]
    if not begun:
        return 0
    try:
        side = sor.of(municipality)
        orgs = {unit.uuid: unit for unit in read_snapshot(register, municipality).units}
    except (NotInSor, NothingFetched):
        return 0
    maker = ProposalMaker(register, settings, side, orgs)
    done = 0
    for row in begun:
        if answered.find(register.database.reader(), actor_of(side).id, key_of(row)) is not None:
            maker.go_on(row)
            done += 1
        else:  # it was never sent: a later day makes another change of it
            with register.database.desk.writing() as connection:
                rows.put_proposal(connection, row._replace(document=""))
    return done


def write_json(value: Value) -> str:
    """A value as rows keep it."""
    return msgspec.json.encode(value).decode()
