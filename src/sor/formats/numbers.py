"""Codes in fields that are numbers: a key of our own, or a word that a source left there, never stands in one (``CORE``
§6). Which fields are numbers is said by the formats' tables; this says what a number is, and how its absence is told.

Kept as texts for all that: ``0810`` and ``019062`` begin with a nought that counts. A postcode is a text by its public
type, and so is a ydernummer.
"""

import math
import re

from sor.core.identifiers import is_number
from sor.core.shapes import Value
from sor.formats.published.omitted import Omitted

_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def number(value: Value) -> str | None:
    """The code, None for one that is no number."""
    return value if is_number(value) else None


def is_decimal(value: Value) -> bool:
    """Whether a measure, a number or the text that a source had in its place, is a decimal number."""
    if isinstance(value, str):
        return _DECIMAL.fullmatch(value) is not None
    return isinstance(value, int | float) and math.isfinite(value)


def write_metre(value: float | str) -> str:
    """A coordinate as XML holds it: three decimals and a point; a text as it stands."""
    return value if isinstance(value, str) else f"{value:.3f}"


def measure(value: Value) -> str | None:
    """A coordinate as XML holds it, None for what is no decimal number."""
    return write_metre(value) if isinstance(value, str | float | int) and is_decimal(value) else None


def no_number(key: str, path: str, name: str, value: Value) -> Omitted:
    """The line about a value that is left out of a field which is a number. path: the field; name: in the file."""
    return Omitted(key, path, f"{name} is a number, which '{value}' is not: left out")
