"""What was found, counted: by type, speciality, region, municipality, level and owner; and where it lies."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from sor.core.utm import Point
from sor.search.table import UNPLACED, NumberedCodes, Numbers, Table
from sor.search.view import SearchView

Counts = Mapping[str, tuple[tuple[str, int], ...]]
"""By what is counted: each code with how many units have it, most first."""


class FoundPlace(NamedTuple):
    """A unit found, and where it is visited: metres in UTM zone 32."""

    key: str
    east: int
    north: int


def count_hits(units: Numbers, hits: Numbers, table: Table, view: SearchView) -> Counts:
    """How many hits there would be among the units by each code, were it chosen. hits: by unit of the view, which units
    are one hit together.
    """
    hit = hits[units]
    found = {
        "level": _by_code(table.levels, table["level"][view.rows[units]], hit),
        "type": _by_code(table.types, view.type[units], hit),
        "region": _by_code(table.regions, view.region[units], hit),
        "municipality": _by_code(table.municipalities, view.municipality[units], hit),
    }
    having, codes = view.speciality
    is_found = np.isin(having, units)
    found["speciality"] = _by_code(table.specialities, codes[is_found], hits[having[is_found]])
    owners, sizes = np.unique(_once(view.owner[units], hit), return_counts=True)
    found["owner"] = _most_first(
        (table.keys[key], n) for key, n in zip(owners.tolist(), sizes.tolist(), strict=True) if key >= 0
    )
    return found


def _by_code(codes: NumberedCodes, numbers: Numbers, hits: Numbers) -> tuple[tuple[str, int], ...]:
    has_code = numbers >= 0
    sizes = np.bincount(_once(numbers[has_code], hits[has_code]), minlength=len(codes)).tolist()
    return _most_first((codes.code(number), size) for number, size in enumerate(sizes) if size)


def _once(numbers: Numbers, hits: Numbers) -> Numbers:
    """The numbers, each once for each hit that has it."""
    width = int(hits.max(initial=0)) + 1
    once: Numbers = np.unique(numbers.astype(np.int64) * width + hits) // width
    return once


def _most_first(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def places(units: Numbers, table: Table, view: SearchView, most: int) -> tuple[FoundPlace, ...]:
    """Where the first of the units lie; those of which nobody knows are left out."""
    placed = units[(view.east[units] > UNPLACED) & (view.north[units] > UNPLACED)][:most]
    rows = zip(view.keys[placed].tolist(), view.east[placed].tolist(), view.north[placed].tolist(), strict=True)
    return tuple(FoundPlace(table.keys[key], east, north) for key, east, north in rows)


def distances(units: Numbers, near: Point, view: SearchView) -> Numbers:
    """Metres from a point to each of the units; those of which nobody knows are further than any."""
    east, north = view.east[units], view.north[units]
    metres = np.rint(np.hypot(east - near.east, north - near.north)).astype(np.int64)
    return np.where((east > UNPLACED) & (north > UNPLACED), metres, np.iinfo(np.int64).max)
