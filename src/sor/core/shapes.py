"""The shapes of what the register holds: of each kind of subject its fields, and of each field its value (``CORE`` §6).

Codes are always text, days ISO dates, and a member that holds nothing is left out. ``FIELDS`` in ``core/subject.py``
follows from these types; which fields an answer shows stands in ``core/unit.py``.
"""

from collections.abc import Mapping
from typing import Any, NotRequired, TypeAlias, TypedDict

Value: TypeAlias = object
"""A value of whatever field: plain JSON (text, number, true or false, null, list, dictionary). The type checker lets
nobody look into one who has not asked first what it is, or said which of the shapes below it has.
"""

Fields: TypeAlias = dict[str, Value]
"""What a subject of any kind holds, by field; or what was asked of it."""

Status = TypedDict("Status", {"from": str, "updated": str}, total=False)
"""The source's FromDate and UpdatedAt; it marks a version of the source."""


class Speciality(TypedDict):
    """A clinical speciality. type: stands beside it when the source's marker is not the known one."""

    code: str
    main: bool
    type: NotRequired[str]


class Location(TypedDict, total=False):
    """How a unit is reached: ``Own`` with a number, ``None`` or ``Inherited``."""

    state: str
    number: str


class Address(TypedDict, total=False):
    """A street address. east, north: metres (ETRS89, UTM 32). region: only where it is not the municipality's.
    country_scheme: only when it is not ``iso3166-alpha2``. A place has some of these.
    """

    street: str
    building: str
    floor: str
    suite: str
    postcode: str
    district: str
    municipality: str
    street_code: str
    region: str
    country: str
    east: float
    north: float
    sublocation: str
    addressing_name: str
    subdivision: str
    po_box: str
    stairway: str
    additional: str
    country_scheme: str


class VirtualAddress(TypedDict, total=False):
    """Phone, e-mail, web site, fax."""

    phone: str
    email: str
    website: str
    fax: str


class GeographicParent(TypedDict, total=False):
    """The unit on whose premises another lies."""

    relation: str
    parent: str


class OperatedBy(TypedDict, total=False):
    """Who runs a unit that another owns. unit: the SOR code of the owner that runs it. agreement: by which they do."""

    unit: str
    agreement: str


class UnitValues(TypedDict, total=False):
    """What a unit itself holds on a day; an address that is left out is inherited.

    level: IO, HI or OU. specialities: the main one first. geographic_location: the key of a place. assumed: stands
    with true when no source has stated some of it for the day.
    """

    status: Status
    name: str
    level: str
    type: str
    parent: str
    cvr: str
    production_unit: str
    shak: str
    provider_identifier: str
    pharmacy_identifier: str
    local_code: str
    local_attribute_1: str
    local_attribute_2: str
    local_attribute_3: str
    local_attribute_4: str
    local_attribute_5: str
    specialities: list[Speciality]
    organisational_level: str
    reporting_level: bool
    patients_admitted: bool
    ambulant_activity: bool
    location: Location
    postal_address: Address
    visiting_address: Address
    activity_address: Address
    virtual_address: VirtualAddress
    geographic_location: str
    geographic_parent: GeographicParent
    operator: OperatedBy
    note: str
    assumed: bool
    erased: dict[str, int]


class NumberValues(TypedDict, total=False):
    """What a location number itself holds on a day. Codes and names stand side by side: no list pairs them."""

    status: Status
    system_type: str
    system_type_name: str
    system_supplier: str
    system_supplier_name: str
    network: str
    network_name: str
    region: str
    administrator: str
    active: bool
    internal: bool
    note: str
    assumed: bool
    erased: dict[str, int]


class EdiValues(TypedDict, total=False):
    """What a message type at a location number holds beside its key."""

    format: str
    assumed: bool
    erased: dict[str, int]


class ShakValues(TypedDict, total=False):
    """What a SHAK code itself holds. record: sgh or afd. groups, values: the raw further columns, by name, where they
    hold something.
    """

    status: Status
    name: str
    record: str
    institution_kind: str
    ownership: str
    specialities: list[str]
    groups: dict[str, str]
    values: dict[str, str]
    assumed: bool
    erased: dict[str, int]


class PlaceValues(TypedDict, total=False):
    """What a geographic location itself holds."""

    name: str
    street: str
    postcode: str
    district: str
    municipality: str
    region: str
    east: float
    north: float
    assumed: bool
    erased: dict[str, int]


class SuccessionValues(TypedDict, total=False):
    """Which of the two units names the succession: each is true for the side of the file that shows it."""

    replaces: bool
    replaced_by: bool
    assumed: bool
    erased: dict[str, int]


class CodeValues(TypedDict, total=False):
    """What a code list says of a code: its names, how well they are known and from where, and the columns of its list
    that somebody asks for. Other columns stand beside them.
    """

    name_da: str
    name_en: str
    mark: str
    source: str
    region: str
    municipalities: list[str]
    levels: list[str]
    order: str
    other_names: list[str]
    everyday_words: list[str]
    addressing_name: str
    replaced_by: str


def parts_of(value: Value) -> Fields:
    """The parts of a value that has parts; none of any other, nor of nothing."""
    return value if isinstance(value, dict) else {}


def list_items(value: Value) -> list[Fields]:
    """The things that a value lists, each with its parts; none of what is no list."""
    return value if isinstance(value, list) else []


def text_in(value: Value, part: str) -> str | None:
    """A part of a value, when it is a text."""
    found = value.get(part) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def as_unit(values: Mapping[str, Value]) -> UnitValues:
    """What a subject of the kind ``unit`` holds, by the shape of its kind; the same dictionary. What a gate or a reader
    let through has these shapes.
    """
    unit: Any = values
    found: UnitValues = unit
    return found


def as_number(values: Mapping[str, Value]) -> NumberValues:
    """The same of a subject of the kind ``location_number``."""
    number: Any = values
    found: NumberValues = number
    return found


def as_place(values: Mapping[str, Value]) -> PlaceValues:
    """The same of a subject of the kind ``place``."""
    place: Any = values
    found: PlaceValues = place
    return found


def as_code(values: Mapping[str, Value]) -> CodeValues:
    """The same of a subject of the kind ``code``."""
    code: Any = values
    found: CodeValues = code
    return found


def as_shak(values: Mapping[str, Value]) -> ShakValues:
    """The same of a subject of the kind ``shak``."""
    shak: Any = values
    found: ShakValues = shak
    return found
