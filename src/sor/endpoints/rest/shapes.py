"""The contract of the REST answers, as OpenAPI shows it and as the tests hold every real answer to it.

The answers themselves are written from plain values. A member that may be missing is one that holds nothing.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Day = Annotated[str, Meta(description="A Danish date, 2026-07-01.", pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Json = Any
Text = str | UnsetType
Erased = Annotated[list[str], Meta(description="Fields whose value was erased.")] | UnsetType
Registered = (
    Annotated[
        str,
        Meta(
            description="When what it says was registered: at the source, or as a change here.", examples=["2026-06-30"]
        ),
    ]
    | UnsetType
)
BeforeFirst = (
    Annotated[
        Day, Meta(description="The register's first day; the asked one lies before it, and nothing is known then.")
    ]
    | UnsetType
)
Open = Annotated[Day | None, Meta(description="The first day on which it no longer holds; null = no end is known.")]


Next = Annotated[str | None, Meta(description="The `cursor` of the page behind this one; null at the end.")]


class Shape(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A JSON object with these members and no others."""


class Speciality(Shape, kw_only=True):
    """A clinical speciality of a unit."""

    code: str
    main: bool
    type: Text = UNSET


class Location(Shape, kw_only=True):
    """How a unit is reached electronically: its location number (GLN), own or inherited, with its facts."""

    state: Annotated[str, Meta(description="Own, Inherited or None.")]
    number: str | UnsetType | None = UNSET
    inherited: bool | UnsetType = UNSET
    source: Annotated[str, Meta(description="The unit that states the number.")] | UnsetType = UNSET
    system_type: Text = UNSET
    system_type_name: Text = UNSET
    system_supplier: Text = UNSET
    system_supplier_name: Text = UNSET
    network: Text = UNSET
    network_name: Text = UNSET
    region: Text = UNSET
    administrator: Text = UNSET
    active: bool | UnsetType = UNSET
    internal: bool | UnsetType = UNSET
    note: Text = UNSET


class Address(Shape, kw_only=True):
    """A postal, visiting or activity address; coordinates in metres (ETRS89 / UTM 32)."""

    inherited: bool
    source: Annotated[str, Meta(description="The unit whose address it is.")]
    taken_from: Annotated[str, Meta(description="Which kind of address stands in for an empty one.")] | UnsetType = (
        UNSET
    )
    street: str | None
    building: str | None
    floor: str | None
    suite: str | None
    postcode: str | None
    district: str | None
    municipality: str | None
    street_code: str | None
    region: str | None
    country: str | None
    east: float | None
    north: float | None
    sublocation: Text = UNSET
    addressing_name: Text = UNSET
    subdivision: Text = UNSET
    po_box: Text = UNSET
    stairway: Text = UNSET
    additional: Text = UNSET
    country_scheme: Text = UNSET


class VirtualAddress(Shape, kw_only=True):
    """Phone, e-mail, web site, fax."""

    inherited: bool
    source: Annotated[str, Meta(description="The unit whose address it is.")]
    phone: str | None
    email: str | None
    website: str | None
    fax: str | None


class GeographicParent(Shape, kw_only=True):
    """The unit on whose premises this one lies; nothing is inherited over it."""

    relation: Text = UNSET
    parent: Text = UNSET


class OperatedBy(Shape, kw_only=True):
    """Who runs the unit for its owner, by an agreement between them; left out where the owner does."""

    unit: Annotated[str, Meta(description="SOR code of the institution owner that runs it.")]
    agreement: Annotated[str, Meta(description="Name or number of the agreement.")] | UnsetType = UNSET


