"""Which codes of the code lists a subject holds. Pure.

Two lists changed their keys between SOR XML 1 and 2; a number holds a code of one of them, and which is not told.
"""

from collections.abc import Iterator, Mapping

from sor.core.shapes import Value, list_items, parts_of
from sor.core.subject import STREET_ADDRESSES, code_key

FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "unit": {"type": ("entity_type",), "organisational_level": ("organisational_level",)},
    "location_number": {
        "system_type": ("system_type_v2", "system_type_v1"),
        "system_supplier": ("system_supplier_v2", "system_supplier_v1"),
        "network": ("network",),
        "region": ("region",),
        "administrator": ("edi_administrator_v2", "edi_administrator_v1"),
    },
    "shak": {"institution_kind": ("shak_institution_kind",), "ownership": ("shak_ownership",)},
}
"""By kind, the fields that hold a code, and of which lists it may be."""

IN_ADDRESSES = {"postcode": "postal_code", "municipality": "municipality", "region": "region", "country": "country"}


def codes_held(kind: str, values: Mapping[str, Value]) -> Iterator[str]:
    """The keys (``entity_type/22232009``) of all codes that a subject of a kind holds with these values."""
    for field, lists in FIELDS.get(kind, {}).items():
        if held := values.get(field):
            yield from (code_key(one, str(held)) for one in lists)
    if kind == "unit":
        for address in STREET_ADDRESSES:
            parts = parts_of(values.get(address))
            yield from (
                code_key(code_list, str(parts[part])) for part, code_list in IN_ADDRESSES.items() if parts.get(part)
            )
        for one in list_items(values.get("specialities")):
            yield code_key("speciality", str(one.get("code")))
            if one.get("type"):
                yield code_key("speciality_type", str(one["type"]))
        if relation := parts_of(values.get("geographic_parent")).get("relation"):
            yield code_key("geographic_parent_relation", str(relation))
        if state := parts_of(values.get("location")).get("state"):
            yield code_key("location_state", str(state))
    elif kind == "shak":
        of_shak = values.get("specialities")
        yield from (code_key("shak_speciality", str(one)) for one in (of_shak if isinstance(of_shak, list) else ()))
