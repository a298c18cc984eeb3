"""A Danish address in one line, as DAR and FK-ORG write it, and its parts as SOR keeps them."""

import re
from collections.abc import Mapping

from sor.core.shapes import Address

_STREET = re.compile(r"(?P<street>.*\D)\s+(?P<building>\d{1,3}\s?[A-Za-z]?(?:\s?-\s?\d{1,3}\s?[A-Za-z]?)?)")
_TOWN = re.compile(r"(?:DK[- ]?)?(?P<postcode>\d{4})\s+(?P<district>\D.*)")
_UNPARTED = re.compile(r"(\d{1,3}\s?[A-Za-z]?) (\d{4} [^\d\W]\D*)$")
"""A house and a postcode that no comma parts."""

_FLOOR = re.compile(r"(?P<floor>kl|st|\d{1,2})(?:\.|\s|$)\s*(?:sal)?\.?\s*(?P<suite>[\w-]{0,4})\.?", re.IGNORECASE)


def read_address(text: str) -> Address | None:
    """The parts of an address in one line; None when it has no street, or no postcode with a town.

    >>> read_address("Halfdansgade 10, 2. tv, 2300 København S")["floor"]
    '2'
    """
    parts = [part.strip() for part in _UNPARTED.sub(r"\1, \2", text).split(",") if part.strip()]
    town = next((n for n in reversed(range(len(parts))) if _TOWN.fullmatch(parts[n])), None)
    street = _STREET.fullmatch(parts[0]) if parts else None
    if not town or street is None:
        return None
    where = _TOWN.fullmatch(parts[town])
    if where is None:
        return None
    found: Address = {
        "street": street["street"].strip(),
        "building": street["building"].replace(" ", "").upper(),
        "postcode": where["postcode"],
        "district": where["district"].strip(),
    }
    for part in parts[1:town]:
        floor = _FLOOR.fullmatch(part)
        if floor is not None:
            found["floor"] = floor["floor"].lower()
            if floor["suite"]:
                found["suite"] = floor["suite"].lower()
        elif "sublocation" not in found:
            found["sublocation"] = part
    return found


def write_address(address: Mapping[str, object]) -> str:
    """An address in one line.

    >>> write_address({"street": "Bakken", "building": "2A", "postcode": "8000", "district": "Aarhus C"})
    'Bakken 2A, 8000 Aarhus C'
    """

    def join_parts(*names: str) -> str:
        return " ".join(str(address[name]) for name in names if address.get(name))

    floor = f"{address['floor']}." if address.get("floor") else ""
    level = " ".join(part for part in (floor, join_parts("suite")) if part)
    parts = (join_parts("street", "building"), level, join_parts("sublocation"), join_parts("postcode", "district"))
    return ", ".join(part for part in parts if part)