class Unit(Shape, kw_only=True):
    """A unit on a day: own values, inherited values with their source, names of codes."""

    code: Annotated[str, Meta(description="SOR code.", examples=["698491000016003"])]
    level: Annotated[str, Meta(description="IO owner, HI health institution, OU organisational unit.")] | UnsetType = (
        UNSET
    )
    name: Text = UNSET
    type: Text = UNSET
    type_name: Text = UNSET
    parent: Text = UNSET
    owner: Annotated[str, Meta(description="The institution owner at the top of its tree.")] | UnsetType = UNSET
    valid_from: Annotated[Day, Meta(description="First day of the version that holds on the asked day.")]
    valid_to: Open
    first_from: Annotated[Day, Meta(description="First day of the unit's life.")]
    updated: Registered = UNSET
    open: Annotated[
        bool, Meta(description="Whether it is alive on the asked day; if not, its nearest version is shown.")
    ]
    cvr: Annotated[str, Meta(description="Its own CVR number, or that of the nearest unit above.")] | UnsetType = UNSET
    production_unit: Text = UNSET
    shak: Text = UNSET
    provider_identifier: Annotated[str, Meta(description="Ydernummer.")] | UnsetType = UNSET
    pharmacy_identifier: Text = UNSET
    local_code: Text = UNSET
    note: Text = UNSET
    local_attributes: dict[str, str] | UnsetType = UNSET
    specialities: list[Speciality] | UnsetType = UNSET
    reporting_level: bool | UnsetType = UNSET
    patients_admitted: bool | UnsetType = UNSET
    ambulant_activity: bool | UnsetType = UNSET
    location: Location | UnsetType = UNSET
    postal_address: Address | UnsetType = UNSET
    visiting_address: Address | UnsetType = UNSET
    activity_address: Address | UnsetType = UNSET
    virtual_address: VirtualAddress | UnsetType = UNSET
    operator: OperatedBy | UnsetType = UNSET
    assumed: Annotated[bool, Meta(description="No source has stated these values for these days.")] | UnsetType = UNSET
    erased: Erased = UNSET
    organisational_level: str | None
    geographic_location: str | None
    geographic_parent: GeographicParent | None
    replaces: list[str]
    replaced_by: list[str]
    serial: Annotated[int, Meta(description="The entry from which this version is known.")]
    shown_on: (
        Annotated[
            Day,
            Meta(
                description="Only in a history that is not resolved: values from elsewhere (inherited ones, names of"
                " codes, successions) change within the version, and are those of this day."
            ),
        ]
        | UnsetType
    ) = UNSET


class FoundUnit(Unit, kw_only=True):
    """A unit that a search found."""

    score: Annotated[float, Meta(description="1 = exactly what was typed, towards 0 = hardly; 0 in a listing.")]
    why: Annotated[
        list[str],
        Meta(
            description="What was recognised: name, type, speciality, town, postcode, municipality, street, region,"
            " parent, institution, owner, identifier (a number, telephone, web site), code (how the SOR code begins)."
        ),
    ]
    distance_km: (
        Annotated[float, Meta(description="With `near`: from there, as the crow flies; left out where nobody knows.")]
        | UnsetType
    ) = UNSET


class Summary(Shape, kw_only=True):
    """A unit in a list."""

    code: str
    name: Text = UNSET
    level: Text = UNSET
    type: Text = UNSET
    type_name: str | None
    parent: Text = UNSET
    shak: Text = UNSET
    provider_identifier: Text = UNSET
    organisational_level: Text = UNSET
    valid_from: Day
    valid_to: Open


class Child(Summary, kw_only=True):
    """A unit directly below another."""

    children: Annotated[int, Meta(description="How many units stand directly below it.")]


class Node(Summary, kw_only=True):
    """A unit in a tree; ``units`` are those below it, missing where the asked depth ends."""

    children: int | UnsetType = UNSET
    units: list["Node"] | UnsetType = UNSET


class Page(Shape, kw_only=True):
    """A part of a list."""

    total: Annotated[int, Meta(description="How many there are in all.")]
    limit: int
    offset: int
    more: Annotated[bool, Meta(description="Whether more follows this page.")]
    next: Next


class Facet(Shape, kw_only=True):
    """How many of all units that a search finds have a code."""

    code: str
    units: int


class FoundUnits(Page, kw_only=True):
    """What a search found, best first; without text a listing in Danish name order."""

    before_first_day: BeforeFirst = UNSET
    not_found: (
        Annotated[list[str], Meta(description="Words of `q` that are found nowhere about the best unit, as typed.")]
        | UnsetType
    ) = UNSET
    facets: (
        Annotated[
            dict[str, list[Facet]],
            Meta(
                description="With `facets=true`: by type, speciality, region, municipality, level, owner; most first."
            ),
        ]
        | UnsetType
    ) = UNSET
    units: list[FoundUnit]


class Children(Page, kw_only=True):
    """The units directly below one, in Danish name order."""

    code: str
    units: list[Child]


class Ancestors(Shape, kw_only=True):
    """The units above one, the owner first."""

    code: str
    units: list[Summary]


class History(Shape, kw_only=True):
    """All versions of a unit, in order."""

    code: str
    resolved: bool
    versions: list[Unit]


