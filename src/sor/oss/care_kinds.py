"""What a municipal unit is for, by the words of its name and of its tasks, and by its type in SOR.

The types are SOR's; which words belong to which is ours. FK-ORG has no field for it (``docs/decisions/oss.md``).
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from sor.oss.names import plain_words
from sor.oss.org_unit import OrgUnit


class CareKind(NamedTuple):
    """A sort of unit. words: beginnings or parts of words that tell it; types: its types in SOR, the first for new
    units of the level OU.
    """

    name: str
    words: tuple[str, ...]
    types: tuple[str, ...]


KINDS = (
    CareKind("hjemmesygepleje", ("hjemmesygeplej",), ("550621000005101",)),
    CareKind("sygeplejeklinik", ("sygeplejekl", "sygeplejen"), ("703069008",)),
    CareKind("hjemmepleje", ("hjemmeplej", "hjemmehj", "udekoer"), ("554821000005109",)),
    CareKind("plejehjem", ("plejehjem", "plejecent", "lokalcent", "plejebolig", "aeldrecent"), ("42665001",)),
    CareKind("tandpleje", ("tandplej", "tandkl", "tandregul"), ("550691000005104",)),
    CareKind("sundhedspleje", ("sundhedsplej",), ("554021000005101",)),
    CareKind("genoptræning", ("genoptraen", "traening", "rehabilit"), ("546811000005109", "702916001")),
    CareKind("sundhedscenter", ("sundhedscent", "sundhedshus"), ("264361005",)),
    CareKind("bosted", ("bosted", "botilbud", "bofaellesskab"), ("554221000005108",)),
    CareKind("misbrug", ("misbrug", "rusmiddel", "stofmisbrug"), ("56781000005109", "20078004")),
    CareKind("handicap og psykiatri", ("handicap", "psykiatri"), ("554881000005108", "554861000005100")),
    CareKind("aktivitet", ("aktivitetstilbud",), ("557891000005101",)),
    CareKind("forebyggelse", ("forebyggende",), ("557901000005102",)),
    CareKind("forvaltning", ("sundhedsforvalt", "sundhed og omsorg", "aeldre og sundhed"), ("554041000005106",)),
    CareKind("administration", ("administrat",), ("550811000005108",)),
)
OF_TYPE = {code: n for n, kind in reversed([*enumerate(KINDS)]) for code in kind.types}
"""The kind by SOR's type."""

HEALTH = "29"
"""KLE's main group of health: a unit with such a task belongs in SOR."""

_FOUND = [re.compile("|".join(rf"\b\w*{word}" for word in kind.words)) for kind in KINDS]


def kinds_in(text: str) -> set[int]:
    """The kinds that a plain text tells of; of nursing at home and home care the one that is meant."""
    return {n for n, pattern in enumerate(_FOUND) if pattern.search(text)}


def kinds_of(unit: OrgUnit) -> set[int]:
    """The kinds of a unit of FK-ORG: what its name tells, else what its tasks do."""
    found = kinds_in(plain_words(unit.name))
    return found or kinds_in(plain_words(" ".join(task.title for task in unit.tasks)))


def is_about_health(unit: OrgUnit) -> bool:
    """Whether something says that a unit belongs in SOR: a health task, or a kind that SOR has a type for."""
    return any(task.number.startswith(HEALTH) for task in unit.tasks) or bool(kinds_of(unit))


def type_for(kinds: Iterable[int]) -> str | None:
    """The type of a new unit of such kinds; None when it cannot be told."""
    return next((KINDS[n].types[0] for n in sorted(kinds)), None)
