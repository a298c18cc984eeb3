"""Distances and points."""

from sor.recipients.view import kilometres, point_of


def test_distances_are_told_to_a_tenth_of_a_kilometre() -> None:
    assert kilometres((557481.0, 6347032.0), (560481.0, 6347032.0)) == 3.0
    assert kilometres(None, (1.0, 1.0)) is None


def test_coordinates_far_from_denmark_are_none() -> None:
    assert point_of(557481.0, 6347032.0) == (557481.0, 6347032.0)
    assert point_of(0.0, 0.0) is None
    assert point_of(6347032.0, 557481.0) is None
    assert point_of(None, 6347032.0) is None