class Lookup(Shape, kw_only=True):
    """Several units: those found in the order asked, and the codes that are not known."""

    units: list[Unit]
    unknown: list[str]


class Codes(Shape, kw_only=True):
    """The codes to look up, at most 500."""

    codes: list[Annotated[str, Meta(max_length=64)]]


class Identified(Shape, kw_only=True):
    """A unit with its identifiers."""

    code: Text = UNSET
    name: Text = UNSET
    level: Text = UNSET
    type: Text = UNSET
    type_name: Text = UNSET
    owner: Text = UNSET
    open: bool
    valid_from: Day | UnsetType = UNSET
    valid_to: Open | UnsetType = UNSET
    shak: Text = UNSET
    provider_identifier: Text = UNSET
    pharmacy_identifier: Text = UNSET
    cvr: Text = UNSET
    production_unit: Text = UNSET
    local_code: Text = UNSET
    location_number: Text = UNSET
    location_number_inherited: bool | UnsetType = UNSET


class Successor(Identified, kw_only=True):
    """A unit that takes a closed one's place."""

    via: Annotated[list[str], Meta(description="The units in between.")]


class MappedUnit(Identified, kw_only=True):
    """A unit that carries the asked identifier, with its other identifiers on the day."""

    found_as: list[str]
    shak_name: Annotated[Text, Meta(description="The text of its SHAK code.")] = UNSET
    location_number_ended: (
        Annotated[
            Day,
            Meta(
                description="The source lists the number no more from this day on, though the unit is open: extracts"
                " leave out trees of fewer than three levels. Ask before sending."
            ),
        ]
        | UnsetType
    ) = UNSET
    carried_from: (
        Annotated[Day, Meta(description="No unit carries it on the day; this one did from here.")] | UnsetType
    ) = UNSET
    carried_to: Open | UnsetType = UNSET
    then: (
        Annotated[Identified, Meta(description="The unit on the last day (or first) on which it carried it.")]
        | UnsetType
    ) = UNSET
    successors: Annotated[list[Successor], Meta(description="Of a closed unit: who took its place.")] | UnsetType = (
        UNSET
    )


class MappedShak(Shape, kw_only=True):
    """What the register holds of a SHAK code itself: as it is on the day, else as it last was or first will be."""

    code: str
    name: Annotated[Text, Meta(description="Its text.")] = UNSET
    open: bool
    valid_from: Day
    valid_to: Open


class Mapped(Shape, kw_only=True):
    """What an identifier is, and whose."""

    asked: str
    found_as: Annotated[
        list[str],
        Meta(
            description="The systems in which it is known: sor, shak, provider_identifier, pharmacy_identifier,"
            " location_number, cvr, production_unit. Empty = in none."
        ),
    ]
    shak: Annotated[MappedShak, Meta(description="Of a SHAK code that the register holds.")] | UnsetType = UNSET
    units: list[MappedUnit]


class Mappings(Shape, kw_only=True):
    """One answer for each asked identifier, in the order asked."""

    before_first_day: BeforeFirst = UNSET
    codes: list[Mapped]


class UnitInstead(Shape, kw_only=True):
    """An open unit to use in place of a SHAK code, and the closed units in between."""

    code: str
    name: Text = UNSET
    level: Text = UNSET
    organisational_level: str | None
    via: list[str]


class ShakInstead(Shape, kw_only=True):
    """A SHAK code with what comes instead of it on the day. open: whether the code itself holds on it."""

    asked: str
    shak: str
    name: str | None
    open: bool | None
    units: list[UnitInstead]


class ShakSuccessors(Shape, kw_only=True):
    """One answer for each asked code that is known, in the order asked, and the codes that are not."""

    successors: list[ShakInstead]
    unknown: list[str]


class Status(Shape, kw_only=True):
    """The source's own dates of a version."""

    from_: Text = msgspec.field(name="from", default=UNSET)
    updated: Text = UNSET


class Shak(Shape, kw_only=True):
    """A SHAK code on a day, and the units that carry it."""

    code: str
    name: Text = UNSET
    record: Annotated[str, Meta(description="sgh = hospital, afd = department or ward.")] | UnsetType = UNSET
    institution_kind: Text = UNSET
    ownership: Text = UNSET
    specialities: list[str] | UnsetType = UNSET
    groups: dict[str, str] | UnsetType = UNSET
    values: dict[str, str] | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    updated: Registered = UNSET
    assumed: bool | UnsetType = UNSET
    erased: Erased = UNSET
    valid_from: Day | UnsetType = UNSET
    valid_to: Open | UnsetType = UNSET
    units: list[Summary]


