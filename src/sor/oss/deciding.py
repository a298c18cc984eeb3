"""Deciding proposals: one, many, or by rule; some kinds by two persons. Nothing in SOR changes by it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from sor.core.instant import write_instant
from sor.core.shapes import Fields
from sor.oss.making import action_of, write_json
from sor.oss.org_tree import line_above
from sor.oss.proposing import BothSides
from sor.oss.rights import EDIT, MunicipalRights, operation_of
from sor.oss.sor_side import SorSide
from sor.oss.standing import LINK, NOT_OURS, REFERENCE, AgreedFacts, DecidingRule, settings_of
from sor.register import Refused, Register
from sor.store import oss as rows
from sor.store.oss import ACCEPTED, APPLIED, OPEN, REJECTED, ActionRow, DecisionRow, ProposalRow

RULE = "rule"
"""Who decided what a rule did."""


class CannotDecide(Refused):
    """A proposal that is not there, or made already."""


class DecidedCount(NamedTuple):
    """How many were decided, and how many wait for a second person."""

    decided: int
    waiting: int


def decide(
    register: Register,
    municipality: str,
    ids: Collection[int],
    who: str,
    *,
    accept: bool,
    reason: str = "",
    two: Collection[str] | None = None,
    sor: SorSide | None = None,
) -> DecidedCount:
    """Accept or reject proposals by their ids, all or none. two: kinds that wait for a second person; the
    municipality's own unless told. Raises CannotDecide, and Refused for who may not do what a proposal comes to.
    """
    if who != RULE:
        _refuse_deciding(register, municipality, ids, who, sor)
    now = write_instant(register.clock())
    decided = waiting = 0
    with register.database.desk.writing() as connection:
        kinds = settings_of(rows.municipality(connection, municipality)).two_people if two is None else two
        for number in dict.fromkeys(ids):
            row = rows.proposal(connection, number)
            if row is None or row.municipality != municipality:
                raise CannotDecide(
                    f"Municipality {municipality} has no proposal {number}.",
                    f"Kommune {municipality} har intet forslag {number}.",
                )
            if row.state == APPLIED or row.document:
                raise CannotDecide(
                    f"Proposal {number} is carried out already.", f"Forslag {number} er allerede udført."
                )
            wanted = ACCEPTED if accept else REJECTED
            if row.state == wanted:
                continue
            if accept and row.kind in kinds and row.second in ("", RULE, who):  # a rule is no person
                rows.put_proposal(connection, row._replace(second=who, decided_at=now))
                rows.add_action(connection, action_of(row, now, who, "seconded", {}))
                waiting += 1
                continue
            rows.put_proposal(connection, row._replace(state=wanted, decided_by=who, decided_at=now))
            rows.add_action(connection, action_of(row, now, who, wanted, {"text": reason} if reason else {}))
            decided += 1
    return DecidedCount(decided, waiting)


def _refuse_deciding(
    register: Register, municipality: str, ids: Iterable[int], who: str, sor: SorSide | None
) -> None:  # fmt: skip
    """Raises Refused unless somebody may do everything that some proposals come to."""
    connection = register.database.reader()
    found = [row for number in ids if (row := rows.proposal(connection, number)) is not None]
    needed = {operation_of(row.kind): None for row in found if row.municipality == municipality}
    MunicipalRights(register, municipality, sor).refuse_unless(who, *needed)


def reopen(
    register: Register, municipality: str, ids: Collection[int], who: str, sor: SorSide | None = None
) -> int:  # fmt: skip
    """Take decisions back that are not carried out; gives how many. Raises Refused for who may not."""
    _refuse_deciding(register, municipality, ids, who, sor)
    now = write_instant(register.clock())
    done = 0
    with register.database.desk.writing() as connection:
        for number in ids:
            row = rows.proposal(connection, number)
            if row is None or row.municipality != municipality or row.document:
                continue
            if row.state in (ACCEPTED, REJECTED) or row.second:
                rows.put_proposal(connection, row._replace(state=OPEN, decided_by="", decided_at="", second=""))
                rows.add_action(connection, action_of(row, now, who, "reopened", {}))
                done += 1
    return done


def undo_decisions(register: Register, municipality: str, unit: str, who: str) -> int:
    """Take back what was decided of a unit (UUID or SOR code), so that it is asked about again; gives how many.
    Raises Refused for who may not.
    """
    MunicipalRights(register, municipality).refuse_unless(who, EDIT)
    now = write_instant(register.clock())
    with register.database.desk.writing() as connection:
        found = [row for row in rows.decisions(connection, municipality) if unit in (row.org, row.unit)]
        for row in found:
            rows.remove_decision(connection, municipality, row.org, row.unit)
            done = ActionRow(0, municipality, now, who, "undone", row.kind, row.unit, row.org, 0, 0, "{}")
            rows.add_action(connection, done)
    return len(found)


def decide_lasting(
    register: Register, municipality: str, kind: str, unit: str, who: str, reason: str = ""
) -> None:  # fmt: skip
    """Decide something that lasts and was not proposed: a unit of FK-ORG is not ours, one of SOR is in SOR only. Raises
    CannotDecide for one that is linked, and Refused for who may not.
    """
    MunicipalRights(register, municipality).refuse_unless(who, EDIT)
    org, code = (unit, "") if kind == NOT_OURS else ("", unit)
    now = write_instant(register.clock())
    with register.database.desk.writing() as connection:
        if any(unit in (row.org, row.unit) for row in rows.decisions(connection, municipality)):
            raise CannotDecide(
                f"Something was decided of {unit[:40]} already; take it back first.",
                f"Der er allerede truffet en beslutning om {unit[:40]}; ophæv den først.",
            )
        rows.put_decision(connection, DecisionRow(municipality, org, code, kind, reason[:500], "{}", who, now))
        told = write_json({"text": reason[:500]} if reason else {})
        rows.add_action(connection, ActionRow(0, municipality, now, who, kind, kind, code, org, 0, 0, told))


def take_links(register: Register, sides: BothSides, links: Mapping[str, str], who: str) -> int:
    """Let links that were made elsewhere (SOR codes by UUID) last here; gives how many. A pair of which one side is not
    there, or decided already, is left alone.
    """
    now = write_instant(register.clock())
    decided = {one.org for one in sides.decisions} | {one.unit for one in sides.decisions}
    done = 0
    with register.database.desk.writing() as connection:
        for uuid, code in links.items():
            org, unit = sides.orgs.get(uuid), sides.side.find(code)
            if org is None or unit is None or {uuid, code} & decided:
                continue
            decided |= {uuid, code}
            kind = REFERENCE if unit.is_private else LINK
            agreed = write_json(AgreedFacts(org.name, org.parent or "", unit.name))
            municipality = sides.side.municipality
            rows.put_decision(connection, DecisionRow(municipality, uuid, code, kind, "", agreed, who, now))
            done_now = ActionRow(0, municipality, now, who, "applied", kind, code, uuid, 0, 0, "{}")
            rows.add_action(connection, done_now)
            done += 1
    return done


def apply_rules(register: Register, sides: BothSides, proposals: Sequence[ProposalRow]) -> int:
    """Let a municipality's rules decide what they may; gives how many. A proposal in which the register found an error
    waits for a person, as does one that is not sure, one that two persons decide, and one that comes to what whoever
    set the rules may not do themselves.
    """
    rights = MunicipalRights(register, sides.side.municipality)
    may = {
        kind: rights.why_not(sides.settings.set_by, operation_of(kind)) is None
        for kind in {row.kind for row in proposals if row.state == OPEN and sides.settings.rules}
        if kind not in sides.settings.two_people
    }
    by_rule: dict[tuple[bool, bool], list[int]] = {}
    for row in proposals:
        rule = next(
            (
                one
                for one in sides.settings.rules
                if row.state == OPEN and may.get(row.kind) and _holds(one, row, sides)
            ),
            None,
        )
        if rule is not None:
            by_rule.setdefault((rule.accept, rule.two), []).append(row.id)
    done = 0
    for (accept, two), ids in by_rule.items():
        kinds = [row.kind for row in proposals if row.id in ids] if two else []
        waiting = set(kinds) | set(sides.settings.two_people)
        done += decide(
            register, sides.side.municipality, ids, RULE, accept=accept, two=waiting if accept else ()
        ).decided  # fmt: skip
    return done


def _holds(rule: DecidingRule, row: ProposalRow, sides: BothSides) -> bool:
    after: Fields = msgspec.json.decode(row.after, type=dict[str, object])
    if rule.kind not in (row.kind, "*") or row.score < rule.threshold or row.second:
        return False
    if rule.accept and (after.get("sure") is False or has_error(row)):
        return False
    return not rule.below or rule.below in place_of(row, sides)


def has_error(row: ProposalRow) -> bool:
    """Whether the register would not take a proposal."""
    return '"severity":"error"' in row.findings


def place_of(row: ProposalRow, sides: BothSides) -> set[str]:
    """What a proposal stands below, on both sides, itself too."""
    unit = sides.side.find(row.unit)
    above = unit.above if unit is not None else ()
    return {row.org, row.unit, *above, *line_above(sides.orgs, row.org)}
