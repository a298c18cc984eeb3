"""Coordinates and circles of the sample's places."""

import numpy as np
import pytest

from tools.sample_places import circles_inside, towns, utm32


@pytest.mark.parametrize(
    ("longitude", "latitude", "east", "north"),
    [
        (9.0, 0.0, 500_000.0, 0.0),
        (9.0, 56.0, 500_000.0, 6_206_079.587),
        (12.568, 55.676, 724_333.648, 6_175_791.930),
    ],
)
def test_a_point_in_degrees_becomes_metres(longitude: float, latitude: float, east: float, north: float) -> None:
    assert utm32(longitude, latitude) == pytest.approx((east, north), abs=0.01)


def test_circles_lie_inside_the_outline_and_apart_from_its_holes() -> None:
    square = np.array([(0, 0), (9000, 0), (9000, 9000), (0, 9000), (0, 0)], dtype=float)
    hole = np.array([(4000, 4000), (5000, 4000), (5000, 5000), (4000, 5000), (4000, 4000)], dtype=float)
    found = circles_inside([square, hole])
    assert len(found) == 12
    for east, north, radius in found:
        assert radius <= min(east, north, 9000 - east, 9000 - north)
        assert not (4000 < east < 5000 and 4000 < north < 5000)


def test_postcodes_of_firms_and_parcel_centres_are_left_out() -> None:
    rows = [
        {"code": "0900", "name": "København C", "municipality_codes": "0101"},
        {"code": "1532", "name": "København V", "municipality_codes": "0185"},
        {"code": "8600", "name": "Silkeborg", "municipality_codes": "0740;0746"},
    ]
    assert towns(rows) == {"0740": ["8600 Silkeborg"], "0746": ["8600 Silkeborg"]}