class Edi(Shape, kw_only=True):
    """A message type that a location number takes or sends."""

    standard: str
    version: str
    direction: Annotated[str, Meta(description="receive or send.")]
    name: str | None
    format: Text = UNSET
    assumed: bool | UnsetType = UNSET
    erased: Erased = UNSET
    valid_from: Day
    valid_to: Open


class LocationNumber(Shape, kw_only=True):
    """A location number on a day: its own facts, its message types, the units that state it."""

    number: str
    system_type: Text = UNSET
    system_type_name: Text = UNSET
    system_supplier: Text = UNSET
    system_supplier_name: Text = UNSET
    network: Text = UNSET
    network_name: Text = UNSET
    region: Text = UNSET
    administrator: Text = UNSET
    active: bool | UnsetType = UNSET
    internal: bool | UnsetType = UNSET
    note: Text = UNSET
    status: Status | UnsetType = UNSET
    updated: Registered = UNSET
    assumed: bool | UnsetType = UNSET
    erased: Erased = UNSET
    valid_from: Day | UnsetType = UNSET
    valid_to: Open | UnsetType = UNSET
    edi: list[Edi]
    units: list[Summary]


class CodeListName(Shape, kw_only=True):
    """A code list."""

    code_list: str = msgspec.field(name="list")
    title_da: Text = UNSET
    title_en: Text = UNSET
    official: Annotated[bool, Meta(description="SOR's or SHAK's own list, as far as it is known.")] | UnsetType = UNSET
    codes: Annotated[int, Meta(description="How many codes hold on the day.")]


class CodeLists(Shape, kw_only=True):
    """Every code list that the register knows at the asked point."""

    lists: list[CodeListName]


class CodeInList(Shape, kw_only=True):
    """A code on a day."""

    code: str
    name_da: str | None
    name_en: str | None
    valid_from: Annotated[Day | None, Meta(description="null = from the start of time.")]
    valid_to: Open
    values: Annotated[dict[str, Any], Meta(description="What else the list says of it, by column.")]


class CodeListContent(Page, kw_only=True):
    """The codes of a list that hold on the day, in the list's own order."""

    code_list: str = msgspec.field(name="list")
    codes: list[CodeInList]


class Change(Shape, kw_only=True):
    """What an entry states about one subject."""

    kind: str
    key: str
    asked: Annotated[Any, Meta(description="The operation, and what was named in it.")]
    fields: list[str]


class MovedUnit(Shape, kw_only=True):
    """A unit of the part that a filter asks for."""

    code: str
    move: Annotated[
        Literal["in", "entered", "left"],
        Meta(description="in: it was and is of the part, and has changed; entered, left: by this entry it is, or was."),
    ]


class Entry(Shape, kw_only=True):
    """One accepted submission; serials have no gaps."""

    serial: int
    kind: Annotated[
        str, Meta(description="submission; day: time passed and nothing was sent; erase: values were erased.")
    ]
    recorded_at: str
    known_at: str
    day: Annotated[Day, Meta(description="The day the register had reached.")]
    actor: str
    channel: str
    reason: str
    rule_book: str
    origin: dict[str, Any] | None
    findings: Annotated[dict[str, int], Meta(description="How many findings were recorded with it, by rule.")]
    lines: Annotated[int, Meta(description="How many subjects it is about.")]
    touched: Annotated[int, Meta(description="How many subjects' resolved answers it changed.")]
    changes: Annotated[list[Change], Meta(description="Its first 100 lines.")]
    more_changes: Annotated[bool, Meta(description="Whether there are more lines; see /log/{serial}.")]
    previous: Annotated[str, Meta(description="The hash of the entry before.")]
    hash: str
    second: Annotated[str, Meta(description="Who confirmed an erasure.")] | UnsetType = UNSET
    erased: Annotated[list[str], Meta(description="Parts of its head that were erased.")] | UnsetType = UNSET
    units: (
        Annotated[
            list[MovedUnit] | None,
            Meta(
                description="With a filter: the first 100 units of the part that it concerns. Null: it touches so many"
                " units that it is told to everybody."
            ),
        ]
        | UnsetType
    ) = UNSET
    more_units: Annotated[bool, Meta(description="Whether it concerns more units.")] | UnsetType = UNSET


