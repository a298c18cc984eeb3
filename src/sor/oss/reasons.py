"""Why a pair is proposed, in sentences: the two strongest agreements, the strongest disagreement, the runner-up."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sor.oss import evidence, org_unit
from sor.oss.matching import MatchReason, UnitMatch
from sor.oss.org_unit import OrgUnit
from sor.oss.sor_side import MunicipalSide, SorUnit
from sor.oss.street_text import write_address


class _Words(NamedTuple):
    """What is said of a piece of evidence: for a pair, and against it."""

    agrees: str
    differs: str


DANISH: Mapping[str, _Words] = {
    evidence.CODE: _Words("SOR-koden står på enheden i FK-ORG", "en anden SOR-kode står på enheden i FK-ORG"),
    evidence.NAME: _Words("navnene ligner hinanden", "navnene ligner ikke hinanden"),
    evidence.NUMBER: _Words("samme nummer i navnet", "et andet nummer i navnet"),
    evidence.PLACE: _Words("samme adresse", "en anden adresse i SOR"),
    evidence.PHONE: _Words("samme telefonnummer", "et andet telefonnummer i SOR"),
    evidence.MAIL: _Words("samme e-mailadresse", "en anden e-mailadresse i SOR"),
    evidence.WEB: _Words("samme hjemmeside", "en anden hjemmeside i SOR"),
    evidence.PNUMBER: _Words("samme P-nummer", "et andet P-nummer i SOR"),
    evidence.KIND: _Words("opgaverne passer til enhedstypen", "opgaverne passer ikke til enhedstypen"),
    evidence.DATES: _Words("oprettet samme dag", "oprettet på en anden dag"),
    evidence.TREE: _Words("samme sted i træet", "et andet sted i træet"),
    evidence.OWNER: _Words("enheden er privat", "enheden er privat"),
}
ENGLISH: Mapping[str, _Words] = {
    evidence.CODE: _Words("the SOR code stands on the unit in FK-ORG", "another SOR code stands on the unit in FK-ORG"),
    evidence.NAME: _Words("the names are alike", "the names are not alike"),
    evidence.NUMBER: _Words("the same number in the name", "another number in the name"),
    evidence.PLACE: _Words("the same address", "another address in SOR"),
    evidence.PHONE: _Words("the same telephone number", "another telephone number in SOR"),
    evidence.MAIL: _Words("the same e-mail address", "another e-mail address in SOR"),
    evidence.WEB: _Words("the same web site", "another web site in SOR"),
    evidence.PNUMBER: _Words("the same P number", "another P number in SOR"),
    evidence.KIND: _Words("the tasks fit the entity type", "the tasks do not fit the entity type"),
    evidence.DATES: _Words("made on the same day", "made on another day"),
    evidence.TREE: _Words("the same place in the tree", "another place in the tree"),
    evidence.OWNER: _Words("the unit is private", "the unit is private"),
}

_SHOWN: Mapping[str, Callable[[OrgUnit, SorUnit], str]] = {
    evidence.PLACE: lambda _, unit: write_address(unit.visiting),
    evidence.PHONE: lambda _, unit: unit.virtual.get("phone", ""),
    evidence.MAIL: lambda _, unit: unit.virtual.get("email", ""),
    evidence.PNUMBER: lambda _, unit: unit.production_unit,
    evidence.CODE: lambda org, _: org.text(org_unit.SOR_CODE),
}


def tell_match(match: UnitMatch, org: OrgUnit, side: MunicipalSide, language: str = "da") -> str:
    """A pair's reasons in one or two sentences."""
    unit = side.find(match.unit)
    if unit is None:
        return ""
    words = ENGLISH if language == "en" else DANISH
    for_it = [_tell_reason(one, words[one.what].agrees, org, unit) for one in match.agreements]
    parts = [_sentence(" og " if language != "en" else " and ", for_it)] if for_it else []
    if match.disagreement is not None:
        against = _tell_reason(match.disagreement, words[match.disagreement.what].differs, org, unit)
        parts.append(f"{'Against' if language == 'en' else 'Imod'}: {against}.")
    next_best = side.find(match.runner_up) if match.runner_up else None
    if next_best is not None and match.runner_up_score > 0:
        said = "Next best" if language == "en" else "Næstbedst"
        parts.append(f"{said}: {next_best.name} ({match.runner_up_score}).")
    return " ".join(parts)


def _sentence(joint: str, parts: list[str]) -> str:
    text = joint.join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _tell_reason(reason: MatchReason, words: str, org: OrgUnit, unit: SorUnit) -> str:
    show = _SHOWN.get(reason.what)
    value = show(org, unit) if show else ""
    return f"{words} ({value})" if value else words
