"""The contract of changes: the answer to a submission, and what stands against one that is refused."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sor.endpoints.rest.shapes import Day, Open, Shape

PERIOD = {"since": "from", "until": "to"}


class ChangeFinding(Shape, kw_only=True, rename=PERIOD):
    """What a rule says of a change; `/api#rules` lists the rules."""

    rule: Annotated[str, Meta(description="Its code in the rule book, or the kind of problem.")]
    severity: Literal["error", "warning", "note"]
    kind: Annotated[str, Meta(description="unit, location_number, edi, shak, succession, entry or submission.")]
    key: Annotated[str, Meta(description="SOR code, number or code; a unit that the set makes by its name (#1).")]
    field: Annotated[str, Meta(description="Field at fault; empty for the subject as a whole.")]
    since: Annotated[Day | None, Meta(description="First day on which it is so; null = always.")]
    until: Open
    da: str
    en: str


class TouchedCount(Shape, kw_only=True):
    """How many subjects' answers a submission changes, inheriting ones too, and where they are listed."""

    count: int
    url: str | None


class ShownChange(Shape, kw_only=True, rename=PERIOD):
    """A value that a subject shows otherwise on some days."""

    field: str
    since: Day
    until: Day | UnsetType | None = UNSET
    before: Any = UNSET
    after: Any = UNSET
    source: Annotated[str | UnsetType, Meta(description="The unit from which it is inherited afterwards.")] = UNSET


class ForeseenSubject(Shape, kw_only=True):
    """A subject whose answer changes."""

    kind: str
    key: str
    name: str | None
    stated: Annotated[bool, Meta(description="The submission itself says something about it.")]
    changes: list[ShownChange]


class Preview(Shape, kw_only=True):
    """What a submission would bring about."""

    touched: list[ForeseenSubject]
    moved_identifiers: Annotated[list[dict[str, Any]], Meta(description="Identifiers that change holder.")]
    scheduled: Annotated[list[dict[str, Any]], Meta(description="Scheduled changes that it touches.")]
    references: Annotated[list[dict[str, str]], Meta(description="What still names a unit that ends.")]
    consumers: Annotated[list[dict[str, Any]], Meta(description="Who will see it, and of how many subjects.")]


class ChangeAnswer(Shape, kw_only=True):
    """The answer to a submission that was taken, or only tried."""

    serial: Annotated[int | None, Meta(description="Of its entry in the log; null when it was only tried.")]
    accepted: Annotated[bool, Meta(description="Whether nothing stands against it.")]
    units: Annotated[dict[str, str], Meta(description="SOR codes of the units it made, by their names in the set.")]
    findings: list[ChangeFinding]
    touched: TouchedCount
    confirmed: Annotated[list[str], Meta(description="Units whose data were confirmed.")]
    replayed: Annotated[bool, Meta(description="Answered before under the same `Idempotency-Key`.")]
    consequences: Annotated[Preview | UnsetType, Meta(description="Of a trial.")] = UNSET


class ChangeProblem(msgspec.Struct, kw_only=True):
    """Why a submission is refused: every finding, with its sentence in both languages."""

    type: str
    title: str
    status: int
    detail: str
    findings: list[dict[str, Any]]
