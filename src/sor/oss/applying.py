"""Applying what was accepted, in order: links first, then what changes SOR, then codes written back to FK-ORG."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from typing import NamedTuple, Protocol

import msgspec

from sor.core.instant import write_instant
from sor.core.shapes import Fields
from sor.desk.actors import OPERATOR
from sor.oss.code_writer import SoapWriter
from sor.oss.deciding import RULE, apply_rules
from sor.oss.documents import document_of
from sor.oss.fetching import OrgSnapshot, open_writer
from sor.oss.keeping import refresh
from sor.oss.making import ProposalMaker, action_of, actor_of, decision_row
from sor.oss.org_tree import depths
from sor.oss.proposing import CREATE, ENDING, IN_SOR, KINDS, UNLINK, WRITE_BACK, BothSides
from sor.oss.rights import MunicipalRights, operation_of
from sor.oss.sor_side import SorSide
from sor.oss.source import SourceFault
from sor.oss.standing import LINK, NOT_OURS, REFERENCE, AgreedFacts, links_of
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import oss as rows
from sor.store.oss import ACCEPTED, APPLIED, OPEN, ProposalRow

MOST_ENDED = 10
SHARE_ENDED = 100
"""A run that would close or unlink more than 10 units, or more than one in 100, stops and asks; one alone never."""


class TooManyEnd(Refused):
    """A run that would close or unlink suspiciously many; count: how many, to be said when it is right."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"This run would close or unlink {count} units; nothing was done. Is that right? Then confirm the number.",
            f"Kørslen ville lukke eller afkoble {count} enheder; intet er gjort. Er det rigtigt, så bekræft tallet.",
        )
        self.count = count


class CodeWriter(Protocol):
    """Puts SOR codes on units in FK-ORG."""

    def write(self, cvr: str, org: str, codes: Sequence[str]) -> None:
        """Let a unit have exactly these SOR codes. Raises SourceFault."""


class AppliedRun(NamedTuple):
    """What a run did. counts: by kind what was made; refused: what the register does not take; cases: what was asked of
    the authority; waiting: accepted and not made yet, for want of what comes first. open: what waits for a decision.
    """

    counts: Mapping[str, int]
    refused: int
    cases: int
    waiting: int
    open: int
    by_rule: int


TellCount = Callable[[int, int], None]
"""Is told how many are done, of how many."""


def sync(
    register: Register,
    settings: Settings,
    sor: SorSide,
    municipality: str,
    *,
    confirmed: int | None = None,
    writer: CodeWriter | None = None,
    snapshot: OrgSnapshot | None = None,
    tell: TellCount = lambda *_: None,
    by: str = OPERATOR,
) -> AppliedRun:
    """Let rules decide, and make what was accepted by who may have it made. by: who asks for the run; must be allowed
    all that it makes. Raises TooManyEnd and Refused before anything is made, NotInSor, NothingFetched.
    """
    rights = MunicipalRights(register, municipality, sor)
    rights.refuse_withdrawn(actor_of(sor.of(municipality)).id)
    found = refresh(register, settings, sor, municipality, snapshot=snapshot)
    by_rule = apply_rules(register, found.sides, found.rows)
    accepted = _find_accepted(register, rights, found.sides)
    rights.refuse_unless(by, *dict.fromkeys(operation_of(row.kind) for row in accepted))
    refuse_many_ends(found.sides, accepted, confirmed)
    before = {row.id for row in found.rows if row.state == APPLIED}
    with ExitStack() as kept:
        if writer is None and (opened := _writer(register, settings, found.sides)) is not None:
            writer = kept.enter_context(closing(opened))
        if _make_all(register, settings, found.sides, accepted, writer, tell, rights):
            found = refresh(register, settings, SorSide(register), municipality)
            later = apply_rules(register, found.sides, found.rows)
            more = [
                row
                for row in _find_accepted(register, rights, found.sides)
                if rights.why_not(by, operation_of(row.kind)) is None
            ]
            if later and more:
                refuse_many_ends(found.sides, more, confirmed)
                _make_all(register, settings, found.sides, more, writer, tell, rights)
                refresh(register, settings, SorSide(register), municipality)
            by_rule += later
    return _tell_run(register, municipality, before, by_rule)


