"""From both sides of a municipality and what was decided to what is proposed; pure: the same in, the same out."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from sor.core.canonical import encode
from sor.core.shapes import Fields, Value
from sor.oss import comparing, org_unit
from sor.oss.care_kinds import is_about_health, kinds_of, type_for
from sor.oss.comparing import MunicipalityOf, UnitDifference
from sor.oss.matching import SettledPairs, UnitMatch, UnitMatcher
from sor.oss.org_tree import LONGEST_NAME, line_above
from sor.oss.org_unit import OrgUnit
from sor.oss.reasons import tell_match
from sor.oss.sor_side import MunicipalSide, SorUnit
from sor.oss.standing import (
    LINK,
    NOT_OURS,
    REFERENCE,
    SOR_ONLY,
    MunicipalSettings,
    StandingDecision,
    links_of,
)

UNLINK, CREATE, RENAME, ADDRESS, CONTACT, MOVE, CLOSE, REPLACE, WRITE_BACK = (
    "unlink", "create", "rename", "address", "contact", "move", "close", "replace", "write_back",
)  # fmt: skip
KINDS = (
    LINK, REFERENCE, NOT_OURS, UNLINK, CREATE, RENAME, ADDRESS, CONTACT, MOVE, REPLACE, CLOSE, WRITE_BACK,
)  # fmt: skip
"""The kinds of proposals, in the order in which they are applied."""

IN_SOR = frozenset({CREATE, RENAME, ADDRESS, CONTACT, MOVE, CLOSE, REPLACE})
"""Those that change SOR."""

ENDING = frozenset({UNLINK, CLOSE, REPLACE})
"""Those of which many at once are suspicious."""

CERTAIN = 100
"""The score of what follows from a decision."""

ANOTHER = {RENAME: "et andet navn", ADDRESS: "en anden adresse", CONTACT: "andre kontaktoplysninger"}
INHERITED = "Inherited"
LEAST_AGAIN = 75
"""The least score of a unit that seems to have come back under another UUID."""

PRIVATE_WORDS = ("aps", "a s", "fonden", "privat", "friplejehjem", "selvejende")


class WantedProposal(NamedTuple):
    """A proposal before it is kept. unit: SOR code, org: UUID, one of them may be empty. facts: what it rests on: when
    they are others, what was decided counts no more.
    """

    kind: str
    unit: str
    org: str
    before: Fields
    after: Fields
    da: str
    en: str
    facts: str
    score: int = CERTAIN

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about: one proposal of a kind for a pair."""
        return self.kind, self.org, self.unit


class BothSides(NamedTuple):
    """Both sides of a municipality, and what was decided. orgs: by UUID, those that are closed too. day: today.
    written: the SOR codes that this program has put on units, by UUID.
    """

    side: MunicipalSide
    orgs: Mapping[str, OrgUnit]
    decisions: Sequence[StandingDecision]
    settings: MunicipalSettings
    municipality_of: MunicipalityOf
    day: int
    rejected: Sequence[tuple[str, str]] = ()
    written: Mapping[str, str] = {}


def settled_by(sides: BothSides) -> SettledPairs:
    """What the matcher need not ask about. A link whose unit of FK-ORG is gone is asked again: it may have come back
    under another UUID.
    """
    links = {
        org: one.unit for org, one in links_of(sides.decisions).items() if org in sides.orgs and sides.orgs[org].active
    }
    out = {one.org for one in sides.decisions if one.kind == NOT_OURS}
    alone = {one.unit for one in sides.decisions if one.kind == SOR_ONLY}
    return SettledPairs(links, out, alone, sides.rejected)


def propose(sides: BothSides, matcher: UnitMatcher | None = None) -> list[WantedProposal]:
    """All that is proposed, in the order in which it would be applied."""
    matcher = matcher or UnitMatcher(sides.side, list(sides.orgs.values()))
    gone = {one.unit for org, one in links_of(sides.decisions).items() if not _is_there(sides, org)}
    matches = [one for one in matcher.matches(settled_by(sides)) if one.unit not in gone or one.score >= LEAST_AGAIN]
    found = [*_links(sides, matches), *_of_links(sides, matches), *_new_units(sides, matches), *_codes(sides)]
    return sorted(found, key=lambda one: KINDS.index(one.kind))


def _is_there(sides: BothSides, org: str) -> bool:
    return org in sides.orgs and sides.orgs[org].active


