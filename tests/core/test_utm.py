"""Coordinates of addresses, ETRS89 / UTM 32, as latitude and longitude."""

from math import cos, pi, radians, sin, sqrt, tan

import pytest

from sor.core.utm import FLATTENING, SEMI_MAJOR_AXIS, Point, Position, danish_point, in_denmark, number, point, position


@pytest.mark.parametrize(("meridian_arc", "latitude"), [(0.0, 0.0), (4_984_944.378, 45.0), (10_001_965.729, 90.0)])
def test_on_the_central_meridian_the_published_arcs_of_the_ellipsoid_come_back(
    meridian_arc: float, latitude: float
) -> None:
    found = position(500_000.0, 0.9996 * meridian_arc)
    assert found.latitude == pytest.approx(latitude, abs=1e-8)
    assert found.longitude == pytest.approx(9.0, abs=1e-9)


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(54.56, 11.97), (55.05, 15.15), (55.6757, 12.5691), (56.1567, 10.2108), (57.72, 10.6)]
)
def test_anywhere_in_denmark_it_undoes_the_textbook_projection_to_a_centimetre(
    latitude: float, longitude: float
) -> None:
    metres = _redfearn(latitude, longitude)
    assert point(Position(latitude, longitude)) == pytest.approx(metres, abs=0.01)
    found = position(*metres)
    assert found.latitude == pytest.approx(latitude, abs=1e-7)
    assert found.longitude == pytest.approx(longitude, abs=1.5e-7)


def test_positions_far_away_are_known_to_be_wrong() -> None:
    assert in_denmark(Position(55.7, 12.6))
    assert not in_denmark(position(0.0, 0.0))
    assert not in_denmark(position(6_347_032.45, 557_481.68))


@pytest.mark.parametrize(
    ("east", "north"),
    [(0.0, 0.0), (6_347_032.45, 557_481.68), (12.57, 55.68), (557_481_680.0, 6_347_032_450.0), (-1e12, 1e300),
     (557_481.68, None), ("øst", 6_347_032.45), ("nan", "inf"), (421_000, 6_011_000)],
)  # fmt: skip
def test_what_is_no_place_in_denmark_is_none_however_far_away(east: object, north: object) -> None:
    assert danish_point(east, north) is None


def test_a_place_may_stand_as_text_in_any_spelling_of_a_number() -> None:
    assert danish_point("557481,680", " 6347032.4500 ") == Point(557_481.68, 6_347_032.45)
    assert (number("5,5"), number(5), number("5 m"), number(None)) == (5.5, 5.0, None, None)


def _redfearn(latitude: float, longitude: float) -> tuple[float, float]:
    """The forward projection by Redfearn's formulas, which share nothing with the series under test."""
    e2 = FLATTENING * (2 - FLATTENING)
    phi, omega = radians(latitude), radians(longitude - 9)
    s, c, t = sin(phi), cos(phi), tan(phi)
    nu = SEMI_MAJOR_AXIS / sqrt(1 - e2 * s * s)
    psi = nu / (SEMI_MAJOR_AXIS * (1 - e2) / (1 - e2 * s * s) ** 1.5)
    m = _arc(phi, e2)
    o, c2 = omega, c * c
    east = 1 + o**2 / 6 * c2 * (psi - t**2)
    east += o**4 / 120 * c2**2 * (4 * psi**3 * (1 - 6 * t**2) + psi**2 * (1 + 8 * t**2) - 2 * psi * t**2 + t**4)
    east += o**6 / 5040 * c2**3 * (61 - 479 * t**2 + 179 * t**4 - t**6)
    north = o**2 / 2 * nu * s * c + o**4 / 24 * nu * s * c * c2 * (4 * psi**2 + psi - t**2)
    north += (
        o**6
        / 720
        * nu
        * s
        * c
        * c2**2
        * (
            8 * psi**4 * (11 - 24 * t**2)
            - 28 * psi**3 * (1 - 6 * t**2)
            + psi**2 * (1 - 32 * t**2)
            - 2 * psi * t**2
            + t**4
        )
    )
    return 500_000 + 0.9996 * nu * o * c * east, 0.9996 * (m + north)


def _arc(phi: float, e2: float) -> float:
    """The meridian arc, by Simpson's rule over the radius of curvature."""
    steps = 2000
    h = phi / steps

    def radius(angle: float) -> float:
        return SEMI_MAJOR_AXIS * (1 - e2) / (1 - e2 * sin(angle) ** 2) ** 1.5

    odd = sum(radius(i * h) for i in range(1, steps, 2))
    even = sum(radius(i * h) for i in range(2, steps, 2))
    assert -pi <= phi <= pi
    return h / 3 * (radius(0) + 4 * odd + 2 * even + radius(phi))
