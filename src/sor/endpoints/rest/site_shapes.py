"""The contract of treatment sites."""

from typing import Annotated, Literal

from msgspec import Meta, field

from sor.endpoints.rest.shapes import Shape

State = Literal["registered", "coming", "exempt", "deregistered"]
Day = Annotated[str, Meta(description="ISO date.")]


class SiteAddress(Shape, kw_only=True, omit_defaults=True):
    """Where patients come: the parts that are known."""

    street: str = ""
    building: str = ""
    floor: str = ""
    suite: str = ""
    postcode: str = ""
    district: str = ""
    municipality: str = ""


class GivenSiteBody(Shape, kw_only=True):
    """What is told of a treatment site, or of a place that is exempt. Texts as people write them."""

    unit: Annotated[str, Meta(description="SOR code of the institution or unit where patients come.")]
    from_day: Annotated[str, Meta(description="First day of treatment; empty = today.")] = ""
    staff: Annotated[
        dict[str, int], Meta(description="People who treat patients there under the own CVR number, by group.")
    ] = field(default_factory=dict)
    posts: Annotated[
        str, Meta(description="Full-time posts that several doctors and dentists fill together, such as `1.5`.")
    ] = ""
    leadership: Annotated[
        bool, Meta(description="Whether a unit of a hospital has a clinical leadership of its own.")
    ] = False
    exemption: Annotated[
        str,
        Meta(
            description="Why the place is exempt: `turnover`, `unpaid`, `temporary`, `partnership`; empty = it is not."
        ),
    ] = ""
    turnover: Annotated[str, Meta(description="Yearly turnover in whole kroner, for `turnover`.")] = ""
    reason: Annotated[str, Meta(description="Why it is exempt, in a sentence.")] = ""
    person_name: Annotated[str, Meta(description="Who answers for the treatment; not public.")] = ""
    person_email: Annotated[str, Meta(description="Not public.")] = ""
    person_phone: Annotated[str, Meta(description="Not public; empty = none.")] = ""


class EndedSiteBody(Shape, kw_only=True):
    """That patients are treated no more at a site."""

    day: Annotated[str, Meta(description="First day without treatment; empty = today.")] = ""


class TreatmentSiteAnswer(Shape, kw_only=True):
    """A treatment site as everybody sees it."""

    number: Annotated[int, Meta(description="Never another site's. 0 in a trial.")]
    unit: Annotated[str, Meta(description="SOR code.")]
    name: str
    owner: Annotated[str, Meta(description="SOR code of the owner.")]
    category: Annotated[int | None, Meta(description="1 to 5; null = exempt.")]
    why_da: Annotated[str, Meta(description="Why it is of that category; empty = exempt.")]
    why_en: str
    staff: Annotated[dict[str, int], Meta(description="People by group.")]
    state: State
    from_day: Day
    to_day: Annotated[str | None, Meta(description="First day without treatment; null = no end known.")]
    address: SiteAddress


class TreatmentSiteList(Shape, kw_only=True):
    """Treatment sites by number."""

    total: int
    limit: int
    offset: int
    more: bool
    sites: list[TreatmentSiteAnswer]


class SiteLogLine(Shape, kw_only=True):
    """Something that was done to a treatment site, or became of it by its unit."""

    n: Annotated[int, Meta(description="Number of the line in the audit log.")]
    at: Annotated[str, Meta(description="Instant.")]
    who: Annotated[str, Meta(description="The actor; `register` = it became so by its unit.")]
    what: Annotated[
        str,
        Meta(
            description="`registered`, `exempted`, `changed`, `deregistered`; by its unit `moved`, `renamed`, `owner`,"
            " `closed`, `reopened`."
        ),
    ]
    site: int
    before: Annotated[dict[str, str | int] | None, Meta(description="null = nothing was there.")]
    after: dict[str, str | int] | None


class SiteLog(Shape, kw_only=True):
    """The log of treatment sites, the oldest first."""

    total: int
    limit: int
    offset: int
    more: bool
    log: list[SiteLogLine]