def _links(sides: BothSides, matches: Sequence[UnitMatch]) -> Iterator[WantedProposal]:
    """Pairs that seem to be one; private units that SOR does not have."""
    gone = {one.unit: one for org, one in links_of(sides.decisions).items() if org not in sides.orgs}
    for match in matches:
        org, unit = sides.orgs[match.org], sides.side.find(match.unit)
        if unit is None:
            continue
        kind = REFERENCE if unit.is_private else LINK
        before: Fields = {}
        again = gone.get(unit.code)
        da, en = tell_match(match, org, sides.side), tell_match(match, org, sides.side, "en")
        if again is not None:
            before = {"org": again.org, "org_name": again.agreed.org_name}
            da = f"Enheden ser ud til at være oprettet igen i FK-ORG med et nyt UUID. {da}"
            en = f"The unit seems to have been made again in FK-ORG with a new UUID. {en}"
        after: Fields = {"unit": unit.code, "name": unit.name, "org_name": org.name, "sure": match.is_sure}
        yield WantedProposal(
            kind, unit.code, org.uuid, before, after, da, en, _facts(_say_facts(org), _show_facts(unit)), match.score
        )
    paired = {match.org for match in matches}
    decided = {one.org for one in sides.decisions}
    for org in sides.orgs.values():
        if org.active and org.uuid not in paired and org.uuid not in decided and _looks_private(org):
            yield WantedProposal(
                NOT_OURS, "", org.uuid, {}, {"kind": NOT_OURS, "org_name": org.name},
                "Navnet tyder på en privat leverandør: den hører under »Privat« i SOR og opretter sig selv dér.",
                "The name is that of a private supplier, who belongs under 'Privat' in SOR and registers itself there.",
                _facts(_say_facts(org)), 60,
            )  # fmt: skip


def _looks_private(org: OrgUnit) -> bool:
    words = f" {' '.join(org.name.casefold().replace('/', ' ').replace('.', ' ').split())} "
    return is_about_health(org) and any(f" {word} " in words for word in PRIVATE_WORDS)


def _of_links(sides: BothSides, matches: Sequence[UnitMatch]) -> Iterator[WantedProposal]:
    """What follows from links, decided ones and those that are proposed and sure."""
    paired = {match.unit for match in matches}
    for org_uuid, decision in links_of(sides.decisions).items():
        org, unit = sides.orgs.get(org_uuid), sides.side.find(decision.unit)
        if decision.kind == REFERENCE:
            if org is None or not org.active:
                yield _unlink(decision, "Enheden findes ikke længere i FK-ORG.", "The unit is not in FK-ORG any more.")
            continue
        if unit is None or unit.is_private:
            yield from _find_lost(decision, org)
        elif org is None or not org.active:
            if decision.unit not in paired:
                yield from _find_ended(sides, decision, org, unit)
        else:
            yield from _values(sides, org, unit, decision)
            yield from _find_moved(sides, org, unit, decision)
    for match in matches:
        unit = sides.side.units.get(match.unit)
        if match.is_sure and unit is not None:
            yield from _values(sides, sides.orgs[match.org], unit, None, match.score)


def _find_lost(decision: StandingDecision, org: OrgUnit | None) -> Iterator[WantedProposal]:
    """The unit of SOR is closed, or has left the municipality's tree: that is no fault, and it stays known."""
    if org is None or not org.active:
        yield _unlink(decision, "Enheden er lukket på begge sider.", "The unit is closed on both sides.")
        return
    yield WantedProposal(
        REFERENCE, decision.unit, decision.org, {"kind": LINK}, {"kind": REFERENCE, "unit": decision.unit},
        "Enheden står ikke længere i kommunens træ i SOR. Koblingen bliver til en henvisning: koden beholdes, men"
        " kommunen retter ikke enheden.",
        "The unit is no longer in the municipality's tree in SOR. The link becomes a reference: the code is kept, and"
        " the municipality does not edit the unit.",
        _facts("left", decision.unit),
    )  # fmt: skip


def _unlink(decision: StandingDecision, da: str, en: str) -> WantedProposal:
    before: Fields = {"unit": decision.unit, "kind": decision.kind}
    return WantedProposal(UNLINK, decision.unit, decision.org, before, {}, da, en, _facts("unlink", da))


