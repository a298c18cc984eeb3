"""What readers find in a file and report as data: names in no code list, cells that cannot be read, contradictions.

Only what the rules cannot see afterwards: an unknown type or a malformed number is theirs (T1, L4). Codes with X are
the project's own, because the rule book has no rule about files.
"""

import re
from typing import Any

from sor.core.finding import NOTE, WARNING, Finding

UNKNOWN_NAME = "X1"
UNREADABLE = "X2"
NUMBER_DIFFERS = "X3"
CELLS_LEFT_OUT = "X5"
ON_ONE_LINE = "X16"


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


def cells_left_out(file: str, rows: int) -> Finding:
    """Rows that ended before the header did, and whose other cells stand where they belong: what lacks is empty."""
    return Finding(CELLS_LEFT_OUT, NOTE, "file", file, "", {"count": rows})


def put_on_one_line(kind: str, key: str, path: str) -> Finding:
    """Line breaks or tabs inside a cell: each run of them was read as one blank. path: the field, or a part of one."""
    return Finding(ON_ONE_LINE, WARNING, kind, key, re.split(r"[.\[]", path)[0], {"part": path})
