"""The truth that tests hold a matcher against: which SOR unit each unit of FK-ORG really is, and what the year brings.

kinds of units: owner and institution (whose SOR unit lies above OU), plain, renamed, moved, siblings (several at one
address), team (numbered), merged (of several SOR units), split (one of several that a SOR unit became), private (of a
private supplier), other (has no SOR unit).
"""

import msgspec


class UnitTruth(msgspec.Struct):
    """sor: the unit's SOR code, None when it has none. also: of a merged one the others; part_of: of a split one that
    is not the main part, the unit it was a part of. told: whether FK-ORG holds the code already.
    """

    org: str
    sor: str | None
    kind: str
    name: str
    also: list[str] = msgspec.field(default_factory=list)
    part_of: str | None = None
    told: bool = False


class ChangeTruth(msgspec.Struct):
    """What happens in FK-ORG on a day of the year (1-365). org, sor: the units it is about; of a merger the one that
    stays first, of a split the one that was there. what: the new name, parent, address or number.
    """

    day: int
    date: str
    kind: str
    org: list[str]
    sor: list[str]
    what: str = ""


class MunicipalityTruth(msgspec.Struct):
    """All of one municipality. sor_only: SOR units of its own that FK-ORG does not have."""

    municipality: str
    name: str
    cvr: str
    units: list[UnitTruth]
    sor_only: list[str]
    changes: list[ChangeTruth]


def as_json(truths: list[MunicipalityTruth]) -> bytes:
    """The file of ``--truth``: an object with ``municipalities``."""
    document: dict[str, object] = {"municipalities": truths}
    return msgspec.json.format(msgspec.json.encode(document), indent=1)