def _find_ended(
    sides: BothSides, decision: StandingDecision, org: OrgUnit | None, unit: SorUnit
) -> Iterator[WantedProposal]:
    """The unit is gone from FK-ORG: its unit in SOR is closed, or replaced by the one that took it over."""
    if unit.level != "OU":
        yield _unlink(decision, "Enheden findes ikke længere i FK-ORG.", "The unit is not in FK-ORG any more.")
        return
    since = f" ({decision.agreed.org_name})" if decision.agreed.org_name else ""
    heir = _heir(sides, decision, unit)
    facts = _facts("gone", unit.code, heir.code if heir else "")
    if heir is not None:
        yield WantedProposal(
            REPLACE, unit.code, decision.org, {"name": unit.name, "open": True}, {"by": heir.code, "name": heir.name},
            f"Enheden{since} er lukket i FK-ORG, og »{heir.name}« er ændret, som om den har overtaget den.",
            f"The unit{since} is closed in FK-ORG, and '{heir.name}' was changed as if it took it over.",
            facts, 70,
        )  # fmt: skip
        return
    word = "er inaktiv i" if org is not None else "findes ikke længere i"
    yield WantedProposal(
        CLOSE, unit.code, decision.org, {"name": unit.name, "open": True}, {"open": False},
        f"Enheden{since} {word} FK-ORG.", f"The unit{since} is no longer active in FK-ORG.", facts,
    )  # fmt: skip


def _heir(sides: BothSides, decision: StandingDecision, unit: SorUnit) -> SorUnit | None:
    """A linked unit that stood beside the one that is gone, and has got another name, or its address, since."""
    for other in links_of(sides.decisions).values():
        org, candidate = sides.orgs.get(other.org), sides.side.units.get(other.unit)
        if org is None or not org.active or candidate is None or candidate.code == unit.code or other.kind != LINK:
            continue
        renamed = other.agreed.org_name not in ("", org.name)
        beside = org.parent is not None and org.parent == decision.agreed.org_parent
        alike = candidate.type == unit.type
        holds = decision.agreed.org_name and decision.agreed.org_name.casefold() in org.name.casefold()
        if renamed and ((beside and alike) or holds):
            return candidate
    return None


def _values(
    sides: BothSides, org: OrgUnit, unit: SorUnit, decision: StandingDecision | None, score: int = CERTAIN
) -> Iterator[WantedProposal]:
    """Name, addresses and contact where FK-ORG says something else than SOR shows."""
    differences: list[tuple[str, UnitDifference | None, str]] = [
        (RENAME, comparing.compare_names(org, unit), "name"),
        (ADDRESS, comparing.compare_addresses(org, unit, sides.municipality_of), "address"),
        (CONTACT, comparing.compare_contacts(org, unit), "contact"),
    ]
    for kind, difference, en in differences:
        if difference is None:
            continue
        told_da, told_en = _why(kind, org, unit, decision, difference, en)
        facts = _facts(difference.before, difference.after)
        yield WantedProposal(
            kind, unit.code, org.uuid, difference.before, difference.after, told_da, told_en, facts, score
        )


def _why(
    kind: str, org: OrgUnit, unit: SorUnit, decision: StandingDecision | None, difference: UnitDifference, en: str
) -> tuple[str, str]:  # fmt: skip
    if comparing.INHERIT in difference.after.values():
        return (
            "FK-ORG har samme værdi som enheden over; SOR's egen værdi kan tømmes, så den arves.",
            "FK-ORG has the value of the unit above; SOR's own can be left empty, so that it is inherited.",
        )
    if kind == RENAME and decision is not None and decision.agreed.name not in ("", unit.name):
        both = decision.agreed.org_name not in ("", org.name)
        if both:
            was, said = decision.agreed.name, decision.agreed.org_name
            da_told = (
                f"Begge sider er ændret: i SOR fra »{was}« til »{unit.name}«, i FK-ORG fra »{said}« til »{org.name}«."
            )
            en_told = (
                f"Both sides changed: in SOR from '{was}' to '{unit.name}', in FK-ORG from '{said}' to '{org.name}'."
            )
            return da_told, en_told
        return (
            f"Navnet er ændret i SOR (før »{decision.agreed.name}«); FK-ORG er kilden.",
            f"The name was changed in SOR (before: '{decision.agreed.name}'); FK-ORG is the source.",
        )
    cut_da, cut_en = "", ""
    if kind == RENAME and len(org.name) > LONGEST_NAME:
        cut_da = f" FK-ORGs navn har {len(org.name)} tegn og er afkortet."
        cut_en = f" The name in FK-ORG has {len(org.name)} characters and is cut."
    return (
        f"FK-ORG har {ANOTHER[kind]}.{cut_da}",
        f"FK-ORG has another {en}.{cut_en}",
    )


