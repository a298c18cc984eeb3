"""The contract of the recipient finder's REST answers."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from sor.endpoints.rest.shapes import Day, Next, Shape, Text

Nearness = Annotated[
    Literal["postcode", "municipality", "region", "country"],
    Meta(description="The narrowest area that it shares with the asked place; country = none."),
]
Kilometres = Annotated[float, Meta(description="As the crow flies; only where coordinates are known.")]


class Reason(Shape, kw_only=True):
    """A condition, whether it is met (null: the register does not say), and the sentence in both languages."""

    rule: str
    ok: bool | None
    da: str
    en: str


class MessageType(Shape, kw_only=True):
    """A message type as asked about."""

    standard: str
    version: Text = UNSET
    name: Text = UNSET


class Named(Shape, kw_only=True):
    """A code or unit with its name."""

    code: str
    name: str


class NearTo(Shape, kw_only=True):
    """The place from which nearness is told; a postcode may lie in several municipalities."""

    postcode: Text = UNSET
    municipalities: list[str]
    regions: list[str]
    distances: Annotated[bool, Meta(description="Whether distances from it can be told.")]


class Nearby(Shape, kw_only=True):
    """A unit with its place."""

    code: str
    name: str
    level: Text = UNSET
    type_name: Text = UNSET
    nearness: Nearness | UnsetType = UNSET
    distance_km: Kilometres | UnsetType = UNSET
    postcode: Text = UNSET
    district: Text = UNSET
    municipality: Text = UNSET
    region: Text = UNSET


class Recipient(Nearby, kw_only=True):
    """A location number that receives the message, the nearest unit behind it, and why."""

    location_number: str
    number_of: Annotated[str, Meta(description="The unit whose own number it is.")]
    versions: list[str]
    since: Day
    units: Annotated[list[Named], Meta(description="The fitting units that use this number, nearest first.")]
    unit_count: int
    reasons: list[Reason]


class Recipients(Shape, kw_only=True):
    """A page of location numbers to send to, nearest first; when there is none, what to do instead."""

    message: MessageType
    speciality: Named | None
    near: NearTo | None
    reach: Annotated[Nearness | None, Meta(description="How far away the nearest one is.")]
    fallback: Annotated[Reason | None, Meta(description="Why the answer reaches further than asked, or is empty.")]
    total: int
    limit: int
    offset: int
    more: bool
    next: Next
    recipients: list[Recipient]
    instead: Annotated[list[Nearby], Meta(description="Units with the speciality, to be reached in other ways.")]


class Party(Shape, kw_only=True):
    """A sender or receiver."""

    code: str
    name: str
    open: bool
    location_number: Text = UNSET
    number_of: Text = UNSET


class Suggested(Shape, kw_only=True):
    """Whom to send to instead."""

    code: str
    name: str
    location_number: Text = UNSET
    reason: Reason


class Between(Shape, kw_only=True):
    """Whether one unit can send a message to another, with every condition behind the answer."""

    can: Literal["yes", "no", "unclear"]
    message: MessageType
    versions: Annotated[list[str], Meta(description="The versions that one sends and the other takes.")]
    sender: Party
    receiver: Party
    checks: list[Reason]
    instead: list[Suggested]


class ReachingMessage(Shape, kw_only=True):
    """A message that is sent to units of a kind, and whether it arrives at one of them."""

    standard: str
    name: str
    can: Literal["yes", "no", "partly", "unclear"]
    versions: Annotated[list[str], Meta(description="Those that somebody around sends and the unit takes.")]
    senders_near: Annotated[int, Meta(description="Location numbers of the municipality that send it.")]
    senders_in_region: int
    peers: Annotated[int, Meta(description="Units of the same type that receive it.")]
    of_peers: int
    duty: Annotated[bool, Meta(description="Whether the unit's system must receive it.")]
    reasons: Annotated[list[Reason], Meta(description="What stands against it, and who can mend that.")]


class Reaching(Shape, kw_only=True):
    """What reaches a unit: what does not arrive first."""

    unit: str
    messages: list[ReachingMessage]


class Standard(Shape, kw_only=True):
    """A standard that someone receives."""

    standard: str
    name: Text = UNSET
    location_numbers: int


class Standards(Shape, kw_only=True):
    """The standards that can be sent to somebody on the day."""

    messages: list[Standard]
