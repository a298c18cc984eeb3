"""The kinds of subject the register knows and the fields each may hold (``CORE`` §6).

A field is the smallest thing that is stated as a whole. Field names are the glossary's, the same in answers,
findings and exports. ``core.timeline`` knows none of this.

The shapes of their values stand in ``core/shapes.py``.
"""

from typing import Literal, NamedTuple, TypeAlias, TypeGuard

from sor.core import shapes

LEVELS = ("IO", "HI", "OU")
"""Institution owner, health institution, organisational unit; in Danish IE, SI, OE."""

StreetKind: TypeAlias = Literal["postal_address", "visiting_address", "activity_address"]
AddressKind: TypeAlias = Literal["postal_address", "visiting_address", "activity_address", "virtual_address"]

STREET_ADDRESSES: tuple[StreetKind, ...] = ("postal_address", "visiting_address", "activity_address")
ADDRESS_KINDS: tuple[AddressKind, ...] = (*STREET_ADDRESSES, "virtual_address")


def is_street_kind(field: str) -> TypeGuard[StreetKind]:
    """Whether a field is one of the street addresses."""
    return field in STREET_ADDRESSES


def is_address_kind(field: str) -> TypeGuard[AddressKind]:
    """Whether a field is one of the addresses."""
    return field in ADDRESS_KINDS


LOCAL_ATTRIBUTES = tuple(f"local_attribute_{n}" for n in range(1, 6))


def _fields_of(shape: type) -> frozenset[str]:
    """The fields of a kind: those of its shape but the marks of what was assumed and erased, and the life, which has no
    shape.
    """
    return frozenset({*shape.__annotations__, "open"} - {"assumed", "erased"})


UNIT_FIELDS = _fields_of(shapes.UnitValues)
LOCATION_NUMBER_FIELDS = _fields_of(shapes.NumberValues)
EDI_FIELDS = _fields_of(shapes.EdiValues)
SHAK_FIELDS = _fields_of(shapes.ShakValues)
PLACE_FIELDS = _fields_of(shapes.PlaceValues)
SUCCESSION_FIELDS = _fields_of(shapes.SuccessionValues)

FIELDS: dict[str, frozenset[str]] = {
    "unit": UNIT_FIELDS,
    "location_number": LOCATION_NUMBER_FIELDS,
    "edi": EDI_FIELDS,
    "shak": SHAK_FIELDS,
    "place": PLACE_FIELDS,
    "succession": SUCCESSION_FIELDS,
}
"""The fields of each kind; a ``code`` (list/key) holds ``open`` and whatever columns its list has."""


class Subject(NamedTuple):
    """One thing with a timeline of its own."""

    kind: str
    key: str


def edi_key(number: str, standard: str, version: str, direction: str) -> str:
    """The key of a message type at a location number; direction is ``receive`` or ``send``."""
    return f"{number}/{standard}/{version}/{direction}"


def succession_key(old: str, new: str) -> str:
    """The key of the fact that one unit was replaced by another."""
    return f"{old}>{new}"


def code_key(code_list: str, code: str) -> str:
    """The key of an entry of a code list."""
    return f"{code_list}/{code}"


def key_parts(kind: str, key: str) -> dict[str, str]:
    """The parts of a key that is made of several, by name; none of any other kind."""
    if kind == "edi":
        return dict(zip(("number", "standard", "version", "direction"), key.split("/"), strict=True))
    if kind == "succession":
        return dict(zip(("old", "new"), key.split(">"), strict=True))
    code_list, _, code = key.partition("/")
    standard, _, version = code.partition("/")
    return {"standard": standard, "version": version} if (kind, code_list) == ("code", "edi_message_type") else {}