def _find_moved(sides: BothSides, org: OrgUnit, unit: SorUnit, decision: StandingDecision) -> Iterator[WantedProposal]:
    """Another place, where FK-ORG has moved the unit since both sides agreed; trees may differ otherwise."""
    if unit.level != "OU" or decision.agreed.org_parent in ("", org.parent or ""):
        return
    links = links_of(sides.decisions)
    expected = next((links[one].unit for one in line_above(sides.orgs, org.uuid) if one in links), None)
    target = sides.side.units.get(expected or "")
    if target is None or target.code in (unit.parent, unit.code) or unit.code in target.above:
        return
    before = sides.side.find(unit.parent or "")
    yield WantedProposal(
        MOVE, unit.code, org.uuid, {"parent": unit.parent, "parent_name": before.name if before else ""},
        {"parent": target.code, "parent_name": target.name},
        f"Enheden er flyttet i FK-ORG og står nu under »{target.name}«.",
        f"The unit was moved in FK-ORG and stands below '{target.name}' now.",
        _facts(unit.parent, target.code),
    )  # fmt: skip


def _new_units(sides: BothSides, matches: Sequence[UnitMatch]) -> Iterator[WantedProposal]:
    """Units of FK-ORG about health that SOR does not have, below one that it has or will have."""
    codes = {org: one.unit for org, one in links_of(sides.decisions).items() if one.kind == LINK}
    codes |= {match.org: match.unit for match in matches if match.is_sure and match.unit in sides.side.units}
    taken = {match.org for match in matches} | {one.org for one in sides.decisions}
    new = {
        uuid
        for uuid, org in sides.orgs.items()
        if org.active and uuid not in taken and is_about_health(org) and not _looks_private(org)
        and any(letter.isalpha() for letter in org.name)
    }  # fmt: skip
    states: dict[str, str] = {}
    for uuid in sorted(new, key=lambda one: len(line_above(sides.orgs, one))):
        org = sides.orgs[uuid]
        line = line_above(sides.orgs, uuid)
        place = next((one for one in line if one in codes or one in new), None)
        above = sides.side.units.get(codes.get(place or "", ""))
        type_code = type_for(kinds_of(org))
        if place is None or type_code is None or (above is None and place not in new):
            continue
        there = above.location_state if above is not None else states.get(place, "")
        inherits = sides.settings.number_state == INHERITED and there in (INHERITED, "Own")
        states[uuid] = INHERITED if inherits else "None"
        after: Fields = {
            "name": comparing.short_name(org.name),
            "type": type_code,
            "parent": above.code if above is not None else "",
            "parent_org": place,
            "location": {"state": states[uuid]},
            **comparing.new_addresses(org, above, sides.municipality_of),
        }
        where = above.name if above is not None else sides.orgs[place].name
        yield WantedProposal(
            CREATE, "", uuid, {}, after,
            f"Enheden er i FK-ORG og ikke i SOR. Den oprettes under »{where}«.",
            f"The unit is in FK-ORG and not in SOR. It is made below '{where}'.",
            _facts(_say_facts(org), type_code), 50,
        )  # fmt: skip


def _codes(sides: BothSides) -> Iterator[WantedProposal]:
    """SOR codes that are to stand on units of FK-ORG, or not any more; nothing until the municipality says so."""
    if not sides.settings.write_back:
        return
    links = links_of(sides.decisions)
    for uuid, org in sides.orgs.items():
        there = org.texts(org_unit.SOR_CODE)
        decision = links.get(uuid)
        if decision is not None and org.active and there != [decision.unit]:
            yield WantedProposal(
                WRITE_BACK, decision.unit, uuid, {"sor": there}, {"sor": [decision.unit]},
                "SOR-koden skrives på enheden i FK-ORG.", "The SOR code is written to the unit in FK-ORG.",
                _facts(there, decision.unit),
            )  # fmt: skip
        elif decision is None and sides.written.get(uuid) in there:
            yield WantedProposal(
                WRITE_BACK, sides.written[uuid], uuid, {"sor": there},
                {"sor": [code for code in there if code != sides.written[uuid]]},
                "Koblingen er ophævet; SOR-koden fjernes fra enheden i FK-ORG.",
                "The link has ended; the SOR code is taken off the unit in FK-ORG.",
                _facts(there, "ended"),
            )  # fmt: skip


def rests_on(sides: BothSides, org: str, unit: str) -> str:
    """What a proposed pair rests on now; empty when one of the two is not there any more."""
    one, other = sides.orgs.get(org), sides.side.find(unit)
    return _facts(_say_facts(one), _show_facts(other)) if one is not None and other is not None else ""


def _say_facts(org: OrgUnit) -> Value:
    return [org.name, org.active, sorted([one.role, one.text] for one in org.addresses)]


def _show_facts(unit: SorUnit) -> Value:
    return [unit.name, unit.type, unit.visiting, unit.virtual, unit.production_unit]


def _facts(*values: Value) -> str:
    return sha256(encode(list(values))).hexdigest()[:32]
