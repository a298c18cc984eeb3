"""The kinds of subject the register knows and the fields each may hold (``CORE`` §6).

A field is the smallest thing that is stated as a whole. Field names are the glossary's, the same in answers,
findings and exports. ``core.timeline`` knows none of this.

Shapes of the values (JSON; codes are always text, a key that holds nothing is left out):

* ``status``: {"from", "updated"}, the source's FromDate and UpdatedAt (ISO dates); it marks a version of the source.
* ``name level type parent cvr production_unit shak provider_identifier pharmacy_identifier local_code
  local_attribute_1..5 organisational_level geographic_location note``: text. ``level`` is IO, HI or OU.
* ``reporting_level patients_admitted ambulant_activity``: true or false.
* ``specialities``: [{"code", "main": true or false}], the main one first; ``type`` beside it when the source's
  marker is not the known one.
* ``location``: {"state": "Own", "number"}, {"state": "None"} or {"state": "Inherited"}.
* ``postal_address visiting_address activity_address``: {"street", "building", "floor", "suite", "postcode",
  "district", "municipality", "street_code", "region", "country", "east", "north", "sublocation",
  "addressing_name", "subdivision", "po_box", "stairway", "additional", "country_scheme"}; text except ``east`` and
  ``north``, numbers in metres (ETRS89 / UTM 32). ``region`` only where it differs from the municipality's;
  ``country_scheme`` only when it is not ``iso3166-alpha2``. No field = inherited.
* ``virtual_address``: {"phone", "email", "website", "fax"}.
* ``geographic_parent``: {"relation", "parent"}. ``geographic_location``: the key of a ``place``.
* ``location_number``: text fields, except ``internal`` and ``active``, true or false.
* ``shak``: ``record`` is sgh or afd, ``specialities`` a list of codes, ``groups`` and ``values`` the raw further
  columns by name where they hold something.
* ``succession``: ``replaces`` and ``replaced_by`` are true for the side of the file that shows it.
"""

from typing import NamedTuple

LEVELS = ("IO", "HI", "OU")
"""Institution owner, health institution, organisational unit; in Danish IE, SI, OE."""

STREET_ADDRESSES = ("postal_address", "visiting_address", "activity_address")
ADDRESS_KINDS = (*STREET_ADDRESSES, "virtual_address")

LOCAL_ATTRIBUTES = tuple(f"local_attribute_{n}" for n in range(1, 6))

UNIT_FIELDS = frozenset(
    {
        "open", "status", "name", "level", "type", "parent", "cvr", "production_unit", "shak", "provider_identifier",
        "pharmacy_identifier", "local_code", *LOCAL_ATTRIBUTES, "specialities", "organisational_level",
        "reporting_level", "patients_admitted", "ambulant_activity", "location", *ADDRESS_KINDS,
        "geographic_location", "geographic_parent", "note",
    }
)  # fmt: skip

LOCATION_NUMBER_FIELDS = frozenset(
    {
        "open", "status", "system_type", "system_supplier", "network", "region", "administrator", "internal", "active",
        "system_type_name", "system_supplier_name", "network_name",
        "note",
    }
)  # fmt: skip

EDI_FIELDS = frozenset({"open", "format"})

SHAK_FIELDS = frozenset(
    {"open", "status", "name", "record", "institution_kind", "ownership", "specialities", "groups", "values"}
)

PLACE_FIELDS = frozenset({"open", "name", "street", "postcode", "district", "municipality", "region", "east", "north"})

SUCCESSION_FIELDS = frozenset({"open", "replaces", "replaced_by"})

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
