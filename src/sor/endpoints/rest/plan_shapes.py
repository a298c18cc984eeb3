"""The contract of plans: what they say, who has agreed, what they would bring about."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from sor.endpoints.rest.change_shapes import ChangeFinding, ForeseenSubject
from sor.endpoints.rest.job_shapes import Instant
from sor.endpoints.rest.shapes import Day, Json, ProblemDocument, Shape

PlanStateName = Literal["draft", "checked", "approved", "committed", "undone", "refused"]


class NewPlan(Shape, kw_only=True):
    """What is to change on a day."""

    title: Annotated[str, Meta(description="At most 200 characters; the log gives it as the reason.")]
    day: Annotated[Day, Meta(description="On which all of it takes effect: today or later.")]
    changes: Annotated[
        list[dict[str, Json]], Meta(description="As in a change document; each holds from the plan's day.")
    ]


class GatherPlan(Shape, kw_only=True):
    """Which units a plan moves, by rule."""

    title: str = ""
    day: Day
    types: Annotated[list[str], Meta(description="Codes of entity types.", min_length=1, max_length=100)]
    below: Annotated[list[str], Meta(description="Owners or units, by SOR code.", min_length=1, max_length=200)]
    to: Annotated[str, Meta(description="SOR code of the unit below which they come, or `#1` of the plan's own.")]
    agreement: Annotated[
        str, Meta(description="By which their owners of before go on running them; empty: they do not.")
    ] = ""


class GatheredPlan(Shape, kw_only=True):
    """A plan as it may be begun."""

    title: str
    day: Day
    changes: list[dict[str, Json]]


class ApprovedPlan(Shape, kw_only=True):
    """That a plan is agreed to as it was checked."""

    digest: Annotated[str, Meta(description="`digest` of the report that was read.", max_length=64)]


class SaidOfPlan(Shape, kw_only=True):
    """What somebody writes about a plan."""

    text: Annotated[str, Meta(description="At most 4,000 characters.")] = ""


class DelegatedPlan(Shape, kw_only=True):
    """Who is to approve a plan in the caller's place."""

    actor: Annotated[str, Meta(description="Empty: nobody any more.", max_length=64)] = ""


class PlanDeadline(Shape, kw_only=True):
    """Until when a plan is to be approved."""

    day: Annotated[str, Meta(description="The last day, up to the plan's own; empty: none.", max_length=10)] = ""


class PlanDelegate(Shape, kw_only=True):
    """Who approves a plan for whom."""

    actor: str
    giver: str


class PlanSide(Shape, kw_only=True):
    """An owner whose units a plan touches."""

    owner: Annotated[str, Meta(description="SOR code.")]
    name: str
    parts: Annotated[int, Meta(description="Operations at places of this owner.")]
    lacking: Annotated[int, Meta(description="Of them those to which nobody but the author has agreed.")]
    approved_by: list[str]


class PlanFlow(Shape, kw_only=True):
    """Messages to a unit that reach another location number."""

    unit: str
    name: str | None
    before: str | None
    after: Annotated[str | None, Meta(description="null = nobody can send to it any more.")]
    day: Day


class PlanRight(Shape, kw_only=True):
    """Rights that end or begin over units that the plan moves."""

    place: Annotated[str, Meta(description="SOR code of the place of the right.")]
    role: str
    becomes: Literal["ends", "begins"]
    units: int


class ChangedSince(Shape, kw_only=True):
    """Units that the plan names and that were changed since it was written."""

    since: Annotated[int, Meta(description="The serial at which it was written.")]
    units: list[str]


class OtherPlan(Shape, kw_only=True):
    """Another open plan that names the same units."""

    plan: str
    units: list[str]


class SeenInFormat(Shape, kw_only=True):
    """A file format in which something will be otherwise."""

    format: str
    subjects: Annotated[int, Meta(description="Whose rows or elements differ.")]


class CrossingNumber(Shape, kw_only=True):
    """A number or code that a unit would take over a border."""

    system: Literal["location_number", "shak"]
    value: str
    unit: Annotated[str, Meta(description="Which takes it along.")]
    stays_with: Annotated[list[str], Meta(description="The units that share the number, or bear the hospital's code.")]


class LostMessage(Shape, kw_only=True):
    """A message type that units received before and do not any more."""

    before: Annotated[str, Meta(description="Location number.")]
    after: Annotated[str | None, Meta(description="The number in its place; null = none.")]
    message: Annotated[str, Meta(description="Standard and version.")]
    units: int


