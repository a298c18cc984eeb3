"""The contract of cases: what is asked for, how it stands, and what was said about it."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from sor.endpoints.rest.job_shapes import Instant
from sor.endpoints.rest.shapes import Day, Json, ProblemDocument, Shape

Kind = Literal["access", "claim", "location_number", "institution", "private_hospital", "unit", "error"]
State = Literal["new", "assigned", "asked", "approved", "refused", "withdrawn"]
Text = Annotated[str, Meta(description="At most 4,000 characters.")]


class NewCase(Shape, kw_only=True):
    """What somebody asks for."""

    kind: Kind
    unit: Annotated[str, Meta(description="SOR code; empty where it is about none.", max_length=64)] = ""
    text: Text
    data: Annotated[
        dict[str, Json],
        Meta(
            description="What the kind needs: of `access` `role`, `ops`, `from`, `to`; of `location_number` the members"
            " of a location number, `number` of one that is there, `close`, `from`."
        ),
    ] = field(default_factory=dict)
    changes: Annotated[list[dict[str, Json]], Meta(description="Proposed changes, as in a change document.")] = field(
        default_factory=list
    )


class SaidOfCase(Shape, kw_only=True):
    """What somebody writes about a case."""

    text: Text = ""


class ApprovedCase(Shape, kw_only=True):
    """That a case is to be made as it was seen."""

    text: Text = ""
    seen: Annotated[
        str, Meta(description="`seen` of the answer with `dry_run=true`: that exactly this was seen.", max_length=64)
    ] = ""


class AssignedCase(Shape, kw_only=True):
    """Who is to look after a case."""

    text: Text = ""
    to: Annotated[str, Meta(description="An actor who may decide it; whoever sends it when empty.", max_length=64)] = ""


class ProposedChanges(Shape, kw_only=True):
    """The changes that a case is to make."""

    changes: list[dict[str, Json]]


class CaseMessage(Shape, kw_only=True):
    """Something that was said or done about a case."""

    who: str
    when: Instant
    what: Literal["open", "assign", "ask", "answer", "propose", "approve", "refuse", "withdraw"]
    text: str


class MovedField(Shape, kw_only=True):
    """What of the unit's standing is otherwise than when the case was opened."""

    field: Literal["open", "parent", "owner", "cvr"]
    before: str | bool | None
    after: str | bool | None


class CaseRight(Shape, kw_only=True):
    """The right that a case asks for, or that was given by it."""

    role: str
    place: Annotated[str | None, Meta(description="SOR code; null = the whole register.")]
    place_name: str | None
    ops: Annotated[list[str] | None, Meta(description="null = all that the role has.")]
    from_: Day = field(name="from")
    to: Annotated[Day | None, Meta(description="First day without; null = no end.")]
    da: Annotated[str, Meta(description="The same as a sentence.")]
    en: str


class CaseAsker(Shape, kw_only=True):
    """Who asks, for whoever may decide the case."""

    name: str
    cvr: str | None
    email: str | None
    providers: Annotated[list[str], Meta(description="Issuers of the logins; none of a program.")]
    same_cvr: Annotated[
        bool | None, Meta(description="Whether the CVR number is that of the unit's owner; null = about no unit.")
    ]


class CaseWarning(Shape, kw_only=True):
    """What whoever gives a right has to know."""

    rule: Literal["other_cvr", "everywhere"]
    da: str
    en: str


class CaseDocument(Shape, kw_only=True):
    """What somebody asks for that others decide."""

    id: Annotated[str, Meta(description="Its number.")]
    kind: Kind
    unit: Annotated[str | None, Meta(description="SOR code; null where it is about none.")]
    asker: Annotated[str, Meta(description="The actor who asks.")]
    state: State
    asked_at: Instant
    due: Annotated[Day, Meta(description="Ten working days after it was opened.")]
    overdue: bool
    assigned_to: str | None
    text: str
    data: dict[str, Json]
    moved: Annotated[list[MovedField], Meta(description="The unit was moved, closed or sold meanwhile.")]
    decided_by: str | None
    decided_at: Instant | None
    serial: Annotated[int | None, Meta(description="Of the entry that was made; null = none.")]
    right: Annotated[CaseRight | None, Meta(description="Asked for, or given.")] | UnsetType = UNSET
    asked_by: Annotated[CaseAsker, Meta(description="Shown to whoever may decide it.")] | UnsetType = UNSET
    messages: list[CaseMessage] | UnsetType = UNSET
    changes: Annotated[list[dict[str, Json]], Meta(description="That approving it makes, or made.")] | UnsetType = UNSET


class CaseList(Shape, kw_only=True):
    """Cases that the caller may see, without their messages and changes: open ones first, as they are due."""

    total: int
    limit: int
    offset: int
    more: bool
    cases: list[CaseDocument]


class ScheduledPlace(Shape, kw_only=True):
    """Where a unit stands from a coming day on, or one above it."""

    unit: str
    day: Day
    open: bool
    parent: str | None
    owner: str


class CasePreview(Shape, kw_only=True):
    """What approving a case would bring about: the register's answer to a trial, or the right that would be given."""

    case: CaseDocument
    outcome: Annotated[dict[str, Json] | None, Meta(description="As `POST /api/v1/changes?dry_run=true` answers.")]
    right: Annotated[CaseRight | None, Meta(description="Of a case that gives one.")]
    warnings: Annotated[list[CaseWarning], Meta(description="To be known before that right is given.")]
    ahead: Annotated[list[ScheduledPlace], Meta(description="What is scheduled for the place of that right.")]
    seen: Annotated[str, Meta(description="What `approve` takes: that exactly this was seen.")]


class CaseProblem(ProblemDocument, kw_only=True):
    """Why something about a case is not done. preview: what approving it would bring about now, where that is another
    thing than was seen.
    """

    preview: CasePreview | UnsetType = UNSET
