"""Where a message goes, and why: the answers of the recipient finder, and what other identifiers lead to."""

import msgspec

from sor.client.answers import Answer, Summary, Texts


class Reason(Answer, kw_only=True, frozen=True):
    """A condition, whether it is met (None: the register does not say), and the sentence in both languages."""

    rule: str
    ok: bool | None = None
    da: str
    en: str


class MessageType(Answer, kw_only=True, frozen=True):
    """A message type as asked about."""

    standard: str
    version: str | None = None
    name: str | None = None


class Named(Answer, kw_only=True, frozen=True):
    """A code or unit with its name."""

    code: str
    name: str


class Nearby(Answer, kw_only=True, frozen=True):
    """A unit with its place. nearness: postcode, municipality, region or country. distance_km: as the crow flies."""

    code: str
    name: str
    level: str | None = None
    type_name: str | None = None
    nearness: str | None = None
    distance_km: float | None = None
    postcode: str | None = None
    district: str | None = None
    municipality: str | None = None
    region: str | None = None


class Recipient(Nearby, kw_only=True, frozen=True):
    """A location number that receives the message, the nearest unit behind it, and why. number_of: whose own number it
    is; units: the fitting units that use it.
    """

    location_number: str
    number_of: str
    versions: Texts
    since: str
    units: list[Named]
    unit_count: int
    reasons: list[Reason]


class Recipients(Answer, kw_only=True, frozen=True):
    """A page of location numbers to send to, nearest first; when there is none, what to do instead."""

    message: MessageType
    speciality: Named | None = None
    near: dict[str, object] | None = None
    reach: str | None = None
    fallback: Reason | None = None
    total: int
    limit: int
    offset: int
    more: bool
    next: str | None = None
    recipients: list[Recipient]
    instead: list[Nearby]


class Party(Answer, kw_only=True, frozen=True):
    """A sender or receiver."""

    code: str
    name: str
    open: bool
    location_number: str | None = None
    number_of: str | None = None


class Suggested(Answer, kw_only=True, frozen=True):
    """Whom to send to instead."""

    code: str
    name: str
    location_number: str | None = None
    reason: Reason


class Between(Answer, kw_only=True, frozen=True):
    """Whether one unit can send a message to another (yes, no, unclear), with every condition behind the answer."""

    can: str
    message: MessageType
    versions: Texts
    sender: Party
    receiver: Party
    checks: list[Reason]
    instead: list[Suggested]


class ReachingMessage(Answer, kw_only=True, frozen=True):
    """A message that is sent to units of a kind: whether it arrives at one (yes, no, partly, unclear), and if not why.
    senders_near, senders_in_region: location numbers of the municipality and the region that send it.
    """

    standard: str
    name: str
    can: str
    versions: Texts
    senders_near: int
    senders_in_region: int
    peers: int
    of_peers: int
    duty: bool
    reasons: list[Reason]


class Reaching(Answer, kw_only=True, frozen=True):
    """What reaches a unit: what does not arrive first."""

    unit: str
    messages: list[ReachingMessage]


class Identified(Answer, kw_only=True, frozen=True):
    """A unit with its identifiers."""

    code: str | None = None
    name: str | None = None
    level: str | None = None
    type: str | None = None
    type_name: str | None = None
    owner: str | None = None
    open: bool
    valid_from: str | None = None
    valid_to: str | None = None
    shak: str | None = None
    provider_identifier: str | None = None
    pharmacy_identifier: str | None = None
    cvr: str | None = None
    production_unit: str | None = None
    local_code: str | None = None
    location_number: str | None = None
    location_number_inherited: bool | None = None


class Successor(Identified, kw_only=True, frozen=True):
    """A unit that takes a closed one's place. via: the units in between."""

    via: Texts


class MappedUnit(Identified, kw_only=True, frozen=True):
    """A unit that carries the asked identifier, with its others. carried_from, carried_to: when it carried it, where
    nobody does on the day; then: what it was; successors: who took a closed unit's place.
    """

    found_as: Texts
    shak_name: str | None = None
    location_number_ended: str | None = None
    carried_from: str | None = None
    carried_to: str | None = None
    then: Identified | None = None
    successors: list[Successor] = msgspec.field(default_factory=list)


class MappedShak(Answer, kw_only=True, frozen=True):
    """What the register holds of a SHAK code itself."""

    code: str
    name: str | None = None
    open: bool
    valid_from: str
    valid_to: str | None = None


class Mapped(Answer, kw_only=True, frozen=True):
    """What an identifier is, and whose. found_as: the systems in which it is known; empty = in none."""

    asked: str
    found_as: Texts
    shak: MappedShak | None = None
    units: list[MappedUnit]


class Mappings(Answer, kw_only=True, frozen=True):
    """One answer for each asked identifier, in the order asked."""

    before_first_day: str | None = None
    codes: list[Mapped]


class Edi(Answer, kw_only=True, frozen=True):
    """A message type that a location number takes or sends. direction: receive or send."""

    standard: str
    version: str
    direction: str
    name: str | None = None
    format: str | None = None
    assumed: bool = False
    erased: Texts = msgspec.field(default_factory=list)
    valid_from: str
    valid_to: str | None = None


class LocationNumber(Answer, kw_only=True, frozen=True):
    """A location number on a day: its own facts, its message types, the units that state it."""

    number: str
    system_type: str | None = None
    system_type_name: str | None = None
    system_supplier: str | None = None
    system_supplier_name: str | None = None
    network: str | None = None
    network_name: str | None = None
    region: str | None = None
    administrator: str | None = None
    active: bool | None = None
    internal: bool | None = None
    note: str | None = None
    status: dict[str, str] | None = None
    updated: str | None = None
    assumed: bool = False
    erased: Texts = msgspec.field(default_factory=list)
    valid_from: str | None = None
    valid_to: str | None = None
    edi: list[Edi]
    units: list[Summary]
