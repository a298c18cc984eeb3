"""What readers find in a file and report as data: names in no code list, cells that cannot be read, contradictions.

Only what the rules cannot see afterwards: an unknown type or a malformed number is theirs (T1, L4). Codes with X are
the project's own, because the rule book has no rule about files.
"""

import re
import unicodedata
from collections.abc import Mapping

from sor.core.finding import NOTE, WARNING, Finding
from sor.core.shapes import Fields, Value
from sor.core.utm import Point, Position

EDITED = "status.updated"
"""The path of the day on which a source edited a unit."""

UNKNOWN_NAME = "X1"
UNREADABLE = "X2"
NUMBER_DIFFERS = "X3"
CELLS_LEFT_OUT = "X5"
IN_DEGREES = "X6"
NO_PLACE = "X7"
GARBLED = "X8"
REGION_DIFFERS = "X4"
CODE_UNLISTED = "X9"
POSTCODE_ELSEWHERE = "X10"
ON_ONE_LINE = "X16"


def unknown_name(kind: str, key: str, field: str, name: str, from_day: int) -> Finding:
    """A region or speciality given by a name that is in no list: kept as it is."""
    return Finding(UNKNOWN_NAME, WARNING, kind, key, field, {"value": name}, from_day)


def unreadable(kind: str, key: str, field: str, column: str, text: str) -> Finding:
    """A cell that is no number, no yes or no, as its column wants it: left out."""
    return Finding(UNREADABLE, WARNING, kind, key, field, {"column": column, "value": text})


def number_differs(number: str, unit: str, other: str, values: Fields) -> Finding:
    """Two rows say different things of one location number; those of ``unit`` were taken, ``values`` were not."""
    facts = {"unit": unit, "other": other} | {f"other_{field}": str(value) for field, value in values.items()}
    return Finding(NUMBER_DIFFERS, WARNING, "location_number", number, "", facts)


def cells_left_out(file: str, rows: int) -> Finding:
    """Rows that ended before the header did, and whose other cells stand where they belong: what lacks is empty."""
    return Finding(CELLS_LEFT_OUT, NOTE, "file", file, "", {"count": rows})


def code_unlisted(kind: str, key: str, path: str, code: str, code_list: str) -> Finding:
    """A code that stands on no list: kept as it is."""
    facts = {"value": code, "part": path, "list": code_list}
    return Finding(CODE_UNLISTED, WARNING, kind, key, _field(path), facts)


def postcode_elsewhere(unit: str, field: str, postcode: str, municipality: str) -> Finding:
    """A postcode that does not lie in the municipality beside it: both kept."""
    facts = {"value": postcode, "part": field, "municipality": municipality}
    return Finding(POSTCODE_ELSEWHERE, WARNING, "unit", unit, field, facts)


def region_elsewhere(unit: str, field: str, region: str, expected: str) -> Finding:
    """An address whose region is not its municipality's on any day: kept."""
    return Finding(REGION_DIFFERS, NOTE, "unit", unit, field, {"value": region, "expected": expected})


def town_elsewhere(unit: str, field: str, postcode: str, town: str) -> Finding:
    """A town that is another postcode's: both kept."""
    facts = {"case": "town", "value": postcode, "part": field, "town": town}
    return Finding(POSTCODE_ELSEWHERE, WARNING, "unit", unit, field, facts)


def country_elsewhere(unit: str, field: str, postcode: str, municipality: str, country: str) -> Finding:
    """A postcode and a municipality of Denmark in an address of another country: all kept."""
    facts = {"case": "country", "value": postcode, "part": field, "municipality": municipality, "country": country}
    return Finding(POSTCODE_ELSEWHERE, WARNING, "unit", unit, field, facts)


def coordinates_elsewhere(unit: str, field: str, municipality: str, east: str, north: str) -> Finding:
    """Coordinates of an address that lie far from its municipality: both are kept as they are."""
    facts = {"case": "far", "part": field, "municipality": municipality, "east": east, "north": north}
    return Finding(POSTCODE_ELSEWHERE, WARNING, "unit", unit, field, facts)


def place_unknown(unit: str, place: str) -> Finding:
    """A geographic location that is none of those known, or looks like none: kept."""
    return Finding(CODE_UNLISTED, WARNING, "unit", unit, "geographic_location", {"case": "place", "value": place})


def put_on_one_line(kind: str, key: str, path: str) -> Finding:
    """Line breaks or tabs inside a cell: each run of them was read as one blank. path: the field, or a part of one."""
    return Finding(ON_ONE_LINE, WARNING, kind, key, _field(path), {"part": path})


def _field(path: str) -> str:
    return re.split(r"[.\[]", path)[0]


def in_degrees(kind: str, key: str, field: str, found: Position, metres: Point) -> Finding:
    """Degrees in the place of metres: they were converted."""
    facts = {"part": field, "value": f"{found.latitude}° N, {found.longitude}° E"}
    facts |= {"east": str(metres.east), "north": str(metres.north)}
    return Finding(IN_DEGREES, WARNING, kind, key, field, facts)


def find_swapped(kind: str, key: str, field: str, address: Mapping[str, Value]) -> Finding:
    """Metres of Denmark, each in the other's place: kept as they are."""
    return _not_there(kind, key, field, {"case": "swapped"}, address)


def no_place(kind: str, key: str, field: str, address: Mapping[str, Value]) -> Finding:
    """Coordinates outside Denmark, or that are no numbers: kept as they are."""
    return _not_there(kind, key, field, {}, address)


def half_a_place(kind: str, key: str, field: str, value: Value) -> Finding:
    """One coordinate alone, in degrees: it cannot be converted, and is left out."""
    return Finding(NO_PLACE, WARNING, kind, key, field, {"case": "half", "part": field, "value": str(value)})


def _not_there(kind: str, key: str, field: str, case: dict[str, str], address: Mapping[str, Value]) -> Finding:
    metres = {axis: str(address.get(axis, "–")) for axis in ("east", "north")}
    return Finding(NO_PLACE, WARNING, kind, key, field, case | {"part": field} | metres)


def find_garbled(kind: str, key: str, path: str, text: str, meant: str | None) -> Finding:
    """A text in a wrong encoding: kept as it is. meant: what it most likely said; None when letters are lost."""
    facts = {"case": "lost"} if meant is None else {"meant": meant}
    return Finding(GARBLED, WARNING, kind, key, _field(path), {"part": path, "value": text} | facts)


def letters_foreign(kind: str, key: str, path: str, text: str, letters: str) -> Finding:
    """A Latin word with Greek or Cyrillic letters in it: kept as it is."""
    named = ", ".join(f"{one} {unicodedata.name(one, '')}".strip() for one in letters)
    facts = {"case": "foreign", "part": path, "value": text, "letters": named}
    return Finding(GARBLED, WARNING, kind, key, _field(path), facts)


def quote_open(kind: str, key: str, path: str, text: str) -> Finding:
    """A text that begins with a quotation mark which nothing closes: kept as it is."""
    return Finding(GARBLED, WARNING, kind, key, _field(path), {"case": "quote", "part": path, "value": text})
