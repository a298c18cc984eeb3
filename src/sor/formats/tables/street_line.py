"""A street line, ``Nørregade 10A, 2. tv``, and the parts that SOR XML has for it. Nothing is lost on the way.

A line is only taken apart when it has the plain Danish form, so that the parts, joined, are the very line again;
any other line is kept whole as the street: ``Nørregade 10 A`` (a blank before the letter), ``Postboks 12``.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from sor.core.shapes import Value

_PLAIN = re.compile(
    r"(?P<street>[^,]*[^\W\d_]\.?) (?P<building>[1-9]\d{0,2}[A-Za-zÆØÅæøå]?)"
    r"(?:, (?P<floor>st|kl|k[2-9]|[1-9]\d?)\.(?: (?P<suite>[^\W_]{1,4}))?)?"
)
_NO_STREET = re.compile(r".*\b(postboks|box|bygning|opgang|indgang|lokale|sal)", re.IGNORECASE)


def split_line(line: str) -> dict[str, str]:
    """The parts of a street line: ``street``, and where it is plain ``building``, ``floor``, ``suite``."""
    return dict(_parts(line))


@lru_cache(maxsize=65536)
def _parts(line: str) -> Mapping[str, str]:
    found = _PLAIN.fullmatch(line)
    if found is None or _NO_STREET.fullmatch(found["street"]):
        return {"street": line}
    return {part: text for part, text in found.groupdict().items() if text is not None}


def join_line(address: Mapping[str, Value]) -> str:
    """The street line of an address, from those of its parts that it has."""
    line = " ".join(str(address[part]) for part in ("street", "building") if part in address)
    floor = f"{address['floor']}." if "floor" in address else ""
    door = " ".join(part for part in (floor, str(address.get("suite", ""))) if part)
    return ", ".join(part for part in (line, door) if part)
