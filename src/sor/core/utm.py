"""ETRS89 / UTM zone 32, in which Danish addresses carry their coordinates, to latitude and longitude.

The inverse Krüger series on the GRS80 ellipsoid; ETRS89 and WGS84 differ by less than a metre.
"""

from math import asin, atan2, cos, cosh, degrees, radians, sin, sinh
from typing import NamedTuple

SCALE = 0.9996
CENTRAL_MERIDIAN = 9.0
FALSE_EASTING = 500_000.0
SEMI_MAJOR_AXIS = 6_378_137.0
FLATTENING = 1 / 298.257222101

N = FLATTENING / (2 - FLATTENING)
RADIUS = SEMI_MAJOR_AXIS / (1 + N) * (1 + N**2 / 4 + N**4 / 64)
BETA = (N / 2 - 2 * N**2 / 3 + 37 * N**3 / 96, N**2 / 48 + N**3 / 15, 17 * N**3 / 480)
DELTA = (2 * N - 2 * N**2 / 3 - 2 * N**3, 7 * N**2 / 3 - 8 * N**3 / 5, 56 * N**3 / 15)


class Position(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float


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


def in_denmark(found: Position) -> bool:
    """Whether a position lies in the box around Denmark; coordinates of zero or with swapped axes do not."""
    return 54.5 <= found.latitude <= 57.8 and 8.0 <= found.longitude <= 15.3
