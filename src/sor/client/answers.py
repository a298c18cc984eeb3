"""The register's answers as values with types. What an answer does not say is None (or empty, for a list).

Members that a newer register adds are passed over, so that a program goes on working beside it. Days are texts such as
``2026-07-01``; the last day of a piece of time is the first on which it holds no more, None without an end.
"""

import msgspec

Texts = list[str]


class Answer(msgspec.Struct, kw_only=True, frozen=True):
    """A JSON object of an answer."""


class Speciality(Answer, kw_only=True, frozen=True):
    """A clinical speciality of a unit."""

    code: str
    main: bool
    type: str | None = None


class Location(Answer, kw_only=True, frozen=True):
    """How a unit is reached electronically. state: Own, Inherited or None. number: its location number (GLN).
    source: the unit that states it.
    """

    state: str
    number: str | None = None
    inherited: bool | None = None
    source: str | None = None
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


class Address(Answer, kw_only=True, frozen=True):
    """A postal, visiting or activity address. source: the unit whose address it is. east, north: metres (ETRS89 / UTM
    32).
    """

    inherited: bool
    source: str
    taken_from: str | None = None
    street: str | None = None
    building: str | None = None
    floor: str | None = None
    suite: str | None = None
    postcode: str | None = None
    district: str | None = None
    municipality: str | None = None
    street_code: str | None = None
    region: str | None = None
    country: str | None = None
    east: float | None = None
    north: float | None = None
    sublocation: str | None = None
    addressing_name: str | None = None
    subdivision: str | None = None
    po_box: str | None = None
    stairway: str | None = None
    additional: str | None = None
    country_scheme: str | None = None


class VirtualAddress(Answer, kw_only=True, frozen=True):
    """Phone, e-mail, web site, fax. source: the unit that states them."""

    inherited: bool
    source: str
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    fax: str | None = None


class GeographicParent(Answer, kw_only=True, frozen=True):
    """The unit on whose premises this one lies."""

    relation: str | None = None
    parent: str | None = None


class OperatedBy(Answer, kw_only=True, frozen=True):
    """Who runs the unit for its owner, by an agreement between them."""

    unit: str
    agreement: str | None = None


class Unit(Answer, kw_only=True, frozen=True):
    """A unit on a day: own and inherited values. level: IO owner, HI health institution, OU organisational unit.
    open: whether it is alive on the day; if not, its nearest version is shown. serial: the entry it comes from.
    """

    code: str
    level: str | None = None
    name: str | None = None
    type: str | None = None
    type_name: str | None = None
    parent: str | None = None
    owner: str | None = None
    valid_from: str
    valid_to: str | None = None
    first_from: str
    updated: str | None = None
    open: bool
    cvr: str | None = None
    production_unit: str | None = None
    shak: str | None = None
    provider_identifier: str | None = None
    pharmacy_identifier: str | None = None
    local_code: str | None = None
    note: str | None = None
    local_attributes: dict[str, str] = {}
    specialities: list[Speciality] = []
    reporting_level: bool | None = None
    patients_admitted: bool | None = None
    ambulant_activity: bool | None = None
    location: Location | None = None
    postal_address: Address | None = None
    visiting_address: Address | None = None
    activity_address: Address | None = None
    virtual_address: VirtualAddress | None = None
    operator: OperatedBy | None = None
    assumed: bool = False
    erased: Texts = []
    organisational_level: str | None = None
    geographic_location: str | None = None
    geographic_parent: GeographicParent | None = None
    replaces: Texts = []
    replaced_by: Texts = []
    serial: int
    shown_on: str | None = None


class FoundUnit(Unit, kw_only=True, frozen=True):
    """A unit that a search found. score: 1 = what was typed, towards 0 = hardly. why: what was recognised.
    distance_km: from the place that was asked for with near, as the crow flies.
    """

    score: float
    why: Texts
    distance_km: float | None = None


class Summary(Answer, kw_only=True, frozen=True):
    """A unit in a list."""

    code: str
    name: str | None = None
    level: str | None = None
    type: str | None = None
    type_name: str | None = None
    parent: str | None = None
    shak: str | None = None
    provider_identifier: str | None = None
    organisational_level: str | None = None
    valid_from: str
    valid_to: str | None = None


class Child(Summary, kw_only=True, frozen=True):
    """A unit directly below another. children: how many stand directly below it."""

    children: int


class Node(Summary, kw_only=True, frozen=True):
    """A unit in a tree. units: those below it, None where the asked depth ends."""

    children: int | None = None
    units: list["Node"] | None = None


class Page(Answer, kw_only=True, frozen=True):
    """A part of a list. next: the cursor of the page behind it, None at the end."""

    total: int
    limit: int
    offset: int
    more: bool
    next: str | None = None


class Facet(Answer, kw_only=True, frozen=True):
    """How many of all units that a search finds have a code."""

    code: str
    units: int


class FoundUnits(Page, kw_only=True, frozen=True):
    """What a search found, best first. not_found: words of the question that are found nowhere about the best unit.
    facets: what is counted, asked for with facets="true", by type, speciality, region, municipality, level and owner.
    """

    before_first_day: str | None = None
    not_found: Texts = []
    facets: dict[str, list[Facet]] = {}
    units: list[FoundUnit]


class Children(Page, kw_only=True, frozen=True):
    """The units directly below one."""

    code: str
    units: list[Child]


class Ancestors(Answer, kw_only=True, frozen=True):
    """The units above one, the owner first."""

    code: str
    units: list[Summary]


class History(Answer, kw_only=True, frozen=True):
    """All versions of a unit, in order. resolved: cut also where inherited values change."""

    code: str
    resolved: bool
    versions: list[Unit]


class Lookup(Answer, kw_only=True, frozen=True):
    """Several units: those found, in the order asked, and the codes that are not known."""

    units: list[Unit]
    unknown: Texts


class CodeInList(Answer, kw_only=True, frozen=True):
    """A code on a day. values: what else the list says of it, by column."""

    code: str
    name_da: str | None = None
    name_en: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    values: dict[str, object] = {}


class CodeListContent(Page, kw_only=True, frozen=True):
    """The codes of a list that hold on the day."""

    code_list: str = msgspec.field(name="list")
    codes: list[CodeInList]


class Status(Answer, kw_only=True, frozen=True):
    """How the register stands: its log's epoch, last serial and hash, the day reached, subjects alive by kind."""

    version: str
    mode: str
    role: str
    epoch: str
    serial: int
    hash: str
    day: str | None = None
    today: str
    stopped: str | None = None
    counts: dict[str, int]
