"""Proposals as they are kept: made anew from both sides, held against what was decided, tried before they are shown.

What was rejected stays so until what it rests on is otherwise; what was accepted and rests on something else now is
asked again, and says so.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from sor.changes.document import BadDocument
from sor.core.instant import write_instant
from sor.core.shapes import Fields, Value, as_code
from sor.desk.sending import FindingAnswer, send, show_finding
from sor.oss.documents import document_of
from sor.oss.fetching import OrgSnapshot, read_snapshot
from sor.oss.making import DOOR, action_of, actor_of, becomes_case, finish, unreadable, write_json
from sor.oss.matching import UnitMatcher
from sor.oss.proposing import CREATE, IN_SOR, KINDS, WRITE_BACK, BothSides, WantedProposal, propose, rests_on
from sor.oss.rights import WHOLE, MunicipalRights
from sor.oss.sor_side import SorSide
from sor.oss.standing import LINK, REFERENCE, MunicipalSettings, decision_of, settings_of
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import oss as rows
from sor.store.oss import ACCEPTED, APPLIED, OPEN, REJECTED, ActionRow, ProposalRow


class RefreshedProposals(NamedTuple):
    """What became of the proposals when they were made anew."""

    sides: BothSides
    rows: Sequence[ProposalRow]
    new: int
    gone: int
    asked_again: int


def read_sides(register: Register, sor: SorSide, municipality: str, snapshot: OrgSnapshot | None = None) -> BothSides:
    """Both sides of a municipality as they are now. Raises NotInSor, NothingFetched."""
    side = sor.of(municipality)
    fetched = snapshot or read_snapshot(register, municipality)
    connection = register.database.reader()
    decisions = [decision_of(row) for row in rows.decisions(connection, municipality)]
    settings = settings_of(rows.municipality(connection, municipality))
    known = rows.proposals(connection, municipality, (REJECTED, APPLIED))
    orgs = {unit.uuid: unit for unit in fetched.units}
    sides = BothSides(side, orgs, decisions, settings, municipality_finder(sor, municipality), sor.day)
    rejected = [
        (row.org, row.unit)
        for row in known
        if row.state == REJECTED and row.kind in (LINK, REFERENCE) and rests_on(sides, row.org, row.unit) == row.facts
    ]
    written: dict[str, str] = {}
    for row in known:
        if row.kind == WRITE_BACK and row.state == APPLIED:
            written[row.org] = row.unit
    return sides._replace(rejected=rejected, written=written)


def municipality_finder(sor: SorSide, municipality: str) -> Callable[[str], str]:
    """Gives the municipality of a postcode: this one where it has a part of it, else the only one that has."""

    def find(postcode: str) -> str:
        values = sor.codes.get("postal_code", postcode, sor.day)
        spanned = as_code(values).get("municipalities", []) if values is not None else []
        if not spanned or municipality in spanned:
            return municipality
        return spanned[0] if len(spanned) == 1 else ""

    return find


def refresh(
    register: Register,
    settings: Settings,
    sor: SorSide,
    municipality: str,
    *,
    snapshot: OrgSnapshot | None = None,
    matcher: UnitMatcher | None = None,
) -> RefreshedProposals:
    """Make a municipality's proposals anew, after what a stopped run had begun. Raises NotInSor, NothingFetched."""
    finish(register, settings, sor, municipality)
    sides = read_sides(register, sor, municipality, snapshot)
    wanted = propose(sides, matcher)
    now = write_instant(register.clock())
    connection = register.database.reader()
    before = {
        (row.kind, row.org, row.unit): row
        for row in rows.proposals(connection, municipality, (OPEN, ACCEPTED, REJECTED))
    }
    kept = rows.snapshot(connection, municipality)
    fetched_at = kept.fetched_at if kept is not None else ""
    asked = {
        (row.kind, row.org, row.unit, row.facts)
        for row in rows.proposals(connection, municipality, (APPLIED,))
        if (row.kind in IN_SOR and not row.serial) or (row.kind == WRITE_BACK and row.applied_at >= fetched_at)
    }
    new: list[ProposalRow] = []
    changed: list[ProposalRow] = []
    again = 0
    for one in wanted:
        row = before.pop(one.key, None)
        if (*one.key, one.facts) in asked:  # the authority has a case about it; FK-ORG was not asked since
            continue
        if row is None:
            new.append(_row(0, municipality, one, now))
        elif row.facts != one.facts:
            again += row.state != OPEN
            changed.append(_row(row.id, municipality, one, now, asked_before=row.state))
        elif row.state == OPEN and _contents(row) != _contents(fresh := _row(row.id, municipality, one, row.made_at)):
            changed.append(fresh._replace(findings=row.findings))
    gone = [row for row in before.values() if row.state != REJECTED]
    tries = ProposalTrials(register, settings, sor, sides, wanted)
    new = [tries.try_proposal(row) for row in new]
    changed = [tries.try_proposal(row) if row.findings == UNTRIED else row for row in changed]
    if new or changed or gone:
        with register.database.desk.writing() as writer:
            first = rows.next_proposal(writer)
            rows.add_proposals(writer, [row._replace(id=first + n) for n, row in enumerate(new)])
            for row in changed:
                rows.put_proposal(writer, row)
            for row in gone:
                rows.remove_proposal(writer, row.id)
                if row.state == ACCEPTED:
                    rows.add_action(writer, action_of(row, now, "", "dropped", {}))
    listed = rows.proposals(register.database.reader(), municipality)
    return RefreshedProposals(sides, listed, len(new), len(gone), again)