def _find_accepted(register: Register, rights: MunicipalRights, sides: BothSides) -> list[ProposalRow]:
    """What was accepted by who may have it made still; the rest is open again."""
    found = rows.proposals(register.database.reader(), sides.side.municipality, (ACCEPTED,))
    return [row for row in found if not _reopen_forbidden(register, rights, sides, row)]


def _reopen_forbidden(register: Register, rights: MunicipalRights, sides: BothSides, row: ProposalRow) -> bool:
    """Whether one of those who accepted a proposal may not do what it comes to now: then it is open again. For a rule
    stands who set the rules.
    """
    deciders = [sides.settings.set_by if one == RULE else one for one in (row.decided_by, row.second or row.decided_by)]
    op = operation_of(row.kind)
    why = next((found for one in dict.fromkeys(deciders) if (found := rights.why_not(one, op)) is not None), None)
    if why is None:
        return False
    now = write_instant(register.clock())
    with register.database.desk.writing() as connection:
        fresh = rows.proposal(connection, row.id)
        if fresh == row:
            rows.put_proposal(connection, row._replace(state=OPEN, decided_by="", decided_at="", second=""))
            told = {"da": why.danish or str(why), "en": str(why)}
            rows.add_action(connection, action_of(row, now, row.decided_by, "forbidden", told))
    return True


def _writer(register: Register, settings: Settings, sides: BothSides) -> SoapWriter | None:
    """What writes codes back; none until the municipality says so, nor where its units come from a file."""
    row = rows.municipality(register.database.reader(), sides.side.municipality)
    return open_writer(register, settings, row.source) if sides.settings.write_back else None


def refuse_many_ends(sides: BothSides, accepted: Sequence[ProposalRow], confirmed: int | None) -> None:
    """Raises TooManyEnd when a run would end too many units, and nobody has said that it is right."""
    count = sum(1 for row in accepted if row.kind in ENDING)
    units = max(len(sides.side.units), 1)
    if (count > MOST_ENDED or (count > 1 and count * SHARE_ENDED > units)) and confirmed != count:
        raise TooManyEnd(count)


def _tell_run(
    register: Register, municipality: str, before: set[int], by_rule: int
) -> AppliedRun:  # fmt: skip
    now = rows.proposals(register.database.reader(), municipality)
    made = [row for row in now if row.state == APPLIED and row.id not in before]
    refused = sum(1 for row in now if row.state == OPEN and '"severity":"error"' in row.findings)
    states = Counter(row.state for row in now)
    cases = sum(1 for row in made if row.kind in IN_SOR and not row.serial)
    counts = Counter(row.kind for row in made if row.serial or row.kind not in IN_SOR)
    return AppliedRun(dict(counts), refused, cases, states[ACCEPTED], states[OPEN], by_rule)


def _make_all(
    register: Register,
    settings: Settings,
    sides: BothSides,
    accepted: Sequence[ProposalRow],
    writer: CodeWriter | None,
    tell: TellCount,
    rights: MunicipalRights,
) -> int:
    """Make what can be made, in order; gives how many were. Each is looked at again just before: a decision that was
    taken back since, or whose maker lost the right, is not made.
    """
    deep = depths(list(sides.orgs.values()))
    order = sorted(accepted, key=lambda row: (KINDS.index(row.kind), deep.get(row.org, 0), row.id))
    maker = ProposalMaker(register, settings, sides.side, sides.orgs)
    linked = {org: one.unit for org, one in links_of(sides.decisions).items()}
    done = 0
    for n, row in enumerate(order, 1):
        if rows.proposal(register.database.reader(), row.id) != row or _reopen_forbidden(register, rights, sides, row):
            made = None
        elif row.kind in IN_SOR:
            made = _make_in_sor(maker, sides, row, linked)
        elif row.kind == WRITE_BACK:
            made = _write_back(register, sides, row, linked, writer)
        else:
            made = _decide(register, sides, row, linked)
        if made is not None and made.state == APPLIED:
            done += 1
            if made.kind == CREATE:
                linked[made.org] = made.unit
        tell(n, len(order))
    return done