class DifferentPart(Shape, kw_only=True):
    """How many there are, and the first hundred."""

    count: int
    first: list[dict[str, Json]]


class DifferentParts(Shape, kw_only=True):
    """What is there now and was not, what was there and is not, and what is otherwise."""

    new: DifferentPart
    gone: DifferentPart | UnsetType = UNSET
    otherwise: DifferentPart | UnsetType = UNSET


class SinceLast(Shape, kw_only=True):
    """In what a check told something else than the one before."""

    serial: Annotated[int, Meta(description="Upon which that was checked.")]
    version: int
    findings: DifferentParts
    touched: DifferentParts


class PlanReport(Shape, kw_only=True):
    """What a check found: the register as it will be on the day, without and with the plan."""

    digest: Annotated[str, Meta(description="Of the version that was checked; `approve` takes it.")]
    version: int
    serial: Annotated[int, Meta(description="Upon which it was checked.")]
    day: Day
    checked_at: Instant
    checked_by: str
    accepted: Annotated[bool, Meta(description="Whether nothing stands against it.")]
    counts: dict[str, int]
    findings: list[ChangeFinding]
    identifiers: Annotated[list[dict[str, Json]], Meta(description="Identifiers that change holder.")]
    flows: list[PlanFlow]
    rights: list[PlanRight]
    scheduled: Annotated[list[dict[str, Json]], Meta(description="Scheduled changes that it touches.")]
    references: Annotated[list[dict[str, str]], Meta(description="What still names a unit that ends.")]
    consumers: Annotated[list[dict[str, Json]], Meta(description="Who will see it, and of how many subjects.")]
    formats: Annotated[list[SeenInFormat], Meta(description="Files in which something differs.")] | UnsetType = UNSET
    messages_lost: list[LostMessage] | UnsetType = UNSET
    crossing: list[CrossingNumber] | UnsetType = UNSET
    since_last: (
        Annotated[SinceLast | None, Meta(description="What is otherwise than the check before told; null = first.")]
        | UnsetType
    ) = UNSET
    changed: ChangedSince
    plans: list[OtherPlan]
    touched: Annotated[str, Meta(description="Address of the subjects whose answers change.")]


class PlanWord(Shape, kw_only=True):
    """Something that was said or done about a plan."""

    who: str
    when: Instant
    what: Literal["new", "version", "check", "approve", "refuse", "comment", "delegate", "deadline", "commit", "undo"]
    text: str


class PlanDocument(Shape, kw_only=True):
    """A reorganisation that is prepared together."""

    id: Annotated[str, Meta(description="Its number.")]
    title: str
    day: Day
    state: PlanStateName
    author: str
    version: int
    digest: Annotated[str, Meta(description="SHA-256 over the canonical JSON of title, day and changes.")]
    made_at: Instant
    written_at: Instant
    lines: Annotated[int, Meta(description="How many changes it has.")]
    serial: Annotated[int | None, Meta(description="Of the entry that it became; null = none.")]
    deadline: Annotated[Day | None, Meta(description="Up to which it is to be approved; null = no such day.")]
    undone: Annotated[int | None, Meta(description="Serial of the entry that took it back; null = none.")]
    sides: list[PlanSide] | UnsetType = UNSET
    authority: Annotated[list[str], Meta(description="What only the register authority may do.")] | UnsetType = UNSET
    missing: Annotated[list[str], Meta(description="Who has not agreed yet.")] | UnsetType = UNSET
    approved_by: list[str] | UnsetType = UNSET
    delegates: list[PlanDelegate] | UnsetType = UNSET
    checking: Annotated[str | None, Meta(description="Address of the job that checks it.")] | UnsetType = UNSET
    report: PlanReport | UnsetType | None = UNSET
    messages: list[PlanWord] | UnsetType = UNSET
    changes: list[dict[str, Json]] | UnsetType = UNSET


class PlanList(Shape, kw_only=True):
    """Plans that the caller may see, the newest first."""

    total: int
    limit: int
    offset: int
    more: bool
    plans: list[PlanDocument]


class PlanTouched(Shape, kw_only=True):
    """Subjects whose answers a plan changes."""

    total: int
    limit: int
    offset: int
    more: bool
    touched: list[ForeseenSubject]


class PlanDifference(Shape, kw_only=True):
    """In what a plan would bring about something else than was approved."""

    findings: DifferentParts
    touched: DifferentParts | UnsetType = UNSET


class PlanProblem(ProblemDocument, kw_only=True):
    """Why something about a plan is not done."""

    difference: PlanDifference | UnsetType = UNSET
