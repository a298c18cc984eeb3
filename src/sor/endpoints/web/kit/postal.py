"""An address of an answer as it is written: lines, one line, and its position on the map. Pure."""

from collections.abc import Mapping

from sor.core.shapes import Value
from sor.core.utm import Position, danish_point, position


def street_line(address: Mapping[str, Value]) -> str:
    """Street, house number, floor and suite: ``Østergade 70, 1. tv``."""
    house = " ".join(_parts(address, "street", "building"))
    floor, suite = _text(address, "floor"), _text(address, "suite")
    up = " ".join(part for part in (f"{floor}." if floor.isdigit() else floor, suite) if part)
    return ", ".join(part for part in (house, up) if part)


def address_lines(address: Mapping[str, Value]) -> list[str]:
    """The lines of an envelope below the name."""
    box = _text(address, "po_box")
    return [
        *_parts(address, "addressing_name", "sublocation"),
        *(line for line in (street_line(address), box and f"Postboks {box}") if line),
        *_parts(address, "subdivision", "additional"),
        *(line for line in [" ".join(_parts(address, "postcode", "district"))] if line),
    ]


def _parts(address: Mapping[str, Value], *parts: str) -> list[str]:
    return [text for part in parts if (text := _text(address, part))]


def _text(address: Mapping[str, Value], part: str) -> str:
    return str(address.get(part) or "")


def one_line(address: Mapping[str, Value]) -> str:
    """The whole address on one line."""
    return ", ".join(address_lines(address))


def on_the_map(address: Mapping[str, Value]) -> Position | None:
    """Where the address lies; none without coordinates, or with such as lie far from Denmark."""
    found = danish_point(address.get("east"), address.get("north"))
    return found and position(*found)
