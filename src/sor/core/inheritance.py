"""Inheritance, resolved when read: which value a unit shows for each address and for its location number, and whose
it is (rules A1, A2, A4, L1, L3).

Per kind of address, never per field: an address is taken whole. A chain is a unit's own values, then those of its
ancestors, nearest first, all on the same day and as known at the same serial.
"""

from collections.abc import Sequence
from typing import Generic, Literal, NamedTuple, TypeAlias, TypeVar, overload

from sor.core.shapes import Address, UnitValues, VirtualAddress
from sor.core.subject import AddressKind, StreetKind

Chain: TypeAlias = Sequence[tuple[str, UnitValues]]
"""(SOR code, own values) of a unit and its ancestors, nearest first."""

FALLS_BACK_TO: dict[str, StreetKind] = {"activity_address": "visiting_address", "visiting_address": "postal_address"}
"""An empty activity address is the unit's own visiting address, an empty visiting address its postal one (A1)."""


T_co = TypeVar("T_co", covariant=True)


class Resolved(NamedTuple, Generic[T_co]):
    """A value a unit shows: whose it is (``source``), and from which field it was taken when not from the asked one."""

    value: T_co
    source: str
    field: str


@overload
def address(chain: Chain, kind: StreetKind) -> Resolved[Address] | None: ...
@overload
def address(chain: Chain, kind: Literal["virtual_address"]) -> Resolved[VirtualAddress] | None: ...
@overload
def address(chain: Chain, kind: AddressKind) -> Resolved[Address | VirtualAddress] | None: ...
def address(chain: Chain, kind: AddressKind) -> Resolved[Address | VirtualAddress] | None:
    """The address of a kind that a unit shows; none when nothing above has one either."""
    own = chain[0][1].get(kind)
    if own is not None:
        return Resolved(own, chain[0][0], kind)
    if kind in FALLS_BACK_TO:
        return address(chain, FALLS_BACK_TO[kind])
    for code, values in chain:
        if kind in values:
            return Resolved(values[kind], code, kind)
    return None


def location_number(chain: Chain) -> Resolved[str | None] | None:
    """The location number a unit uses: its own, or when its state is Inherited that of the nearest unit above that
    has one. None when it has none, or inherits where there is nothing above (L3).
    """
    location = chain[0][1].get("location") or {}
    if location.get("state") == "Own":
        return Resolved(location.get("number"), chain[0][0], "location")
    if location.get("state") != "Inherited":
        return None
    for code, values in chain[1:]:
        above = values.get("location") or {}
        if above.get("state") == "Own":
            return Resolved(above.get("number"), code, "location")
    return None


def nearest(chain: Chain, field: Literal["cvr"]) -> str | None:
    """The value of a field on the unit or the nearest unit above that has it (a CVR number belongs to the owner)."""
    return next((values[field] for _, values in chain if field in values), None)
