"""What a unit shows of others, told once (``CORE`` §11): values of the units above, facts of the subjects that it
names, and what its codes stand for. ``core/inheritance.py`` resolves the values; who wants to know whose answers may
change, or on which days, asks here.

It also shows whom it replaced and who replaced it; those are named by the successions, not by the unit.
"""

from collections.abc import Set

from sor.core.shapes import UnitValues
from sor.core.subject import STREET_ADDRESSES
from sor.core.timeline import LIFE

PASSED_ON = {
    "postal_address": "postal_address",
    "virtual_address": "virtual_address",
    "location": "location",
    "cvr": "cvr",
    "owner": "level",
}
"""What a unit shows of a unit above, each with the field that says it there: the unit at the top of the tree is the
owner by its level. Visiting and activity addresses fall back inside the unit.
"""

SHOWN_BELOW = frozenset(PASSED_ON.values())
"""The fields that units below show: when one changes, their answers may."""

PLACED_BY = frozenset({LIFE, "parent"})
"""The fields that say where a unit stands: when one changes, everything that is passed on may."""


def find_passed_on(fields: Set[str]) -> set[str]:
    """What the units below may show otherwise when something is said about these fields of a unit."""
    if fields & PLACED_BY:
        return set(PASSED_ON)
    return {name for name, field in PASSED_ON.items() if field in fields}


def shows(own: UnitValues, name: str) -> bool:
    """Whether a unit with these own values shows something that is passed on to it. name: one of PASSED_ON."""
    return _location_state(own) == "Inherited" if name == "location" else name not in own


def passes(own: UnitValues, name: str) -> bool:
    """Whether what is passed on reaches the units below one with these own values: a number is inherited past a unit
    that has none, everything else only by way of who shows it.
    """
    return _location_state(own) != "Own" if name == "location" else name not in own


def list_named_subjects(own: UnitValues) -> list[tuple[str, str]]:
    """The subjects, each by kind and key, of which a unit with these own values shows something: the unit above, the
    location number, the place.
    """
    found = []
    if own.get("parent"):
        found.append(("unit", own["parent"]))
    location = own.get("location")
    if location and location.get("number"):
        found.append(("location_number", location["number"]))
    if own.get("geographic_location"):
        found.append(("place", own["geographic_location"]))
    return found


def codes_named(own: UnitValues) -> list[tuple[str, str, str]]:
    """The code list, the code and the field that names it, of every code whose meaning a unit shows: the name of its
    type; the region of the municipality in an address that states no region.
    """
    found = [("entity_type", own["type"], "type")] if own.get("type") else []
    for kind in STREET_ADDRESSES:
        address = own.get(kind)
        if address and address.get("municipality") and not address.get("region"):
            found.append(("municipality", address["municipality"], kind))
    return found


def _location_state(own: UnitValues) -> str | None:
    location = own.get("location")
    return location.get("state") if isinstance(location, dict) else None