class LogPage(Shape, kw_only=True):
    """Entries after a serial; a page ends between two entries, never inside one."""

    epoch: Annotated[str, Meta(description="It changes when the log is no longer the one that was followed.")]
    since: int
    entries: list[Entry]
    last: Annotated[int, Meta(description="Ask for what follows with since= this ...")]
    last_hash: Annotated[str, Meta(description="... and hash= this.")]
    head: Annotated[int, Meta(description="The last serial of the log.")]
    more: bool


class Statement(Shape, kw_only=True):
    """A field of a subject holds a value on the days [from, to)."""

    field: str
    from_: Day = msgspec.field(name="from")
    to: Open
    over: Annotated[Day | None, Meta(description="It sets aside what earlier entries stated from before this day.")]
    before: Annotated[Json, Meta(description="What held on its first day before; null = nothing.")]
    value: Json
    assumed: bool
    erased_by: Annotated[int, Meta(description="The entry that erased its value.")] | UnsetType = UNSET
    was: Annotated[
        list[int] | None, Meta(description="The statement it replaced on its first day: serial, line, place.")
    ]


class Line(Shape, kw_only=True):
    """One subject's part of an entry."""

    n: int
    kind: str
    key: str
    asked: Json
    statements: list[Statement]
    withdrawn: Annotated[list[list[int]], Meta(description="Statements taken back: serial, line, place.")]
    result: Annotated[str, Meta(description="Digest of which statement wins when, after this line.")]
    hash: str


class NamedConsumer(Shape, kw_only=True):
    """A consumer by name."""

    id: str
    name: str


class SeenBy(Shape, kw_only=True):
    """Which consumers have an entry."""

    by: list[NamedConsumer]
    not_by: list[NamedConsumer]


class EntryLines(Page, kw_only=True):
    """An entry with a page of its lines."""

    entry: Entry
    seen: Annotated[SeenBy, Meta(description="For the register authority alone.")] | UnsetType = UNSET
    lines: list[Line]


class TouchedSubject(Shape, kw_only=True):
    """A subject whose resolved answer an entry changed on some day."""

    kind: str
    key: str
    own: Annotated[
        bool, Meta(description="The entry itself is about it; if not, it shows a value of one that it is about.")
    ]


class Touched(Page, kw_only=True):
    """The subjects that an entry touched."""

    serial: int
    touched: list[TouchedSubject]


class UnitBetween(Shape, kw_only=True):
    """A unit as it was before an entry and as it is with it; null where it is not open."""

    code: str
    own: Annotated[
        bool, Meta(description="The entry or its day is about it; if not, it shows a value of one that it is about.")
    ]
    fields: Annotated[list[str], Meta(description="What differs.")]
    before: Unit | None
    after: Unit | None


class TouchedUnits(Page, kw_only=True):
    """The units that an entry touched, before and after it."""

    serial: int
    kind: str
    units: list[UnitBetween]


class Source(Shape, kw_only=True):
    """The newest file of a family of formats."""

    family: str
    snapshot: Annotated[Day, Meta(description="The day it describes.")]
    age_days: int
    serial: int


class PublicationFailure(Shape, kw_only=True):
    """Why the newest try to publish failed; it is tried again, and the edition before stays."""

    reason: str
    since: Annotated[str, Meta(description="When the tries began to fail.")]
    last: Annotated[str, Meta(description="The newest try.")]
    tries: int


class PublicationStatus(Shape, kw_only=True):
    """How the published files stand."""

    edition: Annotated[str | None, Meta(description="The newest; null before the first.")]
    created: str | None
    behind: Annotated[int, Meta(description="Entries that the register is further on.")]
    failure: PublicationFailure | None


class CopyStatus(Shape, kw_only=True):
    """How a copy stands beside the register that it follows."""

    url: str
    serial: Annotated[int | None, Meta(description="The source's last one, as far as is known. Null: KRS tells none.")]
    behind: Annotated[
        int | None, Meta(description="Entries of the source that the copy lacks. Null: KRS does not tell.")
    ]
    since: Annotated[str | None, Meta(description="When the copy last had all that the source has; null: never yet.")]
    heard: Annotated[str | None, Meta(description="When the source was last heard.")]
    stopped: Annotated[str | None, Meta(description="Why it is followed no further. Null: it is.")]
    aside: Annotated[list[str], Meta(description="Files that keep what the source was before it was restored.")]
    owner: Annotated[str | None, Meta(description="Whose part of the source is copied; null: all of it.")]
    proven: Annotated[bool, Meta(description="Each entry was proven; nothing of a copy register (KRS) can be.")]
    offsets: Annotated[dict[str, str], Meta(description="Of KRS: the offset of the last row that each data type told.")]
    told: Annotated[str | None, Meta(description="Of KRS: when that which was told last became known there.")]
    left_out: Annotated[dict[str, int], Meta(description="Of KRS: how many values of each column could not be taken.")]
    left_out_at: Annotated[int | None, Meta(description="The entry whose findings name them; null: none.")]


