"""What was decided in a municipality, and its settings: both last until somebody changes them."""

from collections.abc import Mapping, Sequence

import msgspec

from sor.core.shapes import Fields
from sor.store.oss import DecisionRow, MunicipalityRow

LINK, REFERENCE, NOT_OURS, SOR_ONLY = "link", "reference", "not_ours", "sor_only"
LASTING = (LINK, REFERENCE, NOT_OURS, SOR_ONLY)
"""What is decided of a unit: it is one of SOR's; it is somebody else's in SOR and only known by its code; it does not
belong in SOR; a unit of SOR that FK-ORG does not have.
"""


class AgreedFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """How both sides were when they agreed last. org_*: in FK-ORG; name: in SOR."""

    org_name: str = ""
    org_parent: str = ""
    name: str = ""


class StandingDecision(msgspec.Struct, frozen=True):
    """A decision that lasts."""

    org: str
    unit: str
    kind: str
    reason: str
    agreed: AgreedFacts
    decided_by: str
    decided_at: str


class DecidingRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is decided without a person. kind: of the proposals; threshold: the least score; below: a unit of FK-ORG or
    SOR, empty for all; two: whether a second person has to say so as well; accept: or reject.
    """

    kind: str
    threshold: int = 95
    below: str = ""
    two: bool = False
    accept: bool = True


class MunicipalSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """A municipality's settings. on: whether it is kept in step by itself. write_back: whether SOR codes are put on the
    units in FK-ORG. number_state: of new units. two_people: kinds of which two persons decide each.
    set_by: who said so last, and answers for the rules. leaving: kinds of which one person is to decide from now on, as
    leaving_by wishes; they stay in two_people until somebody else wishes it too.
    """

    on: bool = False
    source: str = ""
    write_back: bool = False
    number_state: str = "Inherited"
    rules: Sequence[DecidingRule] = ()
    two_people: Sequence[str] = ()
    every_hours: int = 24
    set_by: str = ""
    leaving: Sequence[str] = ()
    leaving_by: str = ""


def settings_of(row: MunicipalityRow) -> MunicipalSettings:
    """The settings in a row."""
    return msgspec.json.decode(row.settings, type=MunicipalSettings)


def decision_of(row: DecisionRow) -> StandingDecision:
    """The decision in a row."""
    agreed = msgspec.json.decode(row.facts, type=AgreedFacts)
    return StandingDecision(row.org, row.unit, row.kind, row.reason, agreed, row.decided_by, row.decided_at)


def links_of(decisions: Sequence[StandingDecision]) -> Mapping[str, StandingDecision]:
    """The links and references by UUID."""
    return {one.org: one for one in decisions if one.kind in (LINK, REFERENCE)}


def fields(value: msgspec.Struct) -> Fields:
    """A small value as JSON keeps it."""
    found: Fields = msgspec.to_builtins(value)
    return found
