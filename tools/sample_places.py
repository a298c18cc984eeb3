"""Make ``src/sor/sample/data/places.csv``: per municipality its towns and a few circles that lie inside it.

    python tools/sample_places.py OUTLINES.geojson MUNICIPALITIES.csv POSTCODES.csv > src/sor/sample/data/places.csv

Outlines: Geodatastyrelsen and the municipalities, FOT data, 13 February 2014 (repository Neogeografen/dagi), WGS84.
Postcodes: PostNord's file of 17 October 2020 (repository DanielZambelli/dk-postals).
"""

import csv
import json
import math
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# The ellipsoid GRS80 and the projection UTM zone 32.
FLATTENING = 1 / 298.257222101
THIRD = FLATTENING / (2 - FLATTENING)
RADIUS = 6378137.0 / (1 + THIRD) * (1 + THIRD**2 / 4 + THIRD**4 / 64)
SCALE, CENTRAL_MERIDIAN, FALSE_EAST = 0.9996, 9.0, 500_000.0
SERIES = (
    THIRD / 2 - 2 * THIRD**2 / 3 + 5 * THIRD**3 / 16,
    13 * THIRD**2 / 48 - 3 * THIRD**3 / 5,
    61 * THIRD**3 / 240,
)

CIRCLES = 12
SMALLEST = 150
POSTCODES_PER_TOWN = 4

Outline = NDArray[np.float64]


class Circle(NamedTuple):
    """A point and how far around it still is the municipality; metres, ETRS89 / UTM 32."""

    east: int
    north: int
    radius: int


def utm32(longitude: float, latitude: float) -> tuple[float, float]:
    """East and north in metres (ETRS89 / UTM 32) of a point in degrees, by Krüger's series to the third order."""
    phi, lam = math.radians(latitude), math.radians(longitude - CENTRAL_MERIDIAN)
    e = 2 * math.sqrt(THIRD) / (1 + THIRD)
    t = math.sinh(math.atanh(math.sin(phi)) - e * math.atanh(e * math.sin(phi)))
    xi, eta = math.atan2(t, math.cos(lam)), math.atanh(math.sin(lam) / math.sqrt(1 + t * t))
    north, east = xi, eta
    for j, a in enumerate(SERIES, 1):
        north += a * math.sin(2 * j * xi) * math.cosh(2 * j * eta)
        east += a * math.cos(2 * j * xi) * math.sinh(2 * j * eta)
    return FALSE_EAST + SCALE * RADIUS * east, SCALE * RADIUS * north


def circles_inside(rings: list[Outline]) -> list[Circle]:
    """The largest circles inside the rings, none with its centre in another, the largest first."""
    corners = np.concatenate(rings)
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    step = max(100.0, math.sqrt((east - west) * (north - south)) / 60)
    x, y = (a.ravel() for a in np.meshgrid(np.arange(west, east, step), np.arange(south, north, step)))
    inside, distance = np.zeros(len(x), dtype=bool), np.full(len(x), np.inf)
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            if ay != by:
                inside ^= ((ay > y) != (by > y)) & (x < ax + (y - ay) * (bx - ax) / (by - ay))
            length = (bx - ax) ** 2 + (by - ay) ** 2
            t = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length, 0, 1) if length else 0
            distance = np.minimum(distance, np.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
    distance[~inside] = 0
    found: list[Circle] = []
    for i in np.argsort(-distance):
        if len(found) == CIRCLES or distance[i] < SMALLEST:
            break
        if all(math.hypot(x[i] - c.east, y[i] - c.north) > max(c.radius, distance[i]) for c in found):
            found.append(Circle(round(x[i]), round(y[i]), math.floor(distance[i])))
    return found


def outlines(geojson: Path) -> dict[str, list[Outline]]:
    """The rings of each municipality in UTM 32, by its code."""
    found: dict[str, list[Outline]] = {}
    for feature in json.loads(geojson.read_text("utf-8"))["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings = [np.array([utm32(*point[:2]) for point in ring]) for polygon in polygons for ring in polygon]
        found.setdefault(feature["properties"]["KOMKODE"], []).extend(rings)
    return found


def towns(rows: Iterable[dict[str, str]]) -> dict[str, list[str]]:
    """'postcode town' of each municipality, by its code; special postcodes of firms and parcel centres left out."""
    found: dict[str, list[str]] = {}
    count: dict[tuple[str, str], int] = {}
    for row in rows:
        for municipality in filter(None, row["municipality_codes"].split(";")):
            special = row["code"] < "1000" or (row["code"] < "2000" and municipality not in {"0101", "0147"})
            seen = count[municipality, row["name"]] = count.get((municipality, row["name"]), 0) + 1
            if not special and seen <= POSTCODES_PER_TOWN:
                found.setdefault(municipality, []).append(f"{row['code']} {row['name']}")
    return found


def main(geojson: Path, municipalities: Path, postcodes: Path) -> None:
    """Write the table to standard output."""
    shapes = outlines(geojson)
    with postcodes.open(encoding="utf-8") as file:
        places = towns(csv.DictReader(file))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["municipality", "name", "addressing_name", "region", "towns", "circles"])
    with municipalities.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["region_code"]:
                circles = "|".join(f"{c.east} {c.north} {c.radius}" for c in circles_inside(shapes[row["code"]]))
                own = [row["code"], row["name_da"], row["addressing_name"], row["region_code"]]
                out.writerow([*own, "|".join(places[row["code"]]), circles])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
