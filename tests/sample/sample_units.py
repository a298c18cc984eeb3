"""The sample register for the tests of its parts: made once, taken apart by kind."""

from functools import cache

from sor.core.claim import Claim
from sor.sample import register
from sor.sample.family import Family, SampleUnit
from sor.sample.register import SAMPLE_DAY, SAMPLE_SEED, SAMPLE_UNITS, SAMPLE_YEARS

SIZE = (SAMPLE_UNITS, SAMPLE_YEARS, SAMPLE_SEED, SAMPLE_DAY)


@cache
def families() -> list[Family]:
    return list(register.families(*SIZE))


@cache
def units() -> dict[str, SampleUnit]:
    return {unit.key: unit for family in families() for unit in family.units}


@cache
def claims(kind: str = "unit") -> dict[str, Claim]:
    """What is known on the sample's day, by key."""
    found = (story.claim(SAMPLE_DAY) for family in families() for story in family.stories() if story.kind == kind)
    return {claim.key: claim for claim in found if claim is not None}


@cache
def spoilt() -> dict[str, str]:
    """The units with a flaw, and which."""
    return {flaw.code: flaw.kind for family in families() for flaw in family.flaws}


def values_of(code: str, field: str) -> list[object]:
    """All values that a field of a unit has over time."""
    return [piece.values.get(field) for piece in claims()[code].pieces]


def value_on(code: str, field: str, day: int) -> object:
    """The unit's own value on a day."""
    return next(p.values.get(field) for p in claims()[code].pieces if p.from_day <= day < p.to_day)