class MailStatus(Shape, kw_only=True):
    """Mails that wait for the mail server."""

    waiting: int
    since: Annotated[str | None, Meta(description="When the first of them was to be sent; null = none waits.")]
    failing: Annotated[int, Meta(description="How many of them were tried in vain.")]
    failure: Annotated[
        Literal["nobody", "later", "away", "refused", "unprotected", "other"] | None,
        Meta(
            description="Why the last try was in vain: the address is refused for good (and the mail soon given up), or"
            " for now; the server is away, refuses the mail, or has no TLS for the password. The page of the case tells"
            " more to those who see it."
        ),
    ]


class RegisterStatus(Shape, kw_only=True):
    """How the register stands."""

    database: Annotated[str, Meta(description="``sqlite`` or ``postgresql``. Where it stands is not told.")]
    version: str
    mode: str
    role: Annotated[str, Meta(description="mirror or master.")]
    range: Annotated[str | None, Meta(description="The running numbers in which a master issues SOR codes.")]
    epoch: str
    serial: int
    hash: str
    day: Annotated[Day | None, Meta(description="The day that the log has reached.")]
    today: Day
    stopped: Annotated[
        str | None,
        Meta(description="Why nothing is written: the clock does not fit the day reached. Null: all is well."),
    ]
    lacking: Annotated[
        str | None,
        Meta(description="What the register was found without: its second file. Null: it has everything."),
    ]
    recorded_ahead_until: Annotated[
        str | None,
        Meta(
            description="Until when entries are recorded ahead of their time: the clock was wrong. Null: they are not."
        ),
    ]
    known_at: Annotated[str | None, Meta(description="When the register last learned something.")]
    age_days: Annotated[
        int | None, Meta(description="Days since the newest file's snapshot; null = no file was loaded.")
    ]
    sources: list[Source]
    counts: Annotated[dict[str, int], Meta(description="Subjects alive today, by kind.")]
    publication: Annotated[PublicationStatus | None, Meta(description="Null where no folder of files is served.")]
    follows: Annotated[CopyStatus | None, Meta(description="Null in a register that follows nobody.")]
    mail: Annotated[MailStatus, Meta(description="What waits to be sent.")]


class Consumer(Shape, kw_only=True):
    """Somebody who takes the register's data, and how far they have come."""

    id: Annotated[str, Meta(description="An actor, or the CVR number of an ID card.")]
    name: str
    system: Annotated[str | None, Meta(description="Of the ID card: several may have one CVR number; null = an actor.")]
    contact: Annotated[str | None, Meta(description="Where they can be told something; null = nobody knows.")]
    doors: Annotated[list[str], Meta(description="By which they take: feed, files, follower, krs.")]
    serial: Annotated[int, Meta(description="Up to which they have everything.")]
    at: Annotated[str, Meta(description="When they last asked.")]
    behind: Annotated[int, Meta(description="Entries that they have not.")]
    state: Annotated[
        str,
        Meta(description="level: has everything; behind; stopped: behind, and has asked for nothing for three days."),
    ]


class ConsumerList(Shape, kw_only=True):
    """Who takes the register's data."""

    consumers: list[Consumer]


class Health(Shape, kw_only=True):
    """How a server process stands."""

    state: Annotated[str, Meta(description="live or ready.")]


class Version(Shape, kw_only=True):
    """The program."""

    version: str
    api: str


class Finding(Shape, kw_only=True):
    """One thing that is wrong with a request."""

    rule: str
    field: str
    da: str
    en: str


class ProblemDocument(msgspec.Struct, kw_only=True):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    findings: list[Finding]


class StartOver(ProblemDocument, kw_only=True):
    """The log that was followed is not this register's: read it from serial 0."""

    epoch: str
    serial: int


Level = Literal["IO", "HI", "OU", "IE", "SI", "OE"]
Openness = Literal["true", "false", "any"]
