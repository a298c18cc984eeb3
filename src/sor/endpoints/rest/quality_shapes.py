"""The contract of quality: findings in data that stand, and the score of a tree."""

from typing import Annotated, Literal

from msgspec import Meta

from sor.endpoints.rest.change_shapes import PERIOD
from sor.endpoints.rest.shapes import Day, Open, Shape


class QualityFinding(Shape, kw_only=True, rename=PERIOD):
    """Something that a rule finds in a unit; `/api#rules` lists the rules."""

    unit: Annotated[str, Meta(description="SOR code.")]
    owner: Annotated[str | None, Meta(description="The owner in whose tree it stands; null where there is none.")]
    rule: Annotated[str, Meta(description="Its code in the rule book.")]
    severity: Literal["error", "warning", "note"]
    field: Annotated[str, Meta(description="Field at fault; empty for the unit as a whole.")]
    since: Annotated[Day | None, Meta(description="First day on which it is so; null = always.")]
    until: Open
    facts: Annotated[dict[str, object], Meta(description="What the sentences name, as plain values.")]
    da: str
    en: str
    fix: Annotated[str, Meta(description="Address of the form that mends it, for whoever keeps the unit.")]


class QualityList(Shape, kw_only=True):
    """Findings by unit."""

    total: int
    limit: int
    offset: int
    more: bool
    findings: list[QualityFinding]
    score: Annotated[
        float,
        Meta(
            description="0 to 100: the share of the open units of `owner` in which no error or warning is open; of"
            " `unit` where that is asked about alone, else of the whole register."
        ),
    ]
