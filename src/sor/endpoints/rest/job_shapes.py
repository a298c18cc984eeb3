"""The contract of jobs: how a long set of changes stands, and what became of it."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from sor.endpoints.rest.shapes import Shape

Instant = Annotated[str, Meta(description="UTC, 2026-11-21T22:15:00.000000Z.")]


class Job(Shape, kw_only=True):
    """A set of changes that is decided after its sender was answered."""

    id: str
    url: Annotated[str, Meta(description="Where it is asked about, and withdrawn while it waits.")]
    state: Annotated[
        Literal["waiting", "deciding", "done", "refused", "failed", "withdrawn"],
        Meta(
            description="`done`: see `answer`. `refused`: see `problem`. `failed`: the register made a mistake; send it"
            " again."
        ),
    ]
    actor: Annotated[str, Meta(description="Who sent it.")]
    dry_run: Annotated[bool, Meta(description="Whether it is only tried.")]
    sent_at: Instant
    began_at: Annotated[Instant | UnsetType, Meta(description="When it was begun to be decided, last.")] = UNSET
    ended_at: Instant | UnsetType = UNSET
    kept_until: Annotated[Instant | UnsetType, Meta(description="Until when it can be asked about.")] = UNSET
    ahead: Annotated[int | UnsetType, Meta(description="How many of the same sender come first.")] = UNSET
    seconds: Annotated[float | UnsetType, Meta(description="Processor time that it took so far.")] = UNSET
    most_seconds: Annotated[int | UnsetType, Meta(description="How much of it the sender's rights give.")] = UNSET
    status: Annotated[int | UnsetType, Meta(description="With which status a direct answer would have come.")] = UNSET
    answer: Annotated[dict[str, Any] | UnsetType, Meta(description="What `POST /api/v1/changes` answers.")] = UNSET
    problem: Annotated[dict[str, Any] | UnsetType, Meta(description="Why it is refused, as there.")] = UNSET


class Jobs(Shape, kw_only=True):
    """The newest jobs, without their answers; the register authority sees those of all senders."""

    jobs: list[Job]
