"""The coordinates of addresses in a file: degrees become metres, and what is no place in Denmark is told.

They are metres (ETRS89, zone 32); some sources put degrees in their place, or one axis in the other's. Degrees of
Denmark are no possible metres, and their axes cannot be mistaken, so they are converted; anything else stays as it is.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from sor.core.claim import Piece
from sor.core.finding import Finding
from sor.core.shapes import Fields, parts_of
from sor.core.subject import STREET_ADDRESSES
from sor.core.utm import EAST, NORTH, SOUTH, WEST, Position, danish_point, in_denmark, number, point
from sor.formats.findings import find_swapped, half_a_place, in_degrees, no_place
from sor.formats.tables.unit_words import METRES

DENMARK = frozenset({"DK", "DNK", "208"})

PLACE = "geographic_location"
"""What is told of the coordinates of a place itself; they are fields of their own."""

WITH_COORDINATES: Mapping[str, Sequence[str]] = {"unit": STREET_ADDRESSES, "place": (PLACE,)}
"""By kind, the fields that have coordinates."""

METRES_OF_A_DEGREE = 111_200.0

NO_DEGREES = 180
"""What is greater is metres, right or wrong."""


def with_metres(kind: str, key: str, piece: Piece) -> tuple[Piece, list[Finding]]:
    """What a source says of a unit or a place, its coordinates in metres where they can be, and what is to be told of
    them.
    """
    told: list[Finding] = []
    for field in WITH_COORDINATES.get(kind, ()):
        address = piece.values if field == PLACE else parts_of(piece.values.get(field))
        if not address or METRES.isdisjoint(address):
            continue
        kept, found = _judge_coordinates(kind, key, field, address)
        if found is not None:
            told.append(found)
        if kept is not address:
            lost = METRES & (address.keys() - kept.keys())
            untold = piece.untold | {axis if field == PLACE else f"{field}.{axis}" for axis in lost}
            blurred = (*piece.blurred, (field, _blur(address))) if kept.keys() >= METRES else piece.blurred
            values = kept if field == PLACE else piece.values | {field: kept}
            piece = msgspec.structs.replace(piece, values=values, untold=untold, blurred=blurred)
    return piece, told


def _blur(address: Fields) -> float:
    """How many metres the decimals of degrees leave open."""
    decimals = max(len(re.split("[.,]", f"{address[axis]}.")[1].strip()) for axis in METRES)
    return METRES_OF_A_DEGREE * 10.0**-decimals


def _judge_coordinates(kind: str, key: str, field: str, address: Fields) -> tuple[Fields, Finding | None]:
    """An address as it is to be kept, and what is to be told of its coordinates."""
    east, north = number(address.get("east")), number(address.get("north"))
    if danish_point(east, north):
        return address, None
    if east is None or north is None:
        return _half(kind, key, field, address, east, north)
    for degrees in (Position(north, east), Position(east, north)):
        if in_denmark(degrees):
            metres = point(degrees)
            return address | metres._asdict(), in_degrees(kind, key, field, degrees, metres)
    if danish_point(north, east):
        return address, find_swapped(kind, key, field, address)
    abroad = str(address.get("country", "DK")).upper() not in DENMARK
    return address, None if abroad and max(abs(east), abs(north)) > NO_DEGREES else no_place(kind, key, field, address)


def _half(
    kind: str, key: str, field: str, address: Fields, east: float | None, north: float | None
) -> tuple[Fields, Finding | None]:
    """The same of an address with one coordinate, or with a text that is none."""
    if address.keys() >= METRES:
        return address, no_place(kind, key, field, address)
    (axis,) = METRES & address.keys()
    found = east if north is None else north
    if found is not None and (54.5 <= found <= 57.8 or 8.0 <= found <= 15.3):
        kept = {name: value for name, value in address.items() if name != axis}
        return kept, half_a_place(kind, key, field, address[axis])
    first, last = (WEST, EAST) if axis == "east" else (SOUTH, NORTH)
    fits = found is not None and first <= found <= last
    return address, None if fits else no_place(kind, key, field, address)