UNTRIED = ""
SINCE = {
    ACCEPTED: ("Godkendt før, men grundlaget er ændret. ", "Accepted before, but what it rests on changed. "),
    REJECTED: ("Afvist før, men grundlaget er ændret. ", "Rejected before, but what it rests on changed. "),
}


def _row(id: int, municipality: str, one: WantedProposal, now: str, asked_before: str = "") -> ProposalRow:
    da, en = SINCE.get(asked_before, ("", ""))
    told = {"da": da + one.da, "en": en + one.en}
    return ProposalRow(
        id, municipality, one.kind, OPEN, one.unit, one.org, write_json(one.before), write_json(one.after),
        write_json(told), UNTRIED, one.facts, one.score, now,
    )  # fmt: skip


def _contents(row: ProposalRow) -> Value:
    return row.before, row.after, row.reason, row.score


class ProposalTrials:
    """Tries proposals: what the register would find if each were sent now."""

    def __init__(
        self, register: Register, settings: Settings, sor: SorSide, sides: BothSides, wanted: Sequence[WantedProposal]
    ) -> None:
        self._register, self._settings, self._day = register, settings, sor.day
        self._actor = actor_of(sides.side)
        self._units = sides.side.units
        self._above: Mapping[str, Fields] = {one.org: one.after for one in wanted if one.kind == CREATE}

    def try_proposal(self, row: ProposalRow) -> ProposalRow:
        """A proposal with what the register finds about it."""
        if row.kind not in IN_SOR:
            return row._replace(findings="[]")
        unit = self._units.get(row.unit)
        if unit is not None and unit.level != "OU":
            return row._replace(findings=write_json([becomes_case(row.unit)]))
        after: Fields = msgspec.json.decode(row.after, type=dict[str, object])
        document = document_of(row.kind, row.unit, after, self._day, "", self._above)
        return row._replace(findings=write_json(self._findings(document)))

    def _findings(self, document: Fields) -> list[FindingAnswer]:
        try:
            outcome = send(
                self._register, self._settings, self._actor, document, DOOR, dry_run=True, now=lambda: self._actor
            )
        except (BadDocument, Refused) as error:
            return [unreadable(error)]
        return [show_finding(finding) for finding in outcome.findings]


def change_settings(register: Register, municipality: str, settings: MunicipalSettings, who: str) -> MunicipalSettings:
    """Keep a municipality's settings; that they changed stands in the log of actions. A kind of which two persons
    decide stays so until a second one wishes as well that one decides. Raises Refused for who has not the whole right.
    Gives the settings as they are now.
    """
    rights = MunicipalRights(register, municipality)
    rights.refuse_unless(who, *WHOLE)
    now = write_instant(register.clock())
    with register.database.desk.writing() as connection:
        row = rows.municipality(connection, municipality)
        before = settings_of(row)
        seconded: Sequence[str] = ()
        if before.leaving_by not in ("", who) and rights.why_not(before.leaving_by, *WHOLE) is None:
            seconded = before.leaving
        leaving = [kind for kind in before.two_people if kind not in (*settings.two_people, *seconded)]
        settings = msgspec.structs.replace(
            settings, two_people=[kind for kind in KINDS if kind in (*settings.two_people, *leaving)],
            set_by=who, leaving=leaving, leaving_by=who if leaving else "",
        )  # fmt: skip
        rows.put_municipality(connection, row._replace(settings=write_json(settings)))
        told = write_json({"before": msgspec.to_builtins(before), "after": msgspec.to_builtins(settings)})
        rows.add_action(connection, ActionRow(0, municipality, now, who, "settings", "", "", "", 0, 0, told))
    return settings
