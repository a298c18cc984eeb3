"""ETRS89 / UTM zone 32, in which Danish addresses carry their coordinates, to latitude and longitude and back.

The Krüger series on the GRS80 ellipsoid; ETRS89 and WGS84 differ by less than a metre.
"""

from math import asin, asinh, atan2, atanh, cos, cosh, degrees, hypot, isfinite, radians, sin, sinh, sqrt, tan
from typing import NamedTuple

from sor.core.shapes import Value

SCALE = 0.9996
CENTRAL_MERIDIAN = 9.0
FALSE_EASTING = 500_000.0
SEMI_MAJOR_AXIS = 6_378_137.0
FLATTENING = 1 / 298.257222101

N = FLATTENING / (2 - FLATTENING)
RADIUS = SEMI_MAJOR_AXIS / (1 + N) * (1 + N**2 / 4 + N**4 / 64)
ALPHA = (N / 2 - 2 * N**2 / 3 + 5 * N**3 / 16, 13 * N**2 / 48 - 3 * N**3 / 5, 61 * N**3 / 240)
BETA = (N / 2 - 2 * N**2 / 3 + 37 * N**3 / 96, N**2 / 48 + N**3 / 15, 17 * N**3 / 480)
DELTA = (2 * N - 2 * N**2 / 3 - 2 * N**3, 7 * N**2 / 3 - 8 * N**3 / 5, 56 * N**3 / 15)


ECCENTRICITY = 2 * sqrt(N) / (1 + N)

WEST, EAST, SOUTH, NORTH = 420_000, 930_000, 6_010_000, 6_440_000
"""Metres around Denmark; Bornholm is the far end, east of the zone's own border."""


class Position(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float


class Point(NamedTuple):
    """Metres east and north in zone 32."""

    east: float
    north: float


def position(east: float, north: float) -> Position:
    """Where a point of zone 32, given in metres, lies; right to a centimetre anywhere in Denmark."""
    xi = north / (SCALE * RADIUS)
    eta = (east - FALSE_EASTING) / (SCALE * RADIUS)
    xi_sphere = xi - sum(b * sin(2 * j * xi) * cosh(2 * j * eta) for j, b in enumerate(BETA, 1))
    eta_sphere = eta - sum(b * cos(2 * j * xi) * sinh(2 * j * eta) for j, b in enumerate(BETA, 1))
    conformal = asin(sin(xi_sphere) / cosh(eta_sphere))
    latitude = conformal + sum(d * sin(2 * j * conformal) for j, d in enumerate(DELTA, 1))
    longitude = radians(CENTRAL_MERIDIAN) + atan2(sinh(eta_sphere), cos(xi_sphere))
    return Position(degrees(latitude), degrees(longitude))


def point(found: Position) -> Point:
    """The metres of a position, to the millimetre that files write."""
    phi, off = radians(found.latitude), radians(found.longitude - CENTRAL_MERIDIAN)
    conformal = sinh(asinh(tan(phi)) - ECCENTRICITY * atanh(ECCENTRICITY * sin(phi)))
    xi, eta = atan2(conformal, cos(off)), asinh(sin(off) / hypot(conformal, cos(off)))
    north = xi + sum(a * sin(2 * j * xi) * cosh(2 * j * eta) for j, a in enumerate(ALPHA, 1))
    east = eta + sum(a * cos(2 * j * xi) * sinh(2 * j * eta) for j, a in enumerate(ALPHA, 1))
    return Point(round(FALSE_EASTING + SCALE * RADIUS * east, 3), round(SCALE * RADIUS * north, 3))


def in_denmark(found: Position) -> bool:
    """Whether a position lies in the box around Denmark."""
    return 54.5 <= found.latitude <= 57.8 and 8.0 <= found.longitude <= 15.3


def danish_point(east: Value, north: Value) -> Point | None:
    """A point in Denmark from what stands for its metres; None when one is missing or no number, and for a point
    elsewhere: zero, or axes that were swapped.
    """
    e, n = number(east), number(north)
    if e is None or n is None or not (WEST <= e <= EAST and SOUTH <= n <= NORTH):
        return None  # far outside the series themselves break down
    return Point(e, n) if in_denmark(position(e, n)) else None


def number(found: Value) -> float | None:
    """A coordinate as a number; a source may have one as a text, also with a decimal comma."""
    if isinstance(found, int | float):
        return float(found)
    try:
        value = float(found.strip().replace(",", ".")) if isinstance(found, str) else None
    except ValueError:
        return None
    return value if value is not None and isfinite(value) else None
