"""What readers find in a file and report as data: names in no code list, cells that cannot be read, contradictions.

T1 and L4 are the rule book's; codes with X are the project's own, because the rule book has no rule about files.
"""

from typing import Any

from sor.core.finding import WARNING, Finding

UNKNOWN_TYPE = "T1"
UNKNOWN_NAME = "X1"
UNREADABLE = "X2"
NUMBER_DIFFERS = "X3"
MALFORMED_NUMBER = "L4"


def unknown_type(key: str, name: str, from_day: int) -> Finding:
    """A type given by a name that is in no list: the name itself is kept in the place of the code."""
    return Finding(UNKNOWN_TYPE, WARNING, "unit", key, "type", {"value": name}, from_day)


def unknown_name(kind: str, key: str, field: str, name: str, from_day: int) -> Finding:
    """A region or speciality given by a name that is in no list: kept as it is."""
    return Finding(UNKNOWN_NAME, WARNING, kind, key, field, {"value": name}, from_day)


def unreadable(kind: str, key: str, field: str, column: str, text: str) -> Finding:
    """A cell that is no number, no yes or no, as its column wants it: left out."""
    return Finding(UNREADABLE, WARNING, kind, key, field, {"column": column, "value": text})


def number_differs(number: str, unit: str, other: str, values: dict[str, Any]) -> Finding:
    """Two rows say different things of one location number; those of ``unit`` were taken, ``values`` were not."""
    facts = {"unit": unit, "other": other} | {f"other_{field}": str(value) for field, value in values.items()}
    return Finding(NUMBER_DIFFERS, WARNING, "location_number", number, "", facts)


def malformed_number(unit: str, number: str, from_day: int) -> Finding:
    """A unit's location number that is not 13 digits: the unit keeps it, but it is no number with a life of its own."""
    return Finding(MALFORMED_NUMBER, WARNING, "unit", unit, "location", {"value": number}, from_day)
