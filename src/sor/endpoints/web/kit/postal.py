"""An address of an answer as it is written: lines, one line, and its position on the map. Pure."""

from collections.abc import Mapping
from typing import Any

from sor.core.utm import Position, danish_point, position


def street_line(address: Mapping[str, Any]) -> str:
    """Street, house number, floor and suite: ``Østergade 70, 1. tv``."""
    house = " ".join(part for part in (address.get("street"), address.get("building")) if part)
    floor = address.get("floor")
    up = " ".join(part for part in (f"{floor}." if floor and floor.isdigit() else floor, address.get("suite")) if part)
    return ", ".join(part for part in (house, up) if part)


def address_lines(address: Mapping[str, Any]) -> list[str]:
    """The lines of an envelope below the name."""
    town = " ".join(part for part in (address.get("postcode"), address.get("district")) if part)
    box = address.get("po_box")
    lines = [
        address.get("addressing_name"),
        address.get("sublocation"),
        street_line(address),
        box and f"Postboks {box}",
    ]
    return [line for line in (*lines, address.get("subdivision"), address.get("additional"), town) if line]


def one_line(address: Mapping[str, Any]) -> str:
    """The whole address on one line."""
    return ", ".join(address_lines(address))


def on_the_map(address: Mapping[str, Any]) -> Position | None:
    """Where the address lies; none without coordinates, or with such as lie far from Denmark."""
    found = danish_point(address.get("east"), address.get("north"))
    return found and position(*found)