def _make_in_sor(
    maker: ProposalMaker, sides: BothSides, row: ProposalRow, linked: Mapping[str, str]
) -> ProposalRow | None:
    """None when what comes first is not there: the link, or the unit above a new one."""
    after: Fields = msgspec.json.decode(row.after, type=dict[str, object])
    if row.kind == CREATE:
        parent = str(after.get("parent") or linked.get(str(after.get("parent_org")), ""))
        if row.org in linked or not parent:
            return None
        after = after | {"parent": parent}
    elif linked.get(row.org) != row.unit:
        return None
    reason: Fields = msgspec.json.decode(row.reason, type=dict[str, object])
    day = sides.day
    document = document_of(row.kind, row.unit, after, day, f"FK-OSS: {reason['da']}", {})
    unit = sides.side.units.get(row.unit)
    if row.kind != CREATE and (unit is None or unit.level != "OU"):
        return maker.open_case(row, document)
    return maker.make(row, document)


def _decide(
    register: Register, sides: BothSides, row: ProposalRow, linked: dict[str, str]
) -> ProposalRow | None:  # fmt: skip
    """A link, a reference, "not ours", or the end of one: it lasts from now on."""
    now = write_instant(register.clock())
    org, unit = sides.orgs.get(row.org), sides.side.find(row.unit)
    before: Fields = msgspec.json.decode(row.before, type=dict[str, object])
    agreed = AgreedFacts(org.name if org else "", (org.parent or "") if org else "", unit.name if unit else "")
    with register.database.desk.writing() as connection:
        fresh = rows.proposal(connection, row.id)
        if fresh is None or fresh.state != ACCEPTED:
            return None
        if row.kind == UNLINK:
            rows.remove_decision(connection, row.municipality, row.org, row.unit)
            linked.pop(row.org, None)
        else:
            holders = [
                one for one in rows.decisions(connection, row.municipality) if one.unit == row.unit and row.unit
            ]  # fmt: skip
            for one in holders:
                if one.org in (str(before.get("org", "")), row.org):
                    rows.remove_decision(connection, row.municipality, one.org, one.unit)
                elif row.kind in (LINK, REFERENCE) and one.kind in (LINK, REFERENCE):
                    return None
            reason = "" if row.kind != NOT_OURS else str(msgspec.json.decode(row.reason, type=dict[str, str])["da"])
            rows.put_decision(connection, decision_row(row, row.kind, agreed, now, reason))
            if row.kind in (LINK, REFERENCE):
                linked[row.org] = row.unit
        done = row._replace(state=APPLIED, applied_at=now)
        rows.put_proposal(connection, done)
        rows.add_action(connection, action_of(row, now, row.decided_by, "applied", {}))
    return done


def _write_back(
    register: Register, sides: BothSides, row: ProposalRow, linked: Mapping[str, str], writer: CodeWriter | None
) -> ProposalRow | None:  # fmt: skip
    """The codes of a unit of FK-ORG; None where it cannot be written now."""
    if writer is None:
        return None
    after: Mapping[str, list[str]] = msgspec.json.decode(row.after, type=dict[str, list[str]])
    now = write_instant(register.clock())
    who = actor_of(sides.side).id
    try:
        writer.write(sides.side.cvr, row.org, after["sor"])
    except SourceFault as error:
        with register.database.desk.writing() as connection:
            told = {"da": error.danish, "en": str(error)}
            rows.add_action(connection, action_of(row, now, who, "failed", told))
        return None
    done = row._replace(state=APPLIED, applied_at=now)
    with register.database.desk.writing() as connection:
        rows.put_proposal(connection, done)
        rows.add_action(connection, action_of(row, now, who, "applied", {"linked": row.org in linked}))
    return done
