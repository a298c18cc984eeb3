"""Where what was found lies, on a small map: the hits of the page by their numbers, the others as small dots. Pure."""

from collections.abc import Sequence
from math import cos, radians
from typing import NamedTuple

from sor.core.utm import position
from sor.search.facets import FoundPlace

WIDTH, HEIGHT = 366, 296
WEST, NORTH, SCALE = 8.0, 57.8, 90.0
NARROW = cos(radians(56))
"""The picture is that of ``tools/municipality_outlines.py``."""


class Dot(NamedTuple):
    """A unit on the map. number, name: its place in the list and its name; 0 and nothing for one on another page."""

    x: float
    y: float
    code: str
    number: int
    name: str


def dots(places: Sequence[FoundPlace], shown: Sequence[tuple[str, str]], first: int) -> list[Dot]:
    """The places that lie within the picture, the hits of the page last, so that they lie above the others.

    shown: the codes and names of those.
    """
    numbers = {code: (number, name) for number, (code, name) in enumerate(shown, first)}
    found = []
    for key, east, north in places:
        latitude, longitude = position(east, north)
        x, y = (longitude - WEST) * SCALE * NARROW, (NORTH - latitude) * SCALE
        if 0 <= x <= WIDTH and 0 <= y <= HEIGHT:
            found.append(Dot(round(x, 1), round(y, 1), key, *numbers.get(key, (0, ""))))
    return sorted(found, key=lambda dot: (dot.number > 0, -dot.number))
